import type { Direction } from '../../../domain/change/exposure-change.ts';
import { describeExcess, excessText } from '../../../domain/finding/describe-excess.ts';
import { type Door, placeKey } from '../../../domain/finding/door.ts';
import type { FindingEvent } from '../../../domain/finding/events.ts';
import type { ClosedBy, Finding } from '../../../domain/finding/finding.ts';
import { isHardeningId } from '../../../domain/hardening/subject.ts';
import { describeInstant } from '../../../domain/instant.ts';
import type { LeftOpen } from '../../../domain/plan/left-open.ts';
import type { NotDone, RevertResult } from '../../../domain/plan/revert-result.ts';
import type { Connections } from '../../../domain/tracking/connections.ts';
import { connectionRuns, connectionsSummary } from './connections.ts';
import { actorText, type Line, outsideText, type Run } from './text.ts';

/** What happens if nobody acts. */
const STAYS_OPEN = 'It stays open until somebody acts: Portcullis closes nothing by itself.';

/** How a finding stands, in one line. */
export function outcomeLine(finding: Finding): Line {
  const { state, lastResult } = finding;
  switch (state.kind) {
    case 'open':
      return lastResult === null
        ? [{ text: 'Open', style: 'bold' }, { text: `: nobody has decided yet. ${STAYS_OPEN}` }]
        : [{ text: 'Still open', style: 'bold' }, { text: `: ${resultText(lastResult.result)}` }];
    case 'reverting':
      return [
        { text: 'Reverting', style: 'bold' },
        { text: ': approved by ' },
        { userId: state.approval.by },
        { text: ` at ${describeInstant(state.approval.at)}.` },
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
      return [
        { text: 'reverted, approved by ' },
        { userId: by.approvedBy },
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

/** How an attempt to revert ended, as the rest of a sentence, with what to do. */
export function resultText(result: RevertResult): string {
  switch (result.kind) {
    case 'reverted':
      return 'the rules were revoked and read back as gone.';
    case 'alreadyClosed':
      return 'the rules were gone already; nothing was done.';
    case 'changedSince':
      if (result.left !== undefined) return PART_LEFT;
      return 'the rules changed after the approval. Look at what they are now, and approve again.';
    case 'partly':
      return partlyText(result);
    case 'refused':
      if (OWN_CODES.has(result.code)) {
        return `Portcullis did nothing: ${outsideText(result.advice, 400)}.`;
      }
      return `AWS refused (${outsideText(result.code)}), so nothing was done. ${outsideText(result.advice, 400)}`;
    case 'unknown':
      return `the result is not known: ${outsideText(result.reason, 400)}. The group is read again within a minute or two.`;
  }
}

/** What was done, what was not and why, and what to do. */
function partlyText({ done, notDone }: RevertResult & { readonly kind: 'partly' }): string {
  const closed = `a part was done and read back as closed (${outsideText(done.join(', '), 400)}).`;
  if (notDone.length === 0) return `${closed} The alert shows what is left: approve again for it.`;
  const named = notDone.slice(0, NOT_DONE_LISTED_MAX).map(notDoneText);
  const rest = notDone.length - named.length;
  const why = `${named.join(' ')}${rest === 0 ? '' : ` And ${rest} more.`}`;
  return `${closed} Not done: ${why} The alert shows what is left: see to that, and approve again for it.`;
}

/** Reasons that are given for what was not done; the rest is counted. */
const NOT_DONE_LISTED_MAX = 3;

function notDoneText({ code, advice }: NotDone): string {
  const text = outsideText(advice, 400);
  const isByAws = code !== null && !OWN_CODES.has(code);
  const ended = text.endsWith('.') ? text : `${text}.`;
  return isByAws ? `AWS refused (${outsideText(code)}): ${ended}` : ended;
}

const PART_LEFT =
  'a part is open still, and the alert shows which. Look at it, and approve again for what is left.';

/** Refusals by Portcullis itself, before any call. */
const OWN_CODES: ReadonlySet<string> = new Set([
  'LastGroup',
  'ServiceManaged',
  'ReadsDisagree',
  'CouldNotLook',
]);

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
    case 'revert.approved':
      return [
        { text: 'Revert approved by ' },
        { userId: event.by },
        { text: `, plan ${event.planHash.slice(0, 12)}.` },
      ];
    case 'revert.started':
      return [{ text: 'Revert begun: it was read again and is what was approved.' }];
    case 'approval.expired':
      return [
        {
          text: 'The approval was too old to be carried out, or the rules had changed. Nothing was done; approve again if it is still right.',
        },
      ];
    case 'revert.finished':
      return endedLine(event.result);
    case 'finding.changed':
      if (event.door !== undefined) {
        return [{ text: 'A part of it is closed. The alert shows what is left.' }];
      }
      return [{ text: 'The rules have changed. The alert shows what they open now.' }];
    case 'door.seenClosed':
      return seenClosedLine(event);
    case 'door.seenOpen':
      return [{ text: 'Looked again: the door is still open.' }];
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

/** A revert that ended with the door shut is told by the shutting of the door. */
function endedLine(result: RevertResult): Line | null {
  const isShut = result.kind === 'reverted' || result.kind === 'alreadyClosed';
  return isShut ? null : [{ text: `Revert ended: ${resultText(result)}` }];
}
