import { describe, expect, it, onTestFinished } from 'vitest';
import { CALL_MS_MAX, carryOut, STEPS_MS_MAX } from '../../../src/app/doors/carry-out.ts';
import type { Admission, Kept, StepAnswer } from '../../../src/app/ports.ts';
import { SECOND_MS } from '../../../src/domain/instant.ts';
import { LIST_ENTRIES_PER_CALL_MAX } from '../../../src/domain/inventory/list-state.ts';
import type { RulesPlan } from '../../../src/domain/plan/plan.ts';
import { GROUP, RDP_FROM_ALL, rdpFrom, recordKey } from '../../support/findings.ts';
import { workerBench } from '../../support/worker-bench.ts';
import { blocks, listPlan, listWith } from './list-door.ts';

const EDITED = rdpFrom('203.0.113.0/24', 'sgr-2');
const WAS = { ...rdpFrom('10.9.8.0/28', 'sgr-2'), description: null };

/** A plan that revokes one rule and gives another its old values back. */
const PLAN: RulesPlan = {
  kind: 'rules',
  intent: 'revert',
  findingId: 'f-1',
  ...GROUP,
  direction: 'inbound',
  restore: [{ now: EDITED, was: WAS }],
  revoke: [RDP_FROM_ALL],
  caveat: null,
  hash: 'a'.repeat(64),
};

/** EC2's group with both rules, and the store with the finding of the plans. */
async function scene() {
  const { needs, store, groups, lists, clock, open } = await workerBench([RDP_FROM_ALL, EDITED]);
  onTestFinished(() => store.close());
  await open('f-1');
  let records = 0;
  /** Whether the record of a request would be taken for one of our own calls. */
  async function isOwn(requestId: string): Promise<boolean | null> {
    let answer: boolean | null = null;
    records += 1;
    const key = { ...recordKey(`of-${requestId}-${records}`), requestId };
    const judge = ({ isOwnCall }: Kept): Admission => {
      answer = isOwnCall;
      const outcome = { kind: 'ignored', reason: '' } as const;
      return { outcome, changes: [], notice: null, learnt: [] };
    };
    await store.admit(key, judge, clock.now());
    return answer;
  }
  return { needs, groups, lists, clock, isOwn };
}

const TIME_UP = { kind: 'partly', notDone: [{ code: null, advice: 'The time for it was up' }] };
const NEVER = (): Promise<StepAnswer> => new Promise(() => undefined);

describe('carryOut() of rules', () => {
  it('gives old values back, then revokes, and notes each request as our own', async () => {
    const { needs, groups, isOwn } = await scene();
    expect(await carryOut(PLAN, needs)).toEqual({ kind: 'accepted', requestId: 'request-1' });
    expect(groups.rules).toEqual([WAS]);
    expect([await isOwn('request-restore-1'), await isOwn('request-1')]).toEqual([true, true]);
  });

  it('makes only the calls that the plan has', async () => {
    const { needs, groups } = await scene();
    await carryOut({ ...PLAN, restore: [] }, needs);
    expect([groups.restored.length, groups.revoked.length]).toEqual([0, 1]);
    await carryOut({ ...PLAN, revoke: [] }, needs);
    expect([groups.restored.length, groups.revoked.length]).toEqual([1, 1]);
  });

  it('was accepted though the request could not be noted', async () => {
    const { needs, isOwn } = await scene();
    // The database refuses what is noted of a finding that it does not have.
    const plan = { ...PLAN, findingId: 'f-9' };
    expect(await carryOut(plan, needs)).toMatchObject({ kind: 'accepted' });
    expect(await isOwn('request-1')).toBe(false);
  });

  it('notes no request of a call that did nothing', async () => {
    const { needs, groups, isOwn } = await scene();
    groups.nextRevokes.push({ kind: 'notThere' });
    expect(await carryOut({ ...PLAN, restore: [] }, needs)).toEqual({ kind: 'notThere' });
    expect(await isOwn('request-1')).toBe(false);
  });

  it('counts a reply as lost after its time', async () => {
    const { needs, clock, groups } = await scene();
    groups.nextRevokes.push(NEVER);
    const carried = carryOut({ ...PLAN, restore: [] }, needs);
    await clock.advance(CALL_MS_MAX);
    expect(await carried).toEqual({
      kind: 'noAnswer',
      reason: 'EC2 did not answer the call within 15 s',
    });
  });

  it('refused after the first call: what was done is to be read back', async () => {
    const { needs, groups } = await scene();
    groups.nextRevokes.push({ kind: 'refused', code: 'UnauthorizedOperation', advice: 'Allow it' });
    expect(await carryOut(PLAN, needs)).toEqual({
      kind: 'partly',
      notDone: [{ code: 'UnauthorizedOperation', advice: 'Allow it' }],
    });
  });
});

describe('carryOut() of entries', () => {
  it('notes the request of each call', async () => {
    const { needs, lists, isOwn } = await scene();
    const many = blocks(LIST_ENTRIES_PER_CALL_MAX + 1);
    lists.known.set('pl-1', listWith(many));
    expect(await carryOut(listPlan(many), needs)).toMatchObject({ kind: 'accepted' });
    expect([await isOwn('request-list-1'), await isOwn('request-list-2')]).toEqual([true, true]);
  });

  it('begins no call for which the time is up: what is left stays, and it is read back', async () => {
    const { needs, lists, clock } = await scene();
    const many = blocks(9 * LIST_ENTRIES_PER_CALL_MAX);
    lists.known.set('pl-1', listWith(many));
    const slow = async (): Promise<StepAnswer> => {
      await clock.wait(CALL_MS_MAX - SECOND_MS);
      return { kind: 'accepted', requestId: null };
    };
    lists.nextCalls.push(...Array.from({ length: 9 }, () => slow));
    const carried = carryOut(listPlan(many), needs);
    await clock.advance(STEPS_MS_MAX);
    expect(await carried).toEqual(TIME_UP);
    // At 0, 14 and 28 s; the next would begin after 35 s and might not end within 50.
    expect(lists.calls).toHaveLength(3);
  });
});
