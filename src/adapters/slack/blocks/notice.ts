import type { Notice } from '../../../domain/notice.ts';
import type { SlackMessage } from './alert.ts';
import { escaped, HEADER_CHARS_MAX, labelled, lines, outsideText, truncated } from './text.ts';

const DETAIL_CHARS_MAX = 2_000;

/** A message about Portcullis itself. */
export function noticeMessage({ title, detail, count }: Notice): SlackMessage {
  const headline = `⚠️ ${outsideText(title)}`;
  const often = count === 1 ? 'once' : `${count} times within the hour; the last one is shown`;
  return {
    text: escaped(headline),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: truncated(headline, HEADER_CHARS_MAX) } },
      lines([[{ text: outsideText(detail, DETAIL_CHARS_MAX) }], labelled('Seen', often)]),
    ],
  };
}
