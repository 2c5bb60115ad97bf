import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SEED_CHANNELS } from '../../src/sandbox/slack/seed.ts';
import type { SlackEmulator } from '../../src/sandbox/slack/slack-emulator.ts';

const BARE_TEXT = 'A bare round trip';
const SCRIPT = fileURLToPath(new URL('./bare-slack.ts', import.meta.url));

/** A process that does nothing but post. */
export interface BareSlack {
  /** One chat.postMessage from call to answer, in ms. */
  roundTripMs(): Promise<number>;
  stop(): Promise<void>;
}

export function startBareSlack({ apiUrl, botToken }: SlackEmulator): BareSlack {
  const child = fork(SCRIPT, [apiUrl, botToken, SEED_CHANNELS.alerts.id]);
  const ended = once(child, 'exit');
  return {
    roundTripMs: async () => {
      child.send(BARE_TEXT);
      const answered = once(child, 'message');
      const [answer] = await Promise.race([answered, ended]);
      if (child.exitCode === null) return Number(answer);
      throw new Error(`The bare client of Slack ended with exit code ${child.exitCode}`);
    },
    stop: async () => {
      child.disconnect();
      await ended;
    },
  };
}
