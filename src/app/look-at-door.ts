import type { DoorSeen } from '../domain/finding/commands.ts';
import type { Finding } from '../domain/finding/finding.ts';
import { SECOND_MS } from '../domain/instant.ts';
import { toRows } from '../domain/net/exposure.ts';
import { compareLive, type LiveComparison } from '../domain/plan/compare-live.ts';
import { type PlannedRule, sourceOf } from '../domain/plan/planned-rule.ts';
import { excessOf } from '../domain/policy/evaluate.ts';
import type { Policy } from '../domain/policy/policy.ts';
import type { Clock, SecurityGroups } from './ports.ts';

/** How long to wait between two reads that are to agree, in ms. EC2's answers are eventually
 * consistent: a read just after a change may show what was before. */
export const READ_GAP_MS = 2 * SECOND_MS;
/** How many reads at most: after that the answer is what most of them said, or none. */
export const READS_MAX = 6;

/** What reads of the live group agree on. `couldNotLook` says why; `disagree` means that no two
 * reads in a row said the same. */
export type Look =
  | LiveComparison
  | { readonly kind: 'couldNotLook'; readonly reason: string }
  | { readonly kind: 'disagree' };

export interface LookNeeds {
  readonly groups: SecurityGroups;
  readonly clock: Clock;
}

/** One read of the rules that a finding names. A group that is not there any more holds none.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function readOnce(
  finding: Finding,
  { groups }: LookNeeds,
): Promise<Exclude<Look, { readonly kind: 'disagree' }>> {
  const { accountId, region, groupId } = finding.door;
  if (groupId === null) return { kind: 'couldNotLook', reason: 'The id of the group is not known' };
  const looked = await groups.describeRules({ accountId, region, groupId });
  if (looked.kind === 'notThere') return { kind: 'gone' };
  if (looked.kind === 'couldNotLook') return looked;
  return compareLive(finding.rules, looked.value.inbound, finding.previous);
}

/** Reads until two reads in a row agree that the door is not as it was, or until all reads allowed
 * show it as it was: a change takes a while to be seen, so the old state is believed last.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function readUntilAgreed(finding: Finding, needs: LookNeeds): Promise<Look> {
  let before = await readOnce(finding, needs);
  let unchangedReads = before.kind === 'same' ? 1 : 0;
  for (let reads = 1; reads < READS_MAX; reads += 1) {
    if (before.kind === 'couldNotLook') return before;
    await needs.clock.wait(READ_GAP_MS);
    const now = await readOnce(finding, needs);
    if (now.kind !== 'same' && isEqual(now, before)) return now;
    unchangedReads += now.kind === 'same' ? 1 : 0;
    before = now;
  }
  return unchangedReads === READS_MAX ? { kind: 'same' } : { kind: 'disagree' };
}

function isEqual(a: Look, b: Look): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What a look means for the finding, by the policy as it is now. Rules that were changed into
 * something approved shut the door. */
export function seen(finding: Finding, comparison: LiveComparison, policy: Policy): DoorSeen {
  if (comparison.kind === 'gone') return { kind: 'shut' };
  if (comparison.kind === 'same') return { kind: 'open' };
  return judgedAnew(finding, comparison.now, policy);
}

function judgedAnew(finding: Finding, now: readonly PlannedRule[], policy: Policy): DoorSeen {
  const { guardName, guardKind, groupId } = finding.door;
  // A guard that has left the policy approves nothing any more.
  const guard = policy.guards.find((each) => each.name === guardName) ?? {
    name: guardName,
    kind: guardKind,
    match: [],
    approved: new Map(),
  };
  const rules = now.map((rule) => ({ ...rule, source: sourceOf(rule.source), description: null }));
  const { excess, offending } = excessOf(rules, guard, groupId);
  if (offending.length === 0) return { kind: 'shut' };
  const offendingRules = now.filter((_, i) => offending.some((rule) => rule === rules[i]));
  return { kind: 'changed', rules: offendingRules, excess: toRows(excess) };
}
