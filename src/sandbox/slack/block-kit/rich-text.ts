import { LIMITS } from './limits.ts';
import { byType, flag, list, oneOf, type Rule, shape, text, wholeNumber } from './rules.ts';

/** Slack names no limit for the lists of rich text; the cumulative text ends them long before this. */
const MANY = { max: 1_000, unit: 'items', source: 'none: a bound for the walk' } as const;
const MAX_INDENT = 8;
const MAX_BORDER = 1;

const style = shape({
  optional: { bold: flag, italic: flag, strike: flag, code: flag, underline: flag },
});
const words = text(LIMITS.cumulativeText);
const id = text(LIMITS.id);

const inline = byType({
  text: shape({ required: { text: words }, optional: { style } }),
  link: shape({
    required: { url: text(LIMITS.buttonUrl) },
    optional: { text: words, style, unsafe: flag },
  }),
  emoji: shape({ required: { name: id }, optional: { style, unicode: id } }),
  user: shape({ required: { user_id: id }, optional: { style } }),
  usergroup: shape({ required: { usergroup_id: id }, optional: { style } }),
  channel: shape({ required: { channel_id: id }, optional: { style } }),
  broadcast: shape({ required: { range: oneOf('here', 'channel', 'everyone') } }),
});

const section = shape({ required: { elements: list(MANY, inline) } });
const border = { border: wholeNumber(0, MAX_BORDER) };

/** The paragraphs of a `rich_text` block. */
export const richTextParts: Rule = list(
  MANY,
  byType({
    rich_text_section: section,
    rich_text_quote: shape({ required: { elements: list(MANY, inline) }, optional: border }),
    rich_text_preformatted: shape({ required: { elements: list(MANY, inline) }, optional: border }),
    rich_text_list: shape({
      required: {
        style: oneOf('bullet', 'ordered'),
        elements: list(MANY, byType({ rich_text_section: section })),
      },
      optional: { ...border, indent: wholeNumber(0, MAX_INDENT), offset: wholeNumber(0, MANY.max) },
    }),
  }),
);
