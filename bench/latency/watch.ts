import type { AwsEmulator } from '../../src/sandbox/aws/emulator.ts';
import type { SlackEmulator } from '../../src/sandbox/slack/slack-emulator.ts';
import { type Changing, until } from '../../test/support/until.ts';

/** The text of what the bare client posts: it is no alert. */
export const BARE_TEXT = 'A bare round trip';

const DEADLINE_MS = 120_000;

interface Arrival {
  readonly atMs: number;
  /** All that was posted. */
  readonly content: string;
}

/** Notes the moments at which the product's calls came, on this process's own clock, which is finer
 * than that of the emulators' lists. */
export class Watch implements Changing {
  /** When ReceiveMessage was answered, ms of `performance.now`, each time. */
  readonly receivedAtMs: number[] = [];
  readonly arrivals: Arrival[] = [];
  deletesCount = 0;
  readonly #listeners = new Set<() => void>();
  #lastAwsCall: AwsEmulator['calls'][number] | undefined;
  #slackCallsSeen = 0;

  constructor(aws: AwsEmulator, slack: SlackEmulator) {
    aws.onChange(() => this.#noteAws(aws));
    slack.onChange(() => this.#noteSlack(slack));
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** When the alert about a group arrived at Slack, ms of `performance.now`. */
  async alertAtMs(groupId: string): Promise<number> {
    const find = () => this.arrivals.find(({ content }) => content.includes(groupId));
    const what = `the alert about ${groupId}`;
    return (await until(this, find, { deadlineMs: DEADLINE_MS, what })).atMs;
  }

  /** Resolves when the product has deleted so many messages in all. */
  async deleted(count: number): Promise<void> {
    const what = `message ${count} to be deleted`;
    await until(this, () => this.deletesCount >= count, { deadlineMs: DEADLINE_MS, what });
  }

  #noteAws({ calls }: AwsEmulator): void {
    const atMs = performance.now();
    const last = calls.at(-1);
    if (last === undefined || last === this.#lastAwsCall) return;
    this.#lastAwsCall = last;
    if (last.action === 'ReceiveMessage') this.receivedAtMs.push(atMs);
    if (last.action === 'DeleteMessage') this.deletesCount += 1;
    this.#tell();
  }

  #noteSlack({ calls }: SlackEmulator): void {
    const atMs = performance.now();
    const fresh = calls.slice(this.#slackCallsSeen);
    if (fresh.length === 0) return;
    this.#slackCallsSeen = calls.length;
    for (const { method, args } of fresh) {
      const isAlert = method === 'chat.postMessage' && args.text !== BARE_TEXT;
      if (isAlert) this.arrivals.push({ atMs, content: JSON.stringify(args) });
    }
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
