import fc from 'fast-check';
import type {
  Attachment,
  ExposureChange,
  ListEntry,
  RecordHeader,
} from '../../../../src/domain/change/exposure-change.ts';
import type { KnownRule } from '../../../../src/domain/inventory/group-state.ts';
import { asAdmission } from '../../../../src/domain/plan/planned-rule.ts';
import { changeOf } from '../../../domain/policy/change-of.ts';
import { HOME_ACCOUNT, START } from '../../../support/findings.ts';
import {
  BLOCKS,
  type Card,
  cardsOf,
  EMPTY,
  GROUP_IDS,
  type GroupId,
  GUARDED_IDS,
  type GuardedId,
  isSameDoor,
  LIST_IDS,
  type ListId,
  PORTS,
  ruleOf,
  type World,
} from './world.ts';

export const STEP_MS = 10_000;
/** Interfaces that a history makes come to so many at most: then they meet. */
const CARDS_MAX = 4;

/** Something that somebody does. `which` picks among what is there at that moment. */
export type Step =
  | {
      readonly kind: 'authorize';
      readonly groupId: GuardedId;
      readonly port: number;
      readonly source: string;
    }
  | { readonly kind: 'revoke'; readonly groupId: GuardedId; readonly which: number }
  | {
      readonly kind: 'edit';
      readonly groupId: GuardedId;
      readonly which: number;
      readonly port: number;
      readonly source: string;
    }
  | {
      readonly kind: 'modifyList' | 'restoreList';
      readonly listId: ListId;
      readonly add: readonly string[];
      readonly remove: readonly string[];
    }
  | {
      /** `place`: ModifyNetworkInterfaceAttribute. `placeHost`: ModifyInstanceAttribute. `make`:
       * CreateNetworkInterface. `launch`: RunInstances. */
      readonly kind: 'place' | 'placeHost' | 'make' | 'launch';
      readonly which: number;
      readonly groupIds: readonly GroupId[];
      /** What stands on the second interface of a launched host: none, no such interface. */
      readonly besides: readonly GroupId[];
    }
  | { readonly kind: 'join'; readonly which: number; readonly host: number }
  | { readonly kind: 'detach' | 'delete' | 'terminate'; readonly which: number };

const guardedId = fc.constantFrom(...GUARDED_IDS);
/** Everybody more often than the others, so that groups let in the same. */
const block = fc.constantFrom(...BLOCKS, '0.0.0.0/0');
const port = fc.constantFrom(...PORTS);
const blocks = fc.uniqueArray(fc.constantFrom(...BLOCKS), { maxLength: 2 });
const which = fc.nat(4);
const ofRules: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('authorize' as const),
    groupId: guardedId,
    port,
    source: fc.oneof(block, fc.constantFrom(...LIST_IDS)),
  }),
  fc.record({ kind: fc.constant('revoke' as const), groupId: guardedId, which }),
  fc.record({
    kind: fc.constant('edit' as const),
    groupId: guardedId,
    which,
    port,
    source: block,
  }),
);
const ofLists: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('modifyList' as const, 'modifyList' as const, 'restoreList' as const),
  listId: fc.constantFrom(...LIST_IDS),
  add: blocks,
  remove: blocks,
});
const placing: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    'place' as const,
    'place' as const,
    'placeHost' as const,
    'make' as const,
    'launch' as const,
  ),
  which,
  groupIds: fc.subarray([...GROUP_IDS], { minLength: 1 }),
  besides: fc.oneof(fc.constant([]), fc.subarray([...GROUP_IDS])),
});
const ofPlaces: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: placing, weight: 5 },
  { arbitrary: fc.record({ kind: fc.constant('join' as const), which, host: which }), weight: 1 },
  {
    arbitrary: fc.record({
      kind: fc.constantFrom('detach' as const, 'delete' as const, 'terminate' as const),
      which,
    }),
    weight: 1,
  },
);
export const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: ofRules, weight: 4 },
  { arbitrary: ofLists, weight: 2 },
  { arbitrary: ofPlaces, weight: 4 },
);

/** What there was before a history, most of it rules. */
export const stepBefore: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: ofRules, weight: 2 },
  { arbitrary: step, weight: 1 },
);

/** One thing that happened, the world after it, and the change that its record tells. */
export interface Happening {
  readonly world: World;
  readonly at: number;
  readonly change: ExposureChange;
}

/** The history that steps make of a world; what EC2 would refuse does not happen. */
export function happenings(
  from: World,
  steps: readonly Step[],
  prefix = 'new',
): readonly Happening[] {
  const history: Happening[] = [];
  const isBorn = bornIn(from);
  let world = from;
  for (const [i, each] of steps.entries()) {
    const at = START + (i + 1) * STEP_MS;
    const id = `${prefix}-${i}`;
    const next = taken(each, {
      world,
      past: [from, ...history.map((so) => so.world)],
      id,
      at,
      isBorn,
    });
    if (next === null) continue;
    world = next.world;
    history.push(next);
  }
  return history;
}

/** The world in which a history begins. */
export function bornFrom(before: readonly Step[]): World {
  const world = happenings(EMPTY, before, 'born').at(-1)?.world ?? EMPTY;
  return { ...world, versions: EMPTY.versions };
}

/** What a rule was at the beginning: to give an edited rule its old values back is to shut its door, and
 * not a new one. */
function bornIn({ rules }: World): (rule: KnownRule) => boolean {
  const born = GUARDED_IDS.flatMap((id) => rules[id]);
  return (rule) => born.some((each) => each.ruleId === rule.ruleId && isSameDoor(each, rule));
}

interface Moment {
  readonly world: World;
  /** The worlds before, the first one first. */
  readonly past: readonly World[];
  /** For what a step makes, and for its record. */
  readonly id: string;
  readonly at: number;
  readonly isBorn: (rule: KnownRule) => boolean;
}

function taken(each: Step, moment: Moment): Happening | null {
  switch (each.kind) {
    case 'authorize':
      return authorized(each, moment);
    case 'revoke':
      return revoked(each, moment);
    case 'edit':
      return edited(each, moment);
    case 'modifyList':
      return listModified(each, moment);
    case 'restoreList':
      return listRestored(each, moment);
    case 'place':
    case 'placeHost':
      return placed(each, moment);
    case 'make':
    case 'launch':
      return made(each, moment);
    case 'join':
      return joined(each, moment);
    case 'detach':
    case 'delete':
    case 'terminate':
      return takenOff(each, moment);
  }
}

type StepOf<Kind extends Step['kind']> = Extract<Step, { readonly kind: Kind }>;

function authorized(
  { groupId, port: at, source }: StepOf<'authorize'>,
  moment: Moment,
): Happening | null {
  const rule = ruleOf(`sgr-${moment.id}`, at, source);
  const rules = moment.world.rules[groupId];
  if (rules.some((other) => isSameDoor(other, rule))) return null;
  return rulesChanged(groupId, [...rules, rule], { kind: 'rulesAdded', rules: [rule] }, moment);
}

function revoked({ groupId, which: nth }: StepOf<'revoke'>, moment: Moment): Happening | null {
  const rules = moment.world.rules[groupId];
  const gone = rules[nth];
  if (gone === undefined) return null;
  const left = rules.filter((rule) => rule !== gone);
  return rulesChanged(groupId, left, { kind: 'rulesRemoved', rules: [gone] }, moment);
}

function edited(
  { groupId, which: nth, port: at, source }: StepOf<'edit'>,
  moment: Moment,
): Happening | null {
  const rules = moment.world.rules[groupId];
  const old = rules[nth];
  // The kind of source of a rule cannot be edited.
  if (old === undefined || old.source.startsWith('pl-')) return null;
  const rule = ruleOf(old.ruleId ?? '', at, source);
  if (rules.some((other) => isSameDoor(other, rule)) || moment.isBorn(rule)) return null;
  const after = rules.map((other) => (other === old ? rule : other));
  return rulesChanged(groupId, after, { kind: 'rulesEdited', rules: [rule] }, moment);
}

function rulesChanged(
  groupId: GuardedId,
  after: readonly KnownRule[],
  told: {
    readonly kind: 'rulesAdded' | 'rulesEdited' | 'rulesRemoved';
    readonly rules: readonly KnownRule[];
  },
  moment: Moment,
): Happening {
  const { world, at } = moment;
  const group = { groupId, groupName: null, ownerId: HOME_ACCOUNT };
  const rules = told.rules.map(asAdmission);
  const direction = told.kind === 'rulesEdited' ? ('unknown' as const) : ('inbound' as const);
  const change = {
    kind: told.kind,
    record: headerOf(told.kind, moment),
    group,
    direction,
    rules,
    ruleIds: [],
  };
  return { world: { ...world, rules: { ...world.rules, [groupId]: after } }, at, change };
}

function listModified(
  { listId, add, remove }: StepOf<'modifyList' | 'restoreList'>,
  moment: Moment,
): Happening | null {
  const before = moment.world.entries[listId];
  const added = add.filter((each) => !before.includes(each));
  const removed = remove.filter((each) => before.includes(each) && !add.includes(each));
  if (added.length + removed.length === 0) return null;
  const entries = [...before.filter((each) => !removed.includes(each)), ...added];
  return listChanged(listId, entries, moment, {
    kind: 'listModified',
    added: asEntries(added),
    removed,
    version: moment.world.versions[listId],
  });
}

/** The entries of the version before the last one again. */
function listRestored(
  { listId }: StepOf<'modifyList' | 'restoreList'>,
  moment: Moment,
): Happening | null {
  const { entries, versions } = moment.world;
  const older = moment.past.findLast((world) => world.versions[listId] !== versions[listId]);
  if (older === undefined) return null;
  const was = older.entries[listId];
  if (
    was.length === entries[listId].length &&
    was.every((each) => entries[listId].includes(each))
  ) {
    return null;
  }
  const version = versions[listId];
  return listChanged(listId, was, moment, {
    kind: 'listRestored',
    added: [],
    removed: [],
    version,
  });
}

function listChanged(
  listId: ListId,
  entries: readonly string[],
  moment: Moment,
  told: {
    readonly kind: 'listModified' | 'listRestored';
    readonly added: readonly ListEntry[];
    readonly removed: readonly string[];
    readonly version: number;
  },
): Happening {
  const { world, at } = moment;
  return {
    world: {
      ...world,
      entries: { ...world.entries, [listId]: entries },
      versions: { ...world.versions, [listId]: world.versions[listId] + 1 },
    },
    at,
    change: { ...told, record: headerOf(told.kind, moment), prefixListId: listId },
  };
}

function placed(
  { kind, which: nth, groupIds }: StepOf<'place' | 'placeHost' | 'make' | 'launch'>,
  moment: Moment,
): Happening | null {
  const { world } = moment;
  const [interfaceId, card] = Object.entries(world.cards)[nth] ?? [];
  if (interfaceId === undefined || card === undefined) return null;
  if (isSameSet(card.groupIds, groupIds)) return null;
  const { hostId } = card;
  const after = { ...world.cards, [interfaceId]: { ...card, groupIds } };
  if (kind === 'place') {
    const target = { kind: 'interface', interfaceId, instanceId: null } as const;
    return attached('ModifyNetworkInterfaceAttribute', after, [{ target, groupIds }], moment);
  }
  // EC2 changes the groups of an instance as such only where it has one interface.
  if (hostId === null || cardsOf(world, hostId).length !== 1) return null;
  const target = { kind: 'instance', instanceId: hostId } as const;
  return attached('ModifyInstanceAttribute', after, [{ target, groupIds }], moment);
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}

function made(
  { kind, groupIds, besides }: StepOf<'place' | 'placeHost' | 'make' | 'launch'>,
  moment: Moment,
): Happening | null {
  const { world, id } = moment;
  const hostId = kind === 'launch' ? `i-${id}` : null;
  const isTwo = hostId !== null && besides.length > 0;
  const made: readonly (readonly [string, Card])[] = [
    [`eni-${id}`, { hostId, groupIds }],
    ...(isTwo ? [[`eni-${id}-b`, { hostId, groupIds: besides }] as const] : []),
  ];
  if (Object.keys(world.cards).length + made.length > CARDS_MAX) return null;
  const attachments = made.map(
    ([interfaceId, card]): Attachment => ({
      target: { kind: 'interface', interfaceId, instanceId: hostId },
      groupIds: card.groupIds,
    }),
  );
  const eventName = kind === 'launch' ? 'RunInstances' : 'CreateNetworkInterface';
  return attached(eventName, { ...world.cards, ...Object.fromEntries(made) }, attachments, moment);
}

function joined({ which: nth, host }: StepOf<'join'>, moment: Moment): Happening | null {
  const { cards } = moment.world;
  const [interfaceId, card] = nthOf(freeOf(cards), nth) ?? [];
  const hostId = nthOf(hostsOf(cards), host);
  if (interfaceId === undefined || card === undefined || hostId === undefined) return null;
  const target = { kind: 'interface', interfaceId, instanceId: hostId } as const;
  const after = { ...cards, [interfaceId]: { ...card, hostId } };
  return attached('AttachNetworkInterface', after, [{ target, groupIds: null }], moment);
}

function takenOff(
  { kind, which: nth }: StepOf<'detach' | 'delete' | 'terminate'>,
  moment: Moment,
): Happening | null {
  const { world } = moment;
  const { cards } = world;
  if (kind === 'terminate') {
    const instanceId = nthOf(hostsOf(cards), nth);
    if (instanceId === undefined) return null;
    const left = Object.entries(cards).filter(([, card]) => card.hostId !== instanceId);
    const target = { kind: 'instance', instanceId } as const;
    return detached(
      'TerminateInstances',
      Object.fromEntries(left),
      { target, groupIds: [] },
      moment,
    );
  }
  if (kind === 'delete') {
    const [interfaceId] = nthOf(freeOf(cards), nth) ?? [];
    if (interfaceId === undefined) return null;
    const left = Object.entries(cards).filter(([id]) => id !== interfaceId);
    const target = { kind: 'interface', interfaceId, instanceId: null } as const;
    return detached(
      'DeleteNetworkInterface',
      Object.fromEntries(left),
      { target, groupIds: [] },
      moment,
    );
  }
  // The first interface of a host stays with it.
  const further = hostsOf(cards).flatMap((hostId) => cardsOf(world, hostId).slice(1));
  const [interfaceId, card] = nthOf(further, nth) ?? [];
  if (interfaceId === undefined || card === undefined) return null;
  const target = { kind: 'attachment', attachmentId: `eni-attach-${interfaceId}` } as const;
  const after = { ...cards, [interfaceId]: { ...card, hostId: null } };
  return detached('DetachNetworkInterface', after, { target, groupIds: null }, moment);
}

function nthOf<T>(all: readonly T[], nth: number): T | undefined {
  return all[nth % all.length];
}

function freeOf(cards: World['cards']): readonly (readonly [string, Card])[] {
  return Object.entries(cards).filter(([, card]) => card.hostId === null);
}

function hostsOf(cards: World['cards']): readonly string[] {
  return [...new Set(Object.values(cards).flatMap(({ hostId }) => hostId ?? []))];
}

function attached(
  eventName: string,
  cards: World['cards'],
  attachments: readonly Attachment[],
  moment: Moment,
): Happening {
  const { world, at } = moment;
  const record = headerOf(eventName, moment);
  const change = { kind: 'attached', record, ownerId: HOME_ACCOUNT, attachments } as const;
  return { world: { ...world, cards }, at, change };
}

function detached(
  eventName: string,
  cards: World['cards'],
  attachment: Attachment,
  moment: Moment,
): Happening {
  const happening = attached(eventName, cards, [attachment], moment);
  return { ...happening, change: { ...happening.change, kind: 'detached' } as ExposureChange };
}

function headerOf(eventName: string, { id, at }: Moment): RecordHeader {
  const { record } = changeOf([]);
  const eventTime = new Date(at).toISOString();
  return { ...record, eventName, eventId: `event-${id}`, eventTime, requestId: `request-${id}` };
}

function asEntries(list: readonly string[]): readonly ListEntry[] {
  return list.map((cidr) => ({ cidr, description: null }));
}
