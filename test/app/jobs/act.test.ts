import { describe, expect, it } from 'vitest';
import { CALL_MS_MAX } from '../../../src/app/doors/carry-out.ts';
import { READ_MS_MAX } from '../../../src/app/doors/look.ts';
import { READ_GAP_MS, READS_MAX } from '../../../src/app/doors/look-at-door.ts';
import { ACT_ATTEMPTS_MAX, backOffMs, LEASE_MS } from '../../../src/app/worker.ts';
import { APPROVAL_TTL_MS } from '../../../src/domain/approval/approval.ts';
import { MINUTE_MS, SECOND_MS } from '../../../src/domain/instant.ts';
import { OutsideError } from '../../../src/domain/outside-error.ts';
import { CALL } from '../../domain/finding/finding-of.ts';
import { found, throttled } from '../../support/fake-groups.ts';
import { opened, RDP_FROM_ALL, rdpFrom } from '../../support/findings.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

const ACCEPTED = { kind: 'accepted', requestId: 'r-1' } as const;
const NO_ANSWER = { kind: 'noAnswer', reason: 'EC2 did not answer the call' } as const;
const APPROVED_FROM = rdpFrom('10.9.8.0/28', 'sgr-9');
/** Longer than all reads that one execution makes. */
const LONG_MS = 2 * READS_MAX * READ_GAP_MS + SECOND_MS;

/** A bench on which a revert of `f-1` is approved and its execution has had its time. */
async function executed(prepare: (bench: WorkerBench) => void): Promise<WorkerBench> {
  const bench = await workerBench();
  await bench.open('f-1');
  prepare(bench);
  await bench.approve('f-1');
  await bench.start();
  await bench.clock.advance(LONG_MS);
  return bench;
}

async function lastResult(bench: WorkerBench): Promise<unknown> {
  return (await bench.finding('f-1')).lastResult?.result;
}

describe('act: how a revert ends', () => {
  it('reverted: one call, read back as gone, closed', async () => {
    const bench = await executed(() => undefined);
    const { state } = await bench.finding('f-1');
    expect(state).toMatchObject({
      kind: 'closed',
      by: { kind: 'revert', approvedBy: 'U1', requestId: 'request-1' },
    });
    expect(bench.groups.revoked.map(({ revoke }) => revoke)).toEqual([[RDP_FROM_ALL]]);
  });

  it('not closed, when the door was opened again during reads that are too old to show it', async () => {
    const again = rdpFrom('0.0.0.0/0', 'sgr-2');
    const bench = await executed((prepared) => {
      const { groups, clock } = prepared;
      groups.nextRevokes.push(async () => {
        groups.rules = [again];
        groups.nextReads.push(found([]), found([]), found([]));
        const heard = { eventId: 'e-again', rules: [again], at: clock.now() };
        await prepared.happen('f-1', { kind: 'finding.heardAgain', ...heard });
        return ACCEPTED;
      });
    });
    expect(await bench.finding('f-1')).toMatchObject({ state: { kind: 'open' }, rules: [again] });
    expect(bench.groups.revoked).toHaveLength(1);
  });

  it('reverted: a stale answer that shows the rule again is no other rule that leaves it open', async () => {
    const bench = await executed(({ groups }) => {
      const stale = found([RDP_FROM_ALL]);
      groups.nextReads.push(stale, found([]), found([]), stale);
    });
    const { state } = await bench.finding('f-1');
    expect(state).toMatchObject({ kind: 'closed', leftOpen: { rules: [], excess: [] } });
  });

  it('reverted, also when EC2 never answers what other rules leave open', async () => {
    const bench = await executed(({ groups }) => {
      const never = () => new Promise<never>(() => undefined);
      groups.nextReads.push(found([RDP_FROM_ALL]), found([]), found([]), never);
    });
    await bench.clock.advance(READ_MS_MAX);
    expect((await bench.finding('f-1')).state).toMatchObject({ kind: 'closed', leftOpen: null });
  });

  it('alreadyClosed: reads show it gone, no record says so, and the one call finds nothing', async () => {
    const bench = await executed(({ groups }) => {
      groups.rules = [];
    });
    expect((await bench.finding('f-1')).state).toMatchObject({
      kind: 'closed',
      by: { kind: 'unknown' },
    });
    expect(bench.groups.revoked).toHaveLength(1);
  });

  it('reads that agree and are stale do not pass an open door for shut', async () => {
    const bench = await executed(({ groups }) => {
      groups.nextReads.push(found([]), found([]));
    });
    expect((await bench.finding('f-1')).state).toMatchObject({ by: { kind: 'revert' } });
    expect(bench.groups.rules).toEqual([]);
  });

  it('alreadyClosed: a stale first read leads to a call that finds nothing', async () => {
    const bench = await executed(({ groups }) => {
      groups.rules = [];
      groups.nextReads.push(found([RDP_FROM_ALL]));
    });
    expect((await bench.finding('f-1')).state).toMatchObject({
      kind: 'closed',
      by: { kind: 'unknown' },
    });
    expect(bench.groups.revoked).toHaveLength(1);
  });

  it('a stale first read that lacks the rule is not believed alone', async () => {
    const bench = await executed(({ groups }) => {
      groups.nextReads.push(found([]));
    });
    expect(bench.groups.revoked).toHaveLength(1);
    expect((await bench.finding('f-1')).state.kind).toBe('closed');
  });

  it('reads after the call that are stale for a while still end in reverted', async () => {
    const bench = await executed(({ groups }) => {
      const stale = found([RDP_FROM_ALL]);
      groups.nextReads.push(stale, stale, stale, stale);
    });
    expect((await bench.finding('f-1')).state).toMatchObject({
      kind: 'closed',
      by: { kind: 'revert' },
    });
    expect(bench.groups.revoked).toHaveLength(1);
  });

  it('changedSince: no call, and the finding tells the new excess', async () => {
    const wider = { ...RDP_FROM_ALL, fromPort: 3000, toPort: 4000 };
    const bench = await executed(({ groups }) => {
      groups.rules = [wider, APPROVED_FROM];
    });
    const finding = await bench.finding('f-1');
    expect(bench.groups.revoked).toEqual([]);
    expect(finding.state.kind).toBe('open');
    expect(finding.rules).toEqual([wider]);
    expect(finding.lastResult?.result).toEqual({ kind: 'changedSince', now: [wider] });
    expect(await bench.eventKinds('f-1')).toContain('finding.changed');
    await bench.clock.advance(5 * MINUTE_MS);
    expect(bench.groups.revoked).toEqual([]);
  });

  it('changedSince into what is approved closes the finding', async () => {
    const bench = await executed(({ groups }) => {
      groups.rules = [{ ...APPROVED_FROM, ruleId: 'sgr-1' }];
    });
    expect((await bench.finding('f-1')).state.kind).toBe('closed');
    expect(bench.groups.revoked).toEqual([]);
  });

  it('two reads that list the same rules in another order agree', async () => {
    const second = rdpFrom('198.51.100.0/24', 'sgr-2');
    const bench = await workerBench([RDP_FROM_ALL, second]);
    const edited = [
      { ...RDP_FROM_ALL, toPort: 3390 },
      { ...second, toPort: 3390 },
    ];
    await bench.open('f-1', [RDP_FROM_ALL, second]);
    bench.groups.rules = edited;
    for (let i = 0; i < READS_MAX; i += 1) {
      bench.groups.nextReads.push(found(edited), found(edited.toReversed()));
    }
    await bench.approve('f-1');
    await bench.start();
    await bench.clock.advance(LONG_MS);
    expect(await lastResult(bench)).toMatchObject({ kind: 'changedSince' });
  });

  it('refused: still open with the advice, nothing called again', async () => {
    const refused = { kind: 'refused', code: 'UnauthorizedOperation', advice: 'Allow it' } as const;
    const bench = await executed(({ groups }) => {
      groups.nextRevokes.push(refused);
    });
    expect((await bench.finding('f-1')).state.kind).toBe('open');
    expect(await lastResult(bench)).toEqual(refused);
    await bench.clock.advance(5 * MINUTE_MS);
    expect(bench.groups.revoked).toHaveLength(1);
  });

  it('could not look: refused with the reason, no call', async () => {
    const bench = await executed(({ groups }) => {
      groups.nextReads.push({ kind: 'couldNotLook', reason: 'ec2:Describe is not allowed' });
    });
    expect(await lastResult(bench)).toMatchObject({
      kind: 'refused',
      advice: 'ec2:Describe is not allowed',
    });
    expect(bench.groups.revoked).toEqual([]);
  });

  it('notThere: nothing matched and the rules still show: unknown', async () => {
    const bench = await executed(({ groups }) => {
      groups.nextRevokes.push({ kind: 'notThere' });
    });
    expect(await lastResult(bench)).toMatchObject({ kind: 'unknown' });
  });

  it('a lost reply of a call that was done is read back as reverted', async () => {
    const bench = await executed(({ groups }) => {
      groups.nextRevokes.push(async () => {
        groups.rules = [];
        return NO_ANSWER;
      });
    });
    expect((await bench.finding('f-1')).state).toMatchObject({
      kind: 'closed',
      by: { kind: 'revert', requestId: null },
    });
    expect(bench.groups.revoked).toHaveLength(1);
  });

  it('unknown: a lost reply of a call that was not done is looked at again in a minute', async () => {
    const bench = await executed(({ groups }) => {
      groups.nextRevokes.push(NO_ANSWER);
    });
    expect(await lastResult(bench)).toEqual({
      kind: 'unknown',
      reason: `${NO_ANSWER.reason}; what it was to close is still there`,
    });
    bench.groups.rules = [];
    await bench.clock.advance(MINUTE_MS + LONG_MS);
    expect((await bench.finding('f-1')).state.kind).toBe('closed');
    expect(bench.groups.revoked).toHaveLength(1);
  });

  it('unknown: reads after the call that never agree', async () => {
    const bench = await executed(({ groups }) => {
      groups.nextReads.push(found([RDP_FROM_ALL]));
      for (let i = 0; i < READS_MAX; i += 1) {
        groups.nextReads.push(found(i % 2 === 0 ? [RDP_FROM_ALL] : []));
      }
    });
    expect(await lastResult(bench)).toMatchObject({ kind: 'unknown' });
    expect(bench.groups.revoked).toHaveLength(1);
  });

  it('unknown: EC2 cannot be asked after the call; it is not called again', async () => {
    const bench = await executed(({ groups }) => {
      groups.nextReads.push(found([RDP_FROM_ALL]), throttled());
      groups.nextRevokes.push(NO_ANSWER);
    });
    expect(await lastResult(bench)).toMatchObject({ kind: 'unknown' });
    expect(bench.groups.revoked).toHaveLength(1);
  });
});

describe('act: edited rules get their old values back', () => {
  const WAS = { ...rdpFrom('10.9.8.0/28'), description: 'the bastion' };

  async function edited(): Promise<WorkerBench> {
    const bench = await workerBench();
    const opening = opened('f-1', [RDP_FROM_ALL]);
    await bench.happen('f-1', {
      ...opening,
      opening: { ...CALL, kind: 'rulesEdited' },
      previous: [WAS],
    });
    await bench.approve('f-1');
    return bench;
  }

  it('restored: one call, read back, closed; nothing is revoked', async () => {
    const bench = await edited();
    await bench.start();
    await bench.clock.advance(LONG_MS);
    expect((await bench.finding('f-1')).state).toMatchObject({
      kind: 'closed',
      by: { kind: 'revert', requestId: 'request-restore-1' },
    });
    expect(bench.groups.restored).toHaveLength(1);
    expect(bench.groups.revoked).toEqual([]);
    expect(bench.groups.rules).toEqual([WAS]);
  });

  it('one stale read is not enough to write over a rule that was edited again', async () => {
    const bench = await edited();
    bench.groups.rules = [rdpFrom('203.0.113.0/24')];
    bench.groups.nextReads.push(found([RDP_FROM_ALL]));
    await bench.start();
    await bench.clock.advance(LONG_MS);
    expect(bench.groups.restored).toEqual([]);
    expect(await bench.finding('f-1')).toMatchObject({
      state: { kind: 'open' },
      rules: [rdpFrom('203.0.113.0/24')],
    });
  });
});

describe('act: an approval that does not count any more', () => {
  it('expired while the service was down: nothing is executed', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    await bench.approve('f-1');
    await bench.clock.advance(APPROVAL_TTL_MS + SECOND_MS);
    await bench.start();
    await bench.clock.advance(LONG_MS);
    expect(bench.groups.revoked).toEqual([]);
    expect((await bench.finding('f-1')).state.kind).toBe('open');
    expect(await bench.eventKinds('f-1')).toContain('approval.expired');
  });

  it('superseded: the finding moved on to other rules before the execution', async () => {
    const bench = await workerBench([rdpFrom('0.0.0.0/0', 'sgr-2')]);
    await bench.open('f-1');
    await bench.approve('f-1');
    const rules = [rdpFrom('0.0.0.0/0', 'sgr-2')];
    await bench.happen('f-1', {
      kind: 'finding.heardAgain',
      eventId: 'event-again',
      rules,
      at: bench.clock.now(),
    });
    await bench.start();
    await bench.clock.advance(LONG_MS);
    expect(bench.groups.revoked).toEqual([]);
    expect((await bench.finding('f-1')).state.kind).toBe('open');
  });

  it('superseded between the read and the call: the call is not made', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    await bench.approve('f-1');
    const again = rdpFrom('0.0.0.0/0', 'sgr-2');
    bench.groups.nextReads.push(async () => {
      await bench.happen('f-1', {
        kind: 'finding.heardAgain',
        eventId: 'event-again',
        rules: [again],
        at: bench.clock.now(),
      });
      return found([RDP_FROM_ALL]);
    });
    await bench.start();
    await bench.clock.advance(LONG_MS);
    expect(bench.groups.revoked).toEqual([]);
    expect((await bench.finding('f-1')).state.kind).toBe('open');
  });
});

describe('act: throttled before anything was done', () => {
  it('is tried again with growing back-off, and then done once', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    bench.groups.nextReads.push(throttled(), throttled(), throttled());
    await bench.approve('f-1');
    await bench.start();
    const readsAt = [bench.groups.reads()];
    for (const attempts of [1, 2, 3]) {
      await bench.clock.advance(backOffMs(attempts) - 1);
      readsAt.push(bench.groups.reads());
      await bench.clock.advance(1);
      readsAt.push(bench.groups.reads());
    }
    expect(readsAt).toEqual([1, 1, 2, 2, 3, 3, expect.any(Number)]);
    await bench.clock.advance(LONG_MS);
    expect(bench.groups.revoked).toHaveLength(1);
    expect((await bench.finding('f-1')).state).toMatchObject({
      kind: 'closed',
      by: { kind: 'revert', requestId: 'request-1' },
    });
  });

  it('is not taken for a call: rules that somebody else removed meanwhile were not reverted', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    bench.groups.nextReads.push(async () => {
      bench.groups.rules = [];
      throw throttled();
    });
    await bench.approve('f-1');
    await bench.start();
    await bench.clock.advance(LONG_MS);
    expect((await bench.finding('f-1')).state).toMatchObject({
      kind: 'closed',
      by: { kind: 'unknown' },
    });
  });

  it('is given up after the limit, with an answer for people: nothing was done', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    for (let i = 0; i < ACT_ATTEMPTS_MAX; i += 1) bench.groups.nextReads.push(throttled());
    await bench.approve('f-1');
    await bench.start();
    await bench.clock.advance(MINUTE_MS);
    const finding = await bench.finding('f-1');
    expect(finding.state.kind).toBe('open');
    expect(finding.lastResult?.result).toMatchObject({
      kind: 'refused',
      advice: expect.stringContaining('throttled'),
    });
    expect(bench.groups.reads()).toBe(ACT_ATTEMPTS_MAX);
    expect(bench.groups.revoked).toEqual([]);
  });
});

describe('act: begun before a crash', () => {
  /** A finding whose call was begun by a process that is gone. */
  async function begun(): Promise<WorkerBench> {
    const bench = await workerBench();
    await bench.open('f-1');
    await bench.approve('f-1');
    await bench.command('f-1', { kind: 'start', before: [] });
    return bench;
  }

  it('rules that are gone were revoked by it: reverted, without a second call', async () => {
    const bench = await begun();
    bench.groups.rules = [];
    await bench.start();
    await bench.clock.advance(LONG_MS);
    expect((await bench.finding('f-1')).state).toMatchObject({
      kind: 'closed',
      by: { kind: 'revert' },
    });
    expect(bench.groups.revoked).toEqual([]);
  });

  it('rules that are still there are not revoked a second time for one approval', async () => {
    const bench = await begun();
    await bench.start();
    await bench.clock.advance(LONG_MS);
    expect(bench.groups.revoked).toEqual([]);
    expect((await bench.finding('f-1')).state.kind).toBe('open');
    expect(await lastResult(bench)).toMatchObject({ kind: 'unknown' });
    await bench.approve('f-1');
    await bench.clock.advance(LONG_MS);
    expect(bench.groups.revoked).toHaveLength(1);
    expect((await bench.finding('f-1')).state.kind).toBe('closed');
  });

  it('one stale read does not call it done or undone', async () => {
    const bench = await begun();
    bench.groups.rules = [];
    bench.groups.nextReads.push(found([RDP_FROM_ALL]));
    await bench.start();
    await bench.clock.advance(LONG_MS);
    expect((await bench.finding('f-1')).state).toMatchObject({
      kind: 'closed',
      by: { kind: 'revert' },
    });
  });

  it('rules that got new ids meanwhile are read all the same', async () => {
    const bench = await begun();
    bench.groups.rules = [];
    await bench.happen('f-1', {
      kind: 'finding.heardAgain',
      eventId: 'event-again',
      rules: [rdpFrom('0.0.0.0/0', 'sgr-2')],
      at: bench.clock.now(),
    });
    await bench.start();
    await bench.clock.advance(LONG_MS);
    expect((await bench.finding('f-1')).state.kind).toBe('closed');
    expect(bench.groups.revoked).toEqual([]);
  });

  it('is given up as unknown when EC2 cannot be asked', async () => {
    const bench = await begun();
    for (let i = 0; i < ACT_ATTEMPTS_MAX; i += 1) bench.groups.nextReads.push(throttled());
    await bench.start();
    await bench.clock.advance(MINUTE_MS);
    expect(await lastResult(bench)).toMatchObject({ kind: 'unknown' });
    expect(bench.groups.revoked).toEqual([]);
  });
});

describe('act: what happens meanwhile', () => {
  it('a second click during the execution is refused, and one call is made', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    await bench.approve('f-1');
    let second: unknown;
    bench.groups.nextRevokes.push(async () => {
      second = await bench.approve('f-1');
      bench.groups.rules = [];
      return ACCEPTED;
    });
    await bench.start();
    await bench.clock.advance(LONG_MS);
    expect(second).toMatchObject({ kind: 'refused', refusal: { kind: 'alreadyApproved' } });
    expect(bench.groups.revoked).toHaveLength(1);
    expect((await bench.finding('f-1')).state.kind).toBe('closed');
  });

  it('an acknowledgement during the execution does not disturb it', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    await bench.approve('f-1');
    bench.groups.nextRevokes.push(async () => {
      await bench.command('f-1', { kind: 'acknowledge', by: 'U2', note: 'mine' });
      bench.groups.rules = [];
      return ACCEPTED;
    });
    await bench.start();
    await bench.clock.advance(LONG_MS);
    expect(bench.groups.revoked).toHaveLength(1);
    expect(await bench.finding('f-1')).toMatchObject({
      state: { kind: 'closed', by: { kind: 'revert' } },
      acknowledged: { by: 'U2' },
    });
  });

  it('a call that does not answer counts as lost after its time, and is not made again', async () => {
    const bench = await executed(({ groups }) => {
      groups.nextRevokes.push(() => new Promise(() => undefined));
    });
    await bench.clock.advance(CALL_MS_MAX);
    expect(await lastResult(bench)).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('did not answer the call within 15 s'),
    });
    await bench.clock.advance(LEASE_MS + LONG_MS);
    expect(bench.groups.revoked).toHaveLength(1);
  });

  it('a worker that stalls past its lease before the call leaves the call to the other', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    await bench.approve('f-1');
    let stalled: () => void = () => undefined;
    const stall = new Promise<void>((resolve) => {
      stalled = resolve;
    });
    const slowStore = {
      ...bench.store,
      change: async (...args: Parameters<typeof bench.store.change>) => {
        await stall;
        return bench.store.change(...args);
      },
    };
    await bench.start({ store: slowStore });
    await bench.start();
    await bench.clock.advance(LEASE_MS + LONG_MS);
    expect((await bench.finding('f-1')).state.kind).toBe('closed');
    stalled();
    await bench.clock.advance(LEASE_MS + LONG_MS);
    expect(bench.groups.revoked).toHaveLength(1);
    expect(await bench.store.verifyLog()).toMatchObject({ kind: 'verified' });
  });

  it('a bug in the middle is answered, and the worker goes on', async () => {
    const bench = await executed(({ groups }) => {
      groups.nextRevokes.push(new TypeError('a bug'));
    });
    expect(await lastResult(bench)).toMatchObject({ kind: 'unknown' });
    expect(bench.groups.revoked).toHaveLength(1);
    await bench.open('f-2');
    await bench.clock.advance(SECOND_MS);
    expect(bench.channel.messages).toHaveLength(2);
  });

  it('a refusal of EC2 by an error is not repeated once the call was begun', async () => {
    const lost = new OutsideError('aws_unreachable', 'no answer', { isRetryable: true });
    const bench = await executed(({ groups }) => {
      groups.nextRevokes.push(lost);
    });
    await bench.clock.advance(5 * MINUTE_MS);
    expect(bench.groups.revoked).toHaveLength(1);
  });
});
