import { assert } from '../../../domain/assert.ts';
import {
  type Exempting,
  exempt,
  exemptionsOf,
  isLetThrough,
  type LetThrough,
} from '../../../domain/exemption/let-through.ts';
import { exposureOfScope } from '../../../domain/exemption/scope.ts';
import {
  type AttachedPlace,
  type AttachmentDoor,
  hostOf,
  managerOf,
  placeKey,
} from '../../../domain/finding/door.ts';
import type { FindingEvent } from '../../../domain/finding/events.ts';
import type { Finding, Opening } from '../../../domain/finding/finding.ts';
import { matchBeside } from '../../../domain/guard/match.ts';
import type { Instant } from '../../../domain/instant.ts';
import { rulesWithDoorsOf } from '../../../domain/inventory/compare-states.ts';
import { admissionsOf, type ListsAtHand, vpcsOf } from '../../../domain/inventory/known-lists.ts';
import type { ListState } from '../../../domain/inventory/list-state.ts';
import type { Admission, Exposure } from '../../../domain/net/exposure.ts';
import * as exposure from '../../../domain/net/exposure.ts';
import {
  asAdmission,
  type PlannedRule,
  plannedDoorKey,
} from '../../../domain/plan/planned-rule.ts';
import { approvedSource } from '../../../domain/policy/approved-source.ts';
import type { PermittedReason } from '../../../domain/policy/evaluate.ts';
import {
  type AttachmentJudgement,
  judgeNewcomer,
  type Newcomer,
  type StandingGroup,
} from '../../../domain/policy/judge-attachment.ts';
import type { Guard, Policy } from '../../../domain/policy/policy.ts';
import type { Admission as Admitting, KeptUnasked, LiveRules, Place } from '../../ports.ts';
import { standingOf } from '../exempted.ts';
import { listsAtHand } from '../lists/lists-at-hand.ts';
import { settled } from '../rules/judge-change.ts';
import { type LookedGroups, standingGroup } from './look-up-groups.ts';

/** A place on which groups are new. */
export interface NewStanding {
  readonly place: AttachedPlace;
  readonly newcomers: readonly string[];
  /** Groups that stand there and stood there before. */
  readonly stayed: readonly string[];
  /** All groups of the host, on whichever of its interfaces. */
  readonly onHost: readonly string[];
  /** The other interfaces of the host, as far as no other standing is about them. */
  readonly besides: readonly StandingBeside[];
  /** Newcomers that may have stood there before. */
  readonly unsure: ReadonlySet<string>;
  /** Newcomers that stand there no more, as far as a later state tells. */
  readonly gone: ReadonlySet<string>;
}

/** What stands on another interface of the host on which groups are new. */
export interface StandingBeside {
  readonly place: AttachedPlace;
  readonly groupIds: readonly string[];
  /** Those that are known to have stood there before. */
  readonly stood: readonly string[];
}

/** The ids that new findings on a group would get. */
export interface FindingIds {
  readonly excess: string;
  readonly source: string;
}

/** All by which new standings are judged. */
export interface Judging {
  readonly at: Place;
  readonly groups: LookedGroups;
  readonly lists: readonly ListState[];
  /** Lists that could not be read, by id. */
  readonly unreadLists: readonly string[];
  /** The rules of the groups as EC2 shows them, by group id, where it was asked because what is known
   * would hide what a newcomer opens: a rule that is not among them hides nothing. Null where it was not
   * asked. */
  readonly shown: ReadonlyMap<string, LiveRules> | null;
  readonly policy: Policy;
  readonly opening: Opening;
  readonly eventId: string | null;
  readonly findingIds: ReadonlyMap<string, FindingIds>;
  /** What else could not be looked up, in words. */
  readonly doubt: string | null;
  readonly now: Instant;
}

type Change = Admitting['changes'][number];

/** What new standings come to. */
export interface JudgedStandings {
  readonly changes: readonly Change[];
  /** Findings that are open already and tell of all that is let in. */
  readonly joined: readonly string[];
  /** Why newcomers that open nothing do not. */
  readonly permitted: readonly PermittedReason[];
  /** The exemptions of policy that let newcomers through. */
  readonly exempted: readonly LetThrough[];
}

/** What a group opens on the places on which it is new. */
interface Opened {
  readonly group: StandingGroup;
  readonly guard: Guard;
  readonly isCertain: boolean;
  readonly isApprovedSource: boolean;
  readonly places: readonly AttachedPlace[];
  readonly rules: readonly PlannedRule[];
  readonly excess: Exposure;
  readonly isUnsure: boolean;
  /** What was read may be stale: the door is looked at, and closes if agreeing reads say so. */
  readonly mayBeShut: boolean;
}

/** Judges groups that are new on places: a new finding for each group that lets in more than is
 * approved or is itself approved elsewhere, or another word on one that is open. Pure. */
export function judgeStandings(
  standings: readonly NewStanding[],
  judging: Judging,
  kept: KeptUnasked,
): JudgedStandings {
  const lists = listsAtHand(kept, judging.lists, judging.unreadLists);
  const permitted: PermittedReason[] = [];
  const exempted: LetThrough[] = [];
  const opened: Opened[] = [];
  for (const standing of standings) {
    const its = { judging, kept, lists };
    for (const counted of asGuarded(standing, its)) {
      for (const groupId of counted.newcomers) {
        const isNew = counted.place === standing.place && standing.newcomers.includes(groupId);
        const judged = judgeOne(groupId, counted, { ...its, isNew });
        opened.push(...judged.opened);
        permitted.push(...judged.permitted);
        exempted.push(...judged.exempted);
      }
    }
  }
  const outcomes = byDoor(opened).map((each) => admitOpened(each, judging, kept.open));
  return {
    changes: outcomes.flatMap(({ changes }) => changes),
    joined: outcomes.flatMap(({ joined }) => joined),
    permitted,
    exempted,
  };
}

/** Whether what is known hides any of what newcomers let in beyond what is approved: since others let it
 * in already, or since a list approves it. Pure. */
export function hidesAny(
  standings: readonly NewStanding[],
  judging: Judging,
  kept: KeptUnasked,
): boolean {
  const its = { judging, kept, lists: listsAtHand(kept, judging.lists, judging.unreadLists) };
  return standings
    .flatMap((standing) => asGuarded(standing, its))
    .some((counted) =>
      counted.newcomers.some((groupId) => isHidden(newcomerOf(groupId, counted, its), its)),
    );
}

function isHidden(newcomer: Newcomer, { lists }: Case): boolean {
  const alone = { rules: lists.rules, approved: vpcsOf(lists.approved) };
  const whole = judgeNewcomer({ ...newcomer, before: [] }, alone);
  if (whole.kind !== 'violates') return false;
  const judgement = judgeNewcomer(newcomer, lists);
  if (judgement.kind !== 'violates') return true;
  const hidden = exposure.difference(whole.verdict.excess, judgement.verdict.excess);
  return !exposure.isEmpty(hidden);
}

interface Case {
  readonly judging: Judging;
  readonly kept: KeptUnasked;
  readonly lists: ListsAtHand;
}

/** On a host that no group before made a guarded one, nothing counts as open already: all that stands
 * there is judged, on whichever of its interfaces, as it is where all of it comes at once. */
function asGuarded(standing: NewStanding, { judging, kept }: Case): readonly NewStanding[] {
  const { newcomers, stayed, besides } = standing;
  const isGuarded = (id: string): boolean => groupOf(id, judging, kept).match.kind !== 'notGuarded';
  if (newcomers.length === 0 || wasGuarded(standing, isGuarded)) return [standing];
  return [
    { ...standing, newcomers: [...newcomers, ...stayed], stayed: [] },
    ...besides.map((each) => asNew(each, standing)),
  ];
}

/** Whether a host was a guarded one before groups came to it. */
export function wasGuarded(
  { stayed, besides }: Pick<NewStanding, 'stayed' | 'besides'>,
  isGuarded: (groupId: string) => boolean,
): boolean {
  return [...stayed, ...besides.flatMap((each) => each.stood)].some(isGuarded);
}

function asNew({ place, groupIds }: StandingBeside, { onHost }: NewStanding): NewStanding {
  // What stands there was read once, which may show what was before: the doors are looked at.
  const gone = new Set(groupIds);
  return { place, newcomers: groupIds, stayed: [], onHost, besides: [], unsure: new Set(), gone };
}

function judgeOne(
  groupId: string,
  standing: NewStanding,
  { judging, kept, lists, isNew }: Case & { readonly isNew: boolean },
): Pick<JudgedStandings, 'permitted' | 'exempted'> & { readonly opened: readonly Opened[] } {
  const { place, unsure, gone } = standing;
  const newcomer = newcomerOf(groupId, standing, { judging, kept, lists });
  const { group } = newcomer;
  const judgement = judgeNewcomer(newcomer, lists);
  const common = {
    group,
    places: [place],
    isUnsure: unsure.has(groupId),
    mayBeShut: gone.has(groupId) || isContradicted(newcomer.group, kept),
  };
  const isMember = place.kind === 'interface' && isNew;
  const source = isMember ? approvedSource(groupId, judging.policy) : null;
  const opened: Opened[] = [];
  const exempting = byPolicy(groupId, judgement, judging);
  if (judgement.kind === 'violates') {
    const { guard, isCertain, rules } = judgement;
    const { left: excess } = exempting;
    const is = { guard, isCertain, isApprovedSource: false };
    if (!exposure.isEmpty(excess)) opened.push({ ...common, ...is, rules, excess });
  }
  if (source !== null) {
    const { guard, reach: excess } = source;
    opened.push({ ...common, guard, isCertain: true, isApprovedSource: true, rules: [], excess });
  }
  const permitted = judgement.kind === 'permitted' ? [judgement.reason] : [];
  return { opened, permitted, exempted: opened.length === 0 ? exempting.used : [] };
}

/** What policy lets through for a time is no excess. */
function byPolicy(
  groupId: string,
  judgement: AttachmentJudgement,
  { opening, policy }: Judging,
): Exempting {
  if (judgement.kind !== 'violates') return { left: exposure.NO_EXPOSURE, used: [] };
  const way = { groupId, direction: 'inbound', at: opening.at } as const;
  const standing = standingOf(policy);
  return exempt(judgement.verdict.excess, exemptionsOf(way, { findings: [], standing }));
}

/** Whether a newcomer is judged by rules of which what is known says that they are there no more: the read
 * that shows them may be stale, so that agreeing ones have to say it. */
function isContradicted(
  { groupId, rules }: StandingGroup,
  { groups }: Pick<KeptUnasked, 'groups'>,
): boolean {
  const known = groups.get(groupId);
  if (known === undefined || rules === null) return false;
  const doors = new Set(known.inbound.map(plannedDoorKey));
  return rules.some((rule) => !doors.has(plannedDoorKey(rule)));
}

function newcomerOf(
  groupId: string,
  { place, stayed, onHost }: NewStanding,
  { judging, kept, lists }: Case,
): Newcomer {
  const known = (id: string): StandingGroup => groupOf(id, judging, kept);
  const others = onHost.filter((id) => id !== groupId).map(known);
  const contested = stayed.filter((id) => isAskedOff(id, place, kept.open));
  const before = stayed
    .filter((id) => !contested.includes(id))
    .flatMap((id) => admissionsBefore(known(id), judging, kept.open, lists));
  const group = known(groupId);
  const beside = others.map((each) => ({ ...each, hosts: [hostOf(place)] }));
  return { group, match: matchBeside(judging.policy, group.match, beside), before };
}

function groupOf(
  groupId: string,
  { at, groups, policy }: Judging,
  kept: Pick<KeptUnasked, 'groups'>,
): StandingGroup {
  const { accountId, region } = at;
  const asked = { kept: kept.groups.get(groupId), policy };
  return standingGroup({ accountId, region, groupId }, groups.get(groupId), asked);
}

/** Whether an open finding asks for the group to be taken off the place: what it lets in does not count
 * as open already. */
function isAskedOff(groupId: string, place: AttachedPlace, open: readonly Finding[]): boolean {
  return open.some(
    ({ door }) =>
      door.kind === 'attachment' && door.groupId === groupId && holds(door.places, place),
  );
}

function admissionsBefore(
  { groupId, rules }: StandingGroup,
  { shown }: Judging,
  open: readonly Finding[],
  { approved }: ListsAtHand,
): readonly Admission[] {
  const own = open.filter(({ door }) => door.kind === 'rules' && door.groupId === groupId);
  // What is not known of a group that stood there lets in nothing that could be counted as open.
  const known = (rules ?? []).map((rule) => ({ description: null, ...rule }));
  const still = shown === null ? known : rulesWithDoorsOf(shown.get(groupId)?.inbound ?? [], known);
  return admissionsOf(settled(still, own), approved);
}

/** What a group opens in one place and another is one matter: scale-outs are not an alert each. */
function byDoor(opened: readonly Opened[]): readonly Opened[] {
  const doors = new Map<string, Opened>();
  for (const each of opened) {
    const key = `${each.group.groupId} ${each.isApprovedSource}`;
    const known = doors.get(key);
    doors.set(key, known === undefined ? each : together(known, each));
  }
  return [...doors.values()];
}

function together(a: Opened, b: Opened): Opened {
  return {
    ...a,
    isCertain: a.isCertain && b.isCertain,
    places: [...a.places, ...b.places.filter((place) => !holds(a.places, place))],
    rules: distinct([...a.rules, ...b.rules]),
    excess: exposure.union(a.excess, b.excess),
    isUnsure: a.isUnsure || b.isUnsure,
    mayBeShut: a.mayBeShut || b.mayBeShut,
  };
}

function distinct(rules: readonly PlannedRule[]): readonly PlannedRule[] {
  return [...new Map(rules.map((rule) => [plannedDoorKey(rule), rule])).values()];
}

type Outcome = Pick<JudgedStandings, 'changes' | 'joined'>;

/** Where an exempted finding lets the group stand, it stands there by that; on further places, or with wider rules, it
 * is a finding of its own. */
function admitOpened(opened: Opened, judging: Judging, open: readonly Finding[]): Outcome {
  const { group, isApprovedSource } = opened;
  const all = open.filter(isAttachmentOf(group.groupId, isApprovedSource));
  const exempting = all.filter((finding) => isLetThrough(finding, judging.opening.at));
  const left = exempting.reduce<Opened | null>(
    (rest, finding) => (rest === null ? null : beyondExemption(rest, finding)),
    opened,
  );
  const again = exempting.flatMap((finding) => standsAgain(finding, opened, judging));
  if (left === null) return { changes: again, joined: exempting.map(({ id }) => id) };
  const others = all.filter((finding) => !exempting.includes(finding));
  const outcome = admitBeyond(left, judging, { attached: others, open });
  return { ...outcome, changes: [...outcome.changes, ...again] };
}

/** What a group opens beyond the places and the excess of an exempted finding; null where that is nothing. */
function beyondExemption(opened: Opened, { door, state }: AttachmentFinding): Opened | null {
  const further = opened.places.filter((place) => !holds(door.places, place));
  if (state.kind !== 'exempted') return opened;
  const scope = exposureOfScope(state.exemption.scope);
  const wider = exposure.difference(opened.excess, scope);
  if (exposure.isEmpty(wider)) return further.length === 0 ? null : { ...opened, places: further };
  return further.length === 0 ? { ...opened, excess: wider } : opened;
}

function standsAgain(
  { id, door, state }: AttachmentFinding,
  { places }: Opened,
  { eventId, now }: Judging,
): readonly Change[] {
  const isShut = state.kind === 'exempted' && state.shut !== null;
  if (!isShut || !places.some((place) => holds(door.places, place))) return [];
  const event: FindingEvent =
    eventId === null
      ? { kind: 'door.seenOpen', at: now }
      : { kind: 'finding.heardAgain', eventId, rules: [], at: now };
  return [{ findingId: id, events: [event] }];
}

function admitBeyond(
  opened: Opened,
  judging: Judging,
  {
    attached,
    open,
  }: { readonly attached: readonly AttachmentFinding[]; readonly open: readonly Finding[] },
): Outcome {
  const { group, isApprovedSource, places } = opened;
  const same = attached.find(({ door }) => places.some((place) => holds(door.places, place)));
  const finding = same ?? attached[0];
  if (finding !== undefined) return spreadTo(finding, opened, judging, open);
  const telling = isApprovedSource ? [] : open.filter((each) => tells(each, group.groupId));
  const left = exposure.difference(opened.excess, toldExcess(telling, group.groupId));
  if (exposure.isEmpty(left)) return { changes: [], joined: telling.map(({ id }) => id) };
  return { changes: [newFinding({ ...opened, excess: left }, judging)], joined: [] };
}

type AttachmentFinding = Finding & { readonly door: AttachmentDoor };

/** Whether a finding is about a group that stands where it did not. */
export function isAttachmentOf(
  groupId: string,
  isApprovedSource: boolean,
): (finding: Finding) => finding is AttachmentFinding {
  return (finding): finding is AttachmentFinding =>
    finding.door.kind === 'attachment' &&
    finding.door.groupId === groupId &&
    finding.door.isApprovedSource === isApprovedSource;
}

/** Whether places include one, whatever else is known of it. */
export function holds(places: readonly AttachedPlace[], place: AttachedPlace): boolean {
  const key = placeKey(place);
  return places.some((each) => placeKey(each) === key);
}

/** Whether a finding tells what rules of a group let in, wherever it stands. */
function tells({ door }: Finding, groupId: string): boolean {
  if (door.kind === 'list') return door.uses.some((use) => use.groupId === groupId);
  return door.kind === 'rules' && door.groupId === groupId && door.direction === 'inbound';
}

function toldExcess(findings: readonly Finding[], groupId: string): Exposure {
  const rows = findings.flatMap(({ door, excess }) => {
    if (door.kind !== 'list') return excess;
    const uses = door.uses.filter((use) => use.groupId === groupId && use.direction === 'inbound');
    return uses.flatMap((use) => use.excess);
  });
  return exposure.exposureOf(rows.map(asAdmission));
}

/** A finding whose group has come to further places; what it lets in there may be more. */
function spreadTo(
  finding: AttachmentFinding,
  opened: Opened,
  { eventId, now }: Judging,
  open: readonly Finding[],
): Outcome {
  const { places, group, mayBeShut } = opened;
  const isTold = (place: AttachedPlace): boolean =>
    finding.door.places.some((each) => JSON.stringify(each) === JSON.stringify(place));
  const news = places.filter((place) => !isTold(place));
  const growth = grown(finding, opened, open, now);
  const lookAt = mayBeShut ? now : finding.lookAt;
  const spread: FindingEvent = { kind: 'finding.spread', eventId, places: news, lookAt, at: now };
  // Growth takes back that the door is to be looked at, and so comes first: what was asked for stays.
  const isSpread = news.length > 0 || (growth.length > 0 && lookAt !== null);
  const events = [...growth, ...(isSpread ? [spread] : [])];
  const joined = [
    finding.id,
    ...open.filter((each) => tells(each, group.groupId)).map(({ id }) => id),
  ];
  return { changes: events.length === 0 ? [] : [{ findingId: finding.id, events }], joined };
}

function grown(
  finding: AttachmentFinding,
  { group, excess, rules }: Opened,
  open: readonly Finding[],
  now: Instant,
): readonly FindingEvent[] {
  const held = exposure.exposureOf(finding.excess.map(asAdmission));
  const telling = open.filter((each) => tells(each, group.groupId));
  const told = exposure.union(held, toldExcess(telling, group.groupId));
  const left = exposure.difference(excess, told);
  if (exposure.isEmpty(left)) return [];
  return [
    {
      kind: 'finding.changed',
      rules: distinct([...finding.rules, ...rules]),
      excess: exposure.toRows(exposure.union(held, left)),
      at: now,
    },
  ];
}

function newFinding(opened: Opened, judging: Judging): Change {
  const { group, isApprovedSource, places, rules, excess, mayBeShut } = opened;
  const { opening, findingIds, now } = judging;
  const ids = findingIds.get(group.groupId);
  assert(ids !== undefined, 'Every group that is judged has ids for its findings');
  const findingId = isApprovedSource ? ids.source : ids.excess;
  const event: FindingEvent = {
    kind: 'finding.opened',
    id: findingId,
    door: doorOf(opened, judging),
    opening,
    rules: rules.filter((rule) => letsIn(rule, excess)),
    excess: exposure.toRows(excess),
    previous: [],
    doubt: doubtOf(opened, judging),
    lookAt: mayBeShut ? now : null,
    at: now,
  };
  assert(places.length > 0, 'What is attached stands somewhere');
  return { findingId, events: [event] };
}

/** Whether a rule is one of those that let in an excess. Lists count whole: they were judged before. */
function letsIn(rule: PlannedRule, excess: Exposure): boolean {
  if (rule.source.startsWith('pl-')) return true;
  return !exposure.isEmpty(exposure.intersection(exposure.exposureOf([asAdmission(rule)]), excess));
}

function doorOf(
  { group, guard, isApprovedSource, places }: Opened,
  { at }: Judging,
): AttachmentDoor {
  return {
    kind: 'attachment',
    accountId: at.accountId,
    region: at.region,
    groupId: group.groupId,
    groupName: group.groupName,
    guardName: guard.name,
    guardKind: guard.kind,
    managedBy: managerOf(places),
    places,
    isApprovedSource,
  };
}

const BEFORE_UNKNOWN =
  'What stood there before is not known: the group may have stood there for longer';

function doubtOf(
  { group, isCertain, isApprovedSource, isUnsure }: Opened,
  { groups, doubt }: Judging,
): string | null {
  const looked = groups.get(group.groupId);
  const isUnread = looked?.kind === 'couldNotLook' && !isApprovedSource;
  const unread = isUnread ? looked.reason : null;
  const parts = [
    unread === null
      ? null
      : `Could not look at group ${group.groupId}, so that it counts as letting everybody in: ${unread}`,
    isCertain ? null : 'Whether the group is guarded could not be told: it counts as guarded',
    isUnsure ? BEFORE_UNKNOWN : null,
    isApprovedSource ? null : doubt,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('. ');
}
