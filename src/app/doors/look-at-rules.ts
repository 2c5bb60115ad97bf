import type { RulesDoor } from '../../domain/finding/door.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { compareLive, type LiveComparison } from '../../domain/plan/compare-live.ts';
import { bareRule, type PlannedRule, plannedDoorKey } from '../../domain/plan/planned-rule.ts';
import type { GroupAddress, LiveRules, Looked } from '../ports.ts';
import { inReadTime, type LookNeeds, type OneLook } from './look.ts';

/** One read of the rules that a finding names. A group that is not there any more holds none. */
export async function lookAtRules(
  { rules, previous }: Finding,
  { accountId, region, groupId, direction }: RulesDoor,
  needs: LookNeeds,
): Promise<OneLook> {
  if (groupId === null) return { kind: 'couldNotLook', reason: 'The id of the group is not known' };
  const looked = await readRules({ accountId, region, groupId }, needs);
  if (looked.kind === 'notThere') return { kind: 'gone' };
  if (looked.kind === 'couldNotLook') return looked;
  const live = looked.value[direction].map(bareRule);
  return inOneOrder(compareLive(rules, live, previous));
}

/** The rules of a group.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export function readRules(
  address: GroupAddress,
  { groups, clock }: Pick<LookNeeds, 'groups' | 'clock'>,
): Promise<Looked<LiveRules>> {
  return inReadTime(groups.describeRules(address), clock);
}

/** EC2 lists rules in any order: two reads that show the same are to be equal. */
export function inOneOrder(comparison: LiveComparison): LiveComparison {
  if (comparison.kind !== 'different') return comparison;
  const key = (rule: PlannedRule): string => `${plannedDoorKey(rule)} ${rule.ruleId}`;
  return { kind: 'different', now: comparison.now.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)) };
}
