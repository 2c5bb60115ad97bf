import type { Notice } from '../../../domain/notice.ts';
import type { SlackMessage } from './alert.ts';
import { escaped, header, labelled, lines, outsideText } from './text.ts';

const DETAIL_CHARS_MAX = 2_000;

/** A message about Portcullis itself. */
export function noticeMessage({ title, detail, count }: Notice): SlackMessage {
  const headline = `⚠️ ${outsideText(title)}`;
  const often = count === 1 ? 'once' : `${count} times within the hour; the last one is shown`;
  return {
    text: escaped(headline),
    blocks: [
      header(headline),
      lines([[{ text: outsideText(detail, DETAIL_CHARS_MAX) }], labelled('Seen', often)]),
    ],
  };
}
