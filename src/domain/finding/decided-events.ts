import type { ApprovedHow } from '../approval/approval.ts';
import type { EndedRequest, ExemptionWanted, Intent, Matter } from '../approval/request.ts';
import type { Instant } from '../instant.ts';
import type { KnownRule } from '../inventory/group-state.ts';
import type { FindingTie } from '../people/finding-tie.ts';
import type { NarrowPlan, Plan } from '../plan/plan-kinds.ts';
import type { PlannedRule } from '../plan/planned-rule.ts';
import type { RevertResult } from '../plan/revert-result.ts';
import type { Opened } from './opened.ts';

/** What people and the clock have decided of a finding. Past tense, plain data. */
export type DecidedEvent =
  | RequestEvent
  | ExecutionEvent
  | ExemptionEvent
  | ClockEvent
  | ReturnEvent
  | FormerEvent;

/** Requests and their votes. */
export type RequestEvent =
  | {
      readonly kind: 'request.made';
      readonly matter: Matter;
      readonly by: string;
      readonly reason: string | null;
      readonly quorum: number;
      readonly expiresAt: Instant;
      readonly at: Instant;
    }
  | { readonly kind: 'request.voted'; readonly by: string; readonly at: Instant }
  | ({ readonly kind: 'request.ended' } & Pick<EndedRequest, 'how' | 'by' | 'reason' | 'at'>);

/** Executions, and what lets somebody act alone. */
export type ExecutionEvent =
  /** A plan was made of the group as it was read, and shown. */
  | { readonly kind: 'plan.made'; readonly plan: NarrowPlan; readonly at: Instant }
  | {
      readonly kind: 'execution.approved';
      readonly intent: Intent;
      readonly planHash: string;
      /** Everybody who approved; nobody where the clock did. */
      readonly by: readonly string[];
      readonly how: ApprovedHow;
      readonly at: Instant;
    }
  /** Committed before the call to AWS. `plan` is null where an execution of a former version is gone on
   * with; `before` is what is known of the rules that it changes. */
  | {
      readonly kind: 'execution.started';
      readonly planHash: string;
      readonly plan: Plan | null;
      readonly before: readonly KnownRule[];
      readonly at: Instant;
    }
  | { readonly kind: 'approval.expired'; readonly planHash: string; readonly at: Instant }
  /** `undoUntil`: null where there is nothing to undo. */
  | {
      readonly kind: 'execution.finished';
      readonly planHash: string;
      readonly result: RevertResult;
      readonly undoUntil: Instant | null;
      readonly at: Instant;
    }
  | { readonly kind: 'undo.over'; readonly at: Instant }
  | {
      readonly kind: 'glass.broken';
      readonly by: string;
      readonly reason: string;
      readonly planHash: string;
      readonly at: Instant;
    }
  | { readonly kind: 'review.signed'; readonly by: string; readonly at: Instant }
  /** Who in Slack the actor of the opening call is, or that nobody is known to be. */
  | { readonly kind: 'actor.tied'; readonly tie: FindingTie; readonly at: Instant }
  /** Slack did not let them be asked. */
  | { readonly kind: 'actor.notAsked'; readonly reason: string; readonly at: Instant }
  /** Whoever opened the door said that they did. */
  | { readonly kind: 'actor.claimed'; readonly by: string; readonly at: Instant }
  /** Whoever is told to have opened it said that they did not. */
  | { readonly kind: 'actor.disowned'; readonly by: string; readonly at: Instant };

/** Exemptions. */
export type ExemptionEvent =
  | {
      readonly kind: 'exemption.approved';
      readonly exemption: ExemptionWanted;
      readonly requestedBy: string;
      readonly by: readonly string[];
      readonly at: Instant;
    }
  | {
      readonly kind: 'exemption.announced';
      readonly which: 'day' | 'hour';
      readonly at: Instant;
    }
  /** Other rules let in what is exempted: they are let through with it, and end with it. */
  | {
      readonly kind: 'exemption.joined';
      /** The record that told of it; null where a sweep found it. */
      readonly eventId: string | null;
      /** Never empty. */
      readonly rules: readonly PlannedRule[];
      readonly at: Instant;
    }
  /** `revert` goes on with an approval in the next event. `by`: who ended it before its time; absent where
   * the clock did. */
  | {
      readonly kind: 'exemption.ended';
      readonly into: 'revert' | 'reopen' | 'close';
      readonly by?: string;
      readonly at: Instant;
    };

/** What the clock brought about. */
export type ClockEvent =
  /** When what falls due, by policy. */
  | {
      readonly kind: 'finding.timed';
      readonly remindAt: Instant | null;
      readonly escalateAt: Instant | null;
      readonly deadlineAt: Instant | null;
      readonly at: Instant;
    }
  /** `isSilent`: nobody waits for anything, so nobody is told. */
  | {
      readonly kind: 'finding.reminded';
      readonly nextAt: Instant | null;
      readonly isSilent?: true;
      readonly at: Instant;
    }
  | { readonly kind: 'finding.escalated'; readonly at: Instant }
  /** It was overdue, and is announced again. */
  | { readonly kind: 'deadline.postponed'; readonly deadlineAt: Instant; readonly at: Instant }
  | { readonly kind: 'deadline.cancelled'; readonly by: string; readonly at: Instant }
  /** Nothing is closed by itself that may lock somebody out, or of which that is not known. */
  | {
      readonly kind: 'deadline.refused';
      readonly why: 'lockOuts' | 'notKnown' | 'exempted' | 'noPlan';
      readonly at: Instant;
    };

/** A closed door that is open again. */
export type ReturnEvent =
  | (Opened & {
      readonly kind: 'finding.cameBack';
      /** How often it has come back with this. */
      readonly count?: number;
      readonly at: Instant;
    })
  /** An undo opened it. `rules` are as they are now, with their new ids. */
  | {
      readonly kind: 'finding.reopened';
      readonly by: readonly string[];
      readonly rules: readonly PlannedRule[];
      readonly at: Instant;
    };

/** What former versions wrote; the log keeps it, and nothing writes it any more. */
export type FormerEvent =
  | {
      readonly kind: 'revert.approved';
      readonly by: string;
      readonly planHash: string;
      readonly at: Instant;
    }
  | { readonly kind: 'revert.started'; readonly planHash: string; readonly at: Instant }
  | {
      readonly kind: 'revert.finished';
      readonly planHash: string;
      readonly result: RevertResult;
      readonly at: Instant;
    };
