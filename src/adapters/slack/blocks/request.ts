import {
  type Matter,
  type MatterKind,
  matterKind,
  missingVotes,
} from '../../../domain/approval/request.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import { describeInstant } from '../../../domain/instant.ts';
import { type Line, outsideText, type Run } from './text.ts';

/** What is asked for, as a noun. */
export const MATTER_TEXTS: Readonly<Record<MatterKind, string>> = {
  revert: 'Revert',
  narrow: 'Narrowing',
  undo: 'Undo',
  exempt: 'Exemption',
};

/** What waits for approval: who asked, who has approved, how many are missing, until when; or how the last
 * request ended. */
export function requestLines({ request, endedRequest }: Finding): readonly Line[] {
  if (request !== null) {
    const { matter, by, votes, reason, expiresAt } = request;
    const missing = missingVotes(request);
    const more =
      missing === 1 ? '1 more approval' : `${missing} more approvals of different people`;
    return [
      [
        { text: `${MATTER_TEXTS[matterKind(matter)]} asked for`, style: 'bold' },
        { text: ' by ' },
        { userId: by },
        { text: reason === null ? '.' : `: ${outsideText(reason, 500)}` },
        { text: wantedText(matter) },
        ...(votes.length === 0 ? [] : [{ text: ' Approved by ' }, ...people(votes)]),
        {
          text: `${votes.length === 0 ? ' ' : '; '}${more} needed until ${describeInstant(expiresAt)}.`,
        },
      ],
    ];
  }
  return endedRequest === null ? [] : [endedRuns(endedRequest)];
}

/** Until when an exemption is asked for, and what happens then. */
function wantedText(matter: Matter): string {
  if (matter.kind !== 'exemption') return '';
  const { ticket, until, atEnd } = matter.exemption;
  const by = ticket === null ? '' : ` (${outsideText(ticket, 100)})`;
  const end = atEnd === 'revert' ? 'then reverted' : 'then open again';
  return `${by}. Until ${describeInstant(until)}, ${end}.`;
}

/** How a request ended that was not approved. */
export function endedRuns({
  how,
  by,
  reason,
  at,
}: Pick<NonNullable<Finding['endedRequest']>, 'how' | 'by' | 'reason' | 'at'>): Line {
  const who: readonly Run[] = by === null ? [] : [{ text: ' by ' }, { userId: by }];
  const why = reason === null ? '' : `: ${outsideText(reason, 500)}`;
  return [
    { text: ENDED_TEXTS[how], style: 'bold' },
    ...who,
    { text: ` at ${describeInstant(at)}${why}${how === 'denied' ? '' : '. Nothing was done.'}` },
  ];
}

const ENDED_TEXTS = {
  denied: 'Denied',
  withdrawn: 'Request taken back',
  expired: 'The request expired',
  superseded: 'The request is void, since the rules have changed',
} as const;

/** People by name, with commas between. */
export function people(list: readonly { readonly by: string }[]): readonly Run[] {
  return list.flatMap(({ by }, index): Run[] =>
    index === 0 ? [{ userId: by }] : [{ text: ', ' }, { userId: by }],
  );
}
