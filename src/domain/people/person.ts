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
  /** The user groups of the policy that the person is in, as far as their members are known. */
  readonly userGroupIds: readonly string[];
  /** The user groups of the policy whose members are not known: gone from Slack, or not looked up.
   * Absent: none. */
  readonly unknownGroupIds?: readonly string[];
}

/** The workspace that Portcullis serves. */
export interface HomeTeam {
  readonly teamId: string;
  readonly enterpriseId: string | null;
}

/** Why somebody is nobody here. */
export type NoMemberReason = 'couldNotLook' | 'foreignTeam' | 'deactivated' | 'bot' | 'guest';

/** Why a person is no active member of the workspace that is served; null for one who is. Pure, total. */
export function whyNoMember(person: Person | null, home: HomeTeam): NoMemberReason | null {
  if (person === null) return 'couldNotLook';
  if (!isAtHome(person, home)) return 'foreignTeam';
  if (person.isDeactivated) return 'deactivated';
  if (person.isBot) return 'bot';
  return person.isGuest ? 'guest' : null;
}

// `is_stranger` alone is not enough: it is false for some external members of shared channels.
function isAtHome(person: Person, home: HomeTeam): boolean {
  if (person.isStranger) return false;
  if (person.teamId === home.teamId) return true;
  return home.enterpriseId !== null && person.enterpriseId === home.enterpriseId;
}
