import type { Instant } from '../instant.ts';
import type { Vote } from './vote.ts';

/** What a plan is for. */
export type Intent = 'revert' | 'narrow' | 'undo';

/** How an exemption is wanted, exactly for the excess of its finding. */
export interface ExemptionWanted {
  readonly reason: string;
  /** As policy's pattern has it; null where none was given. */
  readonly ticket: string | null;
  /** When it ends, whatever happens. */
  readonly until: Instant;
  /** What becomes of a door that is still open then. */
  readonly atEnd: 'revert' | 'reopen';
}

/** What is asked of the approvers. `hash` binds their votes to what they were shown. */
export type Matter =
  | { readonly kind: 'plan'; readonly intent: Intent; readonly hash: string }
  | { readonly kind: 'exemption'; readonly exemption: ExemptionWanted; readonly hash: string };

/** A request that waits for its votes. A finding has at most one. */
export interface Request {
  readonly matter: Matter;
  /** Slack user id of whoever asked. */
  readonly by: string;
  readonly reason: string | null;
  /** How many different people have to approve; 1 or more. */
  readonly quorum: number;
  /** Each person once. */
  readonly votes: readonly Vote[];
  readonly at: Instant;
  readonly expiresAt: Instant;
}

/** How a request ended that was not approved. `by` is null where nobody ended it. */
export interface EndedRequest {
  readonly how: 'denied' | 'withdrawn' | 'expired' | 'superseded';
  readonly matter: Matter;
  readonly by: string | null;
  /** Of a denial. */
  readonly reason: string | null;
  readonly at: Instant;
}

/** What a matter is about, in a word: for counting people by, and for answers. */
export type MatterKind = Intent | 'exempt';

/** What a matter is about, in a word. */
export function matterKind(matter: Matter): MatterKind {
  return matter.kind === 'plan' ? matter.intent : 'exempt';
}

/** How many more people have to approve. Never less than 0. */
export function missingVotes({ quorum, votes }: Pick<Request, 'quorum' | 'votes'>): number {
  return Math.max(0, quorum - votes.length);
}

/** Whether somebody has approved a request already: each person counts once. */
export function hasVoted({ votes }: Pick<Request, 'votes'>, userId: string): boolean {
  return votes.some(({ by }) => by === userId);
}

/** Whether nobody may approve a request any more. */
export function isExpiredAt({ expiresAt }: Pick<Request, 'expiresAt'>, at: Instant): boolean {
  return at >= expiresAt;
}
