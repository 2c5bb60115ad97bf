import type { Policy } from '../policy/policy.ts';
import { ACTIONS, type Action, type Need, type Own } from './actions.ts';
import { approversOf, type Listed, listed } from './approver-list.ts';
import { type HomeTeam, type NoMemberReason, type Person, whyNoMember } from './person.ts';
import type { Subject } from './subject.ts';

export type { Action } from './actions.ts';
export type { HomeTeam, Person } from './person.ts';

/** Why somebody may not. Each has an answer for people. */
export type RefusedReason =
  | NoMemberReason
  /** Policy denies it to them, whatever else names them. */
  | 'denied'
  /** Whom policy denies it to is not known: a user group of `deny` is gone or could not be looked up. */
  | 'deniedNotKnown'
  | 'notAnApprover'
  /** Not by id; a user group of the approvers is gone or could not be looked up. */
  | 'approversNotKnown'
  | 'notBreakGlass'
  | 'breakGlassNotKnown'
  /** The opening call is tied to somebody else. */
  | 'notTheActor'
  /** The opening call is tied to nobody. */
  | 'actorNotKnown'
  | 'notTheRequester'
  /** It would let the person's own door stand open. */
  | 'ownDoor'
  /** It is the person's own request. */
  | 'ownRequest'
  /** It is the review of what the person did. */
  | 'ownReview';

export type Authorisation =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly reason: RefusedReason };

/** What decides besides person and subject: the policy as it is at the click, and whom we serve. */
export interface AuthoriseContext {
  readonly policy: Pick<Policy, 'approvers' | 'breakGlass'>;
  readonly home: HomeTeam;
}

/** Whether `person` may do `action` about `subject`, by the policy as it is at the click. Anything that could
 * not be looked up (`person` null, a user group) allows nothing: action fails closed. What policy denies beats
 * all that allows, but for looking. Pure, total. */
export function authorise(
  action: Action,
  person: Person | null,
  subject: Subject,
  { policy, home }: AuthoriseContext,
): Authorisation {
  const noMember = whyNoMember(person, home);
  if (noMember !== null) return refused(noMember);
  // No person is no member: told above.
  if (person === null) return refused('couldNotLook');
  const { need, notOwn } = ACTIONS[action];
  if (need === 'member') return ALLOWED;
  const reason =
    DENIED_REASONS[listed(person, policy.approvers.deny)] ??
    notOwn.map((own: Own) => whyOwn(own, person, subject)).find((why) => why !== null) ??
    whyLacking(need, person, subject, policy);
  return reason === null ? ALLOWED : refused(reason);
}

const ALLOWED: Authorisation = { kind: 'allowed' };

const DENIED_REASONS: Readonly<Record<Listed, RefusedReason | null>> = {
  yes: 'denied',
  unknown: 'deniedNotKnown',
  no: null,
};

function whyOwn(own: Own, { userId }: Person, subject: Subject): RefusedReason | null {
  switch (own) {
    case 'actor':
      return subject.actorUserId === userId ? 'ownDoor' : null;
    case 'requester':
      return subject.requestedBy === userId ? 'ownRequest' : null;
    case 'glassBreaker':
      return subject.brokenBy === userId ? 'ownReview' : null;
  }
}

function whyLacking(
  need: Exclude<Need, 'member'>,
  person: Person,
  subject: Subject,
  policy: AuthoriseContext['policy'],
): RefusedReason | null {
  switch (need) {
    case 'approver':
      return APPROVER_REASONS[listed(person, approversOf(policy.approvers, subject))];
    case 'approverOrActor':
      if (subject.actorUserId === person.userId) return null;
      return APPROVER_REASONS[listed(person, approversOf(policy.approvers, subject))];
    case 'actor':
      if (subject.actorUserId === null) return 'actorNotKnown';
      return subject.actorUserId === person.userId ? null : 'notTheActor';
    case 'requester':
      return subject.requestedBy === person.userId ? null : 'notTheRequester';
    case 'breakGlass':
      return BREAK_GLASS_REASONS[listed(person, policy.breakGlass)];
  }
}

const APPROVER_REASONS: Readonly<Record<Listed, RefusedReason | null>> = {
  yes: null,
  unknown: 'approversNotKnown',
  no: 'notAnApprover',
};

const BREAK_GLASS_REASONS: Readonly<Record<Listed, RefusedReason | null>> = {
  yes: null,
  unknown: 'breakGlassNotKnown',
  no: 'notBreakGlass',
};

function refused(reason: RefusedReason): Authorisation {
  return { kind: 'refused', reason };
}

/** How many have to approve an exemption at the least where nobody knows whose door it is: one of them may
 * be who opened it. */
export const UNKNOWN_ACTOR_QUORUM = 2;

/** How many have to approve an exemption: as many as policy asks for, and where the actor of the opening call
 * is tied to nobody, never fewer than {@link UNKNOWN_ACTOR_QUORUM}. Pure. */
export function exemptionQuorum(
  quorum: number,
  { actorUserId }: Pick<Subject, 'actorUserId'>,
): number {
  return actorUserId === null ? Math.max(quorum, UNKNOWN_ACTOR_QUORUM) : quorum;
}
