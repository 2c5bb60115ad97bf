import type { KnownBlock, RichTextElement, RichTextSection } from '@slack/types';
import { truncated } from './text.ts';

/** Longest text of a whole message, in characters. Slack documents no limit and refuses somewhere above
 * 9,500 (`msg_blocks_too_long`). Source: slackapi/bolt-js#2867. */
export const MESSAGE_CHARS_MAX = 8_900;

/** Blocks whose text Slack takes as one message: where it is too much, the longest runs of text are cut,
 * all to one length. What is to be copied, and what buttons do, stays whole. Pure. */
export function fitted(blocks: readonly KnownBlock[]): KnownBlock[] {
  const lengths = blocks.flatMap(runsOf).map(({ length }) => length);
  const cuttable = lengths.reduce((sum, length) => sum + length, 0);
  const room = MESSAGE_CHARS_MAX - (charsOf(blocks) - cuttable);
  if (cuttable <= room) return [...blocks];
  const charsMax = longestThatFits(lengths, room);
  return blocks.map((block) => cut(block, charsMax));
}

/** The greatest length to which runs may be cut so that together they fit; 1 where nothing does. */
function longestThatFits(lengths: readonly number[], room: number): number {
  let fits = 1;
  let tooLong = Math.max(...lengths);
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    const sum = lengths.reduce((total, length) => total + Math.min(length, middle), 0);
    if (sum <= room) fits = middle;
    else tooLong = middle;
  }
  return fits;
}

function runsOf(block: KnownBlock): readonly string[] {
  return sectionsOf(block).flatMap(({ elements }) =>
    elements.flatMap((element) => (element.type === 'text' ? [element.text] : [])),
  );
}

function sectionsOf(block: KnownBlock): readonly RichTextSection[] {
  if (block.type !== 'rich_text') return [];
  return block.elements.filter((element) => element.type === 'rich_text_section');
}

function cut(block: KnownBlock, charsMax: number): KnownBlock {
  if (block.type !== 'rich_text') return block;
  const elements = block.elements.map((element) =>
    element.type === 'rich_text_section'
      ? { ...element, elements: element.elements.map((run) => cutRun(run, charsMax)) }
      : element,
  );
  return { ...block, elements };
}

function cutRun(run: RichTextElement, charsMax: number): RichTextElement {
  return run.type === 'text' ? { ...run, text: truncated(run.text, charsMax) } : run;
}

/** The characters of every `text`, however deep. */
function charsOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + charsOf(each), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, field]) =>
      sum + (key === 'text' && typeof field === 'string' ? field.length : charsOf(field)),
    0,
  );
}
