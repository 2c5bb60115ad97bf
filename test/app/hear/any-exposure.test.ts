import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../../src/adapters/store/sqlite-store.ts';
import { hearRecord } from '../../../src/app/hear/hear-record.ts';
import { wake } from '../../../src/app/jobs/wake.ts';
import type { LiveRules, SecurityGroups } from '../../../src/app/ports.ts';
import type {
  ExposureChange,
  ListEntry,
  RecordHeader,
} from '../../../src/domain/change/exposure-change.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import type { KnownRule } from '../../../src/domain/inventory/group-state.ts';
import type { ExposureRow } from '../../../src/domain/net/exposure.ts';
import { asAdmission } from '../../../src/domain/plan/planned-rule.ts';
import { changeOf } from '../../domain/policy/change-of.ts';
import { fakeDirectories } from '../../support/fake-directories.ts';
import { fakeGroups } from '../../support/fake-groups.ts';
import { fakeHosts } from '../../support/fake-hosts.ts';
import { fakeInterfaces } from '../../support/fake-interfaces.ts';
import { fakeListing } from '../../support/fake-listing.ts';
import { fakeLists, listOf } from '../../support/fake-lists.ts';
import { HOME_ACCOUNT, OWN_ARN, POLICY, REGION, START } from '../../support/findings.ts';

/* Random histories of a small world, told by their records, held against what a plain count of hosts
 * and ports says is open. The world: two guarded groups, two lists; RDP is approved from 10.9.8.0/28. */

const GROUP_IDS = ['sg-1', 'sg-2'] as const;
const LIST_IDS = ['pl-1', 'pl-2'] as const;
const PORTS = [80, 445, 3389] as const;
const GUARDED_PORTS: readonly number[] = [445, 3389];
/** One host for each piece into which the blocks below cut the addresses. */
const HOSTS = ['1.2.3.4', '10.9.8.1', '10.9.9.1', '10.200.0.1', '203.0.113.7'] as const;
const BLOCKS = ['0.0.0.0/0', '10.0.0.0/8', '10.9.8.0/28', '10.9.8.0/23', '203.0.113.0/24'] as const;
const APPROVED = '10.9.8.0/28';
const STEP_MS = 10_000;
const PROMPT_MS_MAX = 5_000;

type GroupId = (typeof GROUP_IDS)[number];
type ListId = (typeof LIST_IDS)[number];

interface World {
  readonly rules: Readonly<Record<GroupId, readonly KnownRule[]>>;
  readonly entries: Readonly<Record<ListId, readonly string[]>>;
  readonly versions: Readonly<Record<ListId, number>>;
}

type Step =
  | {
      readonly kind: 'authorize';
      readonly groupId: GroupId;
      readonly port: number;
      readonly source: string;
    }
  | { readonly kind: 'revoke'; readonly groupId: GroupId; readonly which: number }
  | {
      readonly kind: 'edit';
      readonly groupId: GroupId;
      readonly which: number;
      readonly port: number;
      readonly source: string;
    }
  | {
      readonly kind: 'modifyList';
      readonly listId: ListId;
      readonly add: readonly string[];
      readonly remove: readonly string[];
    };

const groupId = fc.constantFrom(...GROUP_IDS);
const block = fc.constantFrom(...BLOCKS);
const port = fc.constantFrom(...PORTS);
const blocks = fc.uniqueArray(block, { maxLength: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('authorize' as const),
    groupId,
    port,
    source: fc.oneof(block, fc.constantFrom(...LIST_IDS)),
  }),
  fc.record({ kind: fc.constant('revoke' as const), groupId, which: fc.nat(4) }),
  fc.record({ kind: fc.constant('edit' as const), groupId, which: fc.nat(4), port, source: block }),
  fc.record({
    kind: fc.constant('modifyList' as const),
    listId: fc.constantFrom(...LIST_IDS),
    add: blocks,
    remove: blocks,
  }),
);

const EMPTY: World = {
  rules: { 'sg-1': [], 'sg-2': [] },
  entries: { 'pl-1': [], 'pl-2': [] },
  versions: { 'pl-1': 1, 'pl-2': 1 },
};

/** One thing that happened, the world after it, and the change that its record tells. */
interface Happening {
  readonly world: World;
  readonly at: number;
  readonly change: ExposureChange;
}

/** The history that steps make of a world; what EC2 would refuse does not happen. */
function happenings(from: World, steps: readonly Step[], prefix = 'sgr'): readonly Happening[] {
  const history: Happening[] = [];
  const isBorn = bornIn(from);
  let world = from;
  for (const [i, each] of steps.entries()) {
    const at = START + (i + 1) * STEP_MS;
    const next = taken(world, each, { id: `${prefix}-${i}`, at, isBorn });
    if (next === null) continue;
    world = next.world;
    history.push(next);
  }
  return history;
}

/** What a rule was at the beginning: to give an edited rule its old values back is to shut its door, and
 * not a new one. */
function bornIn({ rules }: World): (rule: KnownRule) => boolean {
  const born = GROUP_IDS.flatMap((id) => rules[id]);
  return (rule) => born.some((each) => each.ruleId === rule.ruleId && isSameDoor(each, rule));
}

function taken(
  world: World,
  each: Step,
  {
    id,
    at,
    isBorn,
  }: { readonly id: string; readonly at: number; readonly isBorn: (rule: KnownRule) => boolean },
): Happening | null {
  const record = headerOf(id, at);
  switch (each.kind) {
    case 'authorize': {
      const rule = ruleOf(id, each.port, each.source);
      const rules = world.rules[each.groupId];
      if (rules.some((other) => isSameDoor(other, rule))) return null;
      return changed(
        world,
        each.groupId,
        [...rules, rule],
        { kind: 'rulesAdded', rules: [rule] },
        record,
        at,
      );
    }
    case 'revoke': {
      const rules = world.rules[each.groupId];
      const gone = rules[each.which];
      if (gone === undefined) return null;
      const left = rules.filter((rule) => rule !== gone);
      return changed(
        world,
        each.groupId,
        left,
        { kind: 'rulesRemoved', rules: [gone] },
        record,
        at,
      );
    }
    case 'edit': {
      const rules = world.rules[each.groupId];
      const old = rules[each.which];
      // The kind of source of a rule cannot be edited.
      if (old === undefined || old.source.startsWith('pl-')) return null;
      const rule = ruleOf(old.ruleId ?? '', each.port, each.source);
      if (rules.some((other) => isSameDoor(other, rule)) || isBorn(rule)) return null;
      const edited = rules.map((other) => (other === old ? rule : other));
      return changed(
        world,
        each.groupId,
        edited,
        { kind: 'rulesEdited', rules: [rule] },
        record,
        at,
      );
    }
    case 'modifyList':
      return listChanged(world, each, record, at);
  }
}

function changed(
  world: World,
  id: GroupId,
  after: readonly KnownRule[],
  told: {
    readonly kind: 'rulesAdded' | 'rulesEdited' | 'rulesRemoved';
    readonly rules: readonly KnownRule[];
  },
  record: RecordHeader,
  at: number,
): Happening {
  const group = { groupId: id, groupName: null, ownerId: HOME_ACCOUNT };
  const rules = told.rules.map(asAdmission);
  const direction = told.kind === 'rulesEdited' ? ('unknown' as const) : ('inbound' as const);
  const change = { kind: told.kind, record, group, direction, rules, ruleIds: [] };
  return { world: { ...world, rules: { ...world.rules, [id]: after } }, at, change };
}

function listChanged(
  world: World,
  { listId, add, remove }: Step & { readonly kind: 'modifyList' },
  record: RecordHeader,
  at: number,
): Happening | null {
  const before = world.entries[listId];
  const added = add.filter((each) => !before.includes(each));
  const removed = remove.filter((each) => before.includes(each) && !add.includes(each));
  if (added.length + removed.length === 0) return null;
  const entries = [...before.filter((each) => !removed.includes(each)), ...added];
  const version = world.versions[listId];
  return {
    world: {
      ...world,
      entries: { ...world.entries, [listId]: entries },
      versions: { ...world.versions, [listId]: version + 1 },
    },
    at,
    change: {
      kind: 'listModified',
      record,
      prefixListId: listId,
      added: asEntries(added),
      removed,
      version,
    },
  };
}

function headerOf(id: string, at: number): RecordHeader {
  const eventTime = new Date(at).toISOString();
  return { ...changeOf([]).record, eventId: `event-${id}`, eventTime, requestId: `request-${id}` };
}

function asEntries(list: readonly string[]): readonly ListEntry[] {
  return list.map((cidr) => ({ cidr, description: null }));
}

function ruleOf(ruleId: string, at: number, source: string): KnownRule {
  return { ruleId, protocol: 'tcp', fromPort: at, toPort: at, source, description: null };
}

function isSameDoor(a: KnownRule, b: KnownRule): boolean {
  return a.fromPort === b.fromPort && a.source === b.source;
}

/* The oracle: hosts and ports, one by one. */

/** `sg-1 3389 1.2.3.4` for everything that is open beyond what is approved. */
function exposed(world: World): ReadonlySet<string> {
  const open = GROUP_IDS.flatMap((id) =>
    HOSTS.flatMap((host) =>
      PORTS.filter((each) => GUARDED_PORTS.includes(each))
        .filter((each) => !(each === 3389 && isIn(host, APPROVED)))
        .filter((each) =>
          world.rules[id].some((rule) => rule.fromPort === each && lets(host, rule, world)),
        )
        .map((each) => `${id} ${each} ${host}`),
    ),
  );
  return new Set(open);
}

function lets(host: string, { source }: KnownRule, { entries }: World): boolean {
  const list = LIST_IDS.find((id) => id === source);
  return (list === undefined ? [source] : entries[list]).some((each) => isIn(host, each));
}

function isIn(host: string, cidr: string): boolean {
  const [network = '', bits = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(host) / size) === Math.floor(numberOf(network) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

/** The same of what open findings tell. */
function told(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(
    findings.flatMap(({ door, excess }) => {
      if (door.kind === 'rules') return pointsOf(door.groupId ?? '', excess);
      if (door.kind === 'attachment') return [];
      return door.uses.flatMap((use) => pointsOf(use.groupId ?? '', use.excess));
    }),
  );
}

function pointsOf(id: string, excess: readonly ExposureRow[]): readonly string[] {
  return HOSTS.flatMap((host) =>
    PORTS.filter((each) =>
      excess.some(
        ({ protocol, fromPort, toPort, source }) =>
          protocol === 'tcp' &&
          fromPort <= each &&
          each <= toPort &&
          !source.includes(':') &&
          isIn(host, source),
      ),
    ).map((each) => `${id} ${each} ${host}`),
  );
}

/** The product's use cases on a real store, between the far ends of a world that a test moves. */
async function watching(from: World, staleReads: readonly boolean[]) {
  const store = await openSqliteStore(':memory:', { onCommit: () => undefined });
  onTestFinished(() => store.close());
  let [world, before, now, reads, findings] = [from, from, START, 0, 0];
  /** EC2's answers are eventually consistent: some reads show the world before the last change, but
   * never two in a row. */
  const seen = (): World => {
    const isStale = staleReads[reads] === true && staleReads[reads - 1] !== true;
    reads += 1;
    return isStale ? before : world;
  };
  const lists = fakeLists();
  const groups: SecurityGroups = {
    describeGroup: async (address) => {
      const value = { groupName: `win-${address.groupId}`, vpcId: null, tags: new Map() };
      return { kind: 'found', value };
    },
    describeRules: async (address) => ({ kind: 'found', value: rulesIn(seen(), address.groupId) }),
    restore: () => Promise.reject(new Error('Nothing is restored here')),
    revoke: () => Promise.reject(new Error('Nothing is revoked here')),
  };
  const ignore = () => undefined;
  const needs = {
    store,
    groups,
    lists: {
      ...lists,
      describe: async (address: { readonly prefixListId: string }) =>
        listIn(seen(), address.prefixListId, now),
    },
    interfaces: fakeInterfaces(),
    directories: fakeDirectories(),
    hosts: fakeHosts(),
    listing: fakeListing(fakeGroups([])),
    ownArn: OWN_ARN,
    policy: {
      ...POLICY,
      guards: POLICY.guards.map((guard) => ({ ...guard, match: [{ name: 'win-*' }] })),
    },
    homeAccountId: HOME_ACCOUNT,
    clock: {
      now: () => now,
      // What is waited for in case an answer is late is never over: every answer is prompt.
      wait: async (ms: number) => {
        if (ms > PROMPT_MS_MAX) await new Promise<void>(() => undefined);
        now += ms;
      },
    },
    ids: { findingId: () => `f-${++findings}`, leaseToken: () => 'token' },
    log: { error: ignore, warn: ignore, info: ignore, debug: ignore },
  };
  await learnAll(store, from);
  return {
    move: (to: World, at: number) => {
      [before, world, now] = [world, to, Math.max(now, at)];
    },
    hear: (change: ExposureChange) => hearRecord({ kind: 'change', change }, needs),
    open: () => store.openFindings(1_000),
    /** Looks at every door of which something asks for it, until nothing does. */
    look: async () => {
      for (let round = 0; round < 20; round += 1) {
        const asked = (await store.openFindings(1_000)).filter(({ lookAt }) => lookAt !== null);
        if (asked.length === 0) return;
        for (const { id } of asked) await wake(id, needs).catch(ignore);
      }
    },
  };
}

function rulesIn({ rules }: World, id: string): LiveRules {
  const known = GROUP_IDS.find((each) => each === id);
  return { inbound: known === undefined ? [] : rules[known], outbound: [] };
}

function listIn({ entries, versions }: World, id: string, observedAt: number) {
  const known = LIST_IDS.find((each) => each === id);
  if (known === undefined) return { kind: 'notThere' as const };
  const address = { accountId: HOME_ACCOUNT, region: REGION, prefixListId: known };
  const list = listOf(address, entries[known], { version: versions[known], observedAt });
  return { kind: 'found' as const, value: { list, isSettled: true } };
}

/** What a first sweep would have learnt. */
async function learnAll(
  store: Awaited<ReturnType<typeof openSqliteStore>>,
  world: World,
): Promise<void> {
  const place = { accountId: HOME_ACCOUNT, region: REGION };
  const groups = GROUP_IDS.map((id) => ({
    kind: 'group' as const,
    state: {
      ...place,
      groupId: id,
      groupName: `win-${id}`,
      vpcId: null,
      tags: {},
      inbound: world.rules[id],
      outbound: [],
      observedAt: START,
    },
  }));
  const lists = LIST_IDS.map((id) => {
    const state = listOf({ ...place, prefixListId: id }, world.entries[id], { observedAt: START });
    return { kind: 'list' as const, state };
  });
  const about = { groups: [], lists: [], interfaces: [] };
  await store.learn(about, () => ({ changes: [], learnt: [...groups, ...lists] }), START);
}

/** What is open now and was never shut since the beginning: the baseline, which no finding tells. */
function baselineAt(
  from: World,
  history: readonly Happening[],
  count: number,
): ReadonlySet<string> {
  let baseline = exposed(from);
  for (const { world } of history.slice(0, count)) baseline = baseline.intersection(exposed(world));
  return baseline;
}

/** Of two edits of one rule that are heard the wrong way round, what the rule said before the later one is
 * not known: what was known of it before both is taken for it. A sweep or a look has to mend that. */
function isEachEditedOnce(history: readonly Happening[]): boolean {
  const edited = history.flatMap(({ change }) =>
    change.kind === 'rulesEdited' ? change.rules.map(({ ruleId }) => ruleId) : [],
  );
  return new Set(edited).size === edited.length;
}

const setUp = fc.record({
  before: fc.array(step, { maxLength: 5 }),
  steps: fc.array(step, { minLength: 1, maxLength: 10 }),
  staleReads: fc.array(fc.boolean(), { maxLength: 6 }),
});

/** The world in which a history begins. */
function bornFrom(before: readonly Step[]): World {
  const world = happenings(EMPTY, before, 'sgr-born').at(-1)?.world ?? EMPTY;
  return { ...world, versions: EMPTY.versions };
}

it('in order, findings tell at every step what a plain count says was opened, and nothing that is shut', async () => {
  const property = fc.asyncProperty(setUp, async ({ before, steps, staleReads }) => {
    const from = bornFrom(before);
    const history = happenings(from, steps);
    const watched = await watching(from, staleReads);
    for (const [i, { world, at, change }] of history.entries()) {
      watched.move(world, at);
      await watched.hear(change);
      await watched.look();
      const open = exposed(world);
      const tells = told(await watched.open());
      const untold = open.difference(baselineAt(from, history, i + 1)).difference(tells);
      expect([...untold], `not told after ${JSON.stringify(change.kind)} ${i}`).toEqual([]);
      expect([...tells.difference(open)], `told and shut after ${i}`).toEqual([]);
    }
  });
  await fc.assert(property, { numRuns: 150 });
}, 60_000);

it('shuffled and doubled, findings end by telling the same', async () => {
  const shuffled = setUp.chain((made) =>
    fc
      .tuple(fc.constant(made), fc.array(fc.nat(1_000), { minLength: 20, maxLength: 20 }))
      .map(([all, keys]) => ({ ...all, keys })),
  );
  const property = fc.asyncProperty(shuffled, async ({ before, steps, staleReads, keys }) => {
    const from = bornFrom(before);
    const history = happenings(from, steps);
    const last = history.at(-1);
    fc.pre(last !== undefined && isEachEditedOnce(history));
    if (last === undefined) return;
    const watched = await watching(from, staleReads);
    watched.move(last.world, last.at + STEP_MS);
    const order = [...history.entries()].sort(([a], [b]) => (keys[a] ?? 0) - (keys[b] ?? 0));
    for (const [, { change }] of [...order, ...order.slice(0, 3)]) await watched.hear(change);
    await watched.look();
    const open = exposed(last.world);
    const tells = told(await watched.open());
    const untold = open.difference(baselineAt(from, history, history.length)).difference(tells);
    expect([...untold]).toEqual([]);
    expect([...tells.difference(open)]).toEqual([]);
  });
  await fc.assert(property, { numRuns: 150 });
}, 60_000);
