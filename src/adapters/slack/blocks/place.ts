import { describeTool } from '../../../domain/change/describe-tool.ts';
import type { Direction } from '../../../domain/change/exposure-change.ts';
import { describeServices } from '../../../domain/finding/describe-excess.ts';
import type { Door, GuardBeside, ListDoor, RulesDoor } from '../../../domain/finding/door.ts';
import {
  type Finding,
  type Opening,
  type OpeningCallKind,
  openingCall,
} from '../../../domain/finding/finding.ts';
import { directoryOfGroup } from '../../../domain/guard/directory-group.ts';
import type { GuardKind } from '../../../domain/guard/services.ts';
import { describeInstant, MINUTE_MS, SECOND_MS } from '../../../domain/instant.ts';
import type { PlannedRule } from '../../../domain/plan/planned-rule.ts';
import type { HostFacts } from '../../../domain/weight/host-facts.ts';
import { attachedLines, attachedText } from './attached.ts';
import { actorText, type Line, labelled, outsideText, truncated } from './text.ts';

/** Rule ids are for looking up: a few are shown, in characters. */
const RULE_IDS_CHARS_MAX = 200;
/** A call that is heard later than this, in ms, is said to be late: CloudTrail is never quite prompt. */
const LATE_MS = 2 * MINUTE_MS;

/** Which group, list or attachment of whose, opened by whom and since when. */
export function placeLines(finding: Finding): readonly Line[] {
  const { door, opening } = finding;
  const call = openingCall(opening);
  return [
    ...doorLines(door),
    labelled('Guarded as', `${guardText(door)}${besideText(door)}`),
    labelled('Account', `${door.accountId}, ${door.region}`),
    labelled('By', call === null ? ACTOR_UNKNOWN : actorText(call.actor)),
    ...toolLines(finding),
    ...probableLines(finding),
    labelled('Since', sinceText(finding)),
    ...replacedLines(finding),
  ];
}

/** What it was made with, and where to change the code, as far as the record tells. */
function toolLines({ opening, door }: Finding): readonly Line[] {
  const tool = openingCall(opening)?.actor.tool;
  if (tool === undefined || tool.kind === 'other') return [];
  return [labelled('Made', outsideText(describeTool(tool, door.managedBy), TOOL_CHARS_MAX))];
}

/** A sentence of our own with the name of a stack or service in it, in characters. */
const TOOL_CHARS_MAX = 300;

function guardText({ guardName, guardKind }: Pick<GuardBeside, 'guardName' | 'guardKind'>): string {
  return `${outsideText(guardName)} (${KIND_TEXT[guardKind]})`;
}

/** For whose sake a group is guarded that no guard selects: others that stand on the same hosts. */
function besideText(door: Door): string {
  const [first, ...others] = door.kind === 'rules' ? (door.beside ?? []) : [];
  if (first === undefined) return '';
  const { groupName, groupId, on } = first;
  const further = others.map((each) => `${guardText(each)} ${onText(each)}`);
  const also = further.length === 0 ? '' : `; and as ${further.join(', ')}`;
  return truncated(
    `, since it stands ${onText({ groupName, groupId, on })}${also}`,
    BESIDE_CHARS_MAX,
  );
}

/** Why a group is guarded is said in as many characters as help. */
const BESIDE_CHARS_MAX = 500;

function onText({
  groupName,
  groupId,
  on,
}: Pick<GuardBeside, 'groupName' | 'groupId' | 'on'>): string {
  return `on ${on} beside ${groupText({ groupName, groupId })}`;
}

/** For whom AWS probably did it: a guess from the order of calls, and said to be one. */
function probableLines({ door, probableCall }: Finding): readonly Line[] {
  if (probableCall === null) return [];
  const { actor, eventName, at, eventId, ranges } = probableCall;
  const directoryId = door.kind === 'rules' ? directoryOfGroup(door.groupName) : null;
  const call = `${outsideText(eventName)} on ${directoryId ?? 'the directory'}`;
  const event = `CloudTrail event ${outsideText(eventId)}`;
  const text = `${actorText(actor)} called ${call} at ${describeInstant(at)}, ${event}`;
  const probably = labelled('Probably because', text);
  return ranges === undefined
    ? [probably]
    : [probably, labelled('Routes added', rangesText(ranges))];
}

/** The blocks that the added routes lead to. What AWS then wrote need not be about these. */
function rangesText(ranges: readonly string[]): string {
  const shown = outsideText(ranges.slice(0, RANGES_MAX).join(', '), RANGES_CHARS_MAX);
  const rest = ranges.length - RANGES_MAX;
  return rest > 0 ? `to ${shown} and ${rest} more` : `to ${shown}`;
}

/** Blocks of added routes that an alert lists; the others are counted. */
const RANGES_MAX = 10;
/** As many IPv6 blocks, in characters. */
const RANGES_CHARS_MAX = 600;

/** What was there before, where somebody took it away to make this. */
function replacedLines({ inPlaceOf, door, opening }: Finding): readonly Line[] {
  if (inPlaceOf.length === 0) return [];
  const at = openingCall(opening)?.at ?? opening.at;
  const way = door.kind === 'rules' && door.direction === 'outbound' ? 'to' : 'from';
  const texts = inPlaceOf.map(
    (rule) =>
      `${describeServices([rule], door.guardKind)} ${way} ${rule.source}, ` +
      `removed by the same actor ${apartText(rule.removedAt - at)}`,
  );
  return [labelled('In place of', truncated(texts.join('; '), REPLACED_CHARS_MAX))];
}

function apartText(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / SECOND_MS);
  if (seconds === 0) return 'in the same second';
  return `${seconds} s ${ms < 0 ? 'before' : 'after'}`;
}

/** Rules that were replaced are for making them again: as many are shown as help, in characters. */
const REPLACED_CHARS_MAX = 500;

/** Where a door is, as the end of a headline: `on win-web`, and outbound `to members of win-web`. */
export function whereText(
  door: Door,
  direction: Direction = 'inbound',
  hosts: readonly HostFacts[] = [],
): string {
  const isOutbound = direction === 'outbound';
  switch (door.kind) {
    case 'rules': {
      const group = outsideText(door.groupName || door.groupId || 'a group');
      return isOutbound ? `to members of ${group}` : `on ${group}`;
    }
    case 'list': {
      const list = `by prefix list ${outsideText(door.listName || door.prefixListId)}`;
      return isOutbound ? `to members of groups ${list}` : list;
    }
    case 'attachment':
      return `by group ${outsideText(door.groupName || door.groupId)} on ${attachedText(door, hosts)}`;
  }
}

function doorLines(door: Door): readonly Line[] {
  switch (door.kind) {
    case 'rules':
      return [labelled('Group', groupText(door))];
    case 'list':
      return [
        labelled('Prefix list', `${outsideText(door.listName)} ${door.prefixListId}`.trim()),
        labelled(
          'Entries',
          truncated(door.entries.map(({ cidr }) => cidr).join(', '), ENTRIES_CHARS_MAX),
        ),
        labelled('Used by', usesText(door)),
        ...(door.replaced.length === 0
          ? []
          : [
              labelled(
                'In place of',
                truncated(door.replaced.map(({ cidr }) => cidr).join(', '), ENTRIES_CHARS_MAX),
              ),
            ]),
      ];
    case 'attachment':
      return [labelled('Group', groupText(door)), ...attachedLines(door)];
  }
}

/** Entries are for looking up: as many are shown as help, in characters. */
const ENTRIES_CHARS_MAX = 400;

/** Every guarded group that a list lets somebody in to, or its members out by, and every guard that
 * approves the list. */
function usesText({ uses }: ListDoor): string {
  const named = uses.map(({ groupId, groupName, guardName, direction, beside = [] }) => {
    const user =
      groupId === null
        ? `what ${outsideText(guardName)} approves`
        : [outsideText(groupName ?? ''), groupId].filter((part) => part !== '').join(' ');
    const [first] = beside;
    const where = first === undefined ? user : `${user} (${onText(first)})`;
    return direction === 'outbound' ? `${where} outbound` : where;
  });
  return truncated(named.join(', '), ENTRIES_CHARS_MAX);
}

const ACTOR_UNKNOWN =
  'not known yet. The sweep found it; no CloudTrail record has told of it. If one comes, it is said here';

/** Since when the door is open, by which rules, and how late that was learnt. */
function sinceText({ door, opening, heardAt, rules }: Finding): string {
  const which = whichText(door, rules);
  if (opening.kind === 'drift') {
    const drift = driftText(opening);
    return door.kind === 'attachment' ? drift : `${drift}, ${which}`;
  }
  const how = `${which} ${DONE_TEXTS[opening.kind]}`;
  return `${describeInstant(opening.at)}, ${how}${lateText(heardAt - opening.at)}`;
}

function whichText(door: Door, rules: readonly PlannedRule[]): string {
  switch (door.kind) {
    case 'rules':
      return door.direction === 'outbound' ? `outbound ${rulesText(rules)}` : rulesText(rules);
    case 'list':
      return 'entries';
    case 'attachment':
      return 'group';
  }
}

const DONE_TEXTS: Readonly<Record<OpeningCallKind, string>> = {
  rulesAdded: 'added',
  rulesEdited: 'edited',
  listModified: 'added',
  listRestored: 'restored from an earlier version',
  attached: 'put there',
};

function lateText(lateMs: number): string {
  return lateMs > LATE_MS ? `; heard ${Math.round(lateMs / MINUTE_MS)} min after the call` : '';
}

/** What a sweep found has no moment of its own until its record tells it. */
function driftText({ at, otherwiseAt, call }: Drift): string {
  const seen = describeInstant(at);
  return call === null
    ? `some time after ${describeInstant(otherwiseAt)}, seen by the sweep ${seen}`
    : `${describeInstant(call.at)}, seen by the sweep ${seen}`;
}

type Drift = Opening & { readonly kind: 'drift' };

const KIND_TEXT: Readonly<Record<GuardKind, string>> = {
  directory: 'directory',
  domainController: 'domain controllers',
  windows: 'Windows hosts',
  gateway: 'RD Gateways',
};

function groupText({ groupName, groupId }: Pick<RulesDoor, 'groupName' | 'groupId'>): string {
  const name = outsideText(groupName ?? '');
  return [name, groupId ?? '(its id is not known)'].filter((part) => part !== '').join(' ');
}

/** `rule sgr-1`; only as many ids as help. */
function rulesText(rules: readonly PlannedRule[]): string {
  const ids = rules.flatMap((rule) => rule.ruleId ?? []);
  const noun = rules.length === 1 ? 'rule' : `${rules.length} rules`;
  return truncated([noun, ids.join(', ')].join(' ').trim(), RULE_IDS_CHARS_MAX);
}
