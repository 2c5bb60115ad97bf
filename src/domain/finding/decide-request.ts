import { hasVoted, isExpiredAt, type Matter, type Request } from '../approval/request.ts';
import { exemptionHash } from '../exemption/scope.ts';
import type { Instant } from '../instant.ts';
import type { FindingCommand, Refusal } from './commands.ts';
import type { RequestEvent } from './decided-events.ts';
import {
  type Decision,
  type DecisionContext,
  events,
  isStillAsked,
  planFor,
  refuse,
} from './decision.ts';
import type { FindingEvent } from './events.ts';
import type { Finding } from './finding.ts';

type Command<Kind extends FindingCommand['kind']> = Extract<
  FindingCommand,
  { readonly kind: Kind }
>;

/** Asks for approval. Where whoever asks may approve, that is the first vote; where one is enough, it is done
 * with. A request before that nobody can approve any more makes room. */
export function request(
  finding: Finding,
  command: Command<'request'>,
  context: DecisionContext,
): Decision {
  const { matter, by, reason, mayVote, isOwn = false } = command;
  const { now: at, rules } = context;
  const refusal = refusalOf(finding, matter, context);
  if (refusal !== null) return refuse(refusal);
  const ended = endOfFormer(finding, context);
  const isOwnRevert = isOwn && matter.kind === 'plan' && matter.intent === 'revert';
  // What somebody else waits for is no reason to keep one's own door open.
  if (finding.request !== null && ended === null && !isOwnRevert) {
    return refuse({ kind: 'alreadyRequested', by: finding.request.by });
  }
  const before = ended === null ? [] : [ended];
  if (isOwnRevert) {
    return events(...before, approved(matter, by, { how: 'own', at }));
  }
  const counts = mayVote && matter.kind === 'plan';
  if (matter.kind === 'plan' && mayVote && rules.quorum <= 1) {
    return events(...before, approved(matter, by, { how: 'votes', at }));
  }
  const { quorum, requestTtlMs } = rules;
  const made = { matter, by, reason, quorum, expiresAt: at + requestTtlMs, at };
  const voted: readonly FindingEvent[] = counts ? [{ kind: 'request.voted', by, at }] : [];
  return events(...before, { kind: 'request.made', ...made }, ...voted);
}

/** One person's approval, and with the last that is missing, what was asked for. */
export function vote(
  finding: Finding,
  { by, hash }: Command<'vote'>,
  context: DecisionContext,
): Decision {
  const { now: at } = context;
  const asked = finding.request;
  if (asked === null) return refuse(noRequest(finding));
  if (isExpiredAt(asked, at)) return refuse({ kind: 'requestExpired' });
  const isStale =
    asked.matter.hash !== hash || !isStillAsked(finding, asked, context.ownAccountIds);
  if (isStale) return refuse({ kind: 'planSuperseded' });
  const refusal = refusalOf(finding, asked.matter, context);
  if (refusal !== null) return refuse(refusal);
  if (hasVoted(asked, by)) return refuse({ kind: 'votedAlready' });
  if (asked.matter.kind === 'exemption' && by === asked.by) return refuse({ kind: 'ownMatter' });
  const voted: FindingEvent = { kind: 'request.voted', by, at };
  if (asked.votes.length + 1 < asked.quorum) return events(voted);
  const people = asked.votes.map((each) => each.by);
  return events(voted, approvedRequest(asked, [...people, by], at));
}

/** Who approves too late is told what has become of it. */
function noRequest({ state }: Finding): Refusal {
  if (state.kind !== 'executing') return { kind: 'noRequest' };
  return { kind: 'alreadyApproved', by: state.approval.by[0] ?? null };
}

/** A veto: one person's no ends the request, and says why. */
export function deny(
  { request: asked }: Finding,
  { by, reason }: Command<'deny'>,
  at: Instant,
): Decision {
  if (asked === null) return refuse({ kind: 'noRequest' });
  return events({ kind: 'request.ended', how: 'denied', by, reason, at });
}

/** Taken back by whoever made it. */
export function withdraw(
  { request: asked }: Finding,
  { by }: Command<'withdraw'>,
  at: Instant,
): Decision {
  if (asked === null) return refuse({ kind: 'noRequest' });
  if (asked.by !== by) return refuse({ kind: 'notRequester', by: asked.by });
  return events({ kind: 'request.ended', how: 'withdrawn', by, reason: null, at });
}

/** How the clock, or what has changed, ends the request of a finding; null where it goes on. */
export function endOfFormer(
  finding: Finding,
  { now: at, ownAccountIds }: DecisionContext,
): (RequestEvent & { readonly kind: 'request.ended' }) | null {
  const { request: asked } = finding;
  if (asked === null) return null;
  const nobody = { by: null, reason: null, at };
  if (isExpiredAt(asked, at)) return { kind: 'request.ended', how: 'expired', ...nobody };
  if (isStillAsked(finding, asked, ownAccountIds)) return null;
  return { kind: 'request.ended', how: 'superseded', ...nobody };
}

/** Why a matter cannot be asked for, or approved, of a finding as it is; null where it can. */
export function refusalOf(
  finding: Finding,
  matter: Matter,
  context: DecisionContext,
): Refusal | null {
  const { state } = finding;
  if (state.kind === 'executing') {
    return { kind: 'alreadyApproved', by: state.approval.by[0] ?? null };
  }
  if (state.kind === 'exempted') return { kind: 'exempted', until: state.exemption.until };
  if (matter.kind === 'plan' && matter.intent === 'undo')
    return refusalOfUndo(finding, matter, context);
  if (state.kind === 'closed') return { kind: 'closed' };
  if (matter.kind === 'exemption') {
    const { until } = matter.exemption;
    const isInTime = until > context.now && until <= context.now + context.rules.exemptionMsMax;
    if (!isInTime) return { kind: 'badExemption' };
    const isAsShown = exemptionHash(matter.exemption, finding) === matter.hash;
    return isAsShown ? null : { kind: 'planSuperseded' };
  }
  return refusalOfPlan(finding, matter, context);
}

function refusalOfUndo(
  finding: Finding,
  matter: Matter & { readonly kind: 'plan' },
  context: DecisionContext,
): Refusal | null {
  const until = finding.executed?.undoUntil ?? null;
  const isUndoable = finding.state.kind === 'closed' && until !== null && context.now < until;
  return isUndoable ? refusalOfPlan(finding, matter, context) : { kind: 'notUndoable' };
}

function refusalOfPlan(
  finding: Finding,
  { intent, hash }: Matter & { readonly kind: 'plan' },
  { ownAccountIds }: DecisionContext,
): Refusal | null {
  const plan = planFor(finding, intent, ownAccountIds);
  if (plan === null) return { kind: 'noPlan' };
  return plan.hash === hash ? null : { kind: 'planSuperseded' };
}

function approvedRequest(
  { matter, by: requestedBy }: Request,
  by: readonly string[],
  at: Instant,
): FindingEvent {
  if (matter.kind === 'exemption') {
    return { kind: 'exemption.approved', exemption: matter.exemption, requestedBy, by, at };
  }
  const { intent, hash: planHash } = matter;
  return { kind: 'execution.approved', intent, planHash, by, how: 'votes', at };
}

function approved(
  { intent, hash: planHash }: Matter & { readonly kind: 'plan' },
  by: string,
  { how, at }: { readonly how: 'votes' | 'own'; readonly at: Instant },
): FindingEvent {
  return { kind: 'execution.approved', intent, planHash, by: [by], how, at };
}
