import { assert } from '../assert.ts';
import { scopeOf } from '../exemption/scope.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../instant.ts';
import { plannedDoorKey } from '../plan/planned-rule.ts';
import type { DecidedEvent } from './decided-events.ts';
import type { Finding, FindingState, Times } from './finding.ts';

/** How long after an execution that left the door open it is looked at again, in ms: EC2's answers agree
 * within seconds, its outages last minutes. */
export const LOOK_AGAIN_MS = MINUTE_MS;

type Of<Kind extends DecidedEvent['kind']> = Extract<DecidedEvent, { readonly kind: Kind }>;
type Executing = FindingState & { readonly kind: 'executing' };

/** What an event that people or the clock decided changes of a finding. What former versions wrote folds to
 * what is written today. Pure.
 * @throws InvariantError for events in an order that `decide` never brings about. */
export function decided(finding: Finding, event: DecidedEvent): Partial<Finding> {
  const { at } = event;
  switch (event.kind) {
    case 'request.made': {
      const { matter, by, reason, quorum, expiresAt } = event;
      const request = { matter, by, reason, quorum, votes: [], at, expiresAt };
      return { request, endedRequest: null };
    }
    case 'request.voted': {
      const request = requestOf(finding);
      return { request: { ...request, votes: [...request.votes, { by: event.by, at }] } };
    }
    case 'request.ended': {
      const { how, by, reason } = event;
      const { matter } = requestOf(finding);
      return { request: null, endedRequest: { how, matter, by, reason, at } };
    }
    case 'plan.made':
      return { prepared: event.plan };
    case 'execution.approved':
    case 'revert.approved':
      return approved(finding, event);
    case 'execution.started':
    case 'revert.started':
      return { state: started(finding.state, event), revertBeganAt: at };
    case 'approval.expired':
      return ended(finding, { lookAt: at });
    case 'execution.finished':
    case 'revert.finished':
      return finished(finding, event);
    case 'undo.over':
      return { executed: undoOver(finding) };
    case 'glass.broken': {
      const { by, reason } = event;
      return { review: { by, reason, at, signed: null } };
    }
    case 'review.signed': {
      const { review } = finding;
      assert(review !== null, 'Only what one person did alone is signed');
      return { review: { ...review, signed: { by: event.by, at } } };
    }
    case 'actor.tied':
      return { actorTie: event.tie };
    case 'actor.notAsked':
      return { notAsked: { reason: event.reason, at } };
    case 'actor.claimed':
      return { actorSays: { kind: 'mine', by: event.by, at } };
    case 'actor.disowned':
      // How bad it is hangs on it.
      return { actorSays: { kind: 'notMine', by: event.by, at }, weight: null };
    case 'exemption.approved':
      return exempted(finding, event);
    case 'exemption.joined':
      return joined(finding, event);
    case 'exemption.announced':
      return { state: announced(finding.state, event) };
    case 'exemption.ended':
      return exemptionEnded(finding.state, event);
    case 'finding.timed': {
      const { remindAt, escalateAt, deadlineAt } = event;
      return { times: { remindAt, reminded: 0, escalateAt, deadlineAt } };
    }
    case 'finding.reminded': {
      const times = timesOf(finding);
      return { times: { ...times, remindAt: event.nextAt, reminded: times.reminded + 1 } };
    }
    case 'finding.escalated':
      return { times: { ...timesOf(finding), escalateAt: null } };
    case 'deadline.postponed':
      return { times: { ...timesOf(finding), deadlineAt: event.deadlineAt } };
    case 'deadline.cancelled':
    case 'deadline.refused':
      return { times: { ...timesOf(finding), deadlineAt: null } };
    case 'finding.cameBack':
      return cameBack(finding, event);
    case 'finding.reopened':
      return { ...ANEW, rules: event.rules, lookAt: at + LOOK_AGAIN_MS, state: { kind: 'open' } };
  }
}

/** What is over when a door is open again: nobody has seen it, weighed it, or decided anything of it. */
const ANEW = {
  acknowledged: null,
  touchedBy: null,
  weight: null,
  request: null,
  endedRequest: null,
  executed: null,
  actorSays: null,
  times: null,
} as const satisfies Partial<Finding>;

const NO_TIMES: Times = { remindAt: null, reminded: 0, escalateAt: null, deadlineAt: null };

function timesOf({ times }: Finding): Times {
  return times ?? NO_TIMES;
}

function requestOf({ request }: Finding): NonNullable<Finding['request']> {
  assert(request !== null, 'Only what was asked for is voted on and ends');
  return request;
}

function executingOf(state: FindingState): Executing {
  assert(state.kind === 'executing', 'Only what was approved is executed');
  return state;
}

function approved(
  { state, times }: Finding,
  event: Of<'execution.approved'> | Of<'revert.approved'>,
): Partial<Finding> {
  const isFormer = event.kind === 'revert.approved';
  const { intent, how } = isFormer ? FORMER : event;
  const { planHash, at } = event;
  const approval = { planHash, by: isFormer ? [event.by] : event.by, at, how };
  const former = state.kind === 'closed' ? state : null;
  return {
    state: { kind: 'executing', intent, approval, attempts: 0, plan: null, before: [], former },
    lastResult: null,
    request: null,
    endedRequest: null,
    // A deadline is for a door that nobody has decided of.
    times: times === null ? null : { ...times, deadlineAt: null },
  };
}

const FORMER = { intent: 'revert', how: 'votes' } as const;

function started(
  state: FindingState,
  event: Of<'execution.started'> | Of<'revert.started'>,
): FindingState {
  const executing = executingOf(state);
  const { plan, before } = event.kind === 'execution.started' ? event : executing;
  return { ...executing, plan, before, attempts: executing.attempts + 1 };
}

/** What an execution leaves that did nothing, or not all: an undo the closed door, anything else an open one. */
function ended({ state }: Finding, open: Partial<Finding>): Partial<Finding> {
  const { former } = executingOf(state);
  return former === null ? { ...open, state: { kind: 'open' } } : { state: former };
}

/** While an execution is under way nobody follows what others do to the door: whatever it left open is
 * looked at again. */
function finished(
  finding: Finding,
  event: Of<'execution.finished'> | Of<'revert.finished'>,
): Partial<Finding> {
  const { result, at } = event;
  const { intent, plan, before } = executingOf(finding.state);
  const undoUntil = event.kind === 'execution.finished' ? event.undoUntil : null;
  const isUndoable = plan !== null && undoUntil !== null;
  const executed = isUndoable ? { executed: { intent, plan, before, at, undoUntil } } : {};
  const open = { lookAt: at + LOOK_AGAIN_MS, ...executed };
  return { lastResult: { result, at }, ...ended(finding, open) };
}

function undoOver({ executed }: Finding): Finding['executed'] {
  return executed === null ? null : { ...executed, undoUntil: null };
}

function exempted(
  finding: Finding,
  { exemption, requestedBy, by, at }: Of<'exemption.approved'>,
): Partial<Finding> {
  const leftMs = exemption.until - at;
  const state: FindingState = {
    kind: 'exempted',
    exemption: { ...exemption, scope: scopeOf(finding), requestedBy, approvedBy: by, at },
    shut: null,
    // One of an afternoon is not announced a day before its end.
    announced: leftMs <= HOUR_MS ? ['day', 'hour'] : leftMs <= DAY_MS ? ['day'] : [],
  };
  return { state, request: null, endedRequest: null, times: null };
}

function exemptedOf(state: FindingState): FindingState & { readonly kind: 'exempted' } {
  assert(state.kind === 'exempted', 'Only an exemption is announced and ends');
  return state;
}

/** What opened within the exemption belongs to its door: its end ends that, too. */
function joined({ state, rules }: Finding, event: Of<'exemption.joined'>): Partial<Finding> {
  const exemption = exemptedOf(state);
  const doors = new Set(rules.map(plannedDoorKey));
  const added = event.rules.filter((rule) => !doors.has(plannedDoorKey(rule)));
  return { rules: [...rules, ...added], state: { ...exemption, shut: null } };
}

function announced(state: FindingState, { which }: Of<'exemption.announced'>): FindingState {
  const exemption = exemptedOf(state);
  return { ...exemption, announced: which === 'hour' ? ['day', 'hour'] : ['day'] };
}

function exemptionEnded(
  state: FindingState,
  { into, at }: Of<'exemption.ended'>,
): Partial<Finding> {
  const { shut } = exemptedOf(state);
  if (into === 'close' && shut !== null) {
    return { state: { ...shut, kind: 'closed' }, lookAt: null };
  }
  return { state: { kind: 'open' }, lookAt: at };
}

function cameBack(finding: Finding, event: Of<'finding.cameBack'>): Partial<Finding> {
  const { door, opening, rules, excess, previous, doubt, lookAt } = event;
  return {
    ...ANEW,
    door,
    opening,
    rules,
    excess,
    previous,
    doubt,
    lookAt,
    state: { kind: 'open' },
    lastResult: null,
    // Somebody else may have opened it this time.
    actorTie: null,
    notAsked: null,
    isByOwnRole: event.isByOwnRole ?? false,
    inPlaceOf: event.inPlaceOf ?? [],
    probableCall: event.probableCall ?? null,
    returns: finding.returns + 1,
  };
}
