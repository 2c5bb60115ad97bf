import { describe, expect, it, onTestFinished } from 'vitest';
import { type Queue, type QueueNeeds, sqsQueue } from '../../../src/adapters/aws/queue.ts';
import type { Log } from '../../../src/app/ports.ts';
import type { AwsEmulator } from '../../../src/sandbox/aws/emulator.ts';
import { until } from '../../support/until.ts';
import { adapterOnEmulator } from './adapter-on-emulator.ts';

const DEADLINE_MS = 30_000;

interface Listening {
  readonly aws: AwsEmulator;
  readonly queue: Queue;
  /** What was logged, as `level: message`. */
  readonly logged: readonly string[];
  /** Resolves once something was logged as an error. */
  readonly firstError: Promise<void>;
  advance(seconds: number): void;
  /** Resolves once an action was called so often and answered. */
  called(action: string, times?: number): Promise<unknown>;
}

async function listening(hear: QueueNeeds['hear']): Promise<Listening> {
  const { aws, advance } = await adapterOnEmulator();
  const logged: string[] = [];
  const firstError = Promise.withResolvers<void>();
  const say = (level: string) => (_: object, message: string) => {
    logged.push(`${level}: ${message}`);
    if (level === 'error') firstError.resolve();
  };
  const log: Log = {
    error: say('error'),
    warn: say('warn'),
    info: say('info'),
    debug: say('debug'),
  };
  const queue = sqsQueue({ queueUrl: aws.queueUrl, region: aws.region, log, hear });
  onTestFinished(() => queue.stop(100));
  const callsOf = (action: string) => aws.calls.filter((call) => call.action === action).length;
  return {
    aws,
    queue,
    logged,
    firstError: firstError.promise,
    advance,
    called: (action, times = 1) =>
      until(aws, () => callsOf(action) >= times, { deadlineMs: DEADLINE_MS, what: action }),
  };
}

function deleted({ calls }: AwsEmulator): boolean {
  return calls.some(({ action }) => action.startsWith('DeleteMessage'));
}

describe('sqsQueue()', () => {
  it('deletes a message only after hearing it has ended well', async () => {
    const heard = Promise.withResolvers<boolean>();
    const arrived = Promise.withResolvers<string>();
    const { aws, queue, called } = await listening(({ body }) => {
      arrived.resolve(body);
      return heard.promise;
    });
    aws.putMessage('a record');
    queue.start();
    expect(await arrived.promise).toBe('a record');
    expect(deleted(aws)).toBe(false);
    heard.resolve(true);
    await called('DeleteMessage');
  });

  it.each<[string, QueueNeeds['hear']]>([
    ['that was not heard', async () => false],
    ['whose hearing threw', () => Promise.reject(new Error('the database is locked'))],
  ])('leaves a message %s for the dead-letter queue', async (_, hear) => {
    let times = 0;
    const { aws, queue, advance, called } = await listening((message) => {
      times += 1;
      return hear(message);
    });
    aws.putMessage('poison');
    queue.start();
    // Each receive hides the message for a minute; after five it is moved.
    for (let receives = 1; receives <= 6; receives += 1) {
      await called('ReceiveMessage', receives);
      advance(61);
      aws.putMessage(`wake ${receives}`);
    }
    await until(aws, () => times >= 5, { deadlineMs: DEADLINE_MS, what: 'five receives' });
    expect(deleted(aws)).toBe(false);
  });

  it('hears the others of a batch when one of them fails', async () => {
    const heard: string[] = [];
    const { aws, queue, called, logged } = await listening(async ({ body }) => {
      if (body === 'bad') throw new Error('no');
      heard.push(body);
      return true;
    });
    for (const body of ['good 1', 'bad', 'good 2']) aws.putMessage(body);
    queue.start();
    await called('DeleteMessage', 2);
    expect(heard).toEqual(['good 1', 'good 2']);
    expect(logged).toContain('error: queue message could not be heard');
  });

  it('says why it cannot be read, and goes on trying', async () => {
    const heard = Promise.withResolvers<void>();
    const { aws, queue, firstError } = await listening(async () => {
      heard.resolve();
      return true;
    });
    aws.faults.throttle({ action: 'ReceiveMessage', times: 3 });
    expect(queue.problem()).toBeNull();
    queue.start();
    await firstError;
    expect(queue.problem()).toContain('SQS receive message failed');
    aws.putMessage('later');
    await heard.promise;
  });

  it('stops at once in the middle of a long poll', async () => {
    const { aws, queue, called, logged } = await listening(async () => true);
    aws.putMessage('first');
    queue.start();
    await called('DeleteMessage');
    const startedAt = performance.now();
    await queue.stop(DEADLINE_MS);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(logged).toEqual([]);
  });

  it('stops only when what is being heard has ended and is deleted', async () => {
    const heard = Promise.withResolvers<boolean>();
    const arrived = Promise.withResolvers<void>();
    const { aws, queue, logged } = await listening(() => {
      arrived.resolve();
      return heard.promise;
    });
    aws.putMessage('slow');
    queue.start();
    await arrived.promise;
    let isStopped = false;
    const stopped = queue.stop(DEADLINE_MS).then(() => {
      isStopped = true;
    });
    await Promise.resolve();
    expect(isStopped).toBe(false);
    heard.resolve(true);
    await stopped;
    expect(deleted(aws)).toBe(true);
    expect(logged).toEqual([]);
  });

  it('does not wait for a hearing that never ends', async () => {
    const arrived = Promise.withResolvers<void>();
    const { aws, queue } = await listening(() => {
      arrived.resolve();
      return new Promise<boolean>(() => undefined);
    });
    aws.putMessage('stuck');
    queue.start();
    await arrived.promise;
    await queue.stop(50);
    expect(deleted(aws)).toBe(false);
  });

  it('stops when it never started', async () => {
    const { queue } = await listening(async () => true);
    const startedAt = performance.now();
    await queue.stop(DEADLINE_MS);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
