import type { KnownBlock } from '@slack/types';
import type { ExemptionsShown } from '../../../app/ports.ts';
import { describeTimeLeft } from '../../../domain/exemption/describe-exemption.ts';
import { describeStanding } from '../../../domain/exemption/describe-standing.ts';
import { describeInstant } from '../../../domain/instant.ts';
import { alertHeadline } from './alert.ts';
import { AT_END_TEXTS } from './exemption-modals.ts';
import { people } from './request.ts';
import { type Line, lines, outsideText } from './text.ts';

/** Exemptions of the policy that one answer lists; `portcullis check` lists all. */
const STANDING_LISTED_MAX = 10;
const STANDING_CHARS_MAX = 400;

/** `/portcullis exemptions`: what is let through, by when it ends. `links` are those of the alerts, by finding. */
export function exemptionsBlocks(
  { exempted, count, standing, now }: ExemptionsShown,
  links: ReadonlyMap<string, string>,
): KnownBlock[] {
  const held = standing.slice(0, STANDING_LISTED_MAX);
  if (count + held.length === 0) return [lines([[{ text: 'Nothing is exempted.' }]])];
  const rest = count - exempted.length;
  const more = standing.length - held.length;
  return [
    ...exempted.map((each) => lines(exemptedLines(each, now, links))),
    ...(rest > 0 ? [lines([[{ text: `and ${rest} more that end later` }]])] : []),
    ...(held.length === 0 ? [] : [lines([[{ text: BY_POLICY, style: 'bold' }]])]),
    ...held.map((each) => {
      const left = describeTimeLeft(each.until, now);
      const text = left === 'ended' ? 'ended, lets nothing through' : `${left} left`;
      return lines([
        [{ text: `${outsideText(describeStanding(each), STANDING_CHARS_MAX)} (${text})` }],
      ]);
    }),
    ...(more > 0 ? [lines([[{ text: `and ${more} more; portcullis check lists all` }]])] : []),
  ];
}

const BY_POLICY = 'Exempted by the policy';

function exemptedLines(
  { finding, exemption }: ExemptionsShown['exempted'][number],
  now: number,
  links: ReadonlyMap<string, string>,
): readonly Line[] {
  const { until, requestedBy, approvedBy, reason, ticket, atEnd } = exemption;
  const link = links.get(finding.id);
  return [
    [
      { text: finding.id, style: 'code' },
      { text: ` ${alertHeadline(finding)}` },
      ...(link === undefined ? [] : [{ text: ' ' }, { text: 'Go to the alert', url: link }]),
    ],
    [
      {
        text: `Until ${describeInstant(until)} (${describeTimeLeft(until, now)} left), then ${AT_END_TEXTS[atEnd]}. Asked for by `,
      },
      { userId: requestedBy },
      { text: ', approved by ' },
      ...people(approvedBy.map((by) => ({ by }))),
      {
        text: `: ${outsideText(reason, 500)}${ticket === null ? '' : ` (${outsideText(ticket, 100)})`}`,
      },
    ],
  ];
}
