import type { DoorSeen } from '../domain/finding/commands.ts';
import type { Finding } from '../domain/finding/finding.ts';
import { SECOND_MS } from '../domain/instant.ts';
import { toRows } from '../domain/net/exposure.ts';
import { OutsideError } from '../domain/outside-error.ts';
import { compareLive, type LiveComparison } from '../domain/plan/compare-live.ts';
import {
  asAdmission,
  bareRule,
  type PlannedRule,
  plannedDoorKey,
} from '../domain/plan/planned-rule.ts';
import { excessOf } from '../domain/policy/evaluate.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { inTime } from './in-time.ts';
import type { Clock, GroupAddress, LiveRules, Looked, SecurityGroups } from './ports.ts';

/** How long to wait between two reads that are to agree, in ms. EC2's answers are eventually
 * consistent: a read just after a change may show what was before. */
export const READ_GAP_MS = 2 * SECOND_MS;
/** How many reads at most, and how many must show the door as it was before that is believed. */
export const READS_MAX = 6;
/** How long one read may take, in ms, its own retries included. */
export const READ_MS_MAX = 20 * SECOND_MS;
/** How long all reads of one look may take, in ms: people wait for what they say. */
export const LOOK_MS_MAX = 45 * SECOND_MS;

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

/** One read of the rules that a finding names. A group that is not there any more holds none. */
async function readOnce(finding: Finding, { groups, clock }: LookNeeds): Promise<Look> {
  const { accountId, region, groupId } = finding.door;
  if (groupId === null) return { kind: 'couldNotLook', reason: 'The id of the group is not known' };
  const looked = await readRules({ accountId, region, groupId }, { groups, clock });
  if (looked.kind === 'notThere') return { kind: 'gone' };
  if (looked.kind === 'couldNotLook') return looked;
  const live = looked.value.inbound.map(bareRule);
  return inOneOrder(compareLive(finding.rules, live, finding.previous));
}

/** The rules of a group, within {@link READ_MS_MAX}.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export function readRules(
  address: GroupAddress,
  { groups, clock }: LookNeeds,
): Promise<Looked<LiveRules>> {
  return inTime(groups.describeRules(address), { ms: READ_MS_MAX, clock, late: tooSlow });
}

function tooSlow(): never {
  const message = `EC2 did not describe the group's rules within ${READ_MS_MAX / SECOND_MS} s`;
  throw new OutsideError('aws_unreachable', message, { isRetryable: true });
}

/** EC2 lists rules in any order: two reads that show the same are to be equal. */
function inOneOrder(comparison: LiveComparison): LiveComparison {
  if (comparison.kind !== 'different') return comparison;
  const key = (rule: PlannedRule): string => `${plannedDoorKey(rule)} ${rule.ruleId}`;
  return { kind: 'different', now: comparison.now.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)) };
}

/** Reads until two reads in a row agree that the door is not as it was, or until `unchangedReads`
 * of them show it as it was: a change takes a while to be seen, so the old state is believed last.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function readUntilAgreed(
  finding: Finding,
  needs: LookNeeds,
  unchangedReads = READS_MAX,
): Promise<Look> {
  const lastBeginsAt = needs.clock.now() + LOOK_MS_MAX - READ_MS_MAX;
  const looks: Look[] = [];
  for (;;) {
    const now = await readOnce(finding, needs);
    const before = looks.at(-1);
    looks.push(now);
    if (now.kind === 'couldNotLook') return now;
    if (now.kind !== 'same' && before !== undefined && isEqual(now, before)) return now;
    const unchanged = looks.filter((look) => look.kind === 'same');
    if (now.kind === 'same' && unchanged.length >= unchangedReads) return now;
    const isLast = looks.length === READS_MAX || needs.clock.now() + READ_GAP_MS > lastBeginsAt;
    if (isLast) return unchanged.length === looks.length ? now : { kind: 'disagree' };
    await needs.clock.wait(READ_GAP_MS);
  }
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
  const rules = now.map(asAdmission);
  const { excess, offending } = excessOf(rules, guard, groupId);
  if (offending.length === 0) return { kind: 'shut' };
  const offendingRules = now.filter((_, i) => offending.some((rule) => rule === rules[i]));
  return { kind: 'changed', rules: offendingRules, excess: toRows(excess) };
}
