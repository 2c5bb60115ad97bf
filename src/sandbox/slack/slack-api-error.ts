import type { JsonRecord } from './json.ts';

/** A refusal in Slack's words: `code` becomes `error` of the answer, `details` its other fields. */
export class SlackApiError extends Error {
  readonly code: string;
  readonly details: JsonRecord;

  constructor(code: string, details: JsonRecord = {}) {
    super(code);
    this.name = 'SlackApiError';
    this.code = code;
    this.details = details;
  }
}

/** An `invalid_arguments` that names what is wrong, in the form that Slack uses. */
export function invalidArguments(...messages: readonly string[]): SlackApiError {
  return new SlackApiError('invalid_arguments', {
    response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) },
  });
}
