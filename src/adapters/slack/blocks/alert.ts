import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { AlertView } from '../../../app/ports.ts';
import { type ExcessLine, excessText } from '../../../domain/finding/describe-excess.ts';
import { describeDirected, excessByDirection } from '../../../domain/finding/directed-excess.ts';
import type { AttachmentDoor } from '../../../domain/finding/door.ts';
import { type Finding, openingCall } from '../../../domain/finding/finding.ts';
import { keepsComingBack } from '../../../domain/finding/returns.ts';
import { describeNoNarrow } from '../../../domain/harden/describe-narrow.ts';
import { describeInstant } from '../../../domain/instant.ts';
import { isUndoable } from '../../../domain/plan/plan-undo.ts';
import type { Severity } from '../../../domain/weight/severity.ts';
import { ACTION_IDS } from '../ids.ts';
import { actorLines } from './actor-lines.ts';
import { approversLines } from './approvers.ts';
import { leftAloneText, newMemberText } from './attached.ts';
import { fitted } from './fit.ts';
import { isLeftOpen, outcomeLine } from './outcome.ts';
import { placeLines, whereText } from './place.ts';
import { effectText, NOT_GIVEN_BACK, noPlanText } from './plan-text.ts';
import { requestLines } from './request.ts';
import { returnLines } from './returns.ts';
import { escaped, header, type Line, labelled, lines, outsideText, smallPrint } from './text.ts';
import { waysInBlocks } from './ways-in.ts';
import { hostsKnown, severityOf, severityWord, weightLines } from './weight.ts';

/** A Slack message: blocks, and the text that notifications show. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** More lines of excess than this are counted: the alert is read at night, on a telephone. */
const EXCESS_LINES_MAX = 6;

/** The one live message of a finding: what was let in, where, by whom, since when, how it stands,
 * and while it is open the buttons. */
export function alertMessage(view: AlertView): SlackMessage {
  const { finding, plan, isRepost, approvers } = view;
  const headline = alertHeadline(finding);
  const blocks: KnownBlock[] = [
    header(headline),
    lines([
      ...ownRoleLines(finding),
      ...actorLines(finding),
      ...excessLines(finding),
      ...weightLines(finding),
      ...placeLines(finding),
    ]),
    ...waysInBlocks(finding),
    lines([
      outcomeLine(finding),
      ...requestLines(finding),
      ...(approvers === undefined ? [] : approversLines(approvers, finding.request?.by ?? null)),
      ...timesLines(finding),
      ...reviewLines(finding),
      ...undoLines(finding),
      ...returnLines(finding),
      ...acknowledgedLine(finding),
      ...limitLines(finding, plan),
      ...noNarrowLines(view),
    ]),
  ];
  if (finding.state.kind === 'open') {
    blocks.push(buttons(view), smallPrint(buttonsText(view)));
  }
  blocks.push(...exemptedButtons(finding));
  const after = closedButtons(finding);
  if (after !== null) blocks.push(after);
  blocks.push(smallPrint(footerText(finding, isRepost)));
  return { text: escaped(headline), blocks: fitted(blocks) };
}

/** `🔴 Critical: RDP opened to the internet on win-web`, or what members may reach:
 * `🟡 Medium: RDP on the internet opened to members of win-web`. Of the first line of the excess; the
 * sign tells the state, and how bad it is as long as it is open. How bad it was matters no more once it is closed. */
export function alertHeadline(finding: Finding): string {
  const { door, state } = finding;
  const [first, ...others] = linesOf(finding);
  const hosts = hostsKnown(finding);
  const more = others.length === 0 ? '' : ', and more';
  const severity = state.kind === 'closed' ? '' : `${severityWord(finding)}: `;
  const begin = `${stateSign(finding)} ${severity}`;
  if (isNewMember(door)) {
    return `${begin}${servicesInShort(first?.titles ?? [])} ${newMemberText(door, hosts)}`;
  }
  return `${begin}${openedText(first, finding)} ${whereText(door, first?.direction, hosts)}${more}`;
}

function isNewMember(door: Finding['door']): door is AttachmentDoor {
  return door.kind === 'attachment' && door.isApprovedSource;
}

function linesOf(finding: Finding): readonly ExcessLine[] {
  return describeDirected(excessByDirection(finding), finding.door.guardKind);
}

/** Open to all addresses is open to the internet only where somebody there gets to a host. */
function openedText(line: ExcessLine | undefined, { weight }: Finding): string {
  const what = servicesInShort(line?.titles ?? []);
  const isInternet = line?.isOpenToInternet ?? false;
  if (line?.direction === 'outbound') {
    return `${what} ${isInternet ? 'on the internet' : BEYOND_APPROVED} opened`;
  }
  const isOutOfReach = weight?.hosts.kind === 'known' && weight.isReachable === 'no';
  const internet = isOutOfReach ? 'to any address' : 'to the internet';
  return `${what} opened ${isInternet ? internet : BEYOND_APPROVED}`;
}

const BEYOND_APPROVED = 'beyond the approved networks';

function servicesInShort([first = 'A guarded service', ...others]: readonly string[]): string {
  if (others.length === 0) return first;
  return others.length === 1
    ? `${first} and ${others[0]}`
    : `${first} and ${others.length} other services`;
}

function stateSign(finding: Finding): string {
  const { state } = finding;
  switch (state.kind) {
    case 'open':
      return SEVERITY_SIGNS[severityOf(finding)];
    case 'executing':
      return '⏳';
    case 'exempted':
      return '⏸️';
    case 'closed':
      return isLeftOpen(state.leftOpen) ? '⚠️' : '✅';
  }
}

/** Told apart at a glance, and by the word beside them. */
const SEVERITY_SIGNS: Readonly<Record<Severity, string>> = {
  critical: '🔴',
  high: '🟠',
  medium: '🟡',
  low: '🔵',
};

function excessLines(finding: Finding): readonly Line[] {
  const all = linesOf(finding);
  const shown = all.slice(0, EXCESS_LINES_MAX).map((line): Line => {
    const wide = line.width === null ? '' : `: ${line.width}`;
    return [
      { text: line.direction === 'inbound' ? 'Let in: ' : 'Let out: ', style: 'bold' },
      {
        text: isNewMember(finding.door)
          ? `${line.services} from members of ${line.whom}, as policy approves`
          : `${excessText(line)}${wide} beyond what is approved`,
      },
    ];
  });
  const rest = all.length - shown.length;
  return rest === 0 ? shown : [...shown, [{ text: `and ${rest} more like these` }]];
}

/** Before anything else: who has the role may do more than open this door. */
function ownRoleLines({ isByOwnRole }: Finding): readonly Line[] {
  return isByOwnRole ? [[{ text: BY_OWN_ROLE, style: 'bold' }]] : [];
}

const BY_OWN_ROLE =
  "Made with Portcullis's own role, but not by Portcullis: its credentials may be in other hands. " +
  'Find out who has the role, and end its sessions.';

function acknowledgedLine({ acknowledged }: Finding): readonly Line[] {
  if (acknowledged === null) return [];
  const { by, note, at } = acknowledged;
  return [
    [
      { text: 'Acknowledged', style: 'bold' },
      { text: ` by ` },
      { userId: by },
      { text: ` at ${describeInstant(at)}: ${outsideText(note, 500)}` },
    ],
  ];
}

/** What cannot be done here, or could not be looked up: said before anybody counts on it. */
function limitLines(
  { door, doubt, state, inPlaceOf }: Finding,
  plan: AlertView['plan'],
): readonly Line[] {
  const list: Line[] = [];
  if (doubt !== null) list.push(labelled('Not known', outsideText(doubt, 500)));
  if (state.kind !== 'open') return list;
  const leftAlone = leftAloneText(door, plan);
  if (leftAlone !== null) list.push(labelled('Left alone', leftAlone));
  if (typeof plan === 'string') list.push([{ text: noPlanText(plan, door) }]);
  else if (plan.kind === 'rules' && plan.caveat !== null) {
    list.push([
      {
        text:
          'This was an edit, and what was there before is not known: a revert takes the rule away ' +
          'as it is now. It cannot put the old values back.',
      },
    ]);
  }
  if (typeof plan !== 'string' && inPlaceOf.length > 0) list.push([{ text: NOT_GIVEN_BACK }]);
  return list;
}

function buttons(view: AlertView): ActionsBlock {
  const { finding, plan, hasGlass = false } = view;
  const { id, acknowledged, request, times, review } = finding;
  const acknowledge = {
    type: 'button',
    action_id: ACTION_IDS.reviewAcknowledge,
    text: { type: 'plain_text', text: acknowledged === null ? 'Acknowledge' : 'Change note' },
    value: id,
  } as const;
  const toNarrow = {
    type: 'button',
    action_id: ACTION_IDS.reviewNarrow,
    text: { type: 'plain_text', text: 'Narrow to approved' },
    value: id,
  } as const;
  const reverts = typeof plan === 'string' ? [] : [revertButton(finding)];
  const narrows = isNarrowOffered(view) ? [toNarrow] : [];
  const exempts = exemptionButtons(id, request);
  const asked = request === null ? [] : requestButtons(id);
  // What keeps coming back is not shut for good by a revert: it is not what is offered first.
  const closing = keepsComingBack(finding) ? [...narrows, ...reverts] : [...reverts, ...narrows];
  const elements = [
    ...closing,
    ...exempts,
    ...asked,
    ...(times?.deadlineAt == null ? [] : [plainButton(ACTION_IDS.cancelDeadline, CANCEL, id)]),
    acknowledge,
    ...signButton({ id, review }),
    ...(hasGlass && reverts.length > 0
      ? [plainButton(ACTION_IDS.reviewBreakGlass, 'Break glass', id)]
      : []),
  ];
  return { type: 'actions', elements };
}

const CANCEL = 'Cancel the deadline';

function plainButton(actionId: string, text: string, value: string) {
  return {
    type: 'button',
    action_id: actionId,
    text: { type: 'plain_text', text },
    value,
  } as const;
}

function signButton({ id, review }: Pick<Finding, 'id' | 'review'>) {
  const isOpen = review !== null && review.signed === null;
  return isOpen ? [plainButton(ACTION_IDS.signReview, 'Sign the review', id)] : [];
}

function revertButton(finding: Finding) {
  const button = {
    type: 'button',
    action_id: ACTION_IDS.reviewRevert,
    value: finding.id,
  } as const;
  if (keepsComingBack(finding)) {
    return { ...button, text: { type: 'plain_text', text: 'Revert all the same' } } as const;
  }
  return {
    ...button,
    text: { type: 'plain_text', text: 'Approve revert' },
    style: 'danger',
  } as const;
}

function isNarrowOffered({ plan, narrow }: Pick<AlertView, 'plan' | 'narrow'>): boolean {
  return typeof plan !== 'string' && narrow?.kind === 'offered';
}

/** Why rules alone can be narrowed is said where there are none. */
function noNarrowLines({ finding, plan, narrow }: AlertView): readonly Line[] {
  const isAsked = finding.state.kind === 'open' && typeof plan !== 'string';
  if (!isAsked || narrow?.kind !== 'none' || narrow.reason.kind !== 'notRules') return [];
  return [labelled('Not to be narrowed', describeNoNarrow(narrow.reason))];
}

/** Asks for an exemption, or approves the one that was asked for. While something else waits, neither. */
function exemptionButtons(id: string, request: Finding['request']) {
  if (request !== null && request.matter.kind !== 'exemption') return [];
  const [actionId, text] =
    request === null
      ? [ACTION_IDS.reviewExemption, 'Exempt…']
      : [ACTION_IDS.reviewExemptionVote, 'Approve exemption'];
  return [
    { type: 'button', action_id: actionId, text: { type: 'plain_text', text }, value: id },
  ] as const;
}

/** The button of an exempted alert. */
function exemptedButtons({ id, state }: Finding): readonly ActionsBlock[] {
  if (state.kind !== 'exempted') return [];
  const text = { type: 'plain_text', text: 'End exemption' } as const;
  const end = {
    type: 'button',
    action_id: ACTION_IDS.reviewExemptionEnd,
    text,
    value: id,
  } as const;
  return [{ type: 'actions', elements: [end] }];
}

/** An approver's no, and the taking back by whoever asked. */
function requestButtons(id: string) {
  return [
    {
      type: 'button',
      action_id: ACTION_IDS.reviewDenial,
      text: { type: 'plain_text', text: 'Deny' },
      value: id,
    },
    {
      type: 'button',
      action_id: ACTION_IDS.withdrawRequest,
      text: { type: 'plain_text', text: 'Take request back' },
      value: id,
    },
  ] as const;
}

/** The buttons of an alert that is not open: what was done can be undone for a time, what one person did alone is
 * signed by another. Null where there are none. */
function closedButtons(finding: Finding): ActionsBlock | null {
  if (finding.state.kind === 'open') return null;
  const sign = signButton(finding);
  if (!isUndoShown(finding)) {
    return sign.length === 0 ? null : { type: 'actions', elements: sign };
  }
  const undo = {
    type: 'button',
    action_id: ACTION_IDS.reviewUndo,
    text: {
      type: 'plain_text',
      text: finding.request === null ? 'Undo' : 'Approve undo',
    },
    value: finding.id,
  } as const;
  const asked = finding.request === null ? [] : requestButtons(finding.id);
  return { type: 'actions', elements: [undo, ...asked, ...sign] };
}

function isUndoShown({ state, executed }: Finding): boolean {
  return state.kind === 'closed' && executed?.undoUntil != null && isUndoable({ executed });
}

function undoLines(finding: Finding): readonly Line[] {
  const until = finding.executed?.undoUntil ?? null;
  if (until === null || !isUndoShown(finding)) return [];
  return [
    [{ text: `It can be undone until ${describeInstant(until)}: that opens the door again.` }],
  ];
}

/** What the clock does if nobody acts: announced from the first second on. */
function timesLines({ state, times }: Finding): readonly Line[] {
  if (state.kind !== 'open' || times?.deadlineAt == null) return [];
  const text = `closed by itself at ${describeInstant(times.deadlineAt)}, unless somebody decides or stops it.`;
  return [labelled('Deadline', text)];
}

/** Somebody acted alone, and who signed it. */
function reviewLines({ review }: Finding): readonly Line[] {
  if (review === null) return [];
  const { by, reason, at, signed } = review;
  const what: Line = [
    { text: 'Break glass: ', style: 'bold' },
    { userId: by },
    { text: ` acted alone at ${describeInstant(at)}: ${outsideText(reason, 500)}. ` },
  ];
  if (signed === null) {
    return [[...what, { text: 'Another approver has to look at it and sign the review.' }]];
  }
  const when = ` at ${describeInstant(signed.at)}.`;
  return [[...what, { text: 'Signed by ' }, { userId: signed.by }, { text: when }]];
}

/** What each button does: read before pressing, at night. */
function buttonsText(view: AlertView): string {
  const {
    finding: { times },
    plan,
    hasGlass = false,
  } = view;
  const cancel =
    times?.deadlineAt == null
      ? ''
      : ` ${CANCEL}: for approvers; the door then stays open until somebody decides.`;
  const glass =
    hasGlass && typeof plan !== 'string'
      ? ' Break glass: for whom policy names; reverts at once without approval, with a reason and a review.'
      : '';
  return `${revertText(view)}${narrowText(view)}Exempt: asks to let exactly this stay open for a time. Acknowledge: notes who has seen it; the door stays open.${cancel}${glass}`;
}

function revertText({ finding, plan }: AlertView): string {
  if (typeof plan === 'string') return '';
  const name = keepsComingBack(finding) ? 'Revert all the same' : 'Approve revert';
  return `${name}: ${effectText(plan)} and nothing else, after showing the exact call. `;
}

function narrowText(view: AlertView): string {
  if (!isNarrowOffered(view)) return '';
  return 'Narrow to approved: leaves what policy approves of it, and takes the rest away. ';
}

function footerText({ id, opening }: Finding, isRepost: boolean): string {
  const repost = isRepost
    ? ' · Posted again: Slack did not answer the first time, so an older copy may stand above'
    : '';
  const call = openingCall(opening);
  const event =
    call === null ? 'no CloudTrail event yet' : `CloudTrail event ${outsideText(call.eventId)}`;
  return `${id} · ${event}${repost}`;
}
