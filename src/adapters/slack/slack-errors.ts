import { WebAPIRateLimitedError } from '@slack/web-api';
import { messageOf, OutsideError } from '../../domain/outside-error.ts';

/** Slack's own error code of a failed call, or null where Slack did not answer with one. */
export function slackErrorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('data' in error)) return null;
  const { data } = error;
  if (typeof data !== 'object' || data === null || !('error' in data)) return null;
  return typeof data.error === 'string' ? data.error : null;
}

/** What to do about the refusals that an operator can mend. */
const ADVICE: Readonly<Record<string, string>> = {
  not_in_channel: 'invite the bot to the channel',
  channel_not_found: 'check slack.channel in portcullis.yml, and invite the bot to it',
  is_archived: 'unarchive the channel or name another in portcullis.yml',
  invalid_auth: 'check SLACK_BOT_TOKEN',
  not_authed: 'check SLACK_BOT_TOKEN',
  token_revoked: 'install the app again and take the new SLACK_BOT_TOKEN',
  account_inactive: 'install the app again and take the new SLACK_BOT_TOKEN',
  user_disabled: 'their account is deactivated',
  messages_tab_disabled: 'install the app again from manifest.yml',
  missing_scope: 'install the app again from manifest.yml',
};

/** A failed call to Slack. Everything may heal, a refusal once somebody mends it: the caller that
 * can wait tries again. */
export function toOutsideError(error: unknown, method: string): OutsideError {
  // Its own class, without a code of Slack's: the client gave up before it read the answer.
  const code = error instanceof WebAPIRateLimitedError ? 'ratelimited' : slackErrorCode(error);
  if (code === null) {
    const message = `Slack did not answer ${method}: ${messageOf(error)}`;
    return new OutsideError('slack_unreachable', message, { isRetryable: true, cause: error });
  }
  if (code === 'ratelimited') {
    const message = `Slack rate-limited ${method}`;
    return new OutsideError('slack_rate_limited', message, { isRetryable: true, cause: error });
  }
  const advice = ADVICE[code];
  const message = `Slack refused ${method}: ${code}${advice === undefined ? '' : ` (${advice})`}`;
  return new OutsideError('slack_refused', message, { isRetryable: false, cause: error });
}

/** Rejects with the {@link toOutsideError} of a failed call. */
export function rethrow(method: string): (error: unknown) => never {
  return (error) => {
    throw toOutsideError(error, method);
  };
}
