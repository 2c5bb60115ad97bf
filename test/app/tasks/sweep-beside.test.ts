import { describe, expect, it } from 'vitest';
import { hearRecord } from '../../../src/app/hear/hear-record.ts';
import { RUN_MS_MAX } from '../../../src/app/tasks/schedule.ts';
import { GROUPS_PER_LISTING } from '../../../src/app/tasks/sweep-interfaces.ts';
import { MINUTE_MS } from '../../../src/domain/instant.ts';
import type { PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import { changeOf, open as openRule } from '../../domain/policy/change-of.ts';
import { interfaceOf } from '../../support/attachment-findings.ts';
import { listOf } from '../../support/fake-lists.ts';
import { GROUP, HOME_ACCOUNT, REGION, rdpFrom } from '../../support/findings.ts';
import { GUARDED } from '../../support/guarded.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

const TASK = { name: 'sweep', accountId: HOME_ACCOUNT, region: REGION } as const;
const AT = { accountId: HOME_ACCOUNT, region: REGION };
const A_RUN_MS = RUN_MS_MAX + MINUTE_MS;
const { groupId: GUARDED_ID } = GROUP;
const OPEN = rdpFrom('0.0.0.0/0', 'sgr-open');
/** Unguarded groups: on a guarded host, on another interface of it, and elsewhere. */
const [BESIDE, SECOND, ELSEWHERE] = ['sg-beside', 'sg-second', 'sg-elsewhere'] as const;

/** What EC2 has of a group that nobody guards, from now on. */
function set({ listing }: WorkerBench, groupId: string, ...rules: readonly PlannedRule[]): void {
  const group = { groupId, groupName: groupId, vpcId: 'vpc-1', tags: new Map() };
  const listed = rules.map((rule) => ({
    kind: 'inbound' as const,
    groupId,
    rule: { description: null, ...rule },
  }));
  listing.others.set(groupId, { group, rules: listed });
}

function put({ interfaces }: WorkerBench, interfaceId: string, ...groupIds: string[]): void {
  const instanceId = interfaceId === 'eni-3' ? 'i-3' : 'i-1';
  interfaces.known.set(interfaceId, interfaceOf(interfaceId, groupIds, { instanceId }));
}

/** A bench with a guarded host of two interfaces and another host, swept once. */
async function swept(
  prepare: (bench: WorkerBench) => void = () => undefined,
): Promise<WorkerBench> {
  const bench = await workerBench([]);
  for (const groupId of [BESIDE, SECOND, ELSEWHERE]) set(bench, groupId);
  put(bench, 'eni-1', GUARDED_ID, BESIDE);
  put(bench, 'eni-2', SECOND);
  put(bench, 'eni-3', ELSEWHERE);
  const { groups, listing } = bench;
  const { describeRules } = groups;
  groups.describeGroup = async ({ groupId }) => {
    const groupName = groupId === GUARDED_ID ? 'win-web' : groupId;
    return { kind: 'found', value: { groupName, vpcId: 'vpc-1', tags: new Map() } };
  };
  groups.describeRules = async (address) => {
    if (address.groupId === GUARDED_ID) return describeRules(address);
    const rules = listing.others.get(address.groupId)?.rules ?? [];
    const inbound = rules.flatMap((each) => (each.kind === 'inbound' ? each.rule : []));
    return { kind: 'found', value: { inbound, outbound: [] } };
  };
  prepare(bench);
  await bench.store.wantTask(TASK, bench.clock.now());
  await bench.start({ policy: GUARDED });
  await bench.clock.advance(A_RUN_MS);
  return bench;
}

async function sweepAgain(bench: WorkerBench): Promise<void> {
  await bench.store.wantTask(TASK, bench.clock.now());
  await bench.clock.advance(A_RUN_MS);
}

async function known({ store }: WorkerBench): Promise<readonly string[]> {
  return (await store.groupsAfter(AT, '', 1_000)).map(({ groupId }) => groupId);
}

function notices({ channel }: WorkerBench): string {
  return JSON.stringify(channel.messages);
}

describe('the first sweep', () => {
  it('knows the groups on guarded hosts by its end, on all their interfaces, and no others', async () => {
    const bench = await swept();
    expect(await known(bench)).toEqual([GUARDED_ID, BESIDE, SECOND]);
    const second = await bench.store.networkInterface({ ...AT, interfaceId: 'eni-2' });
    expect(second).toMatchObject({ groupIds: [SECOND], instanceId: 'i-1' });
    expect(await bench.store.networkInterface({ ...AT, interfaceId: 'eni-3' })).toBeNull();
  });

  it('tells those that are open in a notice, once, and makes no finding of them', async () => {
    const bench = await swept((at) => {
      set(at, BESIDE, OPEN);
      set(at, ELSEWHERE, OPEN);
    });
    await sweepAgain(bench);
    expect(await bench.store.openFindings(10)).toEqual([]);
    const told = notices(bench);
    expect(told.match(/open beyond policy/g)).toHaveLength(1);
    expect(told).toContain(`${BESIDE} ${BESIDE}: RDP`);
    expect(told).not.toContain(ELSEWHERE);
  });

  it('reads the lists that such groups name', async () => {
    const address = { ...AT, prefixListId: 'pl-1' };
    const bench = await swept((at) => {
      set(at, BESIDE, rdpFrom('pl-1', 'sgr-list'));
      at.lists.known.set('pl-1', listOf(address, ['10.9.8.0/28']));
    });
    expect(await bench.store.list(address)).not.toBeNull();
    expect((await bench.store.groupsUsingList(address)).map(({ groupId }) => groupId)).toEqual([
      BESIDE,
    ]);
  });

  it('asks for the interfaces of guarded groups only, however many stand beside them', async () => {
    const crowd = Array.from({ length: GROUPS_PER_LISTING + 5 }, (_, i) => `sg-0crowd-${i}`);
    const bench = await swept((at) => {
      for (const groupId of crowd) set(at, groupId);
      put(at, 'eni-1', GUARDED_ID, ...crowd);
    });
    const asked: string[] = [];
    const { withGroups } = bench.interfaces;
    bench.interfaces.withGroups = (query, token) => {
      asked.push(...query.groupIds);
      return withGroups(query, token);
    };
    await sweepAgain(bench);
    expect(asked).toEqual([GUARDED_ID]);
    expect((await known(bench)).length).toBe(crowd.length + 2);
  });
});

describe.each([BESIDE, SECOND])('a rule that was opened unheard in %s', (groupId) => {
  it('is a drift that says beside whom, and the late record tells who it was', async () => {
    const bench = await swept();
    const at = bench.clock.now() + MINUTE_MS;
    await bench.clock.advance(2 * MINUTE_MS);
    set(bench, groupId, OPEN);
    await sweepAgain(bench);
    const [drift, ...others] = await bench.store.openFindings(10);
    expect(others).toEqual([]);
    expect(drift).toMatchObject({
      door: { groupId, guardName: 'hosts', beside: [{ groupId: GUARDED_ID, on: 'i-1' }] },
      opening: { kind: 'drift', call: null },
      rules: [{ ruleId: 'sgr-open' }],
    });
    const told = changeOf([openRule('tcp', '3389', '0.0.0.0/0')]);
    const change = {
      ...told,
      record: { ...told.record, eventTime: new Date(at).toISOString() },
      group: { groupId, groupName: null, ownerId: HOME_ACCOUNT },
    };
    const outcome = await hearRecord(
      { kind: 'change', change },
      { ...bench.needs, policy: GUARDED },
    );
    expect(outcome).toEqual({ kind: 'finding', findingId: drift?.id, isNew: false });
    expect(await bench.store.countFindings()).toEqual({ open: 1, closed: 0 });
  });
});

describe('what stood open elsewhere', () => {
  it('is nobody’s', async () => {
    const bench = await swept();
    set(bench, ELSEWHERE, OPEN);
    await sweepAgain(bench);
    expect(await bench.store.openFindings(10)).toEqual([]);
  });

  it('is judged when its group comes to a guarded host', async () => {
    const bench = await swept((at) => set(at, ELSEWHERE, OPEN));
    put(bench, 'eni-2', SECOND, ELSEWHERE);
    await sweepAgain(bench);
    expect(await bench.store.openFindings(10)).toMatchObject([
      { door: { kind: 'attachment', groupId: ELSEWHERE, places: [{ interfaceId: 'eni-2' }] } },
    ]);
  });

  it('is judged when it comes with a second interface that nobody heard of', async () => {
    const bench = await swept((at) => {
      set(at, ELSEWHERE, OPEN);
      at.interfaces.known.delete('eni-2');
    });
    put(bench, 'eni-2', ELSEWHERE);
    await sweepAgain(bench);
    expect(await bench.store.openFindings(10)).toMatchObject([
      { door: { kind: 'attachment', groupId: ELSEWHERE }, doubt: null },
    ]);
    await sweepAgain(bench);
    expect(await bench.store.countFindings()).toEqual({ open: 1, closed: 0 });
  });
});

describe('another interface of a guarded host', () => {
  it('on which a guarded group stands itself is read for that one', async () => {
    // So many guarded groups that this one's interfaces are listed after the host was read.
    const bench = await swept((at) => {
      for (let i = 0; i < GROUPS_PER_LISTING; i += 1) {
        const group = {
          groupId: `sg-crowd-${i}`,
          groupName: `win-${i}`,
          vpcId: 'vpc-1',
          tags: new Map(),
        };
        at.listing.others.set(group.groupId, { group, rules: [] });
      }
    });
    const late = { groupId: 'sg-late', groupName: 'win-late', vpcId: 'vpc-1', tags: new Map() };
    const rule = { ...OPEN, description: null };
    bench.listing.others.set('sg-late', {
      group: late,
      rules: [{ kind: 'inbound', groupId: 'sg-late', rule }],
    });
    const { describeGroup } = bench.groups;
    bench.groups.describeGroup = (address) =>
      address.groupId === 'sg-late'
        ? Promise.resolve({ kind: 'found', value: late })
        : describeGroup(address);
    put(bench, 'eni-0', 'sg-late');
    // It is guarded only now, and may have stood there for long: a baseline.
    await sweepAgain(bench);
    expect(await bench.store.openFindings(10)).toEqual([]);
    expect(await bench.store.networkInterface({ ...AT, interfaceId: 'eni-0' })).not.toBeNull();
  });
});

describe('a list that has grown unheard', () => {
  it('lets in by a group beside', async () => {
    const address = { ...AT, prefixListId: 'pl-1' };
    const bench = await swept((at) => {
      set(at, SECOND, rdpFrom('pl-1', 'sgr-list'));
      at.lists.known.set('pl-1', listOf(address, ['10.9.8.0/28']));
    });
    const observedAt = bench.clock.now();
    const grown = listOf(address, ['10.9.8.0/28', '0.0.0.0/0'], { version: 2, observedAt });
    bench.lists.known.set('pl-1', grown);
    await sweepAgain(bench);
    expect(await bench.store.openFindings(10)).toMatchObject([
      { door: { kind: 'list', uses: [{ groupId: SECOND, beside: [{ groupId: GUARDED_ID }] }] } },
    ]);
  });
});

describe('a group beside', () => {
  it.each([
    ['leaves the host', 'eni-1', [GUARDED_ID]],
    ['is left by the guarded one', 'eni-1', [BESIDE]],
  ] as const)(
    'that %s is not guarded any more, and forgotten',
    async (_, interfaceId, groupIds) => {
      const bench = await swept();
      put(bench, interfaceId, ...groupIds);
      await sweepAgain(bench);
      set(bench, BESIDE, OPEN);
      await sweepAgain(bench);
      await sweepAgain(bench);
      expect(await bench.store.openFindings(10)).toEqual([]);
      expect(await known(bench)).not.toContain(BESIDE);
    },
  );

  it('of a host that nobody guards any more leaves nothing known behind', async () => {
    const bench = await swept();
    put(bench, 'eni-1', BESIDE);
    for (let i = 0; i < 3; i += 1) await sweepAgain(bench);
    expect(await known(bench)).toEqual([GUARDED_ID]);
    for (const interfaceId of ['eni-1', 'eni-2']) {
      expect(await bench.store.networkInterface({ ...AT, interfaceId })).toBeNull();
    }
  });

  it('that lists leave out stays known, and so does its interface', async () => {
    const bench = await swept();
    const { listing, interfaces } = bench;
    listing.others.delete(SECOND);
    interfaces.onInstances = async () => ({ items: [], nextPageToken: null });
    await sweepAgain(bench);
    expect(await known(bench)).toContain(SECOND);
    expect(await bench.store.networkInterface({ ...AT, interfaceId: 'eni-2' })).not.toBeNull();
  });

  it('that lists leave out stays known, whatever could not be told of the guarded one', async () => {
    const bench = await swept();
    const { listing, interfaces } = bench;
    listing.others.delete(SECOND);
    interfaces.onInstances = async () => ({ items: [], nextPageToken: null });
    const { describe: describeOne } = interfaces;
    interfaces.describe = async (address) =>
      address.interfaceId === 'eni-1'
        ? { kind: 'couldNotLook', reason: 'denied' }
        : describeOne(address);
    // It differs from what is known, and no second read says so.
    put(bench, 'eni-1', GUARDED_ID);
    await sweepAgain(bench);
    expect(await bench.store.networkInterface({ ...AT, interfaceId: 'eni-2' })).not.toBeNull();
  });

  it('keeps its finding open when it leaves, until the rule is closed', async () => {
    const bench = await swept();
    set(bench, BESIDE, OPEN);
    await sweepAgain(bench);
    put(bench, 'eni-1', GUARDED_ID);
    await sweepAgain(bench);
    expect(await bench.store.countFindings()).toEqual({ open: 1, closed: 0 });
  });
});

it('a host of which only the guarded interface was read before is a baseline once', async () => {
  const bench = await swept((at) => set(at, SECOND, OPEN));
  // As an earlier version left it: the other interfaces were not read, and nothing is known of their groups.
  const [name, text] = [`interfaces/${HOME_ACCOUNT}/${REGION}`, await cursorText(bench)];
  const { areHostsRead: _, ...before } = JSON.parse(text) as Record<string, unknown>;
  const now = bench.clock.now();
  await bench.store.saveCursor({ name, text: JSON.stringify(before) }, null, now);
  const forgotten = [
    { kind: 'forgetInterface', address: { ...AT, interfaceId: 'eni-2' } },
    { kind: 'forgetGroup', address: { ...AT, groupId: SECOND } },
  ] as const;
  const about = { groups: [], lists: [], interfaces: [] };
  await bench.store.learn(about, () => ({ changes: [], learnt: forgotten }), now);
  await sweepAgain(bench);
  expect(await bench.store.openFindings(10)).toEqual([]);
  expect(await known(bench)).toContain(SECOND);
});

async function cursorText({ store }: WorkerBench): Promise<string> {
  const text = await store.cursor(`interfaces/${HOME_ACCOUNT}/${REGION}`);
  if (text === null) throw new Error('The sweep has kept its cursor');
  return text;
}
