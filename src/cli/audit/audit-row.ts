import { isAsItShouldBe } from '../../domain/audit/audit-sections.ts';
import type { AuditReport, GroupAudit } from '../../domain/audit/group-audit.ts';

/** A line of the ndjson format: docs/audit.md tells what stands in it. */
export type AuditRow =
  | (Record<string, unknown> & { readonly kind: 'group' })
  | { readonly kind: 'left' | 'remark'; readonly text: string };

/** A report as rows: keys are added, never changed. */
export function auditRows({ groups, left, remarks }: AuditReport): readonly AuditRow[] {
  return [
    ...groups.map(groupRow),
    ...left.map((text) => ({ kind: 'left', text }) as const),
    ...remarks.map((text) => ({ kind: 'remark', text }) as const),
  ];
}

function groupRow(group: GroupAudit): AuditRow & { readonly kind: 'group' } {
  const { accountId, region, groupId, groupName, guardName, guardKind, beside, directory, audit } =
    group;
  const { against, beyond, missing, closable } = audit;
  return {
    kind: 'group',
    accountId,
    region,
    groupId,
    groupName,
    guard: guardName,
    guardKind,
    beside,
    directory,
    scenario: against.kind === 'table' ? against.name : null,
    isAsItShouldBe: isAsItShouldBe(group),
    beyond: beyond.map(({ direction, rule, excess, isGuarded }) => {
      const { ruleId, protocol, fromPort, toPort, source, description } = rule;
      const told = { ruleId, protocol, fromPort, toPort, source, description };
      return { direction, rule: told, excess, isGuarded };
    }),
    missing: missing.map(({ direction, service, network, rows, consequences }) => {
      return { direction, service, network, rows, consequences };
    }),
    closable: closable.map(({ direction, service, network, rows, reason }) => {
      return { direction, service, network, rows, reason };
    }),
    fits: group.fits,
    advice: group.advice,
    named: group.named,
    notKnown: group.notKnown,
    readAt: new Date(group.readAt).toISOString(),
  };
}
