import pino from 'pino';
import type { Log } from '../../app/ports.ts';

/** What may never reach the log, wherever it stands: tokens, one-time addresses and triggers. */
const REDACTED_KEYS = [
  'token',
  'botToken',
  'appToken',
  'authorization',
  'response_url',
  'trigger_id',
];
const redact = REDACTED_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `*.*.*.${key}`]);

/** Slack's tokens inside a text, for example in an error message. */
const TOKEN_REGEXP = /xox[a-z]-[\w-]+|xapp-[\w-]+/g;

/** The process log: one JSON object a line on standard output. */
export function pinoLog(level: string): Log {
  return pino({
    level,
    redact,
    serializers: { error: serializedError },
    formatters: { level: (label) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
    base: {},
  });
}

function serializedError(error: unknown): object {
  if (!(error instanceof Error)) return { message: withoutTokens(String(error)) };
  const { name, message, stack, cause } = error;
  const code: unknown = Reflect.get(error, 'code');
  return {
    name,
    ...(typeof code === 'string' ? { code } : {}),
    message: withoutTokens(message),
    stack: withoutTokens(stack ?? ''),
    ...(cause === undefined ? {} : { cause: serializedError(cause) }),
  };
}

function withoutTokens(text: string): string {
  return text.replace(TOKEN_REGEXP, '[redacted]');
}
