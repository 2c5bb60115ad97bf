import { describe, expect, it } from 'vitest';
import { hearRecord } from '../../../src/app/hear/hear-record.ts';
import type { RecordOutcome } from '../../../src/app/ports.ts';
import type { ListChange } from '../../../src/domain/change/exposure-change.ts';
import type { ListDoor } from '../../../src/domain/finding/door.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import type { GroupState } from '../../../src/domain/inventory/group-state.ts';
import { LIST_ENTRIES_PER_CALL_MAX } from '../../../src/domain/inventory/list-state.ts';
import { sourceSet } from '../../../src/domain/net/source.ts';
import { planRevert } from '../../../src/domain/plan/plan.ts';
import { changeOf, source } from '../../domain/policy/change-of.ts';
import { listOf } from '../../support/fake-lists.ts';
import { rdpFrom } from '../../support/findings.ts';
import { type Hearing, hearing, meanwhile, NOW, POLICY, seenClosed } from './hearing.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';
const LIST = { accountId: ACCOUNT, region: REGION, prefixListId: 'pl-1' };
const AT = NOW - 60_000;

let calls = 0;

/** A change of {@link LIST} from version 1, a minute ago unless said. */
function listChange(overrides: Partial<ListChange> = {}, eventTime = AT): ListChange {
  calls += 1;
  const { record } = changeOf([]);
  return {
    kind: 'listModified',
    record: {
      ...record,
      eventId: `list-${calls}`,
      eventName: 'ModifyManagedPrefixList',
      eventTime: new Date(eventTime).toISOString(),
      requestId: `request-${calls}`,
    },
    prefixListId: LIST.prefixListId,
    added: [],
    removed: [],
    version: 1,
    ...overrides,
  };
}

function entries(...blocks: readonly string[]): ListChange['added'] {
  return blocks.map((cidr) => ({ cidr, description: null }));
}

/** A known Windows group that lets the list in by RDP. */
function groupUsing(groupId: string, sources: readonly string[] = ['pl-1']): GroupState {
  const inbound = sources.map((each, i) => {
    return { ...rdpFrom(each, `sgr-${groupId}-${i}`), description: null };
  });
  const facts = { groupName: `win-${groupId}`, vpcId: 'vpc-1', tags: {} };
  return {
    accountId: ACCOUNT,
    region: REGION,
    groupId,
    ...facts,
    inbound,
    outbound: [],
    observedAt: 1,
  };
}

/** Groups and the list as the inventory has them before anything happens. */
async function known(
  { store, lists }: Hearing,
  groups: readonly GroupState[],
  blocks: readonly string[] = ['10.9.8.0/28'],
): Promise<void> {
  const state = listOf(LIST, blocks);
  lists.known.set(LIST.prefixListId, state);
  const about = { groups: [], lists: [LIST], interfaces: [] };
  const learnt = [
    ...groups.map((group) => ({ kind: 'group' as const, state: group })),
    { kind: 'list' as const, state },
  ];
  await store.learn(about, () => ({ changes: [], learnt }), 1);
}

function hearChange({ needs }: Hearing, change: ListChange): Promise<RecordOutcome> {
  return hearRecord({ kind: 'change', change }, needs);
}

function doorOf(finding: Finding | undefined): ListDoor {
  if (finding?.door.kind !== 'list') throw new Error('Expected a finding of a list');
  return finding.door;
}

function blocksOf(list: ListDoor['entries']): readonly string[] {
  return list.map(({ cidr }) => cidr);
}

describe('hearing a widened prefix list', () => {
  it('is one finding that names every guarded group that uses it', async () => {
    const on = await hearing();
    await known(on, [groupUsing('sg-1'), groupUsing('sg-2'), groupUsing('sg-3', ['10.0.0.0/8'])]);
    const outcome = await hearChange(on, listChange({ added: entries('0.0.0.0/0') }));
    expect(outcome).toEqual({ kind: 'finding', findingId: 'f-1', isNew: true });
    const [finding] = await on.open();
    expect(doorOf(finding).uses.map(({ groupId }) => groupId)).toEqual(['sg-1', 'sg-2']);
    expect(finding?.excess).toHaveLength(28);
    expect(finding?.rules).toHaveLength(1);
  });

  it('names only the entries that let in more than is approved, and removes only these', async () => {
    const on = await hearing();
    await known(on, [groupUsing('sg-1')], []);
    await hearChange(on, listChange({ added: entries('10.9.8.0/29', '198.51.100.0/24') }));
    const [finding] = await on.open();
    expect(blocksOf(doorOf(finding).entries)).toEqual(['198.51.100.0/24']);
    const plan = finding === undefined ? 'none' : planRevert(finding, new Set([ACCOUNT]));
    expect(plan).toMatchObject({ kind: 'list', remove: entries('198.51.100.0/24'), giveBack: [] });
  });

  it('gives back what a wider entry replaced', async () => {
    const on = await hearing();
    await known(on, [groupUsing('sg-1')]);
    const removed = ['10.9.8.0/28'];
    await hearChange(on, listChange({ added: entries('10.0.0.0/8'), removed }));
    const [finding] = await on.open();
    expect(blocksOf(doorOf(finding).replaced)).toEqual(removed);
  });

  it.each([
    ['approved already', entries('10.9.8.0/29'), ['pl-1']],
    ['open already by another rule', entries('198.51.100.0/24'), ['pl-1', '198.51.100.0/24']],
  ])('is permitted where what it adds is %s', async (_, added, sources) => {
    const on = await hearing();
    const group = groupUsing('sg-1', sources);
    await known(on, [group], []);
    on.groups.rules = { kind: 'found', value: { inbound: group.inbound, outbound: [] } };
    expect((await hearChange(on, listChange({ added }))).kind).toBe('permitted');
    expect(await on.open()).toEqual([]);
  });

  it('is a finding where the rule that would hide it was closed unheard', async () => {
    const on = await hearing();
    await known(on, [groupUsing('sg-1', ['pl-1', '198.51.100.0/24'])], []);
    const [named] = groupUsing('sg-1').inbound;
    if (named === undefined) throw new Error('A rule');
    on.groups.rules = { kind: 'found', value: { inbound: [named], outbound: [] } };
    const outcome = await hearChange(on, listChange({ added: entries('198.51.100.0/24') }));
    expect(outcome).toMatchObject({ kind: 'finding', isNew: true });
  });

  it('is a finding even where one read shows that rule still: that may be stale', async () => {
    const on = await hearing();
    const group = groupUsing('sg-1', ['pl-1', '198.51.100.0/24']);
    await known(on, [group], []);
    const [named] = group.inbound;
    if (named === undefined) throw new Error('A rule');
    const stale = [{ kind: 'found', value: { inbound: group.inbound, outbound: [] } }] as const;
    const answers = [...stale];
    on.groups.rules = { kind: 'found', value: { inbound: [named], outbound: [] } };
    on.groups.describeRules = async () => answers.shift() ?? on.groups.rules;
    const outcome = await hearChange(on, listChange({ added: entries('198.51.100.0/24') }));
    expect(answers).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'finding', isNew: true });
  });

  it('is a finding where that of the rule which hides it is closed when all was read', async () => {
    const on = await hearing();
    const group = groupUsing('sg-1');
    await known(on, [group], []);
    on.groups.rules = { kind: 'found', value: { inbound: group.inbound, outbound: [] } };
    const wide = changeOf([{ ...rdpFrom('x'), source: source('0.0.0.0/0') }]);
    const closing = meanwhile(on, async () => {
      await hearRecord({ kind: 'change', change: wide }, on.needs);
      await seenClosed(on, (await on.open())[0]?.id ?? '');
    });
    const outcome = await hearChange(closing, listChange({ added: entries('198.51.100.0/24') }));
    expect(outcome).toMatchObject({ kind: 'finding', isNew: true });
  });

  it.each([2, null])(
    'is a finding where an entry that would hide it was taken out unheard (of version %s)',
    async (version) => {
      const on = await hearing();
      const group = groupUsing('sg-1');
      await known(on, [group], ['198.51.100.0/24']);
      on.groups.rules = { kind: 'found', value: group };
      on.lists.known.set('pl-1', listOf(LIST, ['198.51.100.0/25'], { version: 3 }));
      const added = entries('198.51.100.0/25');
      const outcome = await hearChange(on, listChange({ added, version }));
      expect(outcome).toMatchObject({ kind: 'finding', isNew: true });
    },
  );

  it('is permitted where an entry that was there lets in the same', async () => {
    const on = await hearing();
    const group = groupUsing('sg-1');
    await known(on, [group], ['198.51.100.0/24']);
    on.groups.rules = { kind: 'found', value: group };
    on.lists.known.set(
      'pl-1',
      listOf(LIST, ['198.51.100.0/24', '198.51.100.0/25'], { version: 2 }),
    );
    const outcome = await hearChange(on, listChange({ added: entries('198.51.100.0/25') }));
    expect(outcome).toMatchObject({ kind: 'permitted' });
  });

  it('is a finding where a guard approves the list, whoever uses it', async () => {
    const on = await hearing();
    const [guard] = POLICY.guards;
    if (guard === undefined) throw new Error('A guard');
    const approved = new Map([['rdp' as const, sourceSet([source('pl-1')])]]);
    const policy = { ...POLICY, guards: [{ ...guard, approved }] };
    await known(on, [groupUsing('sg-2', ['10.9.8.0/28'])]);
    const change = listChange({ added: entries('203.0.113.0/24') });
    await hearRecord({ kind: 'change', change }, { ...on.needs, policy });
    const [finding] = await on.open();
    expect(doorOf(finding).uses).toMatchObject([{ groupId: null, guardName: guard.name }]);
    expect(new Set(finding?.excess.map((row) => row.source))).toEqual(new Set(['203.0.113.0/24']));
  });

  it('approves nothing by what it has grown by, as long as that is a finding', async () => {
    const on = await hearing();
    const [guard] = POLICY.guards;
    if (guard === undefined) throw new Error('A guard');
    const approved = new Map([['rdp' as const, sourceSet([source('pl-1')])]]);
    const needs = { ...on.needs, policy: { ...POLICY, guards: [{ ...guard, approved }] } };
    await known(on, [groupUsing('sg-1', ['10.9.8.0/28'])]);
    const change = listChange({ added: entries('203.0.113.0/24') });
    await hearRecord({ kind: 'change', change }, needs);
    const added = changeOf([{ ...rdpFrom('x'), source: source('203.0.113.7/32') }]);
    const outcome = await hearRecord({ kind: 'change', change: added }, needs);
    expect(outcome).toMatchObject({ kind: 'finding', isNew: true });
  });

  describe('a list of which a change was not heard', () => {
    const WAS = ['198.51.100.0/24', '203.0.113.0/24'];
    const OPENED = '198.51.100.7/32';

    /** A group lets in a list, and by record a block of what the list holds. EC2 has the list like this. */
    async function openBeside(
      on: Hearing,
      live: readonly string[],
      policy = POLICY,
      {
        was = WAS,
        named = 'pl-1',
      }: { readonly was?: readonly string[]; readonly named?: string } = {},
    ): Promise<RecordOutcome> {
      const group = groupUsing('sg-1', [named]);
      await known(on, [group], was);
      on.lists.known.set(LIST.prefixListId, listOf(LIST, live, { version: 2 }));
      on.groups.rules = { kind: 'found', value: group };
      const change = changeOf([{ ...rdpFrom('x'), source: source(OPENED) }]);
      return hearRecord({ kind: 'change', change }, { ...on.needs, policy });
    }

    function approvingTheList() {
      const [guard] = POLICY.guards;
      if (guard === undefined) throw new Error('A guard');
      const approved = new Map([['rdp' as const, sourceSet([source('pl-1')])]]);
      return { ...POLICY, guards: [{ ...guard, approved }] };
    }

    it('hides nothing by entries that it has no more', async () => {
      const on = await hearing();
      expect(await openBeside(on, ['203.0.113.0/24'])).toMatchObject({ kind: 'finding' });
      const [finding] = await on.open();
      expect(finding?.excess).toMatchObject([{ source: OPENED }]);
    });

    it('hides nothing by entries that one read shows still: that may be stale', async () => {
      const on = await hearing();
      const was = listOf(LIST, WAS);
      on.lists.nextReads.push({ kind: 'found', value: { list: was, isSettled: true } });
      expect(await openBeside(on, ['203.0.113.0/24'])).toMatchObject({ kind: 'finding' });
      expect(on.lists.nextReads).toEqual([]);
    });

    it('hides what it lets in still', async () => {
      const on = await hearing();
      expect(await openBeside(on, WAS)).toMatchObject({ kind: 'permitted' });
    });

    it('approves nothing by entries that it has no more', async () => {
      const on = await hearing();
      const outcome = await openBeside(on, ['203.0.113.0/24'], approvingTheList());
      expect(outcome).toMatchObject({ kind: 'finding' });
    });

    it('approves by what it has still', async () => {
      const on = await hearing();
      expect(await openBeside(on, WAS, approvingTheList())).toEqual({
        kind: 'permitted',
        reason: 'It opens guarded ports to approved sources only',
      });
    });

    it('approves nothing by what it has grown by: that is still to be told', async () => {
      const on = await hearing();
      const was = ['203.0.113.0/24'];
      const outcome = await openBeside(on, WAS, approvingTheList(), { was });
      expect(outcome).toMatchObject({ kind: 'finding' });
    });

    describe('and that policy approves and no rule names', () => {
      const named = '10.9.8.0/28';

      it('approves by what it has still', async () => {
        const on = await hearing();
        expect(await openBeside(on, WAS, approvingTheList(), { named })).toEqual({
          kind: 'permitted',
          reason: 'It opens guarded ports to approved sources only',
        });
      });

      it('approves nothing by entries that it has no more, whatever one read shows', async () => {
        const on = await hearing();
        const stale = listOf(LIST, WAS);
        on.lists.nextReads.push({ kind: 'found', value: { list: stale, isSettled: true } });
        const outcome = await openBeside(on, ['203.0.113.0/24'], approvingTheList(), { named });
        expect(outcome).toMatchObject({ kind: 'finding' });
        expect(on.lists.nextReads).toEqual([]);
      });

      it('is not asked for where nothing is known of it: it may be of another Region', async () => {
        const on = await hearing();
        await known(on, []);
        await on.store.learn(
          { groups: [], lists: [LIST], interfaces: [] },
          () => ({ changes: [], learnt: [{ kind: 'forgetList', address: LIST }] }),
          1,
        );
        on.lists.describe = () => Promise.reject(new Error('Nobody names the list'));
        on.groups.rules = { kind: 'found', value: groupUsing('sg-1', [named]) };
        const change = changeOf([{ ...rdpFrom('x'), source: source(OPENED) }]);
        const needs = { ...on.needs, policy: approvingTheList() };
        const outcome = await hearRecord({ kind: 'change', change }, needs);
        expect(outcome).toMatchObject({ kind: 'finding' });
        expect((await on.open())[0]?.doubt).toBeNull();
      });
    });

    it('is known as it was, so that the sweep finds what was not heard', async () => {
      const on = await hearing();
      await openBeside(on, ['203.0.113.0/24']);
      expect(await on.store.list(LIST)).toMatchObject({ version: 1, entries: entries(...WAS) });
    });

    it('and that may not be read hides and approves nothing, and the alert says why', async () => {
      const on = await hearing();
      on.lists.describe = async () => ({ kind: 'couldNotLook', reason: 'AWS refused it' });
      expect(await openBeside(on, WAS)).toMatchObject({ kind: 'finding' });
      expect((await on.open())[0]?.doubt).toContain('pl-1');
    });
  });

  it('joins the finding of an entry that was removed and added again', async () => {
    const on = await hearing();
    await known(on, [groupUsing('sg-1')]);
    const added = entries('0.0.0.0/0');
    await hearChange(on, listChange({ added }));
    await hearChange(on, listChange({ removed: ['0.0.0.0/0'], version: 2 }));
    const outcome = await hearChange(on, listChange({ added, version: 3 }));
    expect(outcome).toEqual({ kind: 'finding', findingId: 'f-1', isNew: false });
    expect(await on.open()).toHaveLength(1);
  });

  it.each(['listModified', 'listRestored'] as const)(
    'tells of an entry that is there again (%s) where a group has come to let it in meanwhile',
    async (kind) => {
      const on = await hearing();
      await known(on, [groupUsing('sg-1'), groupUsing('sg-2', [])]);
      const added = entries('203.0.113.0/24');
      await hearChange(on, listChange({ added }));
      await hearChange(on, listChange({ removed: ['203.0.113.0/24'], version: 2 }));
      const naming = { ...rdpFrom('x'), groupId: 'sg-2', source: source('pl-1') };
      const group = { groupId: 'sg-2', groupName: 'win-sg-2', ownerId: ACCOUNT };
      const change = { ...changeOf([naming]), group };
      expect(await hearRecord({ kind: 'change', change }, on.needs)).toMatchObject({
        kind: 'permitted',
      });
      const again = listOf(LIST, ['10.9.8.0/28', '203.0.113.0/24'], { version: 4 });
      on.lists.known.set('pl-1', again);
      const told = kind === 'listModified' ? { added } : { kind };
      const outcome = await hearChange(on, listChange({ ...told, version: 3 }));
      expect(outcome).toMatchObject({ kind: 'finding', isNew: true });
      const uses = (await on.open()).flatMap((finding) => doorOf(finding).uses);
      expect(uses.map(({ groupId }) => groupId).sort()).toEqual(['sg-1', 'sg-1', 'sg-2']);
    },
  );

  it.each([
    ['in order', [0, 1]],
    ['the wrong way round', [1, 0]],
  ])(
    'tells of an entry that was removed and added again, both heard late, %s',
    async (_, order) => {
      const on = await hearing();
      await known(on, [groupUsing('sg-1')], ['0.0.0.0/0']);
      on.lists.known.set('pl-1', listOf(LIST, ['0.0.0.0/0'], { version: 3, observedAt: NOW }));
      const records = [
        listChange({ removed: ['0.0.0.0/0'] }),
        listChange({ added: entries('0.0.0.0/0'), version: 2 }, AT + 10_000),
      ];
      for (const nth of order) await hearChange(on, records[nth] ?? listChange());
      expect(await on.open()).toMatchObject([{ door: { entries: entries('0.0.0.0/0') } }]);
    },
  );

  it('asks for a look when an entry is removed, and closes nothing on the record alone', async () => {
    const on = await hearing();
    await known(on, [groupUsing('sg-1')]);
    await hearChange(on, listChange({ added: entries('0.0.0.0/0') }));
    await hearChange(on, listChange({ removed: ['0.0.0.0/0'], version: 2 }));
    const [finding] = await on.open();
    expect(finding).toMatchObject({ state: { kind: 'open' }, lookAt: NOW });
  });

  it('opens the same whether its records come in order or not', async () => {
    const wide = listChange({ added: entries('0.0.0.0/0') }, AT);
    const other = listChange({ added: entries('198.51.100.0/24'), version: 2 }, AT + 1_000);
    const told: unknown[] = [];
    for (const order of [
      [wide, other],
      [other, wide],
    ]) {
      const on = await hearing();
      await known(on, [groupUsing('sg-1')]);
      for (const change of order) await hearChange(on, change);
      const open = await on.open();
      told.push(open.flatMap((finding) => blocksOf(doorOf(finding).entries)).sort());
    }
    // What an open finding asks to be taken out does not count as open already.
    expect(told).toEqual([
      ['0.0.0.0/0', '198.51.100.0/24'],
      ['0.0.0.0/0', '198.51.100.0/24'],
    ]);
  });

  it('reads a restored version, and counts all of it as new where nothing is known', async () => {
    const on = await hearing();
    await known(on, [groupUsing('sg-1')]);
    on.lists.known.set('pl-1', listOf(LIST, ['10.9.8.0/28', '0.0.0.0/0'], { version: 2 }));
    await hearChange(on, listChange({ kind: 'listRestored', version: 1 }));
    const [finding] = await on.open();
    expect(blocksOf(doorOf(finding).entries)).toEqual(['0.0.0.0/0']);
    expect(finding?.doubt).toBeNull();
  });

  it('restored in the second of its last change: what came back is new, and nothing else', async () => {
    const on = await hearing();
    const wide = ['10.9.8.0/28', '203.0.113.0/24', '198.51.100.0/24'];
    await known(on, [groupUsing('sg-1')], wide);
    on.lists.known.set('pl-1', listOf(LIST, wide.slice(0, 2), { version: 2 }));
    await hearChange(on, listChange({ removed: ['198.51.100.0/24'] }));
    on.lists.known.set('pl-1', listOf(LIST, wide, { version: 3 }));
    await hearChange(on, listChange({ kind: 'listRestored', version: 2 }));
    const [finding] = await on.open();
    expect(blocksOf(doorOf(finding).entries)).toEqual(['198.51.100.0/24']);
    expect(finding?.doubt).toBeNull();
  });

  it('says that it could not look, and counts what the record tells as let in', async () => {
    const on = await hearing();
    await known(on, [groupUsing('sg-1')]);
    const reason = 'AWS refused ec2:DescribeManagedPrefixLists: allow it';
    on.lists.nextReads.push({ kind: 'couldNotLook', reason });
    await hearChange(on, listChange({ added: entries('0.0.0.0/0') }));
    const [finding] = await on.open();
    expect(finding?.doubt).toContain('ec2:DescribeManagedPrefixLists');
    expect(doorOf(finding).associations).toBeNull();
  });

  it('is alert-only where another account owns the list', async () => {
    const on = await hearing();
    await known(on, [groupUsing('sg-1')]);
    on.lists.known.set('pl-1', listOf(LIST, [], { ownerId: '999999999999', version: 2 }));
    await hearChange(on, listChange({ added: entries('0.0.0.0/0') }));
    const [finding] = await on.open();
    expect(finding === undefined ? '' : planRevert(finding, new Set([ACCOUNT]))).toBe(
      'foreignAccount',
    );
  });

  it('is changed in the account that owns the list, where that is configured', async () => {
    const on = await hearing();
    await known(on, [groupUsing('sg-1')]);
    on.lists.known.set('pl-1', listOf(LIST, [], { ownerId: '999999999999', version: 2 }));
    await hearChange(on, listChange({ added: entries('0.0.0.0/0') }));
    const [finding] = await on.open();
    const own = new Set([ACCOUNT, '999999999999']);
    expect(finding === undefined ? '' : planRevert(finding, own)).toMatchObject({
      kind: 'list',
      accountId: '999999999999',
      prefixListId: 'pl-1',
    });
  });

  it('takes a list to be at no version before it has heard of all that led there', async () => {
    const on = await hearing();
    await known(on, [groupUsing('sg-1')]);
    await hearChange(on, listChange({ added: entries('198.51.100.0/24'), version: 2 }));
    expect(await on.store.list(LIST)).toMatchObject({ version: 1 });
    await hearChange(on, listChange({ added: entries('203.0.113.0/24'), version: 1 }));
    const list = await on.store.list(LIST);
    expect(list?.version).toBe(2);
    const all = ['10.9.8.0/28', '198.51.100.0/24', '203.0.113.0/24'];
    expect(blocksOf(list?.entries ?? [])).toEqual(all);
  });

  it('knows the record of its own call', async () => {
    const on = await hearing();
    await known(on, [groupUsing('sg-1')]);
    await hearChange(on, listChange({ added: entries('0.0.0.0/0') }));
    const own = listChange({ removed: ['0.0.0.0/0'], version: 2 });
    await on.store.noteOwnRequest(own.record.requestId ?? '', 'f-1');
    expect(await hearChange(on, own)).toEqual({
      kind: 'ignored',
      reason: 'Portcullis made this call itself',
    });
    expect((await on.store.list(LIST))?.entries).toEqual(entries('10.9.8.0/28'));
  });

  it('is fit for one call of EC2', () => {
    expect(LIST_ENTRIES_PER_CALL_MAX).toBe(100);
  });
});
