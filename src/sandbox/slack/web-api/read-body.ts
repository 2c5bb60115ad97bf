import type { IncomingMessage } from 'node:http';
import { isRecord } from '../json.ts';
import { MAX_BODY_BYTES } from '../limits.ts';
import { SlackApiError } from '../slack-api-error.ts';
import type { Args } from './args.ts';

/**
 * The arguments in a request's body, from a form or from JSON.
 * @throws SlackApiError `invalid_post_type`, `invalid_json`, `json_not_object` or `request_too_large`
 */
export async function readBody(request: IncomingMessage): Promise<Args> {
  const text = await readText(request);
  if (text === '') return {};
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim();
  if (type === 'application/json') return parseJson(text);
  if (type === 'application/x-www-form-urlencoded') {
    return Object.fromEntries(new URLSearchParams(text));
  }
  throw new SlackApiError('invalid_post_type');
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    // The rest is read and dropped, so that the refusal reaches the caller.
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_BODY_BYTES) throw new SlackApiError('request_too_large');
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): Args {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isRecord(parsed)) return parsed;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new SlackApiError('invalid_json');
  }
  throw new SlackApiError('json_not_object');
}
