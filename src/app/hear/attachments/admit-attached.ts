import { exemptedText } from '../../../domain/exemption/describe-exemption.ts';
import { type AttachedPlace, placeKey } from '../../../domain/finding/door.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import { mayBeToldBy } from '../../../domain/finding/told-by.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { InterfaceState } from '../../../domain/inventory/interface-state.ts';
import { placedState, standingOf } from '../../../domain/inventory/standing.ts';
import { groupsApproved } from '../../../domain/policy/approved-source.ts';
import { PERMITTED_TEXTS } from '../../../domain/policy/permitted-text.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import type { Admission, Kept, KeptUnasked, RecordOutcome } from '../../ports.ts';
import { explanations } from '../explanations.ts';
import { admitOwnCall } from '../prepared.ts';
import {
  type FindingIds,
  hidesAny,
  holds,
  type JudgedStandings,
  type Judging,
  judgeStandings,
  type NewStanding,
  wasGuarded,
} from './attachment-findings.ts';
import { matchOf } from './look-up-groups.ts';
import type { PlacedInterface, ResolvedAttachment } from './resolve-attachment.ts';
import { touched } from './touched.ts';

/** What judging a record takes besides what it tells. */
export interface Asked {
  /** By group id. */
  readonly findingIds: ReadonlyMap<string, FindingIds>;
  /** Groups of directories that AWS is making: where it puts them is no finding. */
  readonly born: ReadonlySet<string>;
  readonly policy: Policy;
  readonly now: Instant;
}

type Change = Admission['changes'][number];

/** What a record of attached groups does: nothing, with the reason; new findings; another word on open
 * ones. Groups that it took off are looked after, too. Pure. */
export function admitAttached(resolved: ResolvedAttachment, kept: Kept, asked: Asked): Admission {
  const learnt = learntOf(resolved, kept, asked);
  if (kept.isOwnCall) return admitOwnCall(learnt);
  const { change, changedAt, interfaces } = resolved;
  const drifts = [...kept.open, ...kept.unexplained].filter(isToldBy(resolved));
  const judged = judgeRecord(resolved, kept, asked, drifts);
  const explained = explanations(drifts, change.record, { changedAt, now: asked.now });
  const left = interfaces.flatMap(({ interfaceId, after }) =>
    kept.open.filter(
      ({ door }) =>
        door.kind === 'attachment' &&
        !after.includes(door.groupId) &&
        door.places.some((place) => placeKey(place) === interfaceId),
    ),
  );
  const changes = [...judged.changes, ...explained, ...touched(left, change.record, asked.now)];
  const outcome = outcomeOf(resolved, judged, changes);
  const isBirth = outcome.kind === 'ignored' && asked.born.size > 0;
  return { outcome: isBirth ? MADE_BY_AWS : outcome, changes, notice: null, learnt };
}

const MADE_BY_AWS: RecordOutcome = {
  kind: 'permitted',
  reason: 'AWS is making the directory: where it puts the group until then is the baseline',
};

/** Whether what is known hides any of what the groups let in: that has to be asked for. Pure. */
export function isMasked(resolved: ResolvedAttachment, kept: KeptUnasked, asked: Asked): boolean {
  return hidesAny(standingsOf(resolved, kept), judgingOf(resolved, asked), kept);
}

function judgeRecord(
  resolved: ResolvedAttachment,
  kept: KeptUnasked,
  asked: Asked,
  drifts: readonly Finding[],
): JudgedStandings {
  const closed = drifts.filter(({ state }) => state.kind === 'closed');
  const untold = standingsOf(resolved, kept).map((standing) =>
    withoutNewcomers(withoutExplained(standing, closed), asked.born),
  );
  return judgeStandings(untold, judgingOf(resolved, asked), kept);
}

function judgingOf(resolved: ResolvedAttachment, { findingIds, policy, now }: Asked): Judging {
  const { change, changedAt, at, groups, lists, unreadLists, shown, doubt } = resolved;
  const { eventId, eventName, actor } = change.record;
  const opening = { kind: 'attached', eventId, eventName, at: changedAt, actor } as const;
  const looked = { at, groups, lists, unreadLists, shown, doubt };
  return { ...looked, policy, opening, eventId, findingIds, now };
}

function standingsOf(resolved: ResolvedAttachment, kept: KeptUnasked): readonly NewStanding[] {
  return [
    ...resolved.interfaces.map((each) => onInterface(each, resolved, kept)),
    ...resolved.vpcs.map(inVpc),
  ];
}

function inVpc({ vpcId, groupId }: ResolvedAttachment['vpcs'][number]): NewStanding {
  return {
    place: { kind: 'vpc', vpcId },
    newcomers: [groupId],
    stayed: [],
    onHost: [],
    besides: [],
    unsure: new Set(),
    gone: new Set(),
  };
}

function onInterface(
  placed: PlacedInterface,
  { changedAt, isFirst, swept }: ResolvedAttachment,
  { interfaces }: Pick<KeptUnasked, 'interfaces'>,
): NewStanding {
  const { interfaceId, after, siblings } = placed;
  const row = interfaces.get(interfaceId) ?? null;
  const standing = standingOf(row, { after, changedAt, isFirst });
  const { instanceId, managedBy } = detailsOf(placed, row);
  const unsure = standing.isBeforeKnown ? [] : standing.newcomers.filter((id) => !swept.has(id));
  return {
    place: { kind: 'interface', interfaceId, instanceId, managedBy },
    newcomers: standing.newcomers,
    stayed: standing.stayed,
    onHost: [...after, ...siblings],
    besides: placed.besides.map((each) => ({
      place: placeOf(each),
      groupIds: each.groupIds,
      stood: stoodOn(each, interfaces.get(each.interfaceId) ?? null, changedAt),
    })),
    unsure: new Set(unsure),
    gone: new Set(standing.newcomers.filter((id) => isGone(id, placed, row, changedAt))),
  };
}

function placeOf({ interfaceId, instanceId, managedBy }: InterfaceState): AttachedPlace {
  return { kind: 'interface', interfaceId, instanceId, managedBy };
}

/** The groups on another interface that are known to have stood there before the change. */
function stoodOn(
  { groupIds: after }: InterfaceState,
  row: InterfaceState | null,
  changedAt: Instant,
): readonly string[] {
  return standingOf(row, { after, changedAt, isFirst: false }).stayed;
}

/** Whether a state of the interface that is not of before the change shows a group no more. The door is
 * looked at then: one that was shut before its opening was heard of closes once agreeing reads say so. */
function isGone(
  groupId: string,
  { live }: PlacedInterface,
  row: InterfaceState | null,
  changedAt: Instant,
): boolean {
  if (live?.kind === 'notThere') return true;
  const later = row !== null && row.observedAt >= changedAt ? [row] : [];
  const states = live?.kind === 'found' ? [live.value, ...later] : later;
  return states.some(({ groupIds }) => !groupIds.includes(groupId));
}

/** What is known of an interface besides its groups: as EC2 has it, or else as it was known. */
function detailsOf(
  { live, instanceId }: PlacedInterface,
  row: InterfaceState | null,
): Pick<InterfaceState, 'instanceId' | 'managedBy' | 'vpcId' | 'description'> {
  const known = live?.kind === 'found' ? live.value : row;
  return {
    instanceId: instanceId ?? known?.instanceId ?? null,
    managedBy: known?.managedBy ?? null,
    vpcId: known?.vpcId ?? null,
    description: known?.description ?? '',
  };
}

/** Findings that a sweep made, of which this record tells the call: it was made between the moments at
 * which the group was seen off the place and on it, as far as reads can be trusted. */
function isToldBy({
  change,
  changedAt,
  interfaces,
}: ResolvedAttachment): (finding: Finding) => boolean {
  return (finding) => {
    const { door } = finding;
    if (door.kind !== 'attachment' || change.kind !== 'attached') return false;
    if (!mayBeToldBy(finding, changedAt)) return false;
    return interfaces.some(
      ({ interfaceId, after }) =>
        after.includes(door.groupId) &&
        door.places.some((place) => placeKey(place) === interfaceId),
    );
  };
}

function withoutNewcomers(standing: NewStanding, born: ReadonlySet<string>): NewStanding {
  const newcomers = standing.newcomers.filter((groupId) => !born.has(groupId));
  return { ...standing, newcomers };
}

/** Closed drifts that this record tells of are not opened once more by it. */
function withoutExplained(standing: NewStanding, explained: readonly Finding[]): NewStanding {
  const told = explained.flatMap(({ door }) =>
    door.kind === 'attachment' && holds(door.places, standing.place) ? [door.groupId] : [],
  );
  const newcomers = standing.newcomers.filter((groupId) => !told.includes(groupId));
  return { ...standing, newcomers };
}

function learntOf(
  resolved: ResolvedAttachment,
  kept: Kept,
  { policy }: Asked,
): Admission['learnt'] {
  const { at, interfaces, groups, lists, changedAt, isFirst } = resolved;
  const approved = groupsApproved(policy);
  const isGuarded = (groupId: string): boolean =>
    matchOf({ ...at, groupId }, groups.get(groupId), policy).kind !== 'notGuarded';
  const onGuarded = interfaces.filter(({ after, siblings }) =>
    [...after, ...siblings].some(isGuarded),
  );
  const counting = interfaces.filter(
    (each) =>
      onGuarded.includes(each) ||
      kept.interfaces.has(each.interfaceId) ||
      each.after.some((id) => approved.has(id)),
  );
  // On a host that was a guarded one before, what is not known came unheard: the sweep is to find it.
  const besides = onGuarded
    .filter((each) => !wasGuarded(onInterface(each, resolved, kept), isGuarded))
    .flatMap((each) => each.besides)
    .filter(({ interfaceId }) => !kept.interfaces.has(interfaceId));
  // Groups beside guarded ones are known as these are: what they let in from now on counts there.
  const beside = new Set(onGuarded.flatMap(({ after, siblings }) => [...after, ...siblings]));
  const counts = (groupId: string): boolean => beside.has(groupId) || isGuarded(groupId);
  return [
    ...counting.map((placed) => {
      const { interfaceId, after } = placed;
      const row = kept.interfaces.get(interfaceId) ?? null;
      const seen: InterfaceState = {
        ...at,
        interfaceId,
        ...detailsOf(placed, row),
        groupIds: after,
        observedAt: changedAt,
      };
      const state = placedState(row, seen, { after, changedAt, isFirst });
      return { kind: 'interface' as const, state };
    }),
    // Groups on the host's other interfaces let in to a guarded host, too.
    ...besides.map((state) => ({ kind: 'interface' as const, state })),
    // What was not heard of a list that is known is for its own record, or for the sweep, to tell.
    ...lists
      .filter(({ prefixListId }) => !kept.lists.has(prefixListId))
      .map((state) => ({ kind: 'list' as const, state })),
    // A group that counts and that was read because nothing was known of it.
    ...[...groups].flatMap(([groupId, looked]) =>
      looked.kind === 'found' && looked.isRead && !kept.groups.has(groupId) && counts(groupId)
        ? [{ kind: 'group' as const, state: looked.state }]
        : [],
    ),
  ];
}

function outcomeOf(
  { unread, interfaces, vpcs }: ResolvedAttachment,
  { changes: opened, joined, permitted, exempted }: JudgedStandings,
  [first]: readonly Change[],
): RecordOutcome {
  const isNew = opened.some(({ events }) => events[0]?.kind === 'finding.opened');
  const findingId = first?.findingId ?? joined[0];
  if (findingId !== undefined) return { kind: 'finding', findingId, isNew };
  if (unread[0] !== undefined) return { kind: 'undecodable', reason: unread[0] };
  if (interfaces.length + vpcs.length === 0) {
    return { kind: 'permitted', reason: 'What it changed is there no more' };
  }
  if (exempted.length > 0) return { kind: 'permitted', reason: exemptedText(exempted) };
  const [reason] = permitted;
  if (reason !== undefined) return { kind: 'permitted', reason: PERMITTED_TEXTS[reason] };
  return NOTHING_GUARDED;
}

const NOTHING_GUARDED: RecordOutcome = {
  kind: 'ignored',
  reason: 'No group that is guarded is new on any host',
};
