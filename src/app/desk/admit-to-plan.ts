import type { Intent } from '../../domain/approval/request.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { type LockOut, needsHigherQuorum } from '../../domain/lock-out/lock-out.ts';
import { actorUserIdOf } from '../../domain/people/subject.ts';
import type { Touch, TouchRefused } from '../ports.ts';
import { admit } from './admit.ts';
import type { DeskNeeds } from './desk-needs.ts';

/** Somebody who may decide of a plan. `isActor`: it would close their own door. `mayVote`: as an approver, too. */
export interface AdmittedToPlan {
  readonly kind: 'admitted';
  readonly finding: Finding;
  readonly isActor: boolean;
  readonly mayVote: boolean;
}

/** Whether somebody may decide of a plan of an intent: approvers, and whoever opened the door of its revert. */
export async function admitToPlan(
  intent: Intent,
  touch: Touch,
  needs: DeskNeeds,
): Promise<AdmittedToPlan | TouchRefused> {
  const asApprover = await admit(intent === 'undo' ? 'voteUndo' : 'vote', touch, needs);
  const { finding, isActor } = await ownDoor(touch, needs);
  const isOwn = intent === 'revert' && isActor && finding !== null;
  if (asApprover.kind === 'admitted') return { ...asApprover, isActor: isOwn, mayVote: true };
  if (!isOwn || asApprover.kind !== 'refused') return asApprover;
  const asActor = await admit('closeOwn', touch, needs);
  // Whoever is an approver no more, or never was, is told so only where it is not their own door.
  return asActor.kind === 'admitted' ? { ...asActor, isActor: true, mayVote: false } : asActor;
}

async function ownDoor({ userId, findingId }: Touch, { store }: DeskNeeds) {
  const finding = await store.finding(findingId);
  return { finding, isActor: finding !== null && actorUserIdOf(finding) === userId };
}

/** Whether one person's yes is enough since it is their own door: what may lock others out is not theirs alone.
 * Pure. */
export function closesAlone(
  { isActor }: Pick<AdmittedToPlan, 'isActor'>,
  lockOuts: readonly LockOut[],
): boolean {
  return isActor && !needsHigherQuorum(lockOuts);
}
