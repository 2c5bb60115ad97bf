import { describe, expect, it } from 'vitest';
import { AWS_TIMEOUT_MS } from '../../src/adapters/aws/clients.ts';
import { SLACK_TIMEOUT_MS } from '../../src/adapters/slack/client-options.ts';
import { BUSY_TIMEOUT_MS } from '../../src/adapters/store/sqlite.ts';
import { CALL_MS_MAX, STEPS_MS_MAX } from '../../src/app/doors/carry-out.ts';
import { EXECUTION_MS_MAX } from '../../src/app/doors/execute-plan.ts';
import { READ_MS_MAX } from '../../src/app/doors/look.ts';
import { LOOK_MS_MAX, READ_GAP_MS } from '../../src/app/doors/look-at-door.ts';
import { SHOW_MS_MAX } from '../../src/app/jobs/show.ts';
import { WEIGH_MS_MAX } from '../../src/app/jobs/weigh.ts';
import {
  ATTEMPTS_MAX,
  backOffMs,
  JOBS_AT_ONCE,
  kindsToTake,
  LEASE_MS,
  LOOKS_AT_ONCE,
  READERS_AT_ONCE,
  WEIGHINGS_AT_ONCE,
} from '../../src/app/worker.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/domain/instant.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { OutsideError } from '../../src/domain/outside-error.ts';
import { HOME_ACCOUNT, opened, rdpFrom, recordKey, START } from '../support/findings.ts';
import { workerBench } from '../support/worker-bench.ts';

function notice(id: string): Notice {
  return { id, title: 'Something could not be read', detail: 'Look there', count: 1 };
}

describe('the lease', () => {
  it('is longer than the longest execution with its two writes', () => {
    expect(EXECUTION_MS_MAX).toBe(2 * LOOK_MS_MAX + STEPS_MS_MAX + READ_MS_MAX);
    expect(LEASE_MS).toBeGreaterThan(EXECUTION_MS_MAX + 2 * BUSY_TIMEOUT_MS);
  });

  it('is longer than the longest show: an edit, a post, and the tells that begin in time', () => {
    expect(LEASE_MS).toBeGreaterThan(SHOW_MS_MAX + SLACK_TIMEOUT_MS + 3 * BUSY_TIMEOUT_MS);
  });

  it('is longer than the longest weighing with its write', () => {
    expect(LEASE_MS).toBeGreaterThan(WEIGH_MS_MAX + 2 * BUSY_TIMEOUT_MS);
    expect(WEIGH_MS_MAX).toBeGreaterThan(AWS_TIMEOUT_MS);
  });

  it('leaves each call its own time-out, and a look room for two reads', () => {
    expect(CALL_MS_MAX).toBeGreaterThan(AWS_TIMEOUT_MS);
    expect(READ_MS_MAX).toBeGreaterThan(AWS_TIMEOUT_MS);
    expect(LOOK_MS_MAX).toBeGreaterThan(READ_GAP_MS + 2 * READ_MS_MAX);
  });

  it('holds for an execution in which every call takes as long as it may', async () => {
    const bench = await workerBench();
    const { clock, groups } = bench;
    const slow = {
      ...groups,
      describeRules: async (...args: Parameters<typeof groups.describeRules>) => {
        await clock.wait(READ_MS_MAX - 1);
        return groups.describeRules(...args);
      },
      revoke: async (...args: Parameters<typeof groups.revoke>) => {
        await clock.wait(CALL_MS_MAX - 1);
        return groups.revoke(...args);
      },
    };
    await bench.open('f-1');
    await bench.approve('f-1');
    await bench.start({ groups: slow });
    await clock.advance(LEASE_MS - 1);
    expect((await bench.finding('f-1')).state.kind).toBe('closed');
    expect(groups.revoked).toHaveLength(1);
  });
});

describe('the worker', () => {
  it('waits 1 s, 2 s, 4 s … at most 5 min between tries, for about seven hours', () => {
    const waits = Array.from({ length: ATTEMPTS_MAX - 1 }, (_, i) => backOffMs(i + 1));
    expect(waits.slice(0, 5)).toEqual([1, 2, 4, 8, 16].map((s) => s * SECOND_MS));
    expect(Math.max(...waits)).toBe(5 * MINUTE_MS);
    const total = waits.reduce((sum, wait) => sum + wait, 0);
    expect(total).toBeGreaterThan(7 * HOUR_MS);
    expect(total).toBeLessThan(8 * HOUR_MS);
  });

  it('gives a job up after the last try, and takes it up again after the next start', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    const error = new OutsideError('slack_refused', 'not_in_channel', { isRetryable: false });
    const failure = { error, isDone: false };
    bench.channel.nextFailures.push(failure, failure, failure);
    // As if it had failed for hours already.
    const agedStore = {
      ...bench.store,
      takeJob: async (...args: Parameters<typeof bench.store.takeJob>) => {
        const job = await bench.store.takeJob(...args);
        return job && { ...job, attempts: job.attempts + ATTEMPTS_MAX - 3 };
      },
    };
    const worker = await bench.start({ store: agedStore });
    await bench.clock.advance(10 * MINUTE_MS);
    expect(bench.channel.nextFailures).toEqual([]);
    expect(bench.channel.messages).toEqual([]);
    expect(bench.logged.filter(({ message }) => message === 'job given up')).toHaveLength(1);
    const stopped = worker.stop();
    await bench.clock.settle();
    await stopped;
    await bench.start();
    expect(bench.channel.messages).toHaveLength(1);
  });

  it('goes on after a bug in a job, which is not repeated', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    bench.channel.nextFailures.push({ error: new TypeError('a bug'), isDone: false });
    await bench.start();
    await bench.clock.advance(MINUTE_MS);
    expect(bench.channel.messages).toEqual([]);
    expect(bench.logged).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'job given up' }),
    );
    await bench.open('f-2');
    await bench.clock.settle();
    expect(bench.channel.messages).toHaveLength(1);
  });

  it('shows notices at once, not when it next looks by itself', async () => {
    const bench = await workerBench();
    const { store, clock } = bench;
    await bench.start();
    await store.notify(notice('n-1'), clock.now());
    await clock.settle();
    expect(bench.channel.messages).toHaveLength(1);
    await store.saveCursor({ name: 'sweep', text: '{}' }, notice('n-2'), clock.now());
    await clock.settle();
    expect(bench.channel.messages).toHaveLength(2);
    const outcome = { kind: 'undecodable', reason: 'no JSON' } as const;
    const admission = { outcome, changes: [], notice: notice('n-3'), learnt: [] };
    await store.admit(recordKey('event-n'), () => admission, clock.now());
    await clock.settle();
    expect(bench.channel.messages).toHaveLength(3);
  });

  it('runs a task at once when it is asked for', async () => {
    const bench = await workerBench();
    await bench.start();
    const task = { name: 'sweep', accountId: HOME_ACCOUNT, region: 'eu-central-1' } as const;
    await bench.store.wantTask(task, bench.clock.now());
    // It has gaps of its own, and is at the groups before the worker would look by itself.
    await bench.clock.advance(SECOND_MS - 1);
    expect(bench.listing.calls).toContain('groups');
  });

  it('runs several jobs at once, so that one that waits does not hold up the others', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    await bench.approve('f-1');
    bench.groups.nextReads.push(() => new Promise(() => undefined));
    await bench.start();
    await bench.open('f-2');
    await bench.clock.settle();
    expect(bench.channel.messages).toHaveLength(2);
  });

  it('runs no more jobs at once than its limit', async () => {
    const bench = await workerBench();
    let calls = 0;
    const counting = {
      ...bench.channel,
      postAlert: () => {
        calls += 1;
        return new Promise<never>(() => undefined);
      },
    };
    for (let i = 1; i <= JOBS_AT_ONCE + 3; i += 1) await bench.open(`f-${i}`);
    await bench.start({ channel: counting });
    await bench.clock.advance(MINUTE_MS);
    expect(calls).toBe(JOBS_AT_ONCE);
  });

  it('does not spin when the database gives no jobs', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    let takes = 0;
    const broken = {
      ...bench.store,
      takeJob: () => {
        takes += 1;
        // A worker that spins would never let this test go on.
        if (takes > 1_000) return new Promise<never>(() => undefined);
        return Promise.reject(new OutsideError('store_failed', 'disk full', { isRetryable: true }));
      },
    };
    await bench.start({ store: broken });
    await bench.clock.advance(10 * SECOND_MS);
    expect(takes).toBeLessThanOrEqual(12);
    expect(takes).toBeGreaterThanOrEqual(10);
  });

  it('stop waits for the jobs under way and takes no others', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    let release: () => void = () => undefined;
    bench.channel.hold = new Promise((resolve) => {
      release = resolve;
    });
    const worker = await bench.start();
    let isStopped = false;
    const stopped = worker.stop().then(() => {
      isStopped = true;
    });
    await bench.open('f-2');
    await bench.clock.advance(SECOND_MS);
    expect(isStopped).toBe(false);
    release();
    await bench.clock.settle();
    await stopped;
    expect(bench.channel.messages).toHaveLength(1);
    expect((await bench.store.post('f-1'))?.address).not.toBeNull();
  });

  it('stop ends an idle worker at once', async () => {
    const bench = await workerBench();
    const worker = await bench.start();
    await worker.stop();
    expect(bench.channel.messages).toEqual([]);
  });
});

describe('kindsToTake()', () => {
  it('leaves room for alerts however many reverts and looks run, and for reverts beside looks', () => {
    const looks = Array.from({ length: LOOKS_AT_ONCE }, () => 'wake' as const);
    const reverts = Array.from({ length: READERS_AT_ONCE - LOOKS_AT_ONCE }, () => 'act' as const);
    const weighings = Array.from({ length: WEIGHINGS_AT_ONCE }, () => 'weigh' as const);
    expect(kindsToTake([])).toEqual(['show', 'tie', 'weigh', 'act', 'wake', 'run']);
    expect(kindsToTake(looks)).toEqual(['show', 'tie', 'weigh', 'act']);
    expect(kindsToTake(weighings)).toEqual(['show', 'tie', 'act', 'wake', 'run']);
    expect(kindsToTake([...looks, ...reverts])).toEqual(['show', 'tie', 'weigh']);
    expect(kindsToTake([...looks, ...reverts, ...weighings])).toEqual(['show', 'tie']);
    const shows = Array.from({ length: JOBS_AT_ONCE }, () => 'show' as const);
    expect(kindsToTake(shows)).toEqual([]);
  });

  it('an alert is posted at once while many doors are looked at', async () => {
    const bench = await workerBench();
    for (let i = 0; i < JOBS_AT_ONCE; i += 1) {
      const id = `f-look-${i}`;
      const opening = opened(id, [rdpFrom(`198.51.100.${i}/32`, `sgr-${i}`)]);
      const admission = {
        outcome: { kind: 'finding', findingId: id, isNew: true },
        changes: [{ findingId: id, events: [{ ...opening, lookAt: START }] }],
        notice: null,
        learnt: [],
      } as const;
      await bench.store.admit(recordKey(id), () => admission, START);
    }
    await bench.start();
    await bench.clock.settle();
    expect(bench.channel.messages).toHaveLength(JOBS_AT_ONCE);
  });
});
