import type { Door } from '../../domain/finding/door.ts';
import type { PlanReview, PlanTouch, Touch, TouchRefused } from '../ports.ts';
import { admit, notPossible } from './admit.ts';
import { decideAs } from './decide-as.ts';
import type { DeskNeeds } from './desk-needs.ts';
import { reviewOf } from './review-plan.ts';

/** Shows what acting alone would do, to whom policy names for it. */
export async function reviewBreakGlass(
  touch: Touch,
  needs: DeskNeeds,
): Promise<PlanReview | TouchRefused> {
  const admitted = await admit('breakGlass', touch, needs);
  if (admitted.kind !== 'admitted') return admitted;
  const reviewed = await reviewOf('revert', admitted.finding, needs);
  return reviewed.kind === 'review' ? { ...reviewed, missing: 1 } : reviewed;
}

/** Acts alone: at once, with a reason, and only by somebody who typed what it is about. */
export async function breakGlass(
  touch: PlanTouch & { readonly reason: string; readonly typed: string },
  needs: DeskNeeds,
): Promise<
  | { readonly kind: 'broken' }
  | { readonly kind: 'badForm'; readonly expected: string }
  | TouchRefused
> {
  const admitted = await admit('breakGlass', touch, needs);
  if (admitted.kind !== 'admitted') return admitted;
  const expected = confirmedBy(admitted.finding.door);
  if (expected === null) return notPossible({ kind: 'noPlan' });
  const reason = touch.reason.trim();
  if (touch.typed.trim() !== expected || reason === '') return { kind: 'badForm', expected };
  const { userId: by, planHash } = touch;
  const command = { kind: 'breakGlass', by, reason, planHash } as const;
  const refused = await decideAs('breakGlass', touch, command, needs);
  if (refused !== null) return refused;
  needs.log.warn({ findingId: touch.findingId, by }, 'glass broken: somebody acted alone');
  return { kind: 'broken' };
}

/** What is typed to show that it was read what is changed: the id of the group or list. Null where it is not
 * known: there is no plan then, either. */
export function confirmedBy(door: Door): string | null {
  return door.kind === 'list' ? door.prefixListId : door.groupId;
}
