import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { AlertView } from '../../../app/ports.ts';
import { describeExcess, isOpenToInternet } from '../../../domain/finding/describe-excess.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import { describeInstant } from '../../../domain/instant.ts';
import { ACTION_IDS } from '../ids.ts';
import { outcomeLine } from './outcome.ts';
import {
  escaped,
  HEADER_CHARS_MAX,
  type Line,
  labelled,
  lines,
  outsideText,
  truncated,
} from './text.ts';

/** A Slack message: blocks, and the text that notifications show. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** More lines of excess than this are counted: the alert is read at night, on a telephone. */
const EXCESS_LINES_MAX = 6;

/** The one live message of a finding: what was let in, where, by whom, since when, how it stands,
 * and while it is open the buttons. */
export function alertMessage({ finding, plan, isRepost }: AlertView): SlackMessage {
  const headline = alertHeadline(finding);
  const blocks: KnownBlock[] = [
    { type: 'header', text: { type: 'plain_text', text: truncated(headline, HEADER_CHARS_MAX) } },
    lines([...excessLines(finding), ...placeLines(finding)]),
    lines([outcomeLine(finding), ...acknowledgedLine(finding), ...limitLines(finding, plan)]),
  ];
  if (finding.state.kind === 'open') blocks.push(buttons(finding, typeof plan !== 'string'));
  blocks.push(footer(finding, isRepost));
  return { text: escaped(headline), blocks };
}

/** `🔴 RDP open to the internet on win-web`; the sign tells the state. */
export function alertHeadline(finding: Finding): string {
  const { door, rules, excess } = finding;
  const [first] = describeExcess(excess, { rules, kind: door.guardKind });
  const service = first?.services.split(' (')[0] ?? 'A guarded service';
  const others = excess.length > 1 && (first?.services.includes('), ') ?? false) ? ' and more' : '';
  const reach = isOpenToInternet(excess) ? 'to the internet' : 'beyond the approved networks';
  const group = outsideText(door.groupName ?? door.groupId ?? 'a group');
  return `${stateSign(finding)} ${service}${others} opened ${reach} on ${group}`;
}

function stateSign({ state }: Finding): string {
  switch (state.kind) {
    case 'open':
      return '🔴';
    case 'reverting':
      return '⏳';
    case 'closed':
      return '✅';
  }
}

function excessLines({ excess, rules, door }: Finding): readonly Line[] {
  const all = describeExcess(excess, { rules, kind: door.guardKind });
  const shown = all.slice(0, EXCESS_LINES_MAX).map(({ services, from, width }): Line => {
    const wide = width === null ? '' : `: ${width}`;
    return [
      { text: 'Let in: ', style: 'bold' },
      { text: `${services} from ${from}${wide}, beyond what is approved` },
    ];
  });
  const rest = all.length - shown.length;
  return rest === 0 ? shown : [...shown, [{ text: `and ${rest} more like these` }]];
}

function placeLines({ door, opening, rules }: Finding): readonly Line[] {
  const { actor } = opening;
  const via = actor.invokedBy === null ? '' : ` via ${outsideText(actor.invokedBy)}`;
  const from = actor.sourceIp === null ? '' : ` from ${outsideText(actor.sourceIp)}`;
  const how = opening.kind === 'rulesEdited' ? 'edited' : 'added';
  const ruleIds = rules.map((rule) => rule.ruleId ?? 'a rule without an id').join(', ');
  return [
    labelled('Group', `${outsideText(door.groupName ?? '')} ${door.groupId ?? ''}`.trim()),
    labelled('Guarded as', `${outsideText(door.guardName)} (${door.guardKind})`),
    labelled('Account', `${door.accountId}, ${door.region}`),
    labelled(
      'By',
      `${outsideText(actor.name)}${via}${from}, rule ${how}: ${truncated(ruleIds, 300)}`,
    ),
    labelled('Since', describeInstant(opening.at)),
  ];
}

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
function limitLines({ doubt, state, opening }: Finding, plan: AlertView['plan']): readonly Line[] {
  const list: Line[] = [];
  if (doubt !== null) list.push(labelled('Not known', outsideText(doubt, 500)));
  if (state.kind !== 'open') return list;
  if (plan === 'groupIdUnknown') {
    list.push([{ text: 'It cannot be reverted from here: the id of the group is not known.' }]);
  } else if (plan === 'foreignAccount') {
    list.push([{ text: 'It cannot be reverted from here: the group is of another account.' }]);
  } else if (opening.kind === 'rulesEdited') {
    list.push([
      {
        text:
          'The rule was edited, and what it said before is not known: a revert can only revoke it ' +
          'as it is now. It cannot put the old values back.',
      },
    ]);
  }
  return list;
}

function buttons({ id, acknowledged }: Finding, hasPlan: boolean): ActionsBlock {
  const acknowledge = {
    type: 'button',
    action_id: ACTION_IDS.reviewAcknowledge,
    text: { type: 'plain_text', text: acknowledged === null ? 'Acknowledge' : 'Change note' },
    value: id,
  } as const;
  const revert = {
    type: 'button',
    action_id: ACTION_IDS.reviewRevert,
    text: { type: 'plain_text', text: 'Approve revert' },
    style: 'danger',
    value: id,
  } as const;
  return { type: 'actions', elements: hasPlan ? [revert, acknowledge] : [acknowledge] };
}

function footer({ id, opening }: Finding, isRepost: boolean): KnownBlock {
  const repost = isRepost
    ? ' · Posted again: Slack did not answer the first time, so an older copy may stand above'
    : '';
  const text = `${id} · CloudTrail event ${outsideText(opening.eventId)}${repost}`;
  return { type: 'context', elements: [{ type: 'plain_text', text }] };
}
