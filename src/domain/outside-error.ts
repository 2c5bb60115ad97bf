/** What went wrong outside, in a closed list. */
export type OutsideErrorCode =
  | 'aws_throttled'
  | 'aws_denied'
  | 'aws_unreachable'
  | 'aws_failed'
  | 'slack_rate_limited'
  | 'slack_refused'
  | 'slack_unreachable'
  | 'store_failed'
  | 'file_failed'
  | 'listen_failed';

/** AWS, Slack or the store did not do what was asked. Adapters translate their vendor's errors to
 * this one; the caller that may try again asks `isRetryable`. The message says what was asked,
 * what came, and what to do; it never holds a secret. */
export class OutsideError extends Error {
  override readonly name = 'OutsideError';
  readonly code: OutsideErrorCode;
  readonly isRetryable: boolean;

  constructor(
    code: OutsideErrorCode,
    message: string,
    options: { readonly isRetryable: boolean; readonly cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.isRetryable = options.isRetryable;
  }
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
