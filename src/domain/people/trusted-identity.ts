import type { Actor } from '../change/actor.ts';
import type { PeopleTies } from '../policy/policy.ts';

/** An identity that whoever made the call could not choose.
 *
 * - `identityCenter`: the session of a role that Identity Center made and keeps, under a path that nobody else may
 *   use. It names the session after its user.
 * - `sourceIdentity`: set when the first role of a chain was assumed, and carried on unchanged. As good as the trust
 *   policy that allows `sts:SetSourceIdentity`: without a condition on its value, the caller chose it.
 * - `iamUser`: a user of IAM, by ARN. Whoever may make users chose its *name*, which is why only the ARN counts.
 *
 * Source: IAM User Guide, "Monitor and control actions taken with assumed roles"; IAM Identity Center User Guide,
 * "Referencing permission sets in resource policies". */
export type TrustedIdentity =
  | { readonly kind: 'identityCenter'; readonly userName: string }
  | { readonly kind: 'sourceIdentity'; readonly value: string }
  | { readonly kind: 'iamUser'; readonly arn: string };

/** `arn:aws:sts::111122223333:assumed-role/Role/session`: partition, account, role, session. */
const SESSION_REGEXP = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\/([^/]+)$/;
/** A role of Identity Center, with or without the Region of its instance. IAM lets nobody else make roles under
 * `/aws-reserved/`; the name alone could be anybody's. */
const RESERVED_ROLE_REGEXP =
  /^arn:([^:]+):iam::(\d{12}):role\/aws-reserved\/sso\.amazonaws\.com\/(?:[a-z0-9-]+\/)?(AWSReservedSSO_[^/]+)$/;
const IAM_USER_REGEXP = /^arn:[^:]+:iam::\d{12}:user\/.+$/;

/** Longest name of a role session, in characters: one as long may be cut, and so another user's. Source: STS. */
const SESSION_NAME_CHARS_MAX = 64;

/** The identity by which an actor can be tied to a person; null where there is none that the caller could not
 * choose: root, a role session under a name of its own, a service. Pure, total. */
export function identityOf(actor: Actor): TrustedIdentity | null {
  const { kind, arn, sourceIdentity } = actor;
  if (kind === 'IAMUser') {
    return arn !== null && IAM_USER_REGEXP.test(arn) ? { kind: 'iamUser', arn } : null;
  }
  if (kind !== 'AssumedRole') return null;
  const userName = identityCenterUser(actor);
  if (userName !== null) return { kind: 'identityCenter', userName };
  return sourceIdentity === undefined ? null : { kind: 'sourceIdentity', value: sourceIdentity };
}

/** Both ARNs have to tell of the same role: one of them may be missing from a trimmed record. */
function identityCenterUser({ arn, issuerArn }: Actor): string | null {
  const [, partition, accountId, role, session = ''] = SESSION_REGEXP.exec(arn ?? '') ?? [];
  const [, ofPartition, ofAccountId, reserved] = RESERVED_ROLE_REGEXP.exec(issuerArn ?? '') ?? [];
  if (reserved === undefined || role !== reserved) return null;
  if (partition !== ofPartition || accountId !== ofAccountId) return null;
  return session.length < SESSION_NAME_CHARS_MAX ? session : null;
}

/** An identity as `people.map` of the policy writes it. Pure. */
export function identityText(identity: TrustedIdentity): string {
  switch (identity.kind) {
    case 'identityCenter':
      return `identityCenter:${identity.userName}`;
    case 'sourceIdentity':
      return `sourceIdentity:${identity.value}`;
    case 'iamUser':
      return identity.arn;
  }
}

/** What is known of an identity before Slack is asked. */
export type TieBegun =
  | { readonly kind: 'mapped'; readonly userId: string }
  /** Slack is to be asked for the user of this e-mail address. */
  | { readonly kind: 'ask'; readonly email: string }
  | { readonly kind: 'notTied'; readonly why: NotTiedReason };

/** Why an actor is tied to nobody, though everything was looked at. */
export type NotTiedReason =
  /** The caller could have chosen who to be. */
  | 'noIdentity'
  /** Policy ties no identity like it. */
  | 'notInPolicy'
  /** It is not in the map, and its name is no e-mail address. */
  | 'noEmail'
  /** Slack has no active user of that address. */
  | 'noSuchUser'
  /** The user is a guest, a bot, deactivated, or of another workspace. */
  | 'noMember';

/** One address and nothing around it, of the characters that AWS allows in such names. */
const EMAIL_REGEXP = /^[\w+=.-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i;

/** Who an actor is by the policy, or what has to be asked of Slack. The map comes first. Pure, total. */
export function beginTie(actor: Actor, ties: PeopleTies | undefined): TieBegun {
  if (ties === undefined) return { kind: 'notTied', why: 'notInPolicy' };
  const identity = identityOf(actor);
  if (identity === null) return { kind: 'notTied', why: 'noIdentity' };
  if (identity.kind === 'sourceIdentity' && !ties.isBySourceIdentity) {
    return { kind: 'notTied', why: 'notInPolicy' };
  }
  const userId = ties.userIds.get(identityText(identity));
  if (userId !== undefined) return { kind: 'mapped', userId };
  // Whoever may make IAM users could name one after somebody else's address.
  if (identity.kind === 'iamUser' || !ties.isByEmail)
    return { kind: 'notTied', why: 'notInPolicy' };
  const email = identity.kind === 'identityCenter' ? identity.userName : identity.value;
  return EMAIL_REGEXP.test(email) ? { kind: 'ask', email } : { kind: 'notTied', why: 'noEmail' };
}
