import { type Difference, surprises } from '../../domain/harden/compare-rules.ts';
import type { SteppedPlan } from '../../domain/harden/harden-plan.ts';
import type { GroupState } from '../../domain/inventory/group-state.ts';
import { inReadTime, type LookNeeds, READ_MS_MAX } from '../doors/look.ts';
import { LOOK_MS_MAX, READ_GAP_MS, READS_MAX } from '../doors/look-at-door.ts';
import { readGroup } from '../hear/rules/resolve.ts';

/** Which states of a plan's group are looked for, by the number of steps done.
 *
 * - `expected`: believed as soon as one read shows it.
 * - `former`: the state before the latest call, which EC2 may show for a while; believed only when every
 *   read shows it. Null where there is none. */
export interface Expected {
  readonly expected: number;
  readonly former: number | null;
}

/** What reads of a group show of a plan's progress.
 *
 * - `expected`, `former`: as asked for.
 * - `surprise`: two reads in a row agree on something else.
 * - `unknown`: it could not be read, or reads did not agree. */
export type StepLook =
  | { readonly kind: 'expected' | 'former'; readonly group: GroupState }
  | { readonly kind: 'surprise'; readonly what: readonly Difference[] }
  | { readonly kind: 'unknown'; readonly reason: string };

type OneRead =
  | Exclude<StepLook, { readonly kind: 'unknown' }>
  | { readonly kind: 'couldNotLook'; readonly reason: string };

/** Reads a group until it is clear how many steps of a plan it shows.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function lookAtStep(
  plan: SteppedPlan,
  expected: Expected,
  needs: LookNeeds,
): Promise<StepLook> {
  const { clock } = needs;
  const lastBeginsAt = clock.now() + LOOK_MS_MAX - READ_MS_MAX;
  let before: OneRead | null = null;
  for (let reads = 1; ; reads += 1) {
    const now: OneRead = await readOnce(plan, expected, needs);
    if (now.kind === 'couldNotLook') return { kind: 'unknown', reason: now.reason };
    if (now.kind === 'expected') return now;
    if (now.kind === 'surprise' && isSame(now, before)) return now;
    const isLast = reads === READS_MAX || clock.now() + READ_GAP_MS > lastBeginsAt;
    if (isLast) return now.kind === 'former' && before?.kind !== 'surprise' ? now : DISAGREE;
    before = now;
    await clock.wait(READ_GAP_MS);
  }
}

const DISAGREE: StepLook = {
  kind: 'unknown',
  reason: 'EC2 gave different answers in every read',
};

async function readOnce(
  plan: SteppedPlan,
  { expected, former }: Expected,
  needs: LookNeeds,
): Promise<OneRead> {
  const { accountId, region, groupId } = plan;
  const address = { accountId, region, groupId };
  const { state } = await inReadTime(readGroup(address, needs), needs.clock);
  if (state.kind === 'notThere') {
    return { kind: 'couldNotLook', reason: `EC2 does not know the group ${groupId} any more` };
  }
  if (state.kind === 'couldNotLook') return state;
  const group = state.value;
  const what = surprises(plan, expected, group);
  if (what.length === 0) return { kind: 'expected', group };
  if (former !== null && surprises(plan, former, group).length === 0) {
    return { kind: 'former', group };
  }
  return { kind: 'surprise', what };
}

function isSame(now: OneRead & { readonly kind: 'surprise' }, before: OneRead | null): boolean {
  return before?.kind === 'surprise' && JSON.stringify(now.what) === JSON.stringify(before.what);
}
