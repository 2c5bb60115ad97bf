import { assert } from '../assert.ts';
import type { Instant } from '../instant.ts';
import type { HardeningEvent, ProposedEvent } from './events.ts';
import { type Hardening, type HardeningState, UNDO_MS, type Undo } from './hardening.ts';

/** The hardening after an event. `hardening` is null before its first one. Pure; what it gives depends on
 * its arguments alone, so the log can be folded again and compared.
 * @throws InvariantError for events in an order that `decideHardening` never brings about. */
export function evolveHardening(hardening: Hardening | null, event: HardeningEvent): Hardening {
  if (event.kind === 'hardening.proposed') {
    assert(hardening === null, 'A hardening is proposed once');
    return proposed(event);
  }
  assert(hardening !== null, `The first event of a hardening is its proposal, not ${event.kind}`);
  return { ...hardening, ...changes(hardening, event), version: hardening.version + 1 };
}

/** The hardening that a list of events makes. */
export function foldHardening(events: readonly HardeningEvent[]): Hardening {
  const hardening = events.reduce<Hardening | null>(evolveHardening, null);
  assert(hardening !== null, 'A hardening has at least one event');
  return hardening;
}

function proposed(event: ProposedEvent): Hardening {
  return {
    id: event.id,
    version: 1,
    directory: event.directory,
    groupName: event.groupName,
    choice: event.choice,
    plan: event.plan,
    lockOuts: event.lockOuts,
    notKnown: event.notKnown,
    ...(event.beyond === undefined ? {} : { beyond: event.beyond }),
    quorum: event.quorum,
    ...(event.hasNoTrust === undefined ? {} : { hasNoTrust: event.hasNoTrust }),
    votes: [],
    proposedBy: event.by,
    proposedAt: event.at,
    undoOf: event.undoOf,
    began: null,
    state: { kind: 'proposed' },
  };
}

type LaterEvent = Exclude<HardeningEvent, ProposedEvent>;

function changes(hardening: Hardening, event: LaterEvent): Partial<Hardening> {
  const { at } = event;
  switch (event.kind) {
    case 'hardening.voted':
      return { votes: [...hardening.votes, { by: event.by, at }] };
    case 'hardening.approved':
      return {
        state: { kind: 'executing', approvedAt: at, stepsDone: 0, isStepBegun: false },
      };
    case 'hardening.declined':
      return { state: { kind: 'declined', at, by: event.by } };
    case 'hardening.superseded':
      return { state: { kind: 'superseded', at, by: event.by, what: event.what } };
    case 'hardening.expired':
      return { state: { kind: 'expired', at } };
    case 'step.begun': {
      const began = { first: hardening.began?.first ?? at, last: at };
      return { began, state: { ...executing(hardening), isStepBegun: true } };
    }
    case 'step.finished':
      return {
        ...untagged(hardening, event),
        state: { ...executing(hardening), stepsDone: event.step + 1, isStepBegun: false },
      };
    case 'hardening.done':
      return { state: { kind: 'done', at, undo: undoOf(hardening, at) } };
    case 'hardening.stopped': {
      const { reason } = event;
      const { stepsDone } = executing(hardening);
      return { state: { kind: 'stopped', at, reason, stepsDone, undo: undoOf(hardening, at) } };
    }
    case 'undo.proposed':
      return { state: withUndo(hardening, (undo) => ({ ...undo, by: event.by })) };
    case 'undo.over':
      return { state: withUndo(hardening, () => ({ kind: 'over' })) };
    case 'undo.begun': {
      const { by } = event;
      return { state: withUndo(hardening, ({ until }) => ({ kind: 'underWay', until, by })) };
    }
    case 'undo.done': {
      const { by, approvedBy } = event;
      return { state: afterUndo(hardening, () => ({ kind: 'undone', by, approvedBy, at })) };
    }
    case 'undo.stopped': {
      const { by } = event;
      return { state: afterUndo(hardening, ({ until }) => ({ kind: 'possible', until, by })) };
    }
  }
}

function untagged(
  { untagged: before = 0 }: Hardening,
  { untagged: more = 0 }: LaterEvent & { readonly kind: 'step.finished' },
): Pick<Hardening, 'untagged'> {
  return more === 0 ? {} : { untagged: before + more };
}

function executing({ state }: Hardening): HardeningState & { readonly kind: 'executing' } {
  assert(state.kind === 'executing', 'Only an approved hardening is executed');
  return state;
}

/** An undo is undone by hardening anew; what never began left nothing to undo. */
function undoOf({ undoOf: of, began }: Hardening, at: Instant): Undo {
  if (of !== null || began === null) return { kind: 'over' };
  return { kind: 'possible', until: at + UNDO_MS, by: null };
}

type UndoPossible = Undo & { readonly kind: 'possible' };

function withUndo({ state }: Hardening, change: (undo: UndoPossible) => Undo): HardeningState {
  assert(state.kind === 'done' || state.kind === 'stopped', 'Only what ended is undone');
  assert(state.undo.kind === 'possible', 'What cannot be undone any more stays so');
  return { ...state, undo: change(state.undo) };
}

function afterUndo(
  { state }: Hardening,
  change: (undo: Undo & { readonly kind: 'underWay' }) => Undo,
): HardeningState {
  assert(state.kind === 'done' || state.kind === 'stopped', 'Only what ended is undone');
  assert(state.undo.kind === 'underWay', 'An undo ends once it is under way');
  return { ...state, undo: change(state.undo) };
}
