import type { AwsEmulator } from '../../src/sandbox/aws/emulator.ts';
import type { SlackEmulator } from '../../src/sandbox/slack/slack-emulator.ts';
import { type Changing, until } from '../../test/support/until.ts';

const DEADLINE_MS = 120_000;

/** The ids of groups, as the emulator makes them. */
const GROUP_ID_REGEXP = /sg-0[0-9a-f]{16}/g;

/** Notes the moments at which the product's calls came, on this process's own clock, which is finer
 * than that of the emulators' lists. */
export class Watch implements Changing {
  /** When ReceiveMessage was answered, ms of `performance.now`, each time. */
  readonly receivedAtMs: number[] = [];
  deletesCount = 0;
  /** When the first message about each group came to Slack, by the group's id. */
  readonly #arrivedAtMs = new Map<string, number>();
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
    const what = `the alert about ${groupId}`;
    const arrivedAtMs = () => this.#arrivedAtMs.get(groupId);
    return until(this, arrivedAtMs, { deadlineMs: DEADLINE_MS, what });
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
      if (method === 'chat.postMessage') this.#noteMessage(JSON.stringify(args), atMs);
    }
    this.#tell();
  }

  #noteMessage(content: string, atMs: number): void {
    for (const [groupId] of content.matchAll(GROUP_ID_REGEXP)) {
      if (!this.#arrivedAtMs.has(groupId)) this.#arrivedAtMs.set(groupId, atMs);
    }
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
