import { assert } from '../../../domain/assert.ts';
import { doorKey, type SecurityGroupRule } from '../../../domain/change/security-group-rule.ts';
import { exemptedText } from '../../../domain/exemption/describe-exemption.ts';
import { isLetThrough } from '../../../domain/exemption/let-through.ts';
import type { StandingExemption } from '../../../domain/exemption/standing-exemption.ts';
import { besideOf } from '../../../domain/finding/beside.ts';
import { type DirectoryCall, probableCallOf } from '../../../domain/finding/directory-call.ts';
import { hostOf } from '../../../domain/finding/door.ts';
import type { FindingEvent } from '../../../domain/finding/events.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import { mayBeToldBy } from '../../../domain/finding/told-by.ts';
import { managementOf } from '../../../domain/guard/managed-by.ts';
import type { Instant } from '../../../domain/instant.ts';
import { rulesSeen } from '../../../domain/inventory/before-and-after.ts';
import type { GroupState, RemovedRule } from '../../../domain/inventory/group-state.ts';
import type { ListState } from '../../../domain/inventory/list-state.ts';
import { replacedBy } from '../../../domain/inventory/removed-rules.ts';
import { toRows } from '../../../domain/net/exposure.ts';
import { plannedDoorKey, plannedRule } from '../../../domain/plan/planned-rule.ts';
import { type Judgement, judge } from '../../../domain/policy/judge.ts';
import { PERMITTED_TEXTS } from '../../../domain/policy/permitted-text.ts';
import type { Admission, Kept, RecordOutcome } from '../../ports.ts';
import { type Birth, beingMade } from '../directories/birth.ts';
import { birthNotice } from '../directories/birth-notice.ts';
import { exemptRules, type LetThroughWhole } from '../exempted.ts';
import { explanations } from '../explanations.ts';
import { admitOwnCall } from '../prepared.ts';
import { findingsOfRules, findingsOn, rulesOn } from './findings-of-rules.ts';
import { type JudgedChange, keptGroup, stateAfter } from './judge-change.ts';

/** A judged change, ready to be admitted. */
export interface Opening extends JudgedChange {
  /** Whether AWS may be making the directory whose group it is. */
  readonly birth: Birth;
  /** The exemptions that policy holds. */
  readonly standing: readonly StandingExemption[];
  /** The lists that were read to judge it. */
  readonly read: readonly ListState[];
  /** The id that a new finding would get. */
  readonly findingId: string;
  readonly now: Instant;
}

type Violation = Judgement & { readonly kind: 'violates' };
type Change = Admission['changes'][number];

/** What a record of added or edited rules does: nothing, with the reason; a new finding; or another
 * word on findings that are open already. Pure. */
export function admitOpening(opening: Opening, kept: Kept): Admission {
  const { judged: judgement, joins } = exempted(opening, kept.open);
  const group = keptGroup(kept, opening.change);
  const open = findingsOfRules(kept.open, opening.change);
  if (kept.isOwnCall || isOwnRestore(opening, open))
    return { ...admitOwnCall(learntOf(opening, group, kept)), changes: shownAgain(opening, open) };
  const unexplained = findingsOfRules(kept.unexplained, opening.change);
  const drifts = driftsToldOf(opening, [...open, ...unexplained]);
  const attached = attachmentsTelling(opening, kept.open);
  const others = [...notAmong(drifts, open), ...attached];
  // An edit may have shut an open finding's door, whatever is thought of the group by now.
  const heard = [
    ...editsOfOpenFindings(opening, notAmong(drifts, findingsOn(kept.open, opening.change))),
    ...repeatsOfOpenFindings(opening, others),
  ];
  const told = [...others, ...drifts];
  const bornId =
    judgement.kind === 'notGuarded'
      ? null
      : beingMade(opening.birth, opening.changedAt, kept.directoryCalls);
  const isNews = judgement.kind === 'violates' && bornId === null;
  const joined = bornId === null ? joins : [];
  const { directoryCalls } = kept;
  const removed = group?.removed ?? [];
  const created = isNews
    ? newFindings({ ...opening, removed, directoryCalls }, judgement, told)
    : [];
  const explained = explanations(drifts, opening.change.record, opening);
  const changes = [...created, ...explained, ...joined, ...heard];
  return {
    outcome: outcomeOf(
      bornId === null ? judgement : BORN,
      judgement.kind === 'exempted' ? withoutJoins(changes, joined) : changes,
      created.length > 0,
    ),
    changes,
    notice: bornId === null ? null : noticeOfBirth(bornId, opening, group),
    // What is known goes on being true, guarded now or not: policy may guard the group again.
    learnt: judgement.kind === 'notGuarded' && group === null ? [] : learntOf(opening, group, kept),
  };
}

/** The judgement with what is exempted taken off. */
function exempted(
  { judgement, change, changedAt: at, standing, lists, now }: Opening,
  open: readonly Finding[],
): { readonly judged: Judgement | LetThroughWhole; readonly joins: readonly Change[] } {
  if (judgement.kind !== 'violates') return { judged: judgement, joins: [] };
  const { direction, group, record, rules } = change;
  const way = { groupId: group.groupId, direction, at };
  const { eventId } = record;
  return exemptRules(judgement, rules, { way, eventId, now, open, standing, lists: lists.rules });
}

function withoutJoins(all: readonly Change[], joins: readonly Change[]): readonly Change[] {
  return all.filter((change) => !joins.includes(change));
}

/** A revert of ours may give a rule back that is let through: it is open again, and ends with its exemption. */
function shownAgain(opening: Opening, open: readonly Finding[]): readonly Change[] {
  const shut = open.filter(({ state }) => state.kind === 'exempted' && state.shut !== null);
  return repeatsOfOpenFindings(opening, shut);
}

function notAmong(some: readonly Finding[], all: readonly Finding[]): readonly Finding[] {
  return all.filter((finding) => !some.includes(finding));
}

/** Findings that a sweep made, closed ones included, of which this record tells the call: it was made
 * between the moments at which the door was seen shut and seen open, as far as reads can be trusted. */
function driftsToldOf(
  { change, changedAt }: Opening,
  findings: readonly Finding[],
): readonly Finding[] {
  const doors = new Set(change.rules.map(doorKey));
  return findings.filter(
    (finding) =>
      mayBeToldBy(finding, changedAt) &&
      finding.rules.some((rule) => doors.has(plannedDoorKey(rule))),
  );
}

/** A list of which something is known is not moved by having been read: what was not heard of it is for
 * its own record, or for the sweep, to tell. */
function learntOf(
  opening: Opening,
  group: GroupState | null,
  { lists: known }: Pick<Kept, 'lists'>,
): Admission['learnt'] {
  const lists = opening.read
    .filter(({ prefixListId }) => !known.has(prefixListId))
    .map((state) => ({ kind: 'list' as const, state }));
  const state = stateAfter(opening, group);
  return state === null ? lists : [...lists, { kind: 'group', state }];
}

/** Whether a change gives rules back the old values that a revert under way is giving them: its
 * record may come before the answer to the call, which has the request's id. */
function isOwnRestore({ change }: Opening, open: readonly Finding[]): boolean {
  if (change.kind !== 'rulesEdited') return false;
  const restored = new Set(
    open
      .filter(({ state }) => state.kind === 'executing' && state.attempts > 0)
      .flatMap(({ previous }) => previous.map((was) => `${was.ruleId} ${plannedDoorKey(was)}`)),
  );
  return change.rules.every((rule) => restored.has(`${rule.ruleId} ${doorKey(rule)}`));
}

/** The one notice of a directory's birth; null where its group is open to nobody beyond policy. */
function noticeOfBirth(
  directoryId: string,
  opening: Opening,
  kept: GroupState | null,
): Admission['notice'] {
  const { judgement, change, lists } = opening;
  if (judgement.kind !== 'violates') return null;
  const { ownerId: accountId, groupId } = change.group;
  const added = change.rules.map((rule) => ({
    ...plannedRule(rule),
    description: rule.description,
  }));
  const doors = new Set(added.map(plannedDoorKey));
  const state = stateAfter(opening, kept) ?? { inbound: [], outbound: [] };
  const others = state[change.direction].filter((rule) => !doors.has(plannedDoorKey(rule)));
  const { inbound, outbound } = state;
  // EC2 may not show yet what AWS has just written.
  const rules = { inbound, outbound, [change.direction]: [...others, ...added] };
  const place = { accountId, region: change.record.region, directoryId };
  return birthNotice({ ...place, groupId, guard: judgement.guard, rules, lists });
}

const BORN = { kind: 'born' } as const;
const BORN_TEXT = 'AWS is making the directory: what it writes until then is the baseline';

const NOT_GUARDED_TEXTS = {
  noGuard: 'No guard of the policy matches the group',
  outbound: 'The policy does not guard what the group may reach',
} as const;

function outcomeOf(
  judgement: Judgement | LetThroughWhole | typeof BORN,
  [first]: readonly Change[],
  isNew: boolean,
): RecordOutcome {
  if (first !== undefined) return { kind: 'finding', findingId: first.findingId, isNew };
  if (judgement.kind === 'exempted') {
    return { kind: 'permitted', reason: exemptedText(judgement.used) };
  }
  if (judgement.kind === 'born') return { kind: 'permitted', reason: BORN_TEXT };
  assert(judgement.kind !== 'violates', 'A violation opens or joins a finding');
  return judgement.kind === 'permitted'
    ? { kind: 'permitted', reason: PERMITTED_TEXTS[judgement.reason] }
    : { kind: 'ignored', reason: NOT_GUARDED_TEXTS[judgement.why] };
}

/** With what was removed from the group a moment ago, and called on its directory. */
interface NewOpening extends Opening {
  readonly removed: readonly RemovedRule[];
  readonly directoryCalls: readonly DirectoryCall[];
}

function newFindings(
  opening: NewOpening,
  { verdict }: Violation,
  open: readonly Finding[],
): readonly Change[] {
  const unheard = verdict.offending.filter((rule) => !isKnown(rule, opening, open));
  return unheard.length === 0 ? [] : newFinding(opening, unheard, open);
}

/** Open findings of the group's standing on hosts that tell what its rules let in there, for a group that is
 * guarded for the sake of others alone: where it stands beside them nowhere else, to open a finding of its
 * rules would be to tell the same again. */
function attachmentsTelling(
  { change, judgement }: Opening,
  open: readonly Finding[],
): readonly Finding[] {
  if (judgement.kind !== 'violates' || change.direction !== 'inbound') return [];
  const hosts = judgement.by.map(({ why }) => (why.kind === 'beside' ? why.hosts : null));
  if (hosts.includes(null)) return [];
  const all = hosts.flatMap((each) => each ?? []);
  return open.filter(({ door, state }) => {
    if (door.kind !== 'attachment' || door.isApprovedSource || state.kind === 'exempted')
      return false;
    if (door.groupId !== change.group.groupId) return false;
    const told = new Set(door.places.map(hostOf));
    return all.every((host) => told.has(host));
  });
}

/** Whether an open finding has the rule already: the same door, or the same rule edited again. */
function isKnown(
  rule: SecurityGroupRule,
  { change, changedAt }: Opening,
  open: readonly Finding[],
): boolean {
  // What an exempted finding lets through was taken off: what is left is not its own.
  const telling = open.filter((finding) => !isLetThrough(finding, changedAt));
  return telling.some((finding) =>
    finding.rules.some(
      (held) =>
        plannedDoorKey(held) === doorKey(rule) ||
        (change.kind === 'rulesEdited' && held.ruleId !== null && held.ruleId === rule.ruleId),
    ),
  );
}

/** Findings whose rules were edited: their doors are looked at again, and judged as they are. One
 * with a revert under way, whose own edits are known before this, is looked at when that ended. */
function editsOfOpenFindings(
  { change, now }: Opening,
  open: readonly Finding[],
): readonly Change[] {
  if (change.kind !== 'rulesEdited') return [];
  const { eventId, actor } = change.record;
  const edited = new Set(change.rules.flatMap((rule) => rule.ruleId ?? []));
  return open
    .filter((finding) => rulesOn(finding, change).some((rule) => edited.has(rule.ruleId ?? '')))
    .map((finding) => ({
      findingId: finding.id,
      events: [{ kind: 'door.touched', how: 'edited', eventId, name: actor.name, at: now }],
    }));
}

/** Open findings whose doors the record tells of again. */
function repeatsOfOpenFindings(
  { change, now }: Opening,
  open: readonly Finding[],
): readonly Change[] {
  const heard = change.rules.map(plannedRule);
  const doors = new Set(heard.map(plannedDoorKey));
  const { eventId } = change.record;
  return open
    .filter((finding) => finding.rules.some((rule) => doors.has(plannedDoorKey(rule))))
    .map((finding) => ({
      findingId: finding.id,
      events: [{ kind: 'finding.heardAgain', eventId, rules: heard, at: now }],
    }));
}

function newFinding(
  opening: NewOpening,
  rules: readonly SecurityGroupRule[],
  open: readonly Finding[],
): readonly Change[] {
  const { change, match, findingId, told, before, lists, changedAt, now, removed } = opening;
  const alone = judge(match, { ...change, rules }, before, lists);
  assert(alone.kind === 'violates', 'Rules that offend together offend alone');
  const { judged: judgement } = exempted({ ...opening, judgement: alone }, open);
  assert(judgement.kind === 'violates', 'What is not exempted is not so alone');
  const { verdict } = judgement;
  assert(change.kind !== 'rulesRemoved', 'Removed rules open nothing');
  const { eventId, eventName, actor } = change.record;
  const { kind, direction } = change;
  const added = verdict.offending.map(plannedRule);
  const call = { actor, at: changedAt };
  const isEdit = kind === 'rulesEdited';
  const inPlaceOf = isEdit ? [] : replacedBy({ rules: added, direction, ...call }, removed);
  const door = doorOf(opening, judgement);
  const openedBy = { eventId, eventName, ...call, kind };
  const probableCall = probableCallOf({ door, opening: openedBy }, opening.directoryCalls);
  const opened: FindingEvent = {
    kind: 'finding.opened',
    id: findingId,
    door,
    opening: openedBy,
    rules: added,
    excess: toRows(verdict.excess),
    previous: verdict.offending.flatMap((rule) => told?.editedFrom.get(rule.ruleId ?? '') ?? []),
    doubt: doubtOf(opening),
    lookAt: isStillThere(verdict.offending, opening) ? null : now,
    ...(inPlaceOf.length === 0 ? {} : { inPlaceOf }),
    ...(probableCall === null ? {} : { probableCall }),
    at: now,
  };
  return [{ findingId, events: [opened] }];
}

/** Whether rules of a change are still there, as far as a state of the group tells that is not of
 * before. Where they are not, the door is looked at: one that was shut before its opening was heard
 * of closes once agreeing reads say so, and not on the word of one state. CloudTrail's times are
 * whole seconds, so a state of the same second may be of after the shutting. */
function isStillThere(
  rules: readonly SecurityGroupRule[],
  { state, change, changedAt }: Opening,
): boolean {
  if (state === null || state.observedAt < changedAt) return true;
  const doors = new Set(rulesSeen(state, change).rules.map(plannedDoorKey));
  return rules.every((rule) => doors.has(doorKey(rule)));
}

function doorOf({ change, changedAt, facts }: Opening, { guard, by }: Violation): Finding['door'] {
  const groupName = facts?.groupName ?? change.group.groupName;
  const call = { actor: change.record.actor, at: changedAt };
  return {
    kind: 'rules',
    direction: change.direction,
    ...managementOf({ groupName, tags: facts?.tags ?? null }, call),
    accountId: change.group.ownerId,
    region: change.record.region,
    groupId: change.group.groupId,
    groupName,
    guardName: guard.name,
    guardKind: guard.kind,
    ...besideOf(by),
  };
}

function doubtOf({ doubt: resolvedDoubt, birth, judgement }: Opening): string | null {
  const doubt = resolvedDoubt ?? (birth.kind === 'couldNotLook' ? birth.doubt : null);
  if (judgement.kind !== 'violates' || judgement.isCertain) return doubt;
  return `${doubt ?? 'Too little is known of the group'}. It counts as guarded until it is looked at`;
}
