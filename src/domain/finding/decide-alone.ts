import type { Instant } from '../instant.ts';
import type { FindingCommand } from './commands.ts';
import { refusalOf } from './decide-request.ts';
import { type Decision, type DecisionContext, events, refuse } from './decision.ts';
import type { Finding } from './finding.ts';

/** One person acts at once, and answers for it: the review stays open until somebody else signs it. */
export function breakGlass(
  finding: Finding,
  { by, reason, planHash }: Extract<FindingCommand, { readonly kind: 'breakGlass' }>,
  context: DecisionContext,
): Decision {
  const matter = { kind: 'plan', intent: 'revert', hash: planHash } as const;
  const refusal = refusalOf(finding, matter, context);
  if (refusal !== null) return refuse(refusal);
  const { now: at } = context;
  return events(
    { kind: 'glass.broken', by, reason, planHash, at },
    { kind: 'execution.approved', intent: 'revert', planHash, by: [by], how: 'breakGlass', at },
  );
}

/** Somebody else has looked at what one person did alone. */
export function signReview({ review }: Finding, by: string, at: Instant): Decision {
  if (review === null || review.signed !== null) return refuse({ kind: 'noReview' });
  if (review.by === by) return refuse({ kind: 'ownMatter' });
  return events({ kind: 'review.signed', by, at });
}

/** What whoever is told to have opened a door says of it. */
export function sayWhose(
  { state }: Finding,
  { kind, by }: { readonly kind: 'claimMine' | 'disown'; readonly by: string },
  at: Instant,
): Decision {
  if (state.kind === 'closed' && kind === 'claimMine') return refuse({ kind: 'closed' });
  return events({ kind: kind === 'claimMine' ? 'actor.claimed' : 'actor.disowned', by, at });
}

/** An approver takes a deadline back: the door stays open until somebody decides. */
export function cancelDeadline({ state, times }: Finding, by: string, at: Instant): Decision {
  if (state.kind === 'closed') return refuse({ kind: 'closed' });
  if (times?.deadlineAt == null) return refuse({ kind: 'noDeadline' });
  return events({ kind: 'deadline.cancelled', by, at });
}

/** Ends an exemption before its time. Nothing is executed: whoever ends it, or somebody else, decides next. */
export function endExemption({ state }: Finding, by: string, at: Instant): Decision {
  if (state.kind !== 'exempted') return refuse({ kind: 'notExempted' });
  const into = state.shut === null ? 'reopen' : 'close';
  return events({ kind: 'exemption.ended', into, by, at });
}
