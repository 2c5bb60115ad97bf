import { byBadness } from '../../domain/audit/audit-sections.ts';
import type { AuditReport } from '../../domain/audit/group-audit.ts';
import { attempt } from '../attempt.ts';
import { placeOfDirectory } from '../estate/place-of-directory.ts';
import { auditGroups } from './audit-groups.ts';
import type { AuditNeeds, AuditRequest } from './audit-needs.ts';

/** An audit in any of some accounts. */
export interface AccountsAudit extends Omit<AuditRequest, 'accountId'> {
  /** Home first; at least one. */
  readonly accountIds: readonly string[];
}

/** Audits what is asked: a directory or group in the account that it is in, and everything in all of them. */
export async function auditAccounts(
  { accountIds, ...request }: AccountsAudit,
  needs: AuditNeeds,
): Promise<AuditReport> {
  const { query, region } = request;
  switch (query.kind) {
    case 'directory': {
      const { directoryId: asked } = query;
      const at = await placeOfDirectory(asked, accountIds, { region }, needs);
      const { accountId, directoryId } = at;
      return auditGroups({ ...request, accountId, query: { ...query, directoryId } }, needs);
    }
    case 'group': {
      const accountId = await accountOfGroup(query.groupId, accountIds, region, needs);
      return auditGroups({ ...request, accountId }, needs);
    }
    case 'account': {
      const reports: AuditReport[] = [];
      for (const accountId of accountIds) {
        reports.push(await auditGroups({ ...request, accountId }, needs));
      }
      return together(reports);
    }
  }
}

/** The account that knows the group; the first where none does. */
async function accountOfGroup(
  groupId: string,
  accountIds: readonly string[],
  region: string,
  { groups, clock }: AuditNeeds,
): Promise<string> {
  const [first = ''] = accountIds;
  if (accountIds.length <= 1) return first;
  for (const accountId of accountIds) {
    const looked = await attempt(groups.describeGroup({ accountId, region, groupId }), clock);
    if (looked.kind === 'found') return accountId;
  }
  return first;
}

function together(reports: readonly AuditReport[]): AuditReport {
  const groups = reports.flatMap((report) => report.groups);
  return {
    groups: groups.toSorted(byBadness),
    left: reports.flatMap(({ left }) => left),
    remarks: reports.flatMap(({ remarks }) => remarks),
  };
}
