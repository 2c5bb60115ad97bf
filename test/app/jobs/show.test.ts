import { describe, expect, it } from 'vitest';
import type { AlertView } from '../../../src/app/ports.ts';
import { MINUTE_MS, SECOND_MS } from '../../../src/domain/instant.ts';
import type { Notice } from '../../../src/domain/notice.ts';
import { OutsideError } from '../../../src/domain/outside-error.ts';
import type { FakeMessage } from '../../support/fake-channel.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

const LOST = new OutsideError('slack_unreachable', 'Slack did not answer', { isRetryable: true });
const NOTICE: Notice = { id: 'unreadable/1', title: 'Not read', detail: 'why', count: 1 };

/** A bench whose worker has shown `f-1`. */
async function shown(): Promise<WorkerBench> {
  const bench = await workerBench();
  await bench.open('f-1');
  await bench.start();
  await bench.clock.settle();
  return bench;
}

function acknowledge(bench: WorkerBench, note: string): Promise<unknown> {
  return bench.command('f-1', { kind: 'acknowledge', by: 'U2', note });
}

function only(bench: WorkerBench): FakeMessage {
  const [message, ...others] = bench.channel.messages.filter(({ isDeleted }) => !isDeleted);
  if (message === undefined) throw new Error('No message stands in the channel');
  expect(others).toEqual([]);
  return message;
}

function viewOf({ shows }: FakeMessage): AlertView {
  if (!('finding' in shows)) throw new Error('Not an alert');
  return shows;
}

function notesOf(message: FakeMessage): readonly string[] {
  return message.thread.map((event) => ('note' in event ? event.note : event.kind));
}

describe('show: an alert', () => {
  it('is posted once, and not touched without a change', async () => {
    const bench = await shown();
    await bench.clock.advance(5 * MINUTE_MS);
    expect(only(bench)).toMatchObject({ updates: 0, shows: { isRepost: false } });
    expect(await bench.store.nextDueAt()).toBeNull();
  });

  it('that Slack refused to take is posted later without a word of another copy', async () => {
    const bench = await workerBench();
    const refused = new OutsideError('slack_refused', 'not_in_channel', { isRetryable: false });
    bench.channel.nextFailures.push({ error: refused, isDone: false });
    await bench.open('f-1');
    await bench.start();
    await bench.clock.settle();
    expect(bench.channel.messages).toEqual([]);
    await bench.clock.advance(MINUTE_MS);
    expect(viewOf(only(bench)).isRepost).toBe(false);
  });

  it('is edited in place when the finding is newer', async () => {
    const bench = await shown();
    await acknowledge(bench, 'mine');
    await bench.clock.settle();
    const message = only(bench);
    expect(message.updates).toBe(1);
    expect(viewOf(message).finding).toMatchObject({ version: 3, acknowledged: { note: 'mine' } });
  });

  it('ten changes while it is being edited are one more edit', async () => {
    const bench = await shown();
    let release: () => void = () => undefined;
    bench.channel.hold = new Promise((resolve) => {
      release = resolve;
    });
    await acknowledge(bench, 'note 0');
    await bench.clock.settle();
    for (let i = 1; i <= 10; i += 1) await acknowledge(bench, `note ${i}`);
    release();
    await bench.clock.settle();
    expect(only(bench).updates).toBe(2);
    expect(viewOf(only(bench)).finding.version).toBe(13);
  });

  it('ten changes before the worker comes are one message', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    for (let i = 1; i <= 10; i += 1) await acknowledge(bench, `note ${i}`);
    await bench.start();
    expect(only(bench).updates).toBe(0);
    expect(viewOf(only(bench)).finding.version).toBe(12);
  });

  it('that was deleted is posted again, with its history in its own thread', async () => {
    const bench = await shown();
    await acknowledge(bench, 'first');
    await bench.clock.settle();
    bench.channel.delete(only(bench));
    await acknowledge(bench, 'second');
    await bench.clock.settle();
    expect(bench.channel.messages).toHaveLength(2);
    expect(notesOf(only(bench))).toEqual(['first', 'second']);
    expect(viewOf(only(bench)).isRepost).toBe(false);
    expect((await bench.store.post('f-1'))?.address).toEqual(only(bench).address);
  });

  it('whose reply was lost is posted again and says so', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    bench.channel.nextFailures.push({ error: LOST, isDone: true });
    await bench.start();
    await bench.clock.advance(SECOND_MS);
    expect(bench.channel.messages.map((message) => viewOf(message).isRepost)).toEqual([
      false,
      true,
    ]);
    expect((await bench.store.post('f-1'))?.address).toEqual(bench.channel.messages[1]?.address);
  });

  it('is tried again until Slack takes it', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    const refused = new OutsideError('slack_refused', 'not_in_channel', { isRetryable: false });
    for (let i = 0; i < 5; i += 1)
      bench.channel.nextFailures.push({ error: refused, isDone: false });
    await bench.start();
    await bench.clock.advance(30 * SECOND_MS);
    expect(bench.channel.messages).toEqual([]);
    await bench.clock.advance(SECOND_MS);
    expect(bench.channel.messages).toHaveLength(1);
  });
});

describe('show: the thread', () => {
  it('tells each event once and in order', async () => {
    const bench = await shown();
    for (const note of ['one', 'two', 'three']) {
      await acknowledge(bench, note);
      await bench.clock.settle();
    }
    await acknowledge(bench, 'four');
    await acknowledge(bench, 'five');
    await bench.clock.settle();
    expect(notesOf(only(bench))).toEqual(['one', 'two', 'three', 'four', 'five']);
  });

  it('goes on where Slack stopped taking it', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    for (const note of ['one', 'two', 'three']) await acknowledge(bench, note);
    // Posted; the weighing, which the thread does not tell; one; and then no more.
    bench.channel.nextFailures.push(null, null, null, { error: LOST, isDone: false });
    await bench.start();
    expect(notesOf(only(bench))).toEqual(['one']);
    await bench.clock.advance(SECOND_MS);
    expect(notesOf(only(bench))).toEqual(['one', 'two', 'three']);
    expect(bench.channel.messages).toHaveLength(1);
  });

  it('longer than a lease lasts is told in several goes, each event once', async () => {
    const bench = await workerBench();
    await bench.open('f-1');
    const notes = Array.from({ length: 40 }, (_, i) => `note ${i}`);
    for (const note of notes) await acknowledge(bench, note);
    const slow = {
      ...bench.channel,
      tell: async (...args: Parameters<typeof bench.channel.tell>) => {
        await bench.clock.wait(9 * SECOND_MS);
        await bench.channel.tell(...args);
      },
    };
    await bench.start({ channel: slow });
    await bench.clock.advance(10 * MINUTE_MS);
    expect(notesOf(only(bench))).toEqual(notes);
  });
});

describe('show: a notice', () => {
  it('is posted once, and edited as it counts', async () => {
    const bench = await workerBench();
    await bench.store.notify(NOTICE, bench.clock.now());
    const worker = await bench.start();
    expect(only(bench)).toMatchObject({ updates: 0, shows: { count: 1 } });
    await bench.store.notify({ ...NOTICE, detail: 'again' }, bench.clock.now());
    await bench.store.notify({ ...NOTICE, detail: 'once more' }, bench.clock.now());
    worker.poke();
    await bench.clock.settle();
    expect(only(bench)).toMatchObject({ updates: 1, shows: { count: 3, detail: 'once more' } });
  });
});
