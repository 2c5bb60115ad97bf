import type { Approvers } from '../policy/policy.ts';

/** What a person in Slack wants to do. */
export type Action = 'approveRevert' | 'deny' | 'undo' | 'harden' | 'acknowledge' | 'view';

/** What Slack says of a user at the moment of the click. Source: Slack `users.info`. */
export interface Person {
  readonly userId: string;
  readonly teamId: string;
  /** Enterprise Grid organisation; null outside one. */
  readonly enterpriseId: string | null;
  readonly isDeactivated: boolean;
  readonly isBot: boolean;
  /** Single- or multi-channel guest. */
  readonly isGuest: boolean;
  /** A member of another team in a shared channel. */
  readonly isStranger: boolean;
  /** The user groups of the policy that the person is in. */
  readonly userGroupIds: readonly string[];
}

/** The workspace that Portcullis serves. */
export interface HomeTeam {
  readonly teamId: string;
  readonly enterpriseId: string | null;
}

/** Why somebody may not. */
export type RefusedReason =
  | 'foreignTeam'
  | 'deactivated'
  | 'bot'
  | 'guest'
  | 'notAnApprover'
  | 'couldNotLook';

export type Authorisation =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly reason: RefusedReason };

/** Whether `person` may do `action`, by the policy as it is at the click. Anything that could not
 * be looked up (`person` null) is a refusal: action fails closed. Pure, total. */
export function authorise(
  action: Action,
  person: Person | null,
  { approvers, home }: { readonly approvers: Approvers; readonly home: HomeTeam },
): Authorisation {
  if (person === null) return refused('couldNotLook');
  if (!isAtHome(person, home)) return refused('foreignTeam');
  if (person.isDeactivated) return refused('deactivated');
  if (person.isBot) return refused('bot');
  if (person.isGuest) return refused('guest');
  if (action === 'view' || isApprover(person, approvers)) return { kind: 'allowed' };
  return refused('notAnApprover');
}

// `is_stranger` alone is not enough: it is false for some external members of shared channels.
function isAtHome(person: Person, home: HomeTeam): boolean {
  if (person.isStranger) return false;
  if (person.teamId === home.teamId) return true;
  return home.enterpriseId !== null && person.enterpriseId === home.enterpriseId;
}

function isApprover(person: Person, approvers: Approvers): boolean {
  if (approvers.userIds.includes(person.userId)) return true;
  return approvers.userGroupIds.some((id) => person.userGroupIds.includes(id));
}

function refused(reason: RefusedReason): Authorisation {
  return { kind: 'refused', reason };
}
