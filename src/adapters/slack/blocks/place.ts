import { type Finding, type Opening, openingCall } from '../../../domain/finding/finding.ts';
import type { GuardKind } from '../../../domain/guard/services.ts';
import { describeInstant, MINUTE_MS } from '../../../domain/instant.ts';
import type { PlannedRule } from '../../../domain/plan/planned-rule.ts';
import { actorText, type Line, labelled, outsideText, truncated } from './text.ts';

/** Rule ids are for looking up: a few are shown, in characters. */
const RULE_IDS_CHARS_MAX = 200;
/** A call that is heard later than this, in ms, is said to be late: CloudTrail is never quite prompt. */
const LATE_MS = 2 * MINUTE_MS;

/** Which group of whose, opened by whom and since when. */
export function placeLines(finding: Finding): readonly Line[] {
  const { door, opening } = finding;
  const call = openingCall(opening);
  return [
    labelled('Group', groupText(door)),
    labelled('Guarded as', `${outsideText(door.guardName)} (${KIND_TEXT[door.guardKind]})`),
    labelled('Account', `${door.accountId}, ${door.region}`),
    labelled('By', call === null ? ACTOR_UNKNOWN : actorText(call.actor)),
    labelled('Since', sinceText(finding)),
  ];
}

const ACTOR_UNKNOWN =
  'not known yet. The sweep found it; no CloudTrail record has told of it. If one comes, it is said here';

/** Since when the door is open, by which rules, and how late that was learnt. */
function sinceText({ opening, heardAt, rules }: Finding): string {
  const which = rulesText(rules);
  if (opening.kind === 'drift') return `${driftText(opening)}, ${which}`;
  const how = opening.kind === 'rulesEdited' ? 'edited' : 'added';
  return `${describeInstant(opening.at)}, ${which} ${how}${lateText(heardAt - opening.at)}`;
}

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

function groupText({ groupName, groupId }: Finding['door']): string {
  const name = outsideText(groupName ?? '');
  return [name, groupId ?? '(its id is not known)'].filter((part) => part !== '').join(' ');
}

/** `rule sgr-1`; only as many ids as help. */
function rulesText(rules: readonly PlannedRule[]): string {
  const ids = rules.flatMap((rule) => rule.ruleId ?? []);
  const noun = rules.length === 1 ? 'rule' : `${rules.length} rules`;
  return truncated([noun, ids.join(', ')].join(' ').trim(), RULE_IDS_CHARS_MAX);
}
