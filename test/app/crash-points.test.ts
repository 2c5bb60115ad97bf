import { describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../src/app/worker.ts';
import { clockAt } from '../../src/domain/finding/clock-at.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/domain/instant.ts';
import { RDP_FROM_ALL } from '../support/findings.ts';
import { type Death, mortal } from '../support/mortal.ts';
import { type WorkerBench, workerBench } from '../support/worker-bench.ts';

/** Longer than each story below takes without a crash. */
const STORY_MS = 20 * SECOND_MS;
/** How long after a restart there may be something left to do, in ms: a look again comes a minute
 * after an unknown result. */
const AFTERWARDS_MS = LEASE_MS + 3 * MINUTE_MS;

/** How long EC2 shows rules that it has revoked, in ms: less than the reads that look for it. */
const SHOWN_LATE_MS = 5 * SECOND_MS;

interface Story {
  readonly name: string;
  /** What happens before the process starts that dies. */
  tell(bench: WorkerBench): Promise<void>;
  /** The most calls to revoke that may arrive. */
  readonly revokesMax: number;
}

const STORIES: readonly Story[] = [
  {
    name: 'an approved revert',
    revokesMax: 1,
    tell: async (bench) => {
      await bench.open('f-1');
      await bench.approve('f-1');
    },
  },
  {
    name: 'an approved revert whose reply is lost',
    revokesMax: 1,
    tell: async (bench) => {
      await bench.open('f-1');
      await bench.approve('f-1');
      bench.groups.nextRevokes.push(async () => {
        bench.groups.rules = [];
        return { kind: 'noAnswer', reason: 'EC2 did not answer' };
      });
    },
  },
  {
    name: 'an approved revert that EC2 shows late',
    revokesMax: 1,
    tell: async (bench) => {
      await bench.open('f-1');
      await bench.approve('f-1');
      bench.groups.nextRevokes.push(async () => {
        void bench.clock.wait(SHOWN_LATE_MS).then(() => {
          bench.groups.rules = [];
        });
        return { kind: 'accepted', requestId: 'request-1' };
      });
    },
  },
  {
    name: 'an approved revert of rules that changed',
    revokesMax: 0,
    tell: async (bench) => {
      await bench.open('f-1');
      await bench.approve('f-1');
      bench.groups.rules = [{ ...RDP_FROM_ALL, toPort: 4000 }];
    },
  },
  {
    name: 'a door that somebody shut',
    revokesMax: 0,
    tell: async (bench) => {
      await bench.open('f-1');
      bench.groups.rules = [];
      await bench.happen('f-1', {
        kind: 'door.touched',
        how: 'removed',
        name: 'dana',
        eventId: 'event-removed',
        at: bench.clock.now(),
      });
    },
  },
];

/** Lets a story run in a process that dies, and then in one that lives. */
async function survive(story: Story, death: Death | null): Promise<WorkerBench> {
  const bench = await workerBench();
  await story.tell(bench);
  const process = mortal(bench.needs, death);
  // A process that dies in its start never gets to be started.
  void bench.start(process.needs);
  // The restart comes soon, while EC2 may still show what was before the call.
  for (let ms = 0; ms < STORY_MS && !process.isDead(); ms += SECOND_MS) {
    await bench.clock.advance(SECOND_MS);
  }
  expect(process.isDead()).toBe(death !== null);
  await bench.start();
  const until = bench.clock.now() + AFTERWARDS_MS;
  while (((await bench.store.nextDueAt()) ?? until) < until && bench.clock.now() < until) {
    await bench.clock.advance(STORY_MS);
  }
  return bench;
}

async function callsOf(story: Story): Promise<readonly string[]> {
  const bench = await workerBench();
  await story.tell(bench);
  const process = mortal(bench.needs, null);
  const worker = await bench.start(process.needs);
  await bench.clock.advance(STORY_MS);
  await worker.stop();
  await bench.store.close();
  return process.calls;
}

async function expectAllIsWell(bench: WorkerBench, { revokesMax }: Story): Promise<void> {
  const finding = await bench.finding('f-1');
  expect(bench.groups.revoked.length).toBeLessThanOrEqual(revokesMax);
  // What is told of the door is how the door is, and nothing is left under way.
  expect(finding.state.kind).toBe(bench.groups.rules.length === 0 ? 'closed' : 'open');
  expect(finding.rules).toEqual(finding.state.kind === 'open' ? bench.groups.rules : finding.rules);
  // But for the end of the time in which it may be undone.
  expect(await bench.store.nextDueAt()).toBe(clockAt(finding));
  expect(await bench.store.verifyLog()).toMatchObject({ kind: 'verified' });
  await expectOneLiveAlert(bench);
}

async function expectOneLiveAlert(bench: WorkerBench): Promise<void> {
  const { messages } = bench.channel;
  const post = await bench.store.post('f-1');
  const live = messages.filter(({ address }) => address.messageTs === post?.address?.messageTs);
  expect(live).toHaveLength(1);
  expect(messages.length).toBeLessThanOrEqual(2);
  const finding = await bench.finding('f-1');
  expect(live[0]?.shows).toMatchObject({ finding: { version: finding.version } });
  // A second copy says so when it is posted; an edit, which knows that it is the live one, does not.
  const [, second] = messages;
  const isSaid = second !== undefined && 'isRepost' in second.shows && second.shows.isRepost;
  if (second !== undefined && second.updates === 0) expect(isSaid).toBe(true);
  // A crash between telling and noting it tells an event twice, never in another order.
  const told = live[0]?.thread.filter((event, i, thread) => i === 0 || !same(event, thread[i - 1]));
  const events = await bench.store.events('f-1', 1);
  expect(told).toEqual(events.filter(({ kind }) => kind !== 'finding.weighed'));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

describe.each(STORIES)('a crash at any call of the worker: $name', (story) => {
  it.each(['before', 'after'] as const)('%s it takes effect', async (when) => {
    const calls = await callsOf(story);
    for (const [index, name] of calls.entries()) {
      const death = { call: index + 1, when };
      const bench = await survive(story, death);
      try {
        await expectAllIsWell(bench, story);
      } catch (error) {
        throw new Error(`After a death ${when} call ${death.call}, ${name}`, { cause: error });
      }
      await bench.store.close();
    }
  });

  it('without a crash, every step is taken once', async () => {
    const bench = await survive(story, null);
    await expectAllIsWell(bench, story);
    expect(bench.channel.messages).toHaveLength(1);
    expect(bench.groups.revoked).toHaveLength(story.revokesMax);
  });
});
