import { WebClient } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import { clientOptions, POSTING_RETRIES } from '../../../src/adapters/slack/client-options.ts';
import { homeTeam } from '../../../src/adapters/slack/home-team.ts';
import { startSlackApp } from '../../../src/adapters/slack/slack-app.ts';
import type { Desk, ExemptionDesk, HardenDesk, Log } from '../../../src/app/ports.ts';
import type { SlackEmulator } from '../../../src/sandbox/slack/slack-emulator.ts';
import { SILENT, startEmulator } from '../../sandbox/slack/support.ts';
import { until } from '../../support/until.ts';

/** How long anything may take here, in ms. */
export const DEADLINE_MS = 30_000;

/** A log that keeps what was said: level, message, fields as JSON and the error's words. */
export interface KeepingLog extends Log {
  readonly said: readonly string[];
  /** Resolves once something said has `part`. */
  saying(part: string): Promise<unknown>;
}

export function keepingLog(): KeepingLog {
  const said: string[] = [];
  const listeners = new Set<() => void>();
  const say = (level: string) => (fields: object, message: string) => {
    const error = 'error' in fields && fields.error instanceof Error ? fields.error.message : '';
    said.push(`${level}: ${message} ${JSON.stringify(fields)} ${error}`);
    for (const listener of listeners) listener();
  };
  const onChange = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const saying = (part: string) => {
    const isSaid = () => said.some((line) => line.includes(part));
    return until({ onChange }, isSaid, { deadlineMs: DEADLINE_MS, what: `the log to say ${part}` });
  };
  const levels = { error: say('error'), warn: say('warn'), info: say('info'), debug: say('debug') };
  return { ...levels, said, saying };
}

/** The client that posts, as the product makes it. */
export function postingClient(slack: SlackEmulator): WebClient {
  return new WebClient(slack.botToken, {
    ...clientOptions(POSTING_RETRIES, slack.apiUrl),
    logger: SILENT,
  });
}

/** The product's Slack app on an emulator, connected until the test ends, with `desk` behind it. */
export async function appOnEmulator(desk: Partial<Desk & ExemptionDesk & HardenDesk>): Promise<{
  readonly slack: SlackEmulator;
  readonly log: KeepingLog;
}> {
  const slack = await startEmulator({ ackTimeoutMs: 1_000 });
  const log = keepingLog();
  const app = await startSlackApp({
    botToken: slack.botToken,
    appToken: slack.appToken,
    apiUrl: slack.apiUrl,
    appId: slack.appId,
    home: await homeTeam(postingClient(slack)),
    desk: { ...NOBODY_ASKS, ...desk },
    log,
  });
  onTestFinished(() => app.stop());
  return { slack, log };
}

function notExpected(): Promise<never> {
  return Promise.reject(new Error('Nobody was to ask this'));
}

const NOBODY_ASKS: Desk & ExemptionDesk & HardenDesk = {
  reviewExemption: notExpected,
  checkExemption: () => [],
  requestExemption: notExpected,
  reviewExemptionVote: notExpected,
  approveExemption: notExpected,
  reviewExemptionEnd: notExpected,
  endExemption: notExpected,
  exemptions: notExpected,
  reviewRevert: notExpected,
  approveRevert: notExpected,
  who: notExpected,
  cancelDeadline: notExpected,
  reviewBreakGlass: notExpected,
  breakGlass: notExpected,
  signReview: notExpected,
  disown: notExpected,
  reviewUndo: notExpected,
  approveUndo: notExpected,
  reviewNarrow: notExpected,
  approveNarrow: notExpected,
  reviewDenial: notExpected,
  deny: notExpected,
  withdraw: notExpected,
  reviewAcknowledge: notExpected,
  acknowledge: notExpected,
  audit: notExpected,
  status: notExpected,
  findings: notExpected,
  scope: notExpected,
  show: notExpected,
  reviewHarden: notExpected,
  proposeHarden: notExpected,
  reviewHardening: notExpected,
  approveHardening: notExpected,
  declineHardening: notExpected,
  proposeUndo: notExpected,
  checkHarden: () => [],
  showHardening: notExpected,
};
