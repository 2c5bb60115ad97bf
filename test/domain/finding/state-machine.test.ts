import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApprovalRules } from '../../../src/domain/approval/approval-rules.ts';
import { GRACE_MS } from '../../../src/domain/approval/approval-rules.ts';
import { exemptionHash } from '../../../src/domain/exemption/scope.ts';
import type { FindingCommand } from '../../../src/domain/finding/commands.ts';
import { decide } from '../../../src/domain/finding/decide.ts';
import { planFor } from '../../../src/domain/finding/decision.ts';
import type { FindingEvent } from '../../../src/domain/finding/events.ts';
import { evolve, fold } from '../../../src/domain/finding/evolve.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import { groupsToWeigh } from '../../../src/domain/finding/to-weigh.ts';
import { claims, WEIGHT_WAIT_MS, wakesAt, wanted } from '../../../src/domain/finding/wanted.ts';
import { weigh, weighAlone } from '../../../src/domain/weight/weight.ts';
import { RULES } from '../../support/rules.ts';
import { surroundingsOf } from '../weight/surroundings-of.ts';
import { OPENED_AT, OWN_ACCOUNTS, openedEvent, RDP_FROM_ANYWHERE } from './finding-of.ts';

/** Something that happens to a finding: a command, whose plan hash is the current one or a wrong
 * one, or a fact from a record. */
type Step = (finding: Finding, at: number) => FindingCommand | FindingEvent;

const rules = fc.constantFrom(
  [RDP_FROM_ANYWHERE],
  [{ ...RDP_FROM_ANYWHERE, source: '203.0.113.0/24' }],
  [RDP_FROM_ANYWHERE, { ...RDP_FROM_ANYWHERE, ruleId: 'sgr-2', source: '::/0' }],
  [{ ...RDP_FROM_ANYWHERE, ruleId: null }],
);

const seen = fc.oneof(
  fc.constant({ kind: 'shut' } as const),
  fc.constant({ kind: 'open' } as const),
  rules.map((list) => ({ kind: 'changed', rules: list, excess: list }) as const),
);

const result = fc.oneof(
  fc.constant({ kind: 'reverted', requestId: null } as const),
  fc.constant({ kind: 'alreadyClosed' } as const),
  fc.constant({ kind: 'refused', code: 'X', advice: 'y' } as const),
  fc.constant({ kind: 'unknown', reason: 'z' } as const),
  rules.map((now) => ({ kind: 'changedSince', now }) as const),
  rules.map((now) => ({ kind: 'givenBack', requestId: null, now }) as const),
  rules.map((now) => ({ kind: 'partly', done: ['x'], notDone: [], now }) as const),
);

const person = fc.constantFrom('U1', 'U2', 'U3');
/** Two people have to approve; doors have deadlines, and people are reminded. */
const QUORUM = 2;
const TIMED: ApprovalRules = {
  ...RULES,
  quorum: QUORUM,
  deadline: { afterMs: 30 * 60_000 },
  reminders: { firstMs: 15 * 60_000, factor: 2, max: 3 },
  escalateAfterMs: 60 * 60_000,
};

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>(() => ({ kind: 'acknowledge', by: 'U1', note: 'n' })),
  fc
    .tuple(person, fc.boolean(), fc.constantFrom('revert' as const, 'undo' as const), fc.boolean())
    .map<Step>(([by, isRight, intent, mayVote]) => (finding) => {
      const hash = isRight ? hashOf(finding, intent) : 'wrong';
      return { kind: 'request', by, matter: { kind: 'plan', intent, hash }, reason: null, mayVote };
    }),
  person.map<Step>((by) => (finding, at) => {
    const until = at + 3 * 60 * 60_000;
    const exemption = { reason: 'r', ticket: null, until, atEnd: 'revert' } as const;
    const hash = exemptionHash(exemption, finding);
    const matter = { kind: 'exemption', exemption, hash } as const;
    return { kind: 'request', by, matter, reason: 'r', mayVote: true };
  }),
  {
    weight: 4,
    arbitrary: fc.tuple(person, fc.boolean()).map<Step>(([by, isRight]) => (finding) => {
      return { kind: 'vote', by, hash: isRight ? (finding.request?.matter.hash ?? '') : 'wrong' };
    }),
  },
  person.map<Step>((by) => () => ({ kind: 'deny', by, reason: 'no' })),
  person.map<Step>((by) => () => ({ kind: 'withdraw', by })),
  person.map<Step>((by) => (finding) => {
    return { kind: 'breakGlass', by, reason: 'now', planHash: hashOf(finding, 'revert') };
  }),
  fc
    .constantFrom('passes' as const, 'lockOuts' as const, 'notKnown' as const)
    .map<Step>((guarding) => () => ({ kind: 'wake', guarding })),
  fc.constant<Step>(() => ({ kind: 'start', before: [] })),
  fc
    .tuple(fc.boolean(), result, fc.option(seen))
    .map<Step>(([isRight, outcome, door]) => (finding) => {
      const { state } = finding;
      const planHash = isRight && state.kind === 'executing' ? state.approval.planHash : 'wrong';
      return { kind: 'finish', planHash, result: outcome, seen: door };
    }),
  fc.constant<Step>(({ door, opening, rules: list, excess }, at) => {
    const again = { door, opening, rules: list, excess, previous: [], doubt: null, lookAt: null };
    return { kind: 'finding.cameBack', ...again, at };
  }),
  seen.map<Step>((door) => () => ({ kind: 'look', seen: door })),
  rules.map<Step>((heard) => (_, at) => ({
    kind: 'finding.heardAgain',
    eventId: 'e-2',
    rules: heard,
    at,
  })),
  fc.constantFrom('removed' as const, 'edited' as const).map<Step>((how) => (_, at) => ({
    kind: 'door.touched',
    how,
    name: 'erin',
    eventId: 'e-3',
    at,
  })),
);

/** A weighing of whatever is let in by then. */
const weighing = fc.boolean().map<Step>((isKnown) => (finding, at) => {
  const groups = groupsToWeigh(finding);
  const surroundings = surroundingsOf();
  const weight = isKnown
    ? weigh(groups.map((weighable) => ({ weighable, surroundings })))
    : weighAlone(groups, 'denied');
  return { kind: 'finding.weighed', weight, at };
});

const story = fc.array(
  fc.tuple(
    fc.oneof({ weight: 6, arbitrary: step }, { weight: 1, arbitrary: weighing }),
    fc.nat(20 * 60_000),
  ),
  { maxLength: 40 },
);

function hashOf(finding: Finding, intent: 'revert' | 'undo'): string {
  return planFor(finding, intent, OWN_ACCOUNTS)?.hash ?? 'none';
}

function isFact(happening: FindingCommand | FindingEvent): happening is FindingEvent {
  return 'at' in happening;
}

/** Plays a story as the application does: commands through decide, facts as they are and to open
 * findings only, but for returns, which are of closed ones. Gives every event, and the finding after each. */
function play(steps: readonly (readonly [Step, number])[]): {
  readonly events: readonly FindingEvent[];
  readonly findings: readonly Finding[];
} {
  const events: FindingEvent[] = [openedEvent()];
  const findings: Finding[] = [fold(events)];
  let now = OPENED_AT;
  let finding = fold(events);
  for (const [make, laterMs] of steps) {
    now += laterMs;
    for (const event of eventsOf(finding, make(finding, now), now)) {
      finding = evolve(finding, event);
      events.push(event);
      findings.push(finding);
    }
  }
  return { events, findings };
}

function eventsOf(
  finding: Finding,
  happening: FindingCommand | FindingEvent,
  now: number,
): readonly FindingEvent[] {
  if (isFact(happening)) {
    const isReturn = happening.kind === 'finding.cameBack';
    return isReturn === (finding.state.kind === 'closed') ? [happening] : [];
  }
  const decision = decide(finding, happening, { now, ownAccountIds: OWN_ACCOUNTS, rules: TIMED });
  return decision.kind === 'events' ? decision.events : [];
}

function eachStory(check: (played: ReturnType<typeof play>) => void): void {
  const property = fc.property(story, (steps) => {
    check(play(steps));
  });
  fc.assert(property, { numRuns: 500 });
}

describe('any story of a finding', () => {
  it('can be folded again from its events', () => {
    eachStory(({ events, findings }) => expect(fold(events)).toEqual(findings.at(-1)));
  });

  it('has one version for each event', () => {
    eachStory(({ findings }) =>
      expect(findings.map(({ version }) => version)).toEqual(findings.map((_, i) => i + 1)),
    );
  });

  it('is closed for good, but for an undo and for coming back', () => {
    eachStory(({ events, findings }) => {
      for (const [i, { kind }] of events.entries()) {
        const isReopened =
          findings[i - 1]?.state.kind === 'closed' && findings[i]?.state.kind !== 'closed';
        if (isReopened) expect(['finding.cameBack', 'execution.approved']).toContain(kind);
        const { state } = findings[i] ?? {};
        if (isReopened && state?.kind === 'executing') expect(state.intent).toBe('undo');
      }
    });
  });

  it('is executed only by a quorum of different people who voted, or in a way that is named', () => {
    eachStory(({ events, findings }) => {
      for (const [i, event] of events.entries()) {
        if (event.kind !== 'execution.approved') continue;
        const before = findings[i - 1];
        expect(new Set(event.by).size).toBe(event.by.length);
        if (event.how === 'votes') {
          const votes = before?.request?.votes.map(({ by }) => by) ?? [];
          expect(event.by).toEqual(votes);
          expect(event.by.length).toBeGreaterThanOrEqual(QUORUM);
          expect(before?.request?.matter.hash).toBe(event.planHash);
          expect(event.at).toBeLessThan(before?.request?.expiresAt ?? 0);
        } else if (event.how === 'breakGlass') expect(events[i - 1]?.kind).toBe('glass.broken');
        else if (event.how === 'exemptionEnd') expect(events[i - 1]?.kind).toBe('exemption.ended');
        else expect(event.how).toBe('deadline');
      }
    });
  });

  it('counts each person once', () => {
    eachStory(({ findings }) => {
      for (const { request } of findings) {
        const people = request?.votes.map(({ by }) => by) ?? [];
        expect(new Set(people).size).toBe(people.length);
      }
    });
  });

  it('is carried out by the clock only when it is announced, not overdue, and locks nobody out', () => {
    eachStory(({ events, findings }) => {
      for (const [i, event] of events.entries()) {
        if (event.kind !== 'execution.approved' || event.how !== 'deadline') continue;
        const due = findings[i - 1]?.times?.deadlineAt ?? Number.NaN;
        expect(event.at).toBeGreaterThanOrEqual(due);
        expect(event.at - due).toBeLessThanOrEqual(GRACE_MS);
      }
    });
  });

  it('reverts nothing while it is exempted', () => {
    eachStory(({ events, findings }) => {
      for (const [i, { kind }] of events.entries()) {
        if (findings[i - 1]?.state.kind === 'exempted') expect(kind).not.toMatch(/^execution/);
      }
    });
  });

  it('begins nothing that has expired or is superseded', () => {
    eachStory(({ events, findings }) => {
      for (const [i, event] of events.entries()) {
        const { state } = findings[i - 1] ?? {};
        if (event.kind !== 'execution.started' || state?.kind !== 'executing') continue;
        if (state.attempts > 0) continue;
        expect(event.at - state.approval.at).toBeLessThanOrEqual(RULES.approvalTtlMs);
        expect(event.plan?.hash).toBe(state.approval.planHash);
      }
    });
  });

  it('has one approval at a time', () => {
    eachStory(({ events }) => {
      let pending = 0;
      for (const { kind } of events) {
        if (kind === 'execution.approved') pending += 1;
        if (kind === 'execution.finished' || kind === 'approval.expired') pending -= 1;
        expect(pending === 0 || pending === 1).toBe(true);
      }
    });
  });

  it('begins a revert only for the plan of its approval', () => {
    eachStory(({ events, findings }) => {
      for (const [i, event] of events.entries()) {
        if (event.kind !== 'execution.started') continue;
        const { state } = findings[i] ?? {};
        expect(state).toMatchObject({ approval: { planHash: event.planHash } });
      }
    });
  });

  it('is looked at again after every touch, revert and expiry that left it open', () => {
    eachStory(({ events, findings }) => {
      for (const [i, { kind }] of events.entries()) {
        const finding = findings[i];
        const isOpen = finding?.state.kind === 'open';
        // A look that came with the result stands in the next event.
        const isLast =
          events[i + 1]?.kind !== 'finding.changed' && events[i + 1]?.kind !== 'door.seenOpen';
        if (kind === 'door.touched' && isOpen) expect(finding.lookAt).not.toBeNull();
        if ((kind === 'execution.finished' || kind === 'approval.expired') && isOpen && isLast) {
          expect(finding.lookAt).not.toBeNull();
        }
      }
    });
  });

  it('never loses its rules or its excess', () => {
    eachStory(({ findings }) => {
      for (const { rules: held, excess } of findings) {
        expect(held.length).toBeGreaterThan(0);
        expect(excess.length).toBeGreaterThan(0);
      }
    });
  });

  it('claims its doors while it is open, each once, and none when closed', () => {
    eachStory(({ findings }) => {
      for (const finding of findings) {
        const doors = claims(finding);
        expect(doors.length > 0).toBe(finding.state.kind !== 'closed');
        expect(new Set(doors).size).toBe(doors.length);
      }
    });
  });

  it('survives JSON unchanged', () => {
    eachStory(({ findings, events }) => {
      expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
      expect(JSON.parse(JSON.stringify(events))).toEqual(events);
    });
  });

  it('wants what its state asks for: shown always, acted on while reverting, woken for a look, weighed', () => {
    eachStory(({ findings }) => {
      for (const finding of findings) {
        const jobs = new Map(wanted(finding, 7).map(({ kind, dueAt }) => [kind, dueAt]));
        const { weight, state, heardAt } = finding;
        const isAwaited = weight === null && state.kind === 'open';
        expect(jobs.get('show')).toBe(isAwaited ? heardAt + WEIGHT_WAIT_MS : 7);
        const isToWeigh = weight === null && state.kind !== 'closed';
        expect(jobs.get('weigh')).toBe(isToWeigh ? 7 : undefined);
        expect(jobs.get('act')).toBe(finding.state.kind === 'executing' ? 7 : undefined);
        expect(jobs.get('wake')).toBe(wakesAt(finding) ?? undefined);
      }
    });
  });
});
