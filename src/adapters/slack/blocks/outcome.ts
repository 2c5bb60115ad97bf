import type { Direction } from '../../../domain/change/exposure-change.ts';
import { describeExcess, excessText } from '../../../domain/finding/describe-excess.ts';
import { type Door, placeKey } from '../../../domain/finding/door.ts';
import type { FindingEvent } from '../../../domain/finding/events.ts';
import type { ClosedBy, Finding, FindingState } from '../../../domain/finding/finding.ts';
import { isHardeningId } from '../../../domain/hardening/subject.ts';
import { describeInstant } from '../../../domain/instant.ts';
import type { LeftOpen } from '../../../domain/plan/left-open.ts';
import type { Connections } from '../../../domain/tracking/connections.ts';
import { connectionRuns, connectionsSummary } from './connections.ts';
import { decidedLine } from './decided-line.ts';
import { people } from './request.ts';
import { resultText } from './result-text.ts';
import { actorText, type Line, outsideText, type Run } from './text.ts';

/** What happens if nobody acts. */
const STAYS_OPEN = ' It stays open until somebody acts: Portcullis closes nothing by itself.';

/** Where there is a deadline, its own line says it. */
function ifNobodyActs({ times }: Finding): string {
  return times?.deadlineAt == null ? STAYS_OPEN : '';
}

/** How a finding stands, in one line. */
export function outcomeLine(finding: Finding): Line {
  const { state, lastResult } = finding;
  switch (state.kind) {
    case 'open':
      return lastResult === null
        ? [
            { text: 'Open', style: 'bold' },
            { text: `: nobody has decided yet.${ifNobodyActs(finding)}` },
          ]
        : [{ text: 'Still open', style: 'bold' }, { text: `: ${resultText(lastResult.result)}` }];
    case 'executing':
      return executingLine(state);
    case 'exempted':
      return [
        { text: 'Exempted', style: 'bold' },
        { text: ` until ${describeInstant(state.exemption.until)}, approved by ` },
        ...people(state.exemption.approvedBy.map((by) => ({ by }))),
        { text: exemptedTail(state) },
      ];
    case 'closed':
      return [
        { text: 'Closed', style: 'bold' },
        { text: ` at ${describeInstant(state.at)}: ` },
        ...closedRuns(state),
        ...leftOpenRuns(state.leftOpen, finding.door),
        ...connectionRuns(state.connections, finding),
      ];
  }
}

/** Why, what happens at the end, and whether the door is open now. */
function exemptedTail({ exemption, shut }: FindingState & { readonly kind: 'exempted' }): string {
  const { reason, ticket, atEnd } = exemption;
  const by = ticket === null ? '' : ` (${outsideText(ticket, 100)})`;
  const end = atEnd === 'revert' ? 'It is reverted then' : 'This alert is open again then';
  const now = shut === null ? '' : ' The door is shut at present.';
  return `: ${outsideText(reason, 500)}${by}. ${end}, if it is still open.${now}`;
}

const EXECUTING_TEXTS = { revert: 'Reverting', narrow: 'Narrowing', undo: 'Undoing' } as const;

function executingLine({
  intent,
  approval: { by, at },
}: FindingState & { readonly kind: 'executing' }): Line {
  const what: Run = { text: EXECUTING_TEXTS[intent], style: 'bold' };
  if (by.length === 0) return [what, { text: `: by the clock, at ${describeInstant(at)}.` }];
  return [
    what,
    { text: ': approved by ' },
    ...people(by.map((each) => ({ by: each }))),
    { text: ` at ${describeInstant(at)}.` },
  ];
}

interface Closing {
  readonly by: ClosedBy;
  readonly leftOpen?: LeftOpen | null;
  readonly connections?: Connections;
}

function closedRuns({ by, leftOpen = null }: Closing): readonly Run[] {
  const readBack = isLeftOpen(leftOpen)
    ? 'Read back: the rules of this alert are gone.'
    : 'Read back: the door is shut.';
  switch (by.kind) {
    case 'revert':
      if (by.intent === 'narrow') return narrowedRuns(by);
      return by.approvedBy === null
        ? [{ text: `reverted by the clock, as announced. ${readBack}` }]
        : [
            { text: 'reverted, approved by ' },
            ...people([by.approvedBy, ...(by.also ?? [])].map((each) => ({ by: each }))),
            { text: `. ${readBack}` },
          ];
    case 'actor':
      return isHardeningId(by.eventId)
        ? [{ text: `closed by hardening ${by.eventId}, which took its rules away.` }]
        : [{ text: `closed by ${outsideText(by.name)}, not by Portcullis.` }];
    case 'unknown':
      return [{ text: 'found closed already; who closed it is not known.' }];
  }
}

function narrowedRuns({ approvedBy, also = [] }: ClosedBy & { readonly kind: 'revert' }) {
  const who = approvedBy === null ? [] : [approvedBy, ...also];
  return [
    { text: 'narrowed to what is approved, approved by ' },
    ...people(who.map((by) => ({ by }))),
    { text: '. Read back: what is approved is let in, and nothing else of it.' },
  ];
}

/** Rules that are named when they leave a door open; the rest is counted. */
const LEFT_OPEN_LISTED_MAX = 3;

/** The most permissive rule wins: a revoked rule shuts only what no other rule lets in. */
function leftOpenRuns(leftOpen: LeftOpen | null, door: Door): readonly Run[] {
  if (!isLeftOpen(leftOpen)) return [];
  const { rules, excess } = leftOpen;
  const direction: Direction = door.kind === 'rules' ? door.direction : 'inbound';
  const lines = describeExcess(excess, { direction, rules, kind: door.guardKind });
  const what = lines.map(excessText).slice(0, 2).join('; ');
  const named = rules.slice(0, LEFT_OPEN_LISTED_MAX).map(({ ruleId }) => ruleId ?? 'a rule');
  const rest = rules.length - named.length;
  const by = `${named.join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`;
  return [
    {
      text: ` But other rules still let ${direction === 'inbound' ? 'in' : 'out'} part of it: `,
      style: 'bold',
    },
    { text: `${what} (${by}).` },
  ];
}

/** Whether rules that a closed finding does not name still let in some of what it tells. */
export function isLeftOpen(leftOpen: LeftOpen | null): leftOpen is LeftOpen {
  return leftOpen !== null && leftOpen.rules.length > 0;
}

/** An event of a finding's history, as a line of its thread; null for what the thread need not
 * tell. */
export function historyLine(event: FindingEvent): Line | null {
  switch (event.kind) {
    case 'finding.opened':
      return [{ text: 'Opened.' }];
    // The alert shows it.
    case 'finding.weighed':
      return null;
    case 'finding.heardAgain':
      return [
        { text: `The same door was opened again: CloudTrail event ${outsideText(event.eventId)}.` },
      ];
    case 'finding.paired':
      return [
        {
          text: `The same actor removed ${event.inPlaceOf.length === 1 ? 'a rule' : `${event.inPlaceOf.length} rules`} of the same traffic within a minute: this took its place, CloudTrail event ${outsideText(event.eventId)}.`,
        },
      ];
    case 'finding.traced':
      return [
        {
          text: `AWS probably did it because ${actorText(event.call.actor)} called ${outsideText(event.call.eventName)} at ${describeInstant(event.call.at)}, event ${outsideText(event.call.eventId)}.`,
        },
      ];
    case 'finding.spread':
      if (event.places.length === 0) return null;
      return [
        {
          text: `The group was put on ${event.places.length === 1 ? 'a further place' : `${event.places.length} further places`}: ${outsideText(event.places.map(placeKey).join(', '), 400)}.${event.eventId === null ? ' The sweep found it.' : ` CloudTrail event ${outsideText(event.eventId)}.`}`,
        },
      ];
    case 'finding.explained':
      return [
        {
          text: `CloudTrail has told who it was: ${actorText(event.call.actor)} at ${describeInstant(event.call.at)}, event ${outsideText(event.call.eventId)}.`,
        },
      ];
    case 'door.missed':
      return [
        {
          text: 'The sweep did not find it as it was. It is being read whether the door is shut.',
        },
      ];
    case 'finding.acknowledged':
      return [
        { text: 'Acknowledged by ' },
        { userId: event.by },
        { text: `: ${outsideText(event.note, 500)}` },
      ];
    case 'door.touched':
      return [
        {
          text: `${outsideText(event.name)} ${TOUCHED_TEXTS[event.how]}. It is being read whether the door is shut.`,
        },
      ];
    case 'finding.changed':
      if (event.door !== undefined) {
        return [{ text: 'A part of it is closed. The alert shows what is left.' }];
      }
      return [{ text: 'The rules have changed. The alert shows what they open now.' }];
    case 'door.seenClosed':
      return seenClosedLine(event);
    case 'door.seenOpen':
      return [{ text: 'Looked again: the door is still open.' }];
    default:
      return decidedLine(event);
  }
}

const TOUCHED_TEXTS = {
  removed: 'removed a part of it',
  edited: 'edited a rule of it',
  detached: 'took the group off a place of it',
  hardened: 'removed a part of it in a hardening',
  narrowedList: 'took entries out of a prefix list that it names',
} as const;

function seenClosedLine(closing: Closing): Line {
  const runs = [...closedRuns(closing), ...connectionsSummary(closing.connections)];
  return isLeftOpen(closing.leftOpen ?? null)
    ? [{ text: 'Closed, but other rules still leave part of it open, see the alert: ' }, ...runs]
    : [{ text: 'The door is closed: ' }, ...runs];
}
