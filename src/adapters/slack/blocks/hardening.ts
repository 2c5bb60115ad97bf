import type { ActionsBlock, Button, KnownBlock } from '@slack/types';
import type { HardeningView } from '../../../app/ports.ts';
import { isUndoOpen } from '../../../domain/hardening/decide.ts';
import type { Hardening } from '../../../domain/hardening/hardening.ts';
import { ACTION_IDS } from '../ids.ts';
import type { SlackMessage } from './alert.ts';
import { stateLine, votesLine } from './hardening-state.ts';
import {
  beyondBlocks,
  effectLines,
  networkLines,
  planText,
  quotaLine,
  reopenLines,
  scenarioLine,
  summaryLine,
} from './hardening-text.ts';
import {
  escaped,
  header,
  type Line,
  labelled,
  lines,
  outsideText,
  preformatted,
  smallPrint,
} from './text.ts';

/** Lines of a plan that its message shows: the whole of it has pages of its own. */
export const PLAN_LINES_SHOWN = 20;

/** The one live message of a hardening: what is planned for which directory, what it would break, how it
 * stands and who approved it, and while it can be decided on or undone the buttons. */
export function hardeningMessage({ hardening, isRepost }: HardeningView): SlackMessage {
  const headline = hardeningHeadline(hardening);
  const isOpen = hardening.state.kind === 'proposed';
  const blocks: KnownBlock[] = [
    header(headline),
    lines([
      ...reopenLines(hardening),
      stateLine(hardening),
      ...votesLine(hardening),
      ...aboutLines(hardening),
      summaryLine(hardening),
    ]),
    preformatted(planText(hardening, PLAN_LINES_SHOWN)),
    lines([...effectLines(hardening), ...(isOpen ? [quotaLine(hardening)] : [])]),
    ...beyondBlocks(hardening),
    buttons(hardening),
  ];
  if (isOpen) blocks.push(smallPrint(BUTTONS_TEXT));
  blocks.push(smallPrint(footerText(hardening, isRepost)));
  return { text: escaped(headline), blocks };
}

const BUTTONS_TEXT =
  'Approve: after showing the calls in their order; they begin once enough people did. ' +
  'Decline: ends the proposal; nothing is changed.';

/** `📋 Plan to harden corp.example.com`. */
export function hardeningHeadline({ directory, undoOf, state }: Hardening): string {
  const what = undoOf === null ? 'harden' : 'undo the hardening of';
  return `${SIGNS[state.kind]} Plan to ${what} ${outsideText(directory.name)}`;
}

const SIGNS = {
  proposed: '📋',
  executing: '⏳',
  done: '✅',
  stopped: '⚠️',
  declined: '✖️',
  superseded: '✖️',
  expired: '✖️',
} as const satisfies Record<Hardening['state']['kind'], string>;

function aboutLines(hardening: Hardening): readonly Line[] {
  const { directory, groupName, plan } = hardening;
  return [
    labelled('Directory', directory.directoryId),
    labelled('Group', `${outsideText(groupName)} ${plan.groupId}`),
    labelled('Account', `${plan.accountId}, ${plan.region}`),
    scenarioLine(hardening),
    ...networkLines(hardening),
  ];
}

function buttons(hardening: Hardening): ActionsBlock {
  const { id, state } = hardening;
  const approve = button(id, ACTION_IDS.reviewHardening, 'Approve', 'primary');
  const decline = button(id, ACTION_IDS.declineHardening, 'Decline');
  const undo = button(id, ACTION_IDS.undoHardening, 'Undo', 'danger');
  const show = button(id, ACTION_IDS.showHardening, 'Show the whole plan');
  return {
    type: 'actions',
    elements: [
      ...(state.kind === 'proposed' ? [approve, decline] : []),
      ...(isUndoOpen(hardening) ? [undo] : []),
      show,
    ],
  };
}

function button(
  value: string,
  actionId: string,
  text: string,
  style?: 'primary' | 'danger',
): Button {
  return {
    type: 'button',
    action_id: actionId,
    text: { type: 'plain_text', text },
    value,
    ...(style === undefined ? {} : { style }),
  };
}

function footerText({ id, plan }: Hardening, isRepost: boolean): string {
  const repost = isRepost
    ? ' · Posted again: Slack did not answer the first time, so an older copy may stand above'
    : '';
  return `${id} · plan ${plan.hash.slice(0, 12)}${repost}`;
}
