import type { Actor } from '../../domain/change/actor.ts';
import { type HomeTeam, whyNoMember } from '../../domain/people/person.ts';
import { beginTie, type NotTiedReason } from '../../domain/people/trusted-identity.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { People } from '../ports.ts';

/** Whether an actor of CloudTrail is somebody in Slack. `notTied` and `couldNotLook` are different answers; both
 * leave the actor unknown. */
export type Tie =
  | { readonly kind: 'tied'; readonly userId: string; readonly by: 'map' | 'email' }
  | { readonly kind: 'notTied'; readonly why: NotTiedReason }
  | { readonly kind: 'couldNotLook'; readonly reason: string };

export interface TieNeeds {
  readonly people: Pick<People, 'byEmail'>;
  readonly policy: Pick<Policy, 'people'>;
  readonly home: HomeTeam;
}

/** Ties an actor to a user of Slack, by nothing that the actor could choose. Whom Slack finds by address counts
 * only as an active member of the workspace: they are sent what happened. */
export async function tieActor(actor: Actor, { people, policy, home }: TieNeeds): Promise<Tie> {
  const begun = beginTie(actor, policy.people);
  if (begun.kind === 'mapped') return { kind: 'tied', userId: begun.userId, by: 'map' };
  if (begun.kind === 'notTied') return begun;
  const looked = await people.byEmail(begun.email);
  if (looked.kind === 'notThere') return { kind: 'notTied', why: 'noSuchUser' };
  if (looked.kind === 'couldNotLook') return looked;
  if (whyNoMember(looked.value, home) !== null) return { kind: 'notTied', why: 'noMember' };
  return { kind: 'tied', userId: looked.value.userId, by: 'email' };
}

/** The user of a tie, as a subject carries it; null for an actor who is not known. */
export function tiedUserId(tie: Tie): string | null {
  return tie.kind === 'tied' ? tie.userId : null;
}
