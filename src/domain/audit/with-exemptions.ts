import { exemptedText } from '../exemption/describe-exemption.ts';
import { type ExemptionsKept, exempt, exemptionsOf } from '../exemption/let-through.ts';
import { guardedTraffic } from '../guard/services.ts';
import { exposureOf, isEmpty, within } from '../net/exposure.ts';
import { asAdmission } from '../plan/planned-rule.ts';
import type { RuleBeyond } from './audited.ts';
import type { GroupAudit } from './group-audit.ts';

/** An audit that says of what is exempted until when it is: it stays beyond what is wanted. Pure. */
export function withExemptions(group: GroupAudit, kept: ExemptionsKept): GroupAudit {
  const beyond = group.audit.beyond.map((row) => exemptedRow(row, group, kept));
  return { ...group, audit: { ...group.audit, beyond } };
}

function exemptedRow(
  row: RuleBeyond,
  { groupId, guardKind, readAt: at }: GroupAudit,
  kept: ExemptionsKept,
): RuleBeyond {
  const excess = within(exposureOf(row.excess.map(asAdmission)), guardedTraffic(guardKind));
  const { left, used } = exempt(
    excess,
    exemptionsOf({ groupId, direction: row.direction, at }, kept),
  );
  return used.length === 0 || !isEmpty(left) ? row : { ...row, exempted: exemptedText(used) };
}
