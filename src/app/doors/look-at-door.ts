import type { DoorSeen } from '../../domain/finding/commands.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { guardsMeantBy } from '../../domain/finding/guards-meant.ts';
import { excessOfUses } from '../../domain/finding/what-is-left.ts';
import { SECOND_MS } from '../../domain/instant.ts';
import type { ListsAtHand } from '../../domain/inventory/known-lists.ts';
import {
  difference,
  exposureOf,
  intersection,
  isEmpty,
  toRows,
  unionOf,
} from '../../domain/net/exposure.ts';
import type { LiveComparison } from '../../domain/plan/compare-live.ts';
import { asAdmission, type PlannedRule } from '../../domain/plan/planned-rule.ts';
import { excessOf } from '../../domain/policy/evaluate.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { inReadTime, type LookNeeds, type OneLook, READ_MS_MAX } from './look.ts';
import { lookAtAttachment } from './look-at-attachment.ts';
import { lookAtList } from './look-at-list.ts';
import { lookAtRules } from './look-at-rules.ts';

/** How long to wait between two reads that are to agree, in ms. EC2's answers are eventually
 * consistent: a read just after a change may show what was before. */
export const READ_GAP_MS = 2 * SECOND_MS;
/** How many reads at most, and how many must show the door as it was before that is believed. */
export const READS_MAX = 6;
/** How long all reads of one look may take, in ms: people wait for what they say. */
export const LOOK_MS_MAX = 45 * SECOND_MS;

/** What reads of a door agree on. `disagree` means that no two reads in a row said the same. */
export type Look = Exclude<OneLook, { readonly kind: 'unsettled' }> | { readonly kind: 'disagree' };

/** One read of a finding's door. */
function readOnce(finding: Finding, needs: LookNeeds): Promise<OneLook> {
  const { door } = finding;
  switch (door.kind) {
    case 'rules':
      return lookAtRules(finding, door, needs);
    case 'list':
      return lookAtList(door, needs);
    case 'attachment':
      return lookAtAttachment(finding, door, needs);
  }
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
  const looks: OneLook[] = [];
  for (;;) {
    const now = await inReadTime(readOnce(finding, needs), needs.clock);
    const before = looks.at(-1);
    looks.push(now);
    if (now.kind === 'couldNotLook') return now;
    const isNews = now.kind !== 'same' && now.kind !== 'unsettled';
    if (isNews && before !== undefined && isEqual(now, before)) return now;
    const unchanged = looks.filter((look) => look.kind === 'same');
    if (now.kind === 'same' && unchanged.length >= unchangedReads) return now;
    const isLast = looks.length === READS_MAX || needs.clock.now() + READ_GAP_MS > lastBeginsAt;
    if (isLast) return now.kind === 'same' && isAll(unchanged, looks) ? now : { kind: 'disagree' };
    await needs.clock.wait(READ_GAP_MS);
  }
}

function isEqual(a: OneLook, b: OneLook): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isAll(some: readonly OneLook[], all: readonly OneLook[]): boolean {
  return some.length === all.length;
}

/** What was read of a door, without whatever kept it from being read. */
export type Seen = LiveComparison | (OneLook & { readonly kind: 'partly' });

/** What a look means for the finding, by the policy as it is now. Rules that were changed into
 * something approved shut the door. */
export function seen(
  finding: Finding,
  look: Seen,
  { policy, lists }: { readonly policy: Policy; readonly lists: ListsAtHand },
): DoorSeen {
  switch (look.kind) {
    case 'gone':
      return { kind: 'shut' };
    case 'same':
      return lists.rules.size === 0 ? { kind: 'open' } : stillOpen(finding, policy, lists);
    case 'different':
      return judgedAnew(finding, look.now, policy, lists);
    case 'partly':
      return partlySeen(finding, look, { policy, lists });
  }
}

/** What is left of a door, with the rules by which it lets in as they are now. */
function partlySeen(
  finding: Finding,
  { left, standing = { kind: 'same' } }: Seen & { readonly kind: 'partly' },
  by: { readonly policy: Policy; readonly lists: ListsAtHand },
): DoorSeen {
  if (left.kind === 'list') {
    return { kind: 'changed', door: left, rules: finding.rules, excess: excessOfUses(left.uses) };
  }
  const now = seen(finding, standing, by);
  if (now.kind === 'shut') return now;
  // A group lets in the same wherever it stands.
  const { rules, excess } = now.kind === 'changed' ? now : finding;
  return { kind: 'changed', door: left, rules, excess };
}

/** Rules that are as they were let in less where a list that they name has shrunk. What a list has grown
 * by is a finding of its own. */
function stillOpen(finding: Finding, policy: Policy, lists: ListsAtHand): DoorSeen {
  if (finding.door.kind === 'list') return { kind: 'open' };
  const now = judgedAnew(finding, finding.rules, policy, lists);
  if (now.kind !== 'changed') return now;
  const told = exposureOf(finding.excess.map(asAdmission));
  const left = intersection(exposureOf(now.excess.map(asAdmission)), told);
  if (isEmpty(left)) return { kind: 'shut' };
  const isLess = !isEmpty(difference(told, left));
  return isLess ? { ...now, excess: toRows(left) } : { kind: 'open' };
}

function judgedAnew(
  finding: Finding,
  now: readonly PlannedRule[],
  policy: Policy,
  lists: ListsAtHand,
): DoorSeen {
  const { door } = finding;
  const rules = now.map(asAdmission);
  const direction = door.kind === 'rules' ? door.direction : 'inbound';
  const judged = guardsMeantBy(finding, policy).map(({ guard, ownGroupId }) =>
    excessOf(rules, guard, ownGroupId, { direction, lists }),
  );
  const offending = now.filter((_, i) =>
    judged.some((each) => each.offending.some((rule) => rule === rules[i])),
  );
  if (offending.length === 0) return { kind: 'shut' };
  const excess = toRows(unionOf(judged.map((each) => each.excess)));
  return { kind: 'changed', rules: offending, excess };
}
