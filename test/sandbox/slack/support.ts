import { readFileSync } from 'node:fs';
import { App, type Logger, LogLevel } from '@slack/bolt';
import { WebAPIPlatformError, WebClient } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { SEED_CHANNELS, SEED_USERS } from '../../../src/sandbox/slack/seed.ts';
import type {
  SlackEmulator,
  SlackEmulatorOptions,
} from '../../../src/sandbox/slack/slack-emulator.ts';
import { startSlackEmulator } from '../../../src/sandbox/slack/start-slack-emulator.ts';

/** How long a test waits for something to show, in ms. */
export const DEADLINE_MS = 30_000;
export const ALERTS = SEED_CHANNELS.alerts.id;
export const { alice, bob, carol, gus, sam, dora, bot } = SEED_USERS;

export interface TestClock {
  readonly now: () => Date;
  advance(ms: number): void;
}

/** The manifest of the product, parsed. */
export function productManifest(): Record<string, unknown> {
  return parse(readFileSync(new URL('../../../manifest.yml', import.meta.url), 'utf8'));
}

/** The product's manifest with a Home tab, its event, and more scopes: for what it does not use yet. */
export function wideManifest(): Record<string, unknown> {
  return {
    display_information: { name: 'Wide' },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true },
      bot_user: { display_name: 'wide' },
      slash_commands: [{ command: '/raw', description: 'unescaped', should_escape: false }],
    },
    oauth_config: {
      scopes: {
        bot: [
          ...['chat:write', 'commands', 'users:read', 'users:read.email', 'usergroups:read'],
          ...['im:write', 'channels:read', 'groups:read', 'im:read'],
        ],
      },
    },
    settings: {
      interactivity: { is_enabled: true },
      event_subscriptions: { bot_events: ['app_home_opened'] },
      socket_mode_enabled: true,
    },
  };
}

export function createClock(): TestClock {
  let at = Date.parse('2026-11-21T12:00:00Z');
  return {
    now: () => new Date(at),
    advance: (ms) => {
      at += ms;
    },
  };
}

/** Starts an emulator that closes with the test. */
export async function startEmulator(
  options: Partial<SlackEmulatorOptions> = {},
): Promise<SlackEmulator & { readonly clock: TestClock }> {
  const clock = createClock();
  let count = 0;
  const slack = await startSlackEmulator({
    now: clock.now,
    newId: (prefix) => {
      count += 1;
      return `${prefix}${count}`;
    },
    manifest: productManifest(),
    ...options,
  });
  onTestFinished(() => slack.close());
  return { ...slack, clock };
}

/** A real Bolt app, initialised against the emulator but not connected. */
export async function createApp(slack: SlackEmulator, logger?: Logger): Promise<App> {
  const app = new App({
    token: slack.botToken,
    appToken: slack.appToken,
    socketMode: true,
    deferInitialization: true,
    ...(logger === undefined ? { logLevel: LogLevel.ERROR } : { logger }),
    clientOptions: {
      slackApiUrl: slack.apiUrl,
      timeout: 10_000,
      retryConfig: { retries: 0 },
    },
  });
  await app.init();
  return app;
}

/** The same app, connected until the test ends. `SILENT` for a test that breaks the connection. */
export async function startApp(slack: SlackEmulator, logger?: Logger): Promise<App> {
  const app = await createApp(slack, logger);
  onTestFinished(async () => {
    const before = slack.world.connections;
    await app.stop();
    // stop() does not wait for the closing handshake; cut short, it would be logged as an error.
    await slack.waitFor(
      ({ connections }) => before === 0 || connections < before || undefined,
      DEADLINE_MS,
    );
  });
  await app.start();
  return app;
}

/** A Web API client that tries as often as told and keeps its complaints to itself. */
export function createClient(
  slack: SlackEmulator,
  { token = slack.botToken, retries = 0 } = {},
): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    timeout: 10_000,
    rejectRateLimitedCalls: true,
    retryConfig: { retries, minTimeout: 1, maxTimeout: 1 },
    logger: SILENT,
  });
}

/** Slack's error code and what comes with it, or undefined when the call went well. */
export async function refusal(
  call: Promise<unknown>,
): Promise<WebAPIPlatformError['data'] | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof WebAPIPlatformError) return error.data;
    throw error;
  }
}

/** Slack's error code, or undefined when the call went well. */
export async function codeOf(call: Promise<unknown>): Promise<string | undefined> {
  return (await refusal(call))?.error;
}

const ignore = () => undefined;
/** The refusals that a test asks for are no news. */
export const SILENT: Logger = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  setLevel: ignore,
  getLevel: () => LogLevel.ERROR,
  setName: ignore,
};
