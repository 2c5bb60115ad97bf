import { App, LogLevel } from '@slack/bolt';
import type { Desk, ExemptionDesk, HardenDesk, Log } from '../../app/ports.ts';
import { messageOf } from '../../domain/outside-error.ts';
import type { HomeTeam } from '../../domain/people/authorise.ts';
import { clientOptions, INTERACTIVE_RETRIES } from './client-options.ts';
import { register as registerBreakGlass } from './listeners/break-glass.ts';
import { register as registerCommand } from './listeners/command.ts';
import { register as registerDisown } from './listeners/disown.ts';
import { register as registerExemptions } from './listeners/exemptions.ts';
import { register as registerHarden } from './listeners/harden.ts';
import { register as registerHardeningButtons } from './listeners/hardening-buttons.ts';
import { register as registerRequestButtons } from './listeners/request-buttons.ts';
import { register as registerReviewAcknowledge } from './listeners/review-acknowledge.ts';
import { register as registerReviewNarrow } from './listeners/review-narrow.ts';
import { register as registerReviewRevert } from './listeners/review-revert.ts';
import { register as registerReviewUndo } from './listeners/review-undo.ts';
import { register as registerSubmissions } from './listeners/submissions.ts';
import { onlyAtHome } from './middleware.ts';
import { rethrow } from './slack-errors.ts';

export interface SlackAppNeeds {
  readonly botToken: string;
  readonly appToken: string;
  /** Null for Slack itself. */
  readonly apiUrl: string | null;
  readonly appId: string | null;
  readonly home: HomeTeam;
  readonly desk: Desk & ExemptionDesk & HardenDesk;
  readonly log: Log;
}

export interface SlackApp {
  stop(): Promise<void>;
}

/** Hears Slack through Socket Mode until stopped: no public endpoint is needed.
 * @throws OutsideError when Slack does not open the connection. */
export async function startSlackApp(needs: SlackAppNeeds): Promise<SlackApp> {
  const { botToken, appToken, apiUrl, appId, home, desk, log } = needs;
  const app = new App({
    token: botToken,
    appToken,
    socketMode: true,
    clientOptions: clientOptions(INTERACTIVE_RETRIES, apiUrl),
    // Otherwise the constructor calls Slack, and what fails there kills the process.
    deferInitialization: true,
    logger: boltLogger(log),
  });
  app.use(onlyAtHome(home, { appId, log }));
  app.error(async (error) => {
    log.error({ error }, 'a listener failed');
  });
  for (const register of [
    registerReviewRevert,
    registerReviewAcknowledge,
    registerReviewNarrow,
    registerReviewUndo,
    registerDisown,
    registerBreakGlass,
    registerRequestButtons,
    registerSubmissions,
    registerExemptions,
    registerHarden,
    registerHardeningButtons,
    registerCommand,
  ]) {
    register(app, desk);
  }
  await app.init().catch(rethrow('auth.test'));
  await app.start().catch(rethrow('apps.connections.open'));
  return { stop: async () => void (await app.stop()) };
}

/** Bolt's own words go to our log. Its debug level is never turned on: it writes whole payloads. */
function boltLogger(log: Log) {
  const say =
    (level: 'error' | 'warn' | 'debug') =>
    (...words: unknown[]): void =>
      log[level]({ bolt: words.map(messageOf).join(' ') }, 'Slack client');
  return {
    error: say('error'),
    warn: say('warn'),
    info: say('debug'),
    debug: () => undefined,
    getLevel: () => LogLevel.INFO,
    setLevel: () => undefined,
    setName: () => undefined,
  };
}
