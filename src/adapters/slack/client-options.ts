import { SECOND_MS } from '../../domain/instant.ts';

/** How long a call to Slack may take, in ms. The SDK's default is for ever. */
export const SLACK_TIMEOUT_MS = 10 * SECOND_MS;

/** Options of every Web API client. `retryConfig` is always given: Socket Mode writes its own, of
 * 100 retries, into options that lack it. No `headers`, ever: clients that share them send each
 * other's token. */
export function clientOptions(retries: number, apiUrl: string | null) {
  return {
    timeout: SLACK_TIMEOUT_MS,
    retryConfig: { retries, minTimeout: SECOND_MS / 2 },
    // A 429 otherwise pauses the whole client until it is over, alerts included.
    rejectRateLimitedCalls: true,
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
  };
}

/** Retries of calls that answer a person: they are repeatable, and somebody waits. */
export const INTERACTIVE_RETRIES = 2;
/** Retries of calls that post: none, since a lost reply would post twice. The job tries again, and
 * says so. */
export const POSTING_RETRIES = 0;
