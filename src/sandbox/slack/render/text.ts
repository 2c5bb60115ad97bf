import { escapeForSlackWithMarkdown, expandEmoji } from 'slack-to-html';
import { type JsonRecord, recordOf, textOf } from '../json.ts';
import { escapeHtml, type Html, trusted } from './html.ts';
import type { Names } from './names.ts';

/** Slack's mrkdwn as HTML: mentions by name, links, formatting; everything else escaped. */
export function mrkdwn(text: string, names: Names): Html {
  // The library leaves quotation marks alone, which is right for content: never use it in attributes.
  return trusted(escapeForSlackWithMarkdown(text, names));
}

/** Literal text, only `:emoji:` drawn. */
export function plain(text: string): Html {
  return trusted(expandEmoji(escapeHtml(text)));
}

/** A `plain_text` or `mrkdwn` object. */
export function textObject(value: unknown, names: Names): Html {
  const { type, text } = recordOf(value);
  return type === 'mrkdwn' ? mrkdwn(textOf(text) ?? '', names) : plain(textOf(text) ?? '');
}

/** The bare text of a text object, for attributes and menus. */
export function bareText(value: unknown): string {
  return textOf(recordOf(value).text) ?? '';
}

/** A field of an object as text, for attributes. */
export function attribute(record: JsonRecord, name: string): string | undefined {
  return textOf(record[name]);
}
