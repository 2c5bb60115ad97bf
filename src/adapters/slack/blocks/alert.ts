import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { AlertView } from '../../../app/ports.ts';
import type { Actor } from '../../../domain/change/actor.ts';
import { describeExcess } from '../../../domain/finding/describe-excess.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import type { GuardKind } from '../../../domain/guard/services.ts';
import { describeInstant } from '../../../domain/instant.ts';
import type { PlannedRule } from '../../../domain/plan/planned-rule.ts';
import { ACTION_IDS } from '../ids.ts';
import { isLeftOpen, outcomeLine } from './outcome.ts';
import {
  escaped,
  header,
  type Line,
  labelled,
  lines,
  outsideText,
  smallPrint,
  truncated,
} from './text.ts';

/** A Slack message: blocks, and the text that notifications show. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** More lines of excess than this are counted: the alert is read at night, on a telephone. */
const EXCESS_LINES_MAX = 6;
/** Rule ids are for looking up: a few are shown, in characters. */
const RULE_IDS_CHARS_MAX = 200;

/** The one live message of a finding: what was let in, where, by whom, since when, how it stands,
 * and while it is open the buttons. */
export function alertMessage({ finding, plan, isRepost }: AlertView): SlackMessage {
  const headline = alertHeadline(finding);
  const blocks: KnownBlock[] = [
    header(headline),
    lines([...excessLines(finding), ...placeLines(finding)]),
    lines([outcomeLine(finding), ...acknowledgedLine(finding), ...limitLines(finding, plan)]),
  ];
  if (finding.state.kind === 'open') {
    const hasPlan = typeof plan !== 'string';
    blocks.push(buttons(finding, hasPlan), smallPrint(buttonsText(plan)));
  }
  blocks.push(smallPrint(footerText(finding, isRepost)));
  return { text: escaped(headline), blocks };
}

/** `🔴 RDP opened to the internet on win-web`, of the first line of
 * the excess; the sign tells the state. */
export function alertHeadline(finding: Finding): string {
  const { door, rules, excess } = finding;
  const [first, ...others] = describeExcess(excess, { rules, kind: door.guardKind });
  const what = servicesInShort(first?.titles ?? []);
  const isInternet = first?.isOpenToInternet ?? false;
  const reach = isInternet ? 'to the internet' : 'beyond the approved networks';
  const group = outsideText(door.groupName || door.groupId || 'a group');
  const more = others.length === 0 ? '' : ', and more';
  return `${stateSign(finding)} ${what} opened ${reach} on ${group}${more}`;
}

function servicesInShort([first = 'A guarded service', ...others]: readonly string[]): string {
  if (others.length === 0) return first;
  return others.length === 1
    ? `${first} and ${others[0]}`
    : `${first} and ${others.length} other services`;
}

function stateSign({ state }: Finding): string {
  switch (state.kind) {
    case 'open':
      return '🔴';
    case 'reverting':
      return '⏳';
    case 'closed':
      return isLeftOpen(state.leftOpen) ? '⚠️' : '✅';
  }
}

function excessLines({ excess, rules, door }: Finding): readonly Line[] {
  const all = describeExcess(excess, { rules, kind: door.guardKind });
  const shown = all.slice(0, EXCESS_LINES_MAX).map(({ services, from, width }): Line => {
    const wide = width === null ? '' : `: ${width}`;
    return [
      { text: 'Let in: ', style: 'bold' },
      { text: `${services} from ${from}${wide} beyond what is approved` },
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
  return [
    labelled('Group', groupText(door)),
    labelled('Guarded as', `${outsideText(door.guardName)} (${KIND_TEXT[door.guardKind]})`),
    labelled('Account', `${door.accountId}, ${door.region}`),
    labelled('By', `${actorText(actor)}${via}${from}`),
    labelled('Since', `${describeInstant(opening.at)}, ${rulesText(rules, how)}`),
  ];
}

/** A session of a role is named by whoever took the role: the role is what AWS vouches for. */
function actorText({ kind, name, arn }: Actor): string {
  const who = outsideText(name || 'somebody unknown');
  const role = kind === 'AssumedRole' ? ASSUMED_ROLE.exec(arn ?? '')?.[1] : undefined;
  return role === undefined || role === name
    ? who
    : `${who}, session of role ${outsideText(role)},`;
}

/** `arn:aws:sts::111122223333:assumed-role/Role/session` */
const ASSUMED_ROLE = /:assumed-role\/([^/]+)\//;

const KIND_TEXT: Readonly<Record<GuardKind, string>> = {
  directory: 'directory',
  domainController: 'domain controllers',
  windows: 'Windows hosts',
  gateway: 'RD Gateways',
};

function groupText({ groupName, groupId }: Finding['door']): string {
  const name = outsideText(groupName ?? '');
  return [name, groupId ?? '(its id is not known)'].filter((part) => part !== '').join(' ');
}

/** `rule sgr-1 added`; only as many ids as help. */
function rulesText(rules: readonly PlannedRule[], how: string): string {
  const ids = rules.flatMap((rule) => rule.ruleId ?? []);
  const noun = rules.length === 1 ? 'rule' : `${rules.length} rules`;
  const named = truncated([noun, ids.join(', ')].join(' ').trim(), RULE_IDS_CHARS_MAX);
  return `${named} ${how}`;
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
function limitLines({ doubt, state }: Finding, plan: AlertView['plan']): readonly Line[] {
  const list: Line[] = [];
  if (doubt !== null) list.push(labelled('Not known', outsideText(doubt, 500)));
  if (state.kind !== 'open') return list;
  if (plan === 'groupIdUnknown') {
    list.push([{ text: 'It cannot be reverted from here: the id of the group is not known.' }]);
  } else if (plan === 'foreignAccount') {
    list.push([{ text: 'It cannot be reverted from here: the group is of another account.' }]);
  } else if (plan.caveat !== null) {
    list.push([
      {
        text:
          'This was an edit, and what was there before is not known: a revert takes the rule away ' +
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

/** What each button does: read before pressing, at night. */
function buttonsText(plan: AlertView['plan']): string {
  return `${revertText(plan)}Acknowledge: notes who has seen it; the door stays open.`;
}

function revertText(plan: AlertView['plan']): string {
  if (typeof plan === 'string') return '';
  const { restore, revoke } = plan;
  const restores = restore.length === 0 ? [] : [`gives ${rulesCount(restore)} the old values back`];
  const revokes = revoke.length === 0 ? [] : [`revokes ${rulesCount(revoke)}`];
  const what = [...restores, ...revokes].join(', ');
  return `Approve revert: ${what} and nothing else, after showing the exact call. `;
}

function rulesCount(rules: readonly unknown[]): string {
  return rules.length === 1 ? 'this rule' : `these ${rules.length} rules`;
}

function footerText({ id, opening }: Finding, isRepost: boolean): string {
  const repost = isRepost
    ? ' · Posted again: Slack did not answer the first time, so an older copy may stand above'
    : '';
  return `${id} · CloudTrail event ${outsideText(opening.eventId)}${repost}`;
}
