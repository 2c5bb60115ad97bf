import type { ContextBlock, HeaderBlock, RichTextBlock, RichTextElement } from '@slack/types';
import type { Actor } from '../../../domain/change/actor.ts';

/** Longest text of a header, in characters. Source: Slack Block Kit reference. */
const HEADER_CHARS_MAX = 150;
/** Longest text from outside that is shown in one place, in characters: enough to recognise. */
export const OUTSIDE_CHARS_MAX = 200;

/** Text from outside, safe to show anywhere: no control or direction-changing characters, which can
 * make a name look like another one, no half characters, and no more of it than helps. */
export function outsideText(text: string, charsMax = OUTSIDE_CHARS_MAX): string {
  return truncated(text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' '), charsMax);
}

/** An actor by name, with what called for them and from where. */
export function actorText({ kind, name, arn, invokedBy, sourceIp }: Actor): string {
  const who = outsideText(name || 'somebody unknown');
  const role = kind === 'AssumedRole' ? ASSUMED_ROLE_REGEXP.exec(arn ?? '')?.[1] : undefined;
  const session =
    role === undefined || role === name ? '' : `, session of role ${outsideText(role)},`;
  // A service that acts by itself stands in all three.
  const isNewVia = invokedBy !== null && invokedBy !== name;
  const isNewFrom = sourceIp !== null && sourceIp !== name && sourceIp !== invokedBy;
  const via = isNewVia ? ` via ${outsideText(invokedBy)}` : '';
  const from = isNewFrom ? ` from ${outsideText(sourceIp)}` : '';
  return `${who}${session}${via}${from}`;
}

/** `arn:aws:sts::111122223333:assumed-role/Role/session` */
const ASSUMED_ROLE_REGEXP = /:assumed-role\/([^/]+)\//;

/** Text of at most `charsMax` characters, cut at a whole character. */
export function truncated(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const cut = text.slice(0, charsMax - 1);
  return `${cut.replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Text for `mrkdwn`, where `<…>` would mention or link. What else is markup there (`*`, `_`, `~`,
 * a backtick) gets a zero-width joiner in front, so that it stays a character; one after a colon
 * keeps `:emoji:` and `https://…` from becoming a picture or a link.
 * Source: Slack, Formatting text. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[*_~`]/g, '\u200D$&')
    .replace(/:(?=\S)/g, ':\u200D');
}

/** A headline. `emoji: false`, or a name such as `:white_check_mark:` would become a picture. */
export function header(text: string): HeaderBlock {
  const shown = truncated(text, HEADER_CHARS_MAX);
  return { type: 'header', text: { type: 'plain_text', text: shown, emoji: false } };
}

/** Literal text in small letters. */
export function smallPrint(text: string): ContextBlock {
  return { type: 'context', elements: [{ type: 'plain_text', text, emoji: false }] };
}

/** A line of a rich text block: a bold label, then literal text, which Slack neither formats nor
 * links. The only way that text from outside is shown in messages. */
export type Line = readonly Run[];

/** A run of literal text, a link that Slack gave, or a user or user group of Slack by id, shown by name. */
export type Run =
  | { readonly text: string; readonly style?: 'bold' | 'code' }
  | { readonly text: string; readonly url: string }
  | { readonly userId: string }
  | { readonly userGroupId: string };

/** Literal lines as one block. */
export function lines(list: readonly Line[]): RichTextBlock {
  const elements = list.flatMap((line, index): RichTextElement[] => {
    const end: RichTextElement[] = index < list.length - 1 ? [{ type: 'text', text: '\n' }] : [];
    return [...line.map(runElement), ...end];
  });
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

/** People, shown by name, between commas. */
export function peopleRuns(ids: readonly string[]): readonly Run[] {
  return ids.flatMap((userId, index): Run[] =>
    index === 0 ? [{ userId }] : [{ text: ', ' }, { userId }],
  );
}

function runElement(run: Run): RichTextElement {
  if ('userId' in run) return { type: 'user', user_id: run.userId };
  if ('userGroupId' in run) return { type: 'usergroup', usergroup_id: run.userGroupId };
  if ('url' in run) return { type: 'link', url: run.url, text: run.text };
  const { text, style } = run;
  // Slack refuses an element without text.
  const shown = text === '' ? ' ' : text;
  return {
    type: 'text',
    text: shown,
    ...(style === undefined ? {} : { style: { [style]: true } }),
  };
}

/** `Label: text`, the label bold. */
export function labelled(label: string, text: string): Line {
  return [{ text: `${label}: `, style: 'bold' }, { text }];
}

/** Literal lines in a frame, one under the other: for calls and commands. */
export function preformatted(text: string): RichTextBlock {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
  };
}
