import { checkBlocks } from './block-kit/check-blocks.ts';
import { fillIds } from './block-kit/fill-ids.ts';
import type { Problem } from './block-kit/rules.ts';
import type { JsonRecord } from './json.ts';
import { MAX_MESSAGE_TEXT_CHARS } from './limits.ts';
import { SlackApiError } from './slack-api-error.ts';

/** The body of a message that Slack has accepted. */
export interface MessageContent {
  readonly text: string;
  readonly blocks: readonly JsonRecord[];
}

/**
 * Accepts the text and blocks of a message, or refuses them as Slack does.
 * @throws SlackApiError `no_text`, `invalid_blocks`, `invalid_blocks_format` or `msg_blocks_too_long`
 */
export function acceptContent(
  text: string | undefined,
  blocks: unknown,
  newId: (prefix: string) => string,
): MessageContent {
  if (blocks !== undefined && !Array.isArray(blocks)) {
    throw new SlackApiError('invalid_blocks_format');
  }
  if (text === undefined && (blocks === undefined || blocks.length === 0)) {
    throw new SlackApiError('no_text');
  }
  const { problems, tooLong } = checkBlocks(blocks ?? [], 'message');
  if (problems.length > 0) throw new SlackApiError('invalid_blocks', describe(problems));
  if (tooLong) throw new SlackApiError('msg_blocks_too_long');
  return { text: (text ?? '').slice(0, MAX_MESSAGE_TEXT_CHARS), blocks: fillIds(blocks, newId) };
}

/** Block Kit problems as the fields of Slack's answer. */
export function describe(problems: readonly Problem[]): JsonRecord {
  const lines = problems.map(({ message, pointer }) => `${message} [json-pointer:${pointer}]`);
  return {
    errors: lines,
    response_metadata: { messages: lines.map((line) => `[ERROR] ${line}`) },
  };
}
