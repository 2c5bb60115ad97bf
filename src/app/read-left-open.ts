import type { Finding } from '../domain/finding/finding.ts';
import { type LeftOpen, leftOpenOf } from '../domain/plan/left-open.ts';
import { bareRule } from '../domain/plan/planned-rule.ts';
import type { SecurityGroups } from './ports.ts';

/** What the group's other rules leave open of a finding whose own rules are gone; null where it
 * cannot be read: that the rules are gone is known, and told all the same. */
export async function readLeftOpen(
  { door, excess }: Finding,
  groups: SecurityGroups,
): Promise<LeftOpen | null> {
  const { accountId, region, groupId } = door;
  if (groupId === null) return null;
  const looked = await groups.describeRules({ accountId, region, groupId }).catch(() => null);
  return looked?.kind === 'found' ? leftOpenOf(excess, looked.value.inbound.map(bareRule)) : null;
}
