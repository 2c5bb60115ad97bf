import type {
  ListAddress,
  ListReading,
  LiveRules,
  Looked,
  PrefixLists,
  SecurityGroups,
  StepAnswer,
} from '../../src/app/ports.ts';
import type {
  ExposureChange,
  ListEntry,
  RecordHeader,
} from '../../src/domain/change/exposure-change.ts';
import type { Instant } from '../../src/domain/instant.ts';
import type { KnownRule } from '../../src/domain/inventory/group-state.ts';
import { OutsideError } from '../../src/domain/outside-error.ts';
import type { RulesPlan } from '../../src/domain/plan/plan.ts';
import { asAdmission, plannedDoorKey } from '../../src/domain/plan/planned-rule.ts';
import { changeOf } from '../domain/policy/change-of.ts';
import { listOf } from '../support/fake-lists.ts';
import { HOME_ACCOUNT, OWN_ARN, REGION } from '../support/findings.ts';
import type { Random } from './random.ts';

/** Two groups that policy guards. */
export const GROUP_IDS = ['sg-1', 'sg-2'] as const;
export const LIST_IDS = ['pl-1', 'pl-2'] as const;
export type GroupId = (typeof GROUP_IDS)[number];
export type ListId = (typeof LIST_IDS)[number];

/** How old an answer of EC2 may be, in ms: less than the gap between two reads that are to agree, which
 * is what makes them worth something. */
const STALE_MS_MAX = 1_500;

/** What there is at a moment. Values are replaced and never changed, so that old ones stay true of then. */
export interface Scene {
  readonly at: Instant;
  readonly rules: Readonly<Record<GroupId, readonly KnownRule[]>>;
  readonly lists: Readonly<
    Record<ListId, { readonly version: number; readonly entries: readonly string[] }>
  >;
}

/** A call of Portcullis that was to change something: as it arrived, and what it did. */
export interface OwnCall {
  readonly at: Instant;
  /** The plan by which it was made; null for a list, whose calls name none. */
  readonly plan: { readonly findingId: string; readonly hash: string } | null;
  /** The group or list. */
  readonly target: GroupId | ListId;
  readonly kind: 'revoke' | 'restore' | 'modifyList';
  readonly isDone: boolean;
  /** The doors of rules, or blocks, that went, and those that came. */
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

/** How ill the cloud is. */
export interface Health {
  /** How often a call is throttled, an answer to a change lost, a read stale: 0 to 1. */
  throttled: number;
  lost: number;
  stale: number;
}

/** EC2's groups and prefix lists of one account, with the trail of what is done to them. */
export interface Cloud {
  readonly accountId: string;
  readonly groups: SecurityGroups;
  readonly lists: PrefixLists;
  readonly health: Health;
  /** What there was, from the beginning; the last is what there is. */
  readonly scenes: readonly Scene[];
  readonly ownCalls: readonly OwnCall[];
  scene(): Scene;
  /** Somebody changes something: the world is so from now on, and there is a record of it. */
  happen(to: Partial<Omit<Scene, 'at'>>, told: Told): void;
  /** Takes the records that have come since. */
  takeRecords(): readonly ExposureChange[];
}

type Told = (header: RecordHeader) => ExposureChange;

export function cloud(now: () => Instant, random: Random): Cloud {
  const scenes: Scene[] = [
    {
      at: now(),
      rules: { 'sg-1': [], 'sg-2': [] },
      lists: { 'pl-1': { version: 1, entries: [] }, 'pl-2': { version: 1, entries: [] } },
    },
  ];
  const ownCalls: OwnCall[] = [];
  const health: Health = { throttled: 0, lost: 0, stale: 0 };
  let records: ExposureChange[] = [];
  let calls = 0;

  function scene(): Scene {
    const last = scenes.at(-1);
    if (last === undefined) throw new TypeError('There is always a scene');
    return last;
  }
  /** What a read shows: the truth, or what was true a moment ago. */
  function seen(): Scene {
    if (random.chance(health.throttled)) throw throttled();
    if (!random.chance(health.stale)) return scene();
    const at = now() - random.whole(0, STALE_MS_MAX);
    return scenes.findLast((each) => each.at <= at) ?? scene();
  }
  function happen(to: Partial<Omit<Scene, 'at'>>, told: Told, isOwn = false): string {
    calls += 1;
    scenes.push({ ...scene(), ...to, at: now() });
    const requestId = `request-${calls}`;
    records.push(told(headerOf(calls, now(), isOwn)));
    return requestId;
  }
  /** A call of Portcullis that changes something: refused, done, or done without a word of it. */
  async function change(make: () => StepAnswer): Promise<StepAnswer> {
    if (random.chance(health.throttled)) return BUSY;
    const isLost = random.chance(health.lost);
    // Of a call whose reply is lost nobody knows whether it arrived.
    if (isLost && random.chance(0.5)) return NO_ANSWER;
    const answer = make();
    return isLost ? NO_ANSWER : answer;
  }

  function revoke(plan: RulesPlan): StepAnswer {
    const groupId = groupOf(plan.groupId);
    const live = scene().rules[groupId];
    const doors = new Set(plan.revoke.map(plannedDoorKey));
    const gone = live.filter((rule) => doors.has(plannedDoorKey(rule)));
    const call = { plan, target: groupId, kind: 'revoke', come: [] } as const;
    const isDone = gone.length > 0;
    ownCalls.push({ ...call, at: now(), isDone, gone: gone.map(plannedDoorKey) });
    if (gone.length === 0) return { kind: 'notThere' };
    return accepted(
      happen(
        withRules(
          scene(),
          groupId,
          live.filter((rule) => !gone.includes(rule)),
        ),
        rulesTold('rulesRemoved', groupId, gone),
        true,
      ),
    );
  }
  function restore(plan: RulesPlan): StepAnswer {
    const groupId = groupOf(plan.groupId);
    const live = scene().rules[groupId];
    const was = new Map(plan.restore.map((each) => [each.now.ruleId, each.was]));
    const edited = live.filter(({ ruleId }) => was.has(ruleId));
    const come = edited.map((rule) => ({ ...rule, ...was.get(rule.ruleId) }));
    const isDone = edited.length === was.size;
    const call = { plan, target: groupId, kind: 'restore', at: now(), isDone } as const;
    const doors = { gone: edited.map(plannedDoorKey), come: come.map(plannedDoorKey) };
    ownCalls.push({ ...call, ...doors });
    if (!isDone) {
      return { kind: 'refused', code: 'InvalidSecurityGroupRuleId.NotFound', advice: 'Look again' };
    }
    const after = live.map((rule) => come.find(({ ruleId }) => ruleId === rule.ruleId) ?? rule);
    const told = rulesTold('rulesEdited', groupId, come);
    return accepted(happen(withRules(scene(), groupId, after), told, true));
  }

  return {
    accountId: HOME_ACCOUNT,
    health,
    scenes,
    ownCalls,
    scene,
    happen,
    takeRecords: () => {
      const taken = records;
      records = [];
      return taken;
    },
    groups: {
      describeGroup: async ({ groupId }) => {
        seen();
        return { kind: 'found', value: { groupName: nameOf(groupId), vpcId: null, tags: new Map() } };
      },
      describeRules: async ({ groupId }): Promise<Looked<LiveRules>> => {
        const inbound = seen().rules[groupOf(groupId)];
        return { kind: 'found', value: { inbound, outbound: [] } };
      },
      revoke: (plan) => change(() => revoke(plan)),
      restore: (plan) => change(() => restore(plan)),
    },
    lists: {
      describe: async (address) => readingOf(seen(), address, now()),
      associations: async () => ({
        kind: 'found',
        value: GROUP_IDS.map((resourceId) => ({ resourceId, ownerId: HOME_ACCOUNT })),
      }),
      modify: ({ address, version, add, remove }) =>
        change(() => {
          const id = listOfId(address.prefixListId);
          const list = scene().lists[id];
          const isDone = list.version === version;
          const come = add.map(({ cidr }) => cidr);
          const call = { plan: null, target: id, kind: 'modifyList' } as const;
          ownCalls.push({ ...call, at: now(), isDone, gone: remove, come });
          if (!isDone) {
            return { kind: 'refused', code: 'PrefixListVersionMismatch', advice: 'Approve again' };
          }
          const entries = [...list.entries.filter((each) => !remove.includes(each)), ...come];
          const to = withList(scene(), id, entries);
          return accepted(happen(to, listTold(id, { added: add, removed: remove, version }), true));
        }),
      list: async (place) => {
        const shown = seen();
        const items = LIST_IDS.map((prefixListId) => {
          const { listName, ownerId, version } = listState(shown, { ...place, prefixListId }, now());
          return { prefixListId, listName, ownerId, version };
        });
        return { items, nextPageToken: null };
      },
    },
  };
}

const BUSY: StepAnswer = {
  kind: 'refused',
  code: 'RequestLimitExceeded',
  advice: 'EC2 is busy',
  isBusy: true,
};
const NO_ANSWER: StepAnswer = { kind: 'noAnswer', reason: 'The reply was lost' };

function accepted(requestId: string): StepAnswer {
  return { kind: 'accepted', requestId };
}

export function throttled(): OutsideError {
  return new OutsideError('aws_throttled', 'EC2 throttled the call', { isRetryable: true });
}

/** The world with other rules of a group. */
export function withRules(
  { rules }: Scene,
  groupId: GroupId,
  after: readonly KnownRule[],
): Pick<Scene, 'rules'> {
  return { rules: { ...rules, [groupId]: after } };
}

/** The world with other entries of a list, and its next version. */
export function withList(
  { lists }: Scene,
  id: ListId,
  entries: readonly string[],
): Pick<Scene, 'lists'> {
  return { lists: { ...lists, [id]: { version: lists[id].version + 1, entries } } };
}

/** What the record of a change of rules tells. */
export function rulesTold(
  kind: 'rulesAdded' | 'rulesEdited' | 'rulesRemoved',
  groupId: GroupId,
  rules: readonly KnownRule[],
): Told {
  return (header) => ({
    kind,
    record: { ...header, eventName: NAMES[kind] },
    group: { groupId, groupName: null, ownerId: HOME_ACCOUNT },
    direction: kind === 'rulesEdited' ? 'unknown' : 'inbound',
    rules: rules.map(asAdmission),
    ruleIds: [],
  });
}

const NAMES = {
  rulesAdded: 'AuthorizeSecurityGroupIngress',
  rulesEdited: 'ModifySecurityGroupRules',
  rulesRemoved: 'RevokeSecurityGroupIngress',
} as const;

/** What the record of a change of a list tells. */
export function listTold(
  prefixListId: ListId,
  told: {
    readonly added: readonly ListEntry[];
    readonly removed: readonly string[];
    readonly version: number;
  },
): Told {
  return (header) => ({
    kind: 'listModified',
    record: { ...header, eventName: 'ModifyManagedPrefixList' },
    prefixListId,
    ...told,
  });
}

function headerOf(call: number, at: Instant, isOwn: boolean): RecordHeader {
  const { record } = changeOf([]);
  const actor = isOwn ? { ...record.actor, kind: 'AssumedRole', arn: OWN_ARN } : record.actor;
  const ids = { eventId: `event-${call}`, requestId: `request-${call}` };
  // CloudTrail's times are whole seconds.
  const eventTime = new Date(Math.floor(at / 1_000) * 1_000).toISOString();
  return { ...record, ...ids, actor, eventTime };
}

function readingOf(scene: Scene, address: ListAddress, at: Instant): Looked<ListReading> {
  return { kind: 'found', value: { list: listState(scene, address, at), isSettled: true } };
}

function listState({ lists }: Scene, address: ListAddress, observedAt: Instant) {
  const { entries, version } = lists[listOfId(address.prefixListId)];
  return listOf(address, entries, { version, observedAt });
}

export function nameOf(groupId: string): string {
  return `win-${groupId}`;
}

function groupOf(id: string): GroupId {
  const known = GROUP_IDS.find((each) => each === id);
  if (known === undefined) throw new TypeError(`No group ${id} here`);
  return known;
}

function listOfId(id: string): ListId {
  const known = LIST_IDS.find((each) => each === id);
  if (known === undefined) throw new TypeError(`No list ${id} here`);
  return known;
}

/** Where everything is. */
export const PLACE = { accountId: HOME_ACCOUNT, region: REGION } as const;
