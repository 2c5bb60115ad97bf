import { describe, expect, it } from 'vitest';
import { planNarrowing } from '../../../src/app/hardening/plan-narrowing.ts';
import type { RuleSteps, StepAnswer } from '../../../src/app/ports.ts';
import { LEASE_MS } from '../../../src/app/worker.ts';
import { rulesFor } from '../../../src/domain/approval/rules-for.ts';
import { notePlan } from '../../../src/domain/finding/decide-plan.ts';
import { planFor } from '../../../src/domain/finding/decision.ts';
import type { HardenStep } from '../../../src/domain/harden/harden-plan.ts';
import { MINUTE_MS, SECOND_MS } from '../../../src/domain/instant.ts';
import { plannedDoorKey } from '../../../src/domain/plan/planned-rule.ts';
import { HOME_ACCOUNT, POLICY, RDP_FROM_ALL, rdpFrom } from '../../support/findings.ts';
import { type Death, mortal } from '../../support/mortal.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

const APPROVED = '10.9.8.0/28';
const STORY_MS = 40 * SECOND_MS;

interface Narrowing {
  readonly bench: WorkerBench;
  /** The steps that reached EC2. */
  readonly taken: HardenStep[];
  readonly ruleSteps: RuleSteps;
  /** Answers of the next steps; the rules stay as they are, unless the script does it. */
  readonly nextSteps: (() => StepAnswer)[];
}

/** A bench on which a narrowing of `f-1` is approved. */
async function approvedNarrowing(): Promise<Narrowing> {
  const bench = await workerBench();
  const { groups, clock, store } = bench;
  const facts = { groupName: 'win-web', vpcId: 'vpc-1', tags: new Map<string, string>() };
  groups.describeGroup = () => Promise.resolve({ kind: 'found', value: facts });
  const taken: HardenStep[] = [];
  const nextSteps: (() => StepAnswer)[] = [];
  const ruleSteps: RuleSteps = {
    take: async (_, step) => {
      taken.push(step);
      const scripted = nextSteps.shift();
      if (scripted !== undefined) return scripted();
      const doors = new Set(step.rules.map(plannedDoorKey));
      const others = groups.rules.filter((rule) => !doors.has(plannedDoorKey(rule)));
      const added = step.rules.map((rule) => ({ ...rule, ruleId: `sgr-new-${taken.length}` }));
      groups.rules = step.kind === 'add' ? [...others, ...added] : others;
      return { kind: 'accepted', requestId: `request-${taken.length}` };
    },
  };
  await bench.open('f-1');
  const needs = {
    ...bench.needs,
    rulesPerGroup: () => Promise.resolve({ max: 60, notKnown: null }),
  };
  const answer = await planNarrowing(await bench.finding('f-1'), 'narrow', needs);
  if (answer.kind === 'none') throw new Error(JSON.stringify(answer.reason));
  const { plan } = answer;
  const now = clock.now();
  await store.change(
    'f-1',
    (latest) => {
      const rules = rulesFor(POLICY, latest, 'narrow', []);
      return notePlan(latest, plan, { now, ownAccountIds: new Set([HOME_ACCOUNT]), rules });
    },
    now,
  );
  const matter = { kind: 'plan', intent: 'narrow', hash: plan.hash } as const;
  const asked = { kind: 'request', by: 'U1', matter, reason: null, mayVote: true } as const;
  expect(await bench.command('f-1', asked)).toMatchObject({ kind: 'changed' });
  return { bench, taken, ruleSteps, nextSteps };
}

async function run({ bench, ruleSteps }: Narrowing, death: Death | null) {
  const process = mortal({ ...bench.needs, ruleSteps }, death);
  const worker = bench.start(process.needs);
  for (let ms = 0; ms < STORY_MS && !process.isDead(); ms += SECOND_MS) {
    await bench.clock.advance(SECOND_MS);
  }
  return { process, worker };
}

describe('act: how a narrowing ends', () => {
  it('adds, reads back, revokes, reads back, and is closed; its plan can be undone', async () => {
    const narrowing = await approvedNarrowing();
    await run(narrowing, null);
    const finding = await narrowing.bench.finding('f-1');
    expect(finding).toMatchObject({
      state: { kind: 'closed', by: { kind: 'revert', intent: 'narrow', approvedBy: 'U1' } },
      executed: { intent: 'narrow', plan: { kind: 'narrow' } },
    });
    expect(narrowing.taken.map(({ kind }) => kind)).toEqual(['add', 'revoke']);
    expect(narrowing.bench.groups.rules).toMatchObject([{ source: APPROVED, fromPort: 3389 }]);
  });

  it('does nothing where the group is not as it was shown, and says what changed', async () => {
    const narrowing = await approvedNarrowing();
    narrowing.bench.groups.rules = [RDP_FROM_ALL, rdpFrom('192.0.2.0/24', 'sgr-7')];
    await run(narrowing, null);
    expect(narrowing.taken).toEqual([]);
    const { state, lastResult } = await narrowing.bench.finding('f-1');
    expect(state.kind).toBe('open');
    expect(lastResult?.result).toMatchObject({ kind: 'refused', code: 'ChangedSince' });
    expect(JSON.stringify(lastResult)).toContain('192.0.2.0/24');
  });

  it('stops where a step is refused, and says what is done and what is not', async () => {
    const narrowing = await approvedNarrowing();
    const refused = {
      kind: 'refused',
      code: 'UnauthorizedOperation',
      advice: 'Permit it',
    } as const;
    const { bench, taken, nextSteps } = narrowing;
    nextSteps.push(
      () => {
        bench.groups.rules = [RDP_FROM_ALL, rdpFrom(APPROVED, 'sgr-9')];
        return { kind: 'accepted', requestId: 'request-add' };
      },
      () => refused,
    );
    await run(narrowing, null);
    expect(taken).toHaveLength(2);
    const finding = await bench.finding('f-1');
    expect(finding.state.kind).toBe('open');
    expect(finding.lastResult?.result).toMatchObject({
      kind: 'partly',
      notDone: [{ code: 'UnauthorizedOperation' }],
      now: [RDP_FROM_ALL],
    });
    expect(planFor(finding, 'revert', new Set([HOME_ACCOUNT]))?.kind).toBe('rules');
  });
});

it('a process that dies at any call makes no call twice, cuts nobody approved, and tells what is', async () => {
  const whole = await approvedNarrowing();
  const { process } = await run(whole, null);
  // Around what is committed and what is called; between two reads nothing is at stake.
  const weighs = process.calls.map((name) => /^ruleSteps|^store\.change$/.test(name));
  const deaths = weighs.flatMap((_, i) =>
    weighs.slice(Math.max(0, i - 1), i + 2).includes(true) ? [i + 1] : [],
  );
  expect(deaths.length).toBeGreaterThan(5);
  const ends = new Set<string>();
  for (const call of deaths) {
    for (const when of ['before', 'after'] as const) {
      const narrowing = await approvedNarrowing();
      const { bench, taken, ruleSteps } = narrowing;
      const died = await run(narrowing, { call, when });
      if (!died.process.isDead()) continue;
      await bench.start({ ruleSteps });
      const until = bench.clock.now() + LEASE_MS + 3 * MINUTE_MS;
      while (bench.clock.now() < until && (await bench.store.nextDueAt()) !== null) {
        await bench.clock.advance(20 * SECOND_MS);
      }
      const kinds = taken.map(({ kind }) => kind);
      expect(kinds, `${when} ${call}`).toEqual(['add', 'revoke'].slice(0, kinds.length));
      const { rules } = bench.groups;
      const { state } = await bench.finding('f-1');
      const isWide = rules.some(({ source }) => source === RDP_FROM_ALL.source);
      expect(state.kind, `${when} ${call}`).toBe(isWide ? 'open' : 'closed');
      if (!isWide) expect(rules).toMatchObject([{ source: APPROVED }]);
      ends.add(state.kind);
    }
  }
  expect([...ends].sort()).toEqual(['closed', 'open']);
}, 120_000);
