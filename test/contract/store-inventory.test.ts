import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenStore } from '../../src/adapters/store/open-store.ts';
import type {
  About,
  Admission,
  Kept,
  KeptUnasked,
  Learnt,
  ListAddress,
} from '../../src/app/ports.ts';
import type { Finding } from '../../src/domain/finding/finding.ts';
import type { GroupState } from '../../src/domain/inventory/group-state.ts';
import type { InterfaceState } from '../../src/domain/inventory/interface-state.ts';
import type { ListState } from '../../src/domain/inventory/list-state.ts';
import { listOf } from '../support/fake-lists.ts';
import { GROUP, opened, RDP_FROM_ALL, rdpFrom, recordKey, START } from '../support/findings.ts';
import { STORE_ENGINES } from '../support/store-engines.ts';

const { accountId, region } = GROUP;
const PLACE = { accountId, region };
const NOTHING: About = { groups: [], lists: [], interfaces: [] };

function listAddress(prefixListId = 'pl-1') {
  return { ...PLACE, prefixListId };
}

function list(overrides: Partial<ListState> = {}, prefixListId = 'pl-1'): ListState {
  return listOf(listAddress(prefixListId), ['10.0.0.0/8'], { observedAt: START, ...overrides });
}

function interfaceAddress(interfaceId = 'eni-1') {
  return { ...PLACE, interfaceId };
}

function networkInterface(overrides: Partial<InterfaceState> = {}): InterfaceState {
  return {
    ...interfaceAddress(),
    instanceId: 'i-1',
    vpcId: 'vpc-1',
    groupIds: ['sg-1'],
    managedBy: null,
    description: 'of <!channel>',
    observedAt: START,
    ...overrides,
  };
}

/** A group whose rules name these sources, inbound and outbound. */
function group(
  sources: { readonly inbound?: readonly string[]; readonly outbound?: readonly string[] },
  overrides: Partial<GroupState> = {},
): GroupState {
  const rules = (texts: readonly string[] = []) =>
    texts.map((source) => ({ ...rdpFrom(source, `sgr-${source}`), description: null }));
  return {
    ...GROUP,
    groupName: 'win',
    vpcId: null,
    tags: {},
    inbound: rules(sources.inbound),
    outbound: rules(sources.outbound),
    observedAt: START,
    ...overrides,
  };
}

/** The opening of a finding on a list's entry. */
function listOpened(id: string, prefixListId: string) {
  const event = opened(id);
  const { guardName, guardKind, managedBy } = event.door;
  const door = {
    ...{ accountId, region, guardName, guardKind, managedBy },
    kind: 'list',
    prefixListId,
    listName: 'office',
    ownerId: accountId,
    entries: [{ cidr: '0.0.0.0/0', description: null }],
    replaced: [],
    uses: [],
    associations: null,
  } as const;
  return { ...event, door };
}

describe.each(STORE_ENGINES)('the inventory of the store on $name', (engine) => {
  let store: OpenStore;
  let records = 0;

  beforeEach(async () => {
    store = await engine.open([]);
  });
  afterEach(async () => {
    await store.close();
    await engine.dispose();
  });

  /** Learns this by a record. */
  function admit(...learnt: readonly Learnt[]): Promise<unknown> {
    records += 1;
    const admission: Admission = {
      outcome: { kind: 'permitted', reason: 'fine' },
      changes: [],
      notice: null,
      learnt,
    };
    return store.admit(recordKey(`r-${records}`), () => admission, START);
  }

  /** What a judge is shown of all this. */
  async function keptOf(about: Partial<About>): Promise<KeptUnasked> {
    const { kept } = await store.learn(
      { ...NOTHING, ...about },
      (kept) => ({ kept, changes: [], learnt: [] }),
      START,
    );
    return kept;
  }

  it('tells what is kept, of all that is asked about and as a judge is shown it', async () => {
    const using = group({ inbound: ['pl-1'] });
    await admit({ kind: 'group', state: using }, { kind: 'list', state: list() });
    await admit({ kind: 'interface', state: networkInterface() });
    const rdp = await store.admit(
      recordKey('opens'),
      () => ({
        outcome: { kind: 'finding', findingId: 'f-1', isNew: true },
        changes: [{ findingId: 'f-1', events: [opened('f-1', [RDP_FROM_ALL])] }],
        notice: null,
        learnt: [],
      }),
      START,
    );
    expect(rdp.kind).toBe('admitted');
    const about = { ...NOTHING, groups: [GROUP], interfaces: [interfaceAddress()] };
    const kept = await store.kept(about);
    expect(kept.groups.get(GROUP.groupId)).toEqual(using);
    expect(kept.lists.get('pl-1')).toEqual(list());
    expect(kept.interfaces.get('eni-1')).toEqual(networkInterface());
    expect(kept.open.map(({ id }) => id)).toEqual(['f-1']);
    expect(kept).toEqual(await keptOf(about));
    const { groups, lists, interfaces, open } = await store.kept(NOTHING);
    expect([...groups, ...lists, ...interfaces, ...open]).toEqual([]);
  });

  it('observes a group with the lists that its rules name, and those that are asked for', async () => {
    const named = list({}, 'pl-1');
    const other = list({}, 'pl-2');
    await admit({ kind: 'list', state: named }, { kind: 'list', state: other });
    const seen = (lists?: readonly ListAddress[]) =>
      store.observe(
        [group({ inbound: ['pl-1'] })],
        (state, kept) => ({ changes: [], group: state, lists: [...kept.lists.keys()] }),
        () => null,
        START,
        lists,
      );
    expect((await seen())[0]?.lists).toEqual(['pl-1']);
    expect((await seen([listAddress('pl-2'), listAddress('pl-3')]))[0]?.lists).toEqual([
      'pl-1',
      'pl-2',
    ]);
  });

  describe('prefix lists', () => {
    const learn = (state: ListState) => admit({ kind: 'list', state });

    it('survive the database unchanged, each account and Region by itself', async () => {
      const whole = list({
        entries: [{ cidr: '2001:db8::/32', description: '<!channel>' }],
        ownerId: 'AWS',
        maxEntries: null,
      });
      await learn(whole);
      expect(await store.list(listAddress())).toEqual(whole);
      expect(await store.list({ ...listAddress(), region: 'x' })).toBeNull();
      expect(await store.list({ ...listAddress(), accountId: '999999999999' })).toBeNull();
      expect(await store.list(listAddress('pl-2'))).toBeNull();
    });

    it.each<[string, Partial<ListState>, boolean]>([
      ['a later version', { version: 4, observedAt: START + 1 }, true],
      ['the same version at the same moment', { listName: 'other' }, true],
      ['the same version, seen later', { observedAt: START + 1 }, true],
      ['an earlier version', { version: 2, observedAt: START + 1 }, false],
      ['an earlier version of an earlier moment', { version: 2, observedAt: START - 1 }, false],
      ['the same version, seen earlier', { observedAt: START - 1 }, false],
      ['a later version of an earlier moment', { version: 4, observedAt: START - 1 }, false],
    ])('are moved by %s: %o', async (_, overrides, isMoved) => {
      const known = list({ version: 3 });
      const other = list({ version: 3, listName: 'told', ...overrides });
      await learn(known);
      await learn(other);
      expect(await store.list(listAddress())).toEqual(isMoved ? other : known);
    });

    it('are forgotten, and learnt again at any version', async () => {
      await learn(list({ version: 3 }));
      await learn(list({ version: 3 }, 'pl-2'));
      await admit({ kind: 'forgetList', address: listAddress() });
      expect(await store.list(listAddress())).toBeNull();
      expect(await store.list(listAddress('pl-2'))).not.toBeNull();
      await learn(list({ version: 1 }));
      expect(await store.list(listAddress())).toMatchObject({ version: 1 });
    });
  });

  describe('which groups use a list', () => {
    const learn = (state: GroupState) => admit({ kind: 'group', state });
    const using = async (prefixListId: string) =>
      (await store.groupsUsingList(listAddress(prefixListId))).map(({ groupId }) => groupId);

    it('is told by the rules of either direction, in the order of their ids', async () => {
      await learn(group({ outbound: ['pl-1'] }, { groupId: 'sg-3' }));
      await learn(group({ inbound: ['pl-1', 'pl-2', '10.0.0.0/8'] }, { groupId: 'sg-2' }));
      await learn(group({ inbound: ['pl-1'], outbound: ['pl-1'] }));
      expect(await using('pl-1')).toEqual(['sg-1', 'sg-2', 'sg-3']);
      expect(await using('pl-2')).toEqual(['sg-2']);
      expect(await using('pl-9')).toEqual([]);
    });

    it('gives the groups whole, and those of that account and Region only', async () => {
      const whole = group({ inbound: ['pl-1'] });
      await learn(whole);
      await learn(group({ inbound: ['pl-1'] }, { region: 'eu-west-1', groupId: 'sg-9' }));
      expect(await store.groupsUsingList(listAddress())).toEqual([whole]);
    });

    it('follows the rules, and an older state of the group changes nothing', async () => {
      await learn(group({ inbound: ['pl-1'] }));
      await learn(group({ inbound: ['pl-2'] }, { observedAt: START + 1 }));
      expect([await using('pl-1'), await using('pl-2')]).toEqual([[], ['sg-1']]);
      await learn(group({ inbound: ['pl-1'] }));
      expect([await using('pl-1'), await using('pl-2')]).toEqual([[], ['sg-1']]);
    });

    it('is told by what a sweep sees too', async () => {
      const live = group({ outbound: ['pl-1'] });
      const keep = (state: GroupState) => ({ changes: [], group: state });
      await store.observe([live], keep, () => null, START);
      expect(await using('pl-1')).toEqual(['sg-1']);
    });

    it('goes with the group, by a record or because no sweep saw it', async () => {
      await learn(group({ inbound: ['pl-1'] }));
      await learn(group({ inbound: ['pl-1'] }, { groupId: 'sg-2' }));
      await admit({ kind: 'forgetGroup', address: GROUP });
      expect(await using('pl-1')).toEqual(['sg-2']);
      const address = { ...GROUP, groupId: 'sg-2' };
      await store.forgetGroup({ address, before: START }, () => [], START);
      expect(await using('pl-1')).toEqual(['sg-2']);
      await store.forgetGroup({ address, before: START + 1 }, () => [], START);
      expect(await using('pl-1')).toEqual([]);
      // Learnt again, it uses what its rules name then.
      await learn(group({ inbound: ['pl-2'] }, { groupId: 'sg-2' }));
      expect([await using('pl-1'), await using('pl-2')]).toEqual([[], ['sg-2']]);
    });
  });

  describe('network interfaces', () => {
    const learn = (state: InterfaceState) => admit({ kind: 'interface', state });

    it('survive the database unchanged, and are never moved to an earlier moment', async () => {
      const known = networkInterface();
      await learn(known);
      expect(await store.networkInterface(interfaceAddress())).toEqual(known);
      await learn(networkInterface({ groupIds: ['sg-2'], observedAt: START - 1 }));
      expect(await store.networkInterface(interfaceAddress())).toEqual(known);
      const later = networkInterface({ groupIds: [], managedBy: 'elb', observedAt: START + 1 });
      await learn(later);
      expect(await store.networkInterface(interfaceAddress())).toEqual(later);
      expect(await store.networkInterface({ ...interfaceAddress(), region: 'x' })).toBeNull();
    });

    it('are forgotten', async () => {
      await learn(networkInterface());
      await learn(networkInterface(interfaceAddress('eni-2')));
      await admit({ kind: 'forgetInterface', address: interfaceAddress() });
      expect(await store.networkInterface(interfaceAddress())).toBeNull();
      expect(await store.networkInterface(interfaceAddress('eni-2'))).not.toBeNull();
    });
  });

  describe('own requests', () => {
    async function isOwn(requestId: string | null): Promise<boolean | null> {
      let isOwnCall: boolean | null = null;
      records += 1;
      const judge = (kept: Kept): Admission => {
        ({ isOwnCall } = kept);
        const outcome = { kind: 'ignored', reason: '' } as const;
        return { outcome, changes: [], notice: null, learnt: [] };
      };
      await store.admit({ ...recordKey(`r-${records}`), requestId }, judge, START);
      return isOwnCall;
    }

    beforeEach(async () => {
      const changes = ['f-1', 'f-2'].map((findingId, i) => {
        const rules = i === 0 ? [RDP_FROM_ALL] : [rdpFrom('198.51.100.0/24')];
        return { findingId, events: [opened(findingId, rules)] };
      });
      await store.learn(NOTHING, () => ({ changes, learnt: [] }), START);
    });

    it('are known from the moment that they are noted', async () => {
      expect(await isOwn('request-1')).toBe(false);
      await store.noteOwnRequest('request-1', 'f-1');
      expect(await isOwn('request-1')).toBe(true);
      expect([await isOwn('request-2'), await isOwn(null)]).toEqual([false, false]);
    });

    it('noted again are the same, and a finding may have made several', async () => {
      await store.noteOwnRequest('request-1', 'f-1');
      await store.noteOwnRequest('request-1', 'f-2');
      await store.noteOwnRequest('request-2', 'f-1');
      expect([await isOwn('request-1'), await isOwn('request-2')]).toEqual([true, true]);
    });

    it.each(['f-9', 'h-9'])('of %s, which is not there, are refused', async (id) => {
      await expect(store.noteOwnRequest('request-1', id)).rejects.toThrow(`There is no ${id}`);
    });
  });

  describe('what a judge is shown', () => {
    const ids = (findings: readonly Finding[]) => findings.map(({ id }) => id);

    beforeEach(async () => {
      await admit(
        { kind: 'group', state: group({ inbound: ['pl-1'], outbound: ['pl-2'] }) },
        { kind: 'list', state: list() },
        { kind: 'list', state: list({}, 'pl-2') },
        { kind: 'list', state: list({}, 'pl-3') },
        { kind: 'interface', state: networkInterface() },
      );
      const changes = [
        { findingId: 'f-group', events: [opened('f-group')] },
        { findingId: 'f-list', events: [listOpened('f-list', 'pl-2')] },
        { findingId: 'f-other', events: [listOpened('f-other', 'pl-3')] },
      ];
      await store.learn(NOTHING, () => ({ changes, learnt: [] }), START);
    });

    it('of a group: the lists that its rules name too, and the findings on all of them', async () => {
      const kept = await keptOf({ groups: [GROUP] });
      expect([...kept.groups.keys()]).toEqual(['sg-1']);
      expect([...kept.lists.keys()].sort()).toEqual(['pl-1', 'pl-2']);
      expect(ids(kept.open).sort()).toEqual(['f-group', 'f-list']);
      expect(kept.interfaces.size).toBe(0);
    });

    it('of a list: it and the findings on it, each once', async () => {
      const kept = await keptOf({ groups: [GROUP], lists: [listAddress('pl-2')] });
      expect(ids(kept.open).sort()).toEqual(['f-group', 'f-list']);
      const alone = await keptOf({ lists: [listAddress('pl-3'), listAddress('pl-9')] });
      expect([...alone.lists.keys()]).toEqual(['pl-3']);
      expect(ids(alone.open)).toEqual(['f-other']);
      expect(alone.groups.size).toBe(0);
    });

    it('of an interface: it', async () => {
      const kept = await keptOf({ interfaces: [interfaceAddress(), interfaceAddress('eni-9')] });
      expect([...kept.interfaces.values()]).toEqual([networkInterface()]);
    });
  });

  describe('learn', () => {
    it('keeps what the judge says, and its events, in one transaction', async () => {
      await store.learn(
        { ...NOTHING, lists: [listAddress()] },
        () => ({
          learnt: [{ kind: 'list', state: list() }],
          changes: [{ findingId: 'f-1', events: [listOpened('f-1', 'pl-1')] }],
        }),
        START,
      );
      expect(await store.list(listAddress())).toEqual(list());
      expect(await store.finding('f-1')).toMatchObject({ door: { prefixListId: 'pl-1' } });
      expect(await store.post('f-1')).not.toBeNull();
      expect(await store.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
    });

    it('leaves nothing when a part of it cannot be done', async () => {
      const learning = store.learn(
        NOTHING,
        () => ({
          learnt: [{ kind: 'list', state: list() }],
          changes: [
            { findingId: 'f-1', events: [opened('f-1')] },
            { findingId: 'f-2', events: [{ kind: 'door.seenOpen', at: START } as const] },
          ],
        }),
        START,
      );
      await expect(learning).rejects.toThrow('The first event of a finding is its opening');
      expect([await store.list(listAddress()), await store.finding('f-1')]).toEqual([null, null]);
    });

    it('gives back what the judge gave, and was shown what was learnt before', async () => {
      await admit({ kind: 'list', state: list() });
      const seen = await store.learn(
        { ...NOTHING, lists: [listAddress()] },
        ({ lists }) => ({ changes: [], learnt: [], version: lists.get('pl-1')?.version }),
        START,
      );
      expect(seen.version).toBe(1);
    });

    it('many times at once happens one after the other', async () => {
      const grow = () =>
        store.learn(
          { ...NOTHING, lists: [listAddress()] },
          ({ lists }) => {
            const version = (lists.get('pl-1')?.version ?? 0) + 1;
            return { changes: [], learnt: [{ kind: 'list' as const, state: list({ version }) }] };
          },
          START,
        );
      await Promise.all(Array.from({ length: 20 }, grow));
      expect(await store.list(listAddress())).toMatchObject({ version: 20 });
    });
  });

  describe('which groups stand beside others', () => {
    const learn = (...states: readonly InterfaceState[]) =>
      admit(...states.map((state) => ({ kind: 'interface' as const, state })));
    const at = (interfaceId: string, instanceId: string | null, ...groupIds: string[]) =>
      networkInterface({ ...interfaceAddress(interfaceId), instanceId, groupIds });

    it('is told by the interfaces and instances on which they stand, with what is known of them', async () => {
      const tags = { Role: 'windows' };
      await admit({ kind: 'group', state: group({}, { groupId: 'sg-2', vpcId: 'vpc-1', tags }) });
      await learn(
        at('eni-1', 'i-1', 'sg-1', 'sg-2'),
        at('eni-2', 'i-1', 'sg-3'),
        at('eni-3', null, 'sg-1', 'sg-2'),
        at('eni-4', null, 'sg-4'),
        at('eni-5', null, 'sg-1'),
      );
      const beside = await store.beside(PLACE, ['sg-1', 'sg-3', 'sg-4', 'sg-5']);
      // Nobody has discovered anything here.
      const behind = { things: [], looked: new Set() };
      expect(Object.fromEntries(beside)).toEqual({
        'sg-1': [
          {
            groupId: 'sg-2',
            hosts: ['eni-3', 'i-1'],
            facts: { groupName: 'win', vpcId: 'vpc-1', tags: new Map([['Role', 'windows']]) },
            behind,
          },
          { groupId: 'sg-3', hosts: ['i-1'], facts: null, behind },
        ],
        'sg-3': [
          { groupId: 'sg-1', hosts: ['i-1'], facts: null, behind },
          expect.objectContaining({ groupId: 'sg-2', hosts: ['i-1'] }),
        ],
      });
      expect((await store.beside({ ...PLACE, region: 'x' }, ['sg-1'])).size).toBe(0);
      expect((await store.beside(PLACE, [])).size).toBe(0);
    });

    it('follows what is learnt last, and not what is of an earlier moment', async () => {
      await learn(at('eni-1', null, 'sg-1', 'sg-2'));
      await learn({ ...at('eni-1', null, 'sg-1', 'sg-3'), observedAt: START - 1 });
      const others = async () =>
        (await store.beside(PLACE, ['sg-1'])).get('sg-1')?.map(({ groupId }) => groupId);
      expect(await others()).toEqual(['sg-2']);
      await learn({ ...at('eni-1', null, 'sg-1', 'sg-3'), observedAt: START + 1 });
      expect(await others()).toEqual(['sg-3']);
      await admit({ kind: 'forgetInterface', address: interfaceAddress('eni-1') });
      expect(await others()).toBeUndefined();
    });

    it('is what a plain count of hosts says, of any interfaces', async () => {
      const id = fc.constantFrom('sg-1', 'sg-2', 'sg-3', 'sg-4');
      const one = fc.record({
        groupIds: fc.uniqueArray(id, { minLength: 1, maxLength: 3 }),
        instanceId: fc.constantFrom('i-1', 'i-2', null),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(one, { maxLength: 6 }), async (interfaces) => {
          const states = Array.from({ length: 6 }, (_, i) => {
            const { groupIds, instanceId } = interfaces[i] ?? { groupIds: [], instanceId: null };
            return at(`eni-${i}`, instanceId, ...groupIds);
          });
          await learn(...states);
          const all = ['sg-1', 'sg-2', 'sg-3', 'sg-4'];
          const beside = await store.beside(PLACE, all);
          const told = all.flatMap((groupId) =>
            (beside.get(groupId) ?? []).flatMap((other) =>
              other.hosts.map((host) => `${groupId} ${other.groupId} ${host}`),
            ),
          );
          expect(told.sort()).toEqual(pairsOn(states));
        }),
        { numRuns: 50 },
      );
    });
  });
});

/** `sg-1 sg-2 i-1` for any two groups on one host. */
function pairsOn(interfaces: readonly InterfaceState[]): readonly string[] {
  const hosts = new Map<string, Set<string>>();
  for (const { interfaceId, instanceId, groupIds } of interfaces) {
    const on = hosts.get(instanceId ?? interfaceId) ?? new Set();
    for (const groupId of groupIds) on.add(groupId);
    hosts.set(instanceId ?? interfaceId, on);
  }
  return [...hosts]
    .flatMap(([host, on]) =>
      [...on].flatMap((a) => [...on].flatMap((b) => (a === b ? [] : [`${a} ${b} ${host}`]))),
    )
    .sort();
}
