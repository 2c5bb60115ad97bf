import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HardeningCommand } from '../../../src/domain/hardening/commands.ts';
import { decideHardening } from '../../../src/domain/hardening/decide.ts';
import type { HardeningEvent } from '../../../src/domain/hardening/events.ts';
import { evolveHardening, foldHardening } from '../../../src/domain/hardening/evolve.ts';
import {
  type Hardening,
  isEnded,
  PROPOSAL_TTL_MS,
  UNDO_MS,
} from '../../../src/domain/hardening/hardening.ts';
import { wakesAt, wantedOfHardening } from '../../../src/domain/hardening/wanted.ts';
import { MINUTE_MS } from '../../../src/domain/instant.ts';
import { START } from '../../support/findings.ts';
import { proposedOf } from '../../support/hardenings.ts';

const PROPOSED = proposedOf('h-1', { quorum: 2 });
const { plan } = PROPOSED;
const STEPS = plan.steps.length;

const by = fc.constantFrom('U1', 'U2', 'U3');
const step = fc.integer({ min: 0, max: STEPS });
const reason = { kind: 'unknown', reason: 'no answer' } as const;
const command: fc.Arbitrary<HardeningCommand> = fc.oneof(
  fc.record({
    kind: fc.constant('vote' as const),
    by,
    planHash: fc.constantFrom(plan.hash, plan.hash, plan.hash, 'another'),
  }),
  fc.record({ kind: fc.constant('decline' as const), by }),
  fc.record({
    kind: fc.constant('supersede' as const),
    by: fc.constant('h-2'),
    what: fc.constant([]),
  }),
  fc.record({ kind: fc.constant('beginStep' as const), step }),
  fc.record({ kind: fc.constant('finishStep' as const), step, requestId: fc.constant(null) }),
  fc.record({ kind: fc.constant('stop' as const), stepsDone: step, reason: fc.constant(reason) }),
  fc.record({ kind: fc.constant('proposeUndo' as const), by: fc.constant('h-3') }),
  fc.constant({ kind: 'wake' as const }),
);
/** A command, and how long after the one before. */
const asked = fc.record({
  command,
  afterMs: fc.oneof(fc.constant(1), fc.constant(16 * MINUTE_MS), fc.constant(PROPOSAL_TTL_MS)),
});

/** What a list of commands makes of a proposal, each state with its events. */
function play(list: readonly { readonly command: HardeningCommand; readonly afterMs: number }[]) {
  let now = START;
  let hardening: Hardening = foldHardening([PROPOSED]);
  const events: HardeningEvent[] = [PROPOSED];
  const states: Hardening[] = [hardening];
  for (const { command: each, afterMs } of list) {
    now += afterMs;
    const decision = decideHardening(hardening, each, now);
    if (decision.kind === 'refused') continue;
    hardening = decision.events.reduce<Hardening>(evolveHardening, hardening);
    events.push(...decision.events);
    states.push(hardening);
  }
  return { hardening, events, states, now };
}

/** Commands that carry a proposal out to its end. */
const THROUGH = [
  { kind: 'vote', by: 'U1', planHash: plan.hash },
  { kind: 'vote', by: 'U2', planHash: plan.hash },
  ...plan.steps.flatMap((_, i): HardeningCommand[] => [
    { kind: 'beginStep', step: i },
    { kind: 'finishStep', step: i, requestId: null },
  ]),
] as const satisfies readonly HardeningCommand[];

describe('the state machine of a hardening', () => {
  it('has an answer to every command in every state, and its events fold to the same', () => {
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 40 }), (list) => {
        const { hardening, events } = play(list);
        expect(foldHardening(events)).toEqual(hardening);
        expect(hardening.version).toBe(events.length);
        expect(JSON.parse(JSON.stringify(hardening))).toEqual(hardening);
      }),
    );
  });

  it('begins no step before enough different people approved the plan, whatever is asked', () => {
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 40 }), (list) => {
        for (const { began, votes, quorum } of play(list).states) {
          expect(new Set(votes.map((vote) => vote.by)).size).toBe(votes.length);
          if (began !== null) expect(votes.length).toBeGreaterThanOrEqual(quorum);
        }
      }),
    );
  });

  it('takes its steps in their order, each once begun and once finished, and ends for good', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: THROUGH.length }), fc.array(asked), (upTo, list) => {
        const begun = THROUGH.slice(0, upTo).map((each) => ({ command: each, afterMs: 1 }));
        const { events, states } = play([...begun, ...list]);
        const finished = events.filter((event) => event.kind === 'step.finished');
        expect(finished.map((event) => event.step)).toEqual(finished.map((_, i) => i));
        const firstEnd = states.findIndex(isEnded);
        const ends = firstEnd < 0 ? [] : states.slice(firstEnd);
        expect(new Set(ends.map(({ state }) => state.kind)).size).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('asks for its execution while it is approved, and for a wake while the clock may end something', () => {
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 40 }), (list) => {
        const { hardening, now } = play(list);
        const kinds = wantedOfHardening(hardening, now).map(({ kind }) => kind);
        expect(kinds.includes('act')).toBe(hardening.state.kind === 'executing');
        expect(kinds.includes('wake')).toBe(wakesAt(hardening) !== null);
      }),
    );
  });

  it('ends what waits when its time has come, and not before', () => {
    const proposal = foldHardening([PROPOSED]);
    const early = decideHardening(proposal, { kind: 'wake' }, START + PROPOSAL_TTL_MS - 1);
    expect(early).toEqual({ kind: 'events', events: [] });
    const late = decideHardening(proposal, { kind: 'wake' }, START + PROPOSAL_TTL_MS);
    expect(late).toMatchObject({ events: [{ kind: 'hardening.expired' }] });

    const { hardening: done, now } = play(THROUGH.map((each) => ({ command: each, afterMs: 1 })));
    expect(done.state).toMatchObject({ kind: 'done', undo: { kind: 'possible' } });
    const undo = { kind: 'proposeUndo', by: 'h-9' } as const;
    expect(decideHardening(done, undo, now + UNDO_MS - 1)).toMatchObject({ kind: 'events' });
    expect(decideHardening(done, undo, now + UNDO_MS)).toMatchObject({ kind: 'refused' });
    const over = decideHardening(done, { kind: 'wake' }, now + UNDO_MS);
    expect(over).toMatchObject({ events: [{ kind: 'undo.over' }] });
  });
});
