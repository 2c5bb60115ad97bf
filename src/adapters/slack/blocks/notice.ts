import type { Notice, NoticePeople } from '../../../domain/notice.ts';
import type { SlackMessage } from './alert.ts';
import { escaped, header, type Line, labelled, lines, outsideText, peopleRuns } from './text.ts';

const DETAIL_CHARS_MAX = 2_000;

/** A message about Portcullis itself. */
export function noticeMessage({ title, detail, count, people = [], isOnce }: Notice): SlackMessage {
  const headline = `⚠️ ${outsideText(title)}`;
  const often = count === 1 ? 'once' : `${count} times within the hour; the last one is shown`;
  return {
    text: escaped(headline),
    blocks: [
      header(headline),
      lines([
        [{ text: outsideText(detail, DETAIL_CHARS_MAX) }],
        ...people.map(peopleLine),
        ...(isOnce === true ? [] : [labelled('Seen', often)]),
      ]),
    ],
  };
}

function peopleLine({ label, userIds }: NoticePeople): Line {
  return [{ text: `${label}: `, style: 'bold' }, ...peopleRuns(userIds)];
}
