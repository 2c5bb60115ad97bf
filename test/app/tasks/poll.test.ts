import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { FIRST_LOOK_BACK_MS, OVERLAP_MS } from '../../../src/app/tasks/poll.ts';
import { RUN_MS_MAX } from '../../../src/app/tasks/schedule.ts';
import type { Decoded } from '../../../src/domain/change/exposure-change.ts';
import { MINUTE_MS } from '../../../src/domain/instant.ts';
import { OutsideError } from '../../../src/domain/outside-error.ts';
import { answeredRule, authorize, rdpFrom } from '../../fixtures/cloudtrail/records.ts';
import { HOME_ACCOUNT, REGION, START } from '../../support/findings.ts';
import { GUARDED } from '../../support/guarded.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

const TASK = { name: 'poll', accountId: HOME_ACCOUNT, region: REGION } as const;
/** More than one run takes, and less than two. */
const A_RUN_MS = RUN_MS_MAX + MINUTE_MS;

/** A record of RDP opened to a block of its own, `agoMs` before the start. */
function opening(id: number, agoMs: number): Decoded {
  const cidr = `198.51.100.${id}/32`;
  const answered = [answeredRule({ securityGroupRuleId: `sgr-${id}`, cidrIpv4: cidr })];
  const eventTime = new Date(START - agoMs).toISOString();
  return decode(authorize([rdpFrom(cidr)], answered, { eventID: `event-${id}`, eventTime }));
}

/** A bench whose poll was asked for once. */
async function polling(prepare: (bench: WorkerBench) => void): Promise<WorkerBench> {
  const bench = await workerBench();
  prepare(bench);
  await ask(bench);
  await bench.start({ policy: GUARDED });
  await bench.clock.advance(A_RUN_MS);
  return bench;
}

function ask({ store, clock }: WorkerBench): Promise<void> {
  return store.wantTask(TASK, clock.now());
}

async function openings({ store }: WorkerBench): Promise<readonly string[]> {
  const open = await store.openFindings(1_000);
  return open.flatMap(({ rules }) => rules.map(({ source }) => source)).sort();
}

describe('poll', () => {
  it('hears what the event history has, back to a stated time at the first start', async () => {
    const bench = await polling(({ history }) => {
      history.records.push(opening(1, MINUTE_MS), opening(2, FIRST_LOOK_BACK_MS + MINUTE_MS));
    });
    expect(await openings(bench)).toEqual(['198.51.100.1/32']);
    expect(bench.history.queries).toMatchObject([
      { from: START - FIRST_LOOK_BACK_MS, to: START, pageToken: null },
    ]);
  });

  it('looks back behind the poll before it, and hears a record that came late once', async () => {
    const bench = await polling(({ history }) => {
      history.records.push(opening(1, MINUTE_MS));
    });
    bench.history.records.push(opening(2, 20 * MINUTE_MS));
    await ask(bench);
    await bench.clock.advance(A_RUN_MS);
    expect(await openings(bench)).toEqual(['198.51.100.1/32', '198.51.100.2/32']);
    expect(bench.history.queries[1]).toMatchObject({ from: START - OVERLAP_MS });
    const heard = bench.logged.filter(({ message }) => message === 'record heard');
    expect(heard).toHaveLength(2);
  });

  it('what the queue brought already is no second finding', async () => {
    const bench = await polling(({ history }) => {
      history.records.push(opening(1, MINUTE_MS), opening(1, MINUTE_MS));
    });
    expect(await openings(bench)).toEqual(['198.51.100.1/32']);
  });

  it('reads page after page, never faster than CloudTrail allows', async () => {
    const asked: number[] = [];
    const bench = await polling(({ history, clock }) => {
      const { read } = history;
      history.read = (query) => {
        asked.push(clock.now());
        return read(query);
      };
      history.pageSize = 2;
      for (let id = 1; id <= 9; id += 1) history.records.push(opening(id, id * MINUTE_MS));
    });
    expect(await openings(bench)).toHaveLength(9);
    const gaps = asked.slice(1).map((at, i) => at - (asked[i] ?? 0));
    expect(gaps).toHaveLength(4);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(500);
  });

  it('throttled, it goes on from the page where it was', async () => {
    const bench = await polling(({ history }) => {
      const { read } = history;
      let reads = 0;
      history.read = (query) => {
        reads += 1;
        if (reads === 3) return Promise.reject(throttled());
        return read(query);
      };
      history.pageSize = 2;
      for (let id = 1; id <= 6; id += 1) history.records.push(opening(id, id * MINUTE_MS));
    });
    expect(await openings(bench)).toHaveLength(6);
    expect(bench.history.queries.map(({ pageToken }) => pageToken)).toEqual([null, '2', '4']);
  });

  it('a token that counts no more begins the stretch again, and hears nothing twice', async () => {
    const bench = await polling(({ history }) => {
      history.pageSize = 2;
      for (let id = 1; id <= 4; id += 1) history.records.push(opening(id, id * MINUTE_MS));
      const { read } = history;
      history.read = async (query) => {
        const page = await read(query);
        const isStale = query.pageToken !== null && history.queries.length === 2;
        return isStale ? { kind: 'staleToken' } : page;
      };
    });
    expect(await openings(bench)).toHaveLength(4);
    const heard = bench.logged.filter(({ message }) => message === 'record heard');
    expect(heard).toHaveLength(4);
  });

  it('a long history is read in runs that fit their lease', async () => {
    const bench = await polling(({ history }) => {
      history.pageSize = 1;
      for (let id = 1; id <= 150; id += 1) history.records.push(opening(id, id * 1_000));
    });
    await bench.clock.advance(A_RUN_MS);
    expect(await openings(bench)).toHaveLength(150);
    const runs = bench.logged.filter(({ message }) => message === 'task ran');
    expect(runs.map(({ fields }) => Reflect.get(fields, 'progress'))).toEqual(['more', 'done']);
  });

  it('one record that cannot be heard holds up no other, and is told and tried again', async () => {
    const bench = await polling(({ history, groups }) => {
      history.records.push(opening(1, MINUTE_MS), opening(2, 2 * MINUTE_MS));
      let calls = 0;
      groups.describeGroup = async () => {
        calls += 1;
        // The older record is heard first.
        if (calls === 1) throw new TypeError('a bug of ours');
        return { kind: 'notThere' };
      };
    });
    expect(await openings(bench)).toEqual(['198.51.100.1/32']);
    expect(JSON.stringify(bench.channel.messages)).toContain('cannot be heard');
    await ask(bench);
    await bench.clock.advance(A_RUN_MS);
    expect(await openings(bench)).toEqual(['198.51.100.1/32', '198.51.100.2/32']);
  });

  it('what is not allowed is a notice that names the permission, until it is asked for again', async () => {
    const bench = await polling(({ history }) => {
      const message = 'AWS refused cloudtrail:LookupEvents';
      history.nextReads.push(new OutsideError('aws_denied', message, { isRetryable: false }));
    });
    expect(bench.channel.messages).toHaveLength(1);
    expect(bench.channel.messages[0]?.shows).toMatchObject({
      title: `Portcullis may not poll in ${HOME_ACCOUNT}, ${REGION}`,
      detail: expect.stringContaining('cloudtrail:LookupEvents'),
    });
    expect(bench.history.queries).toHaveLength(1);
    expect(await bench.store.nextDueAt()).toBeNull();
  });

  it('asked for by every process, it is done by one at a time', async () => {
    const bench = await polling((prepared) => {
      prepared.history.records.push(opening(1, MINUTE_MS));
    });
    await Promise.all([ask(bench), ask(bench), ask(bench)]);
    await bench.clock.advance(A_RUN_MS);
    expect(bench.history.queries).toHaveLength(2);
  });
});

function throttled(): OutsideError {
  return new OutsideError('aws_throttled', 'Rate exceeded', { isRetryable: true });
}
