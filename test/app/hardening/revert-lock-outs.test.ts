import { describe, expect, it } from 'vitest';
import { revertLockOuts } from '../../../src/app/hardening/revert-lock-outs.ts';
import { rulesFor } from '../../../src/domain/approval/rules-for.ts';
import { describeLockOut } from '../../../src/domain/lock-out/describe-lock-out.ts';
import { cidr } from '../../../src/domain/net/cidr.ts';
import { sourceSet } from '../../../src/domain/net/source.ts';
import type { DetachPlan } from '../../../src/domain/plan/plan.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { choiceOf } from '../../../src/domain/scenario/scenario-choice.ts';
import { adapterOnEmulator } from '../../adapters/aws/adapter-on-emulator.ts';
import { findingOf } from '../../domain/finding/finding-of.ts';
import { POLICY } from '../../support/findings.ts';
import { CHOICE } from '../../support/hardenings.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';
import { listDoor, listPlan } from '../doors/list-door.ts';

const KERBEROS = { protocol: 'tcp', fromPort: 88, toPort: 88 } as const;
const CLIENTS = { kind: 'ipv4', cidr: '10.0.0.0/16' } as const;

/** The policy's guard of directories, with a scenario where one is chosen. */
function policy(scenario?: Policy['guards'][number]['scenario']): Policy {
  const rdp = sourceSet([{ kind: 'cidr', cidr: cidr('10.9.8.0/28') }]);
  return {
    ...POLICY,
    guards: [
      {
        name: 'directories',
        kind: 'directory',
        match: [{ name: 'd-*_controllers' }],
        approved: new Map([['rdp', rdp]]),
        ...(scenario === undefined ? {} : { scenario }),
      },
    ],
  };
}

async function cutBy(given: Policy): Promise<readonly string[]> {
  const emulated = await adapterOnEmulator();
  const { aws, groups, lists, interfaces } = emulated;
  const group = emulated.group(
    [{ direction: 'ingress', ...KERBEROS, source: CLIENTS }],
    'd-0123456789_controllers',
  );
  const rules = [{ ruleId: null, ...KERBEROS, source: CLIENTS.cidr }];
  const plan = emulated.plan(group.groupId, rules);
  expect(aws.world.state.groups.has(group.groupId)).toBe(true);
  const clock = simulatedClock(0);
  const needs = { groups, lists, interfaces, clock, policy: given };
  const { lockOuts, notKnown } = await revertLockOuts(findingOf(), plan, needs);
  expect(notKnown).toEqual([]);
  return lockOuts.map(describeLockOut);
}

describe('the revert of a rule of a directory', () => {
  it('that its scenario requires is said to cut it, and for whom', async () => {
    const [cut, ...others] = await cutBy(policy(choiceOf(CHOICE)));
    expect(cut).toContain('would cut Kerberos, which the scenario requires');
    expect(cut).toContain('10.0.0.0/16');
    expect(others).toEqual([]);
  });

  it('cuts nothing where no scenario is chosen, and nothing else lets these networks in', async () => {
    expect(await cutBy(policy())).toEqual([]);
  });
});

const RDP = { protocol: 'tcp', fromPort: 3389, toPort: 3389 } as const;
const ADMINS = '10.9.8.0/28';
const WIDE = '10.0.0.0/8';
const ELSEWHERE = '203.0.113.0/24';

/** Approves RDP for these administrators on Windows hosts. */
const HOSTS: Policy = {
  ...POLICY,
  guards: POLICY.guards.map((guard) => ({ ...guard, match: [{ name: 'win-*' }] })),
};

/** What the revert of a list's entries would cut: a list with these entries, named by rules of a group, on a host. */
async function cutByEntries({
  entries,
  remove,
  groupName = 'win-web',
  on = RDP,
  besides = [],
  given = () => HOSTS,
  owner,
}: {
  readonly entries: readonly string[];
  readonly remove: readonly string[];
  readonly groupName?: string;
  readonly on?: typeof RDP | typeof KERBEROS;
  /** Further rules of the group. */
  readonly besides?: readonly string[];
  readonly given?: (prefixListId: string) => Policy;
  /** The account that owns the list, where another one shares it. */
  readonly owner?: string;
}) {
  const emulated = await adapterOnEmulator();
  const { aws, groups, lists, interfaces, place } = emulated;
  const { prefixListId } = aws.world.addPrefixList({
    name: 'office',
    family: 'ipv4',
    maxEntries: 10,
    entries: entries.map((entry) => ({ cidr: entry })),
  });
  const direction = 'ingress' as const;
  const rules = [
    { direction, ...on, source: { kind: 'prefix-list', prefixListId } as const },
    ...besides.map((block) => ({
      direction,
      ...on,
      source: { kind: 'ipv4', cidr: block } as const,
    })),
  ];
  const { groupId, vpcId } = emulated.group(rules, groupName);
  aws.world.addInterface({ vpcId, groupIds: [groupId], privateIp: '10.0.0.9' });
  const door = { ...listDoor(remove), ...place, prefixListId };
  const [use] = door.uses;
  if (use === undefined) throw new Error('A list has a use');
  const associations = [{ resourceId: groupId, ownerId: place.accountId }];
  const accountId = owner ?? place.accountId;
  const plan = { ...listPlan(remove), ...place, accountId, prefixListId, associations };
  const finding = findingOf({ door: { ...door, associations, uses: [{ ...use, groupId }] } });
  const policy = given(prefixListId);
  const needs = { groups, lists, interfaces, clock: simulatedClock(0), policy };
  return revertLockOuts(finding, plan, needs);
}

describe('the revert of entries of a prefix list', () => {
  it('that were the last approved way in by RDP to a host is said to cut it', async () => {
    const cut = await cutByEntries({ entries: [WIDE, ELSEWHERE], remove: [WIDE] });
    expect(cut).toMatchObject({ notKnown: [], lockOuts: [{ kind: 'adminWay', isCertain: true }] });
    expect(rulesFor(HOSTS, findingOf(), 'revert', cut.lockOuts).quorum).toBe(2);
  });

  it('of a list that another account owns are looked for where the list is used', async () => {
    const asked = { entries: [WIDE, ELSEWHERE], remove: [WIDE], owner: '999999999999' };
    const cut = await cutByEntries(asked);
    expect(cut).toMatchObject({ notKnown: [], lockOuts: [{ kind: 'adminWay', isCertain: true }] });
  });

  it.each([
    ['another entry', { entries: [WIDE, ADMINS], remove: [WIDE] }],
    ['another rule', { entries: [WIDE], remove: [WIDE], besides: [ADMINS] }],
  ])('cuts nothing where %s lets the administrators in', async (_, asked) => {
    expect(await cutByEntries(asked)).toEqual({ lockOuts: [], notKnown: [] });
  });

  const ofDirectory = { groupName: 'd-0123456789_controllers', on: KERBEROS } as const;

  it('that the scenario of a directory requires is said to cut it', async () => {
    const given = () => policy(choiceOf(CHOICE));
    const asked = { ...ofDirectory, entries: [WIDE], remove: [WIDE], given };
    const { lockOuts } = await cutByEntries(asked);
    expect(lockOuts.map(describeLockOut)).toEqual([expect.stringContaining('would cut Kerberos')]);
  });

  it.each([
    ['the scenario names the list, and what it held before stays', true],
    ['no scenario is chosen: nobody is known to need what is closed', false],
  ])('cuts nothing where %s', async (_, isNamed) => {
    const given = (prefixListId: string) => {
      const networks = { ...CHOICE.networks, clients: [prefixListId] };
      return isNamed ? policy(choiceOf({ ...CHOICE, networks })) : policy();
    };
    const entries = [ELSEWHERE, '10.0.0.0/16'];
    const asked = { ...ofDirectory, entries, remove: [ELSEWHERE], given };
    expect((await cutByEntries(asked)).lockOuts).toEqual([]);
  });
});

/** What taking a group off a host would cut, with a group beside it that lets these in by RDP. */
async function cutByDetaching(beside: readonly string[]) {
  const emulated = await adapterOnEmulator();
  const { aws, groups, lists, interfaces } = emulated;
  const rdpFromBlock = (block: string) => ({
    direction: 'ingress' as const,
    ...RDP,
    source: { kind: 'ipv4' as const, cidr: block },
  });
  const taken = emulated.group([rdpFromBlock(WIDE)], 'temp');
  const stays = aws.world.addGroup({
    groupName: 'win-web',
    vpcId: taken.vpcId,
    rules: beside.map(rdpFromBlock),
  });
  const groupIds = [stays.groupId, taken.groupId];
  const on = aws.world.addInterface({ vpcId: taken.vpcId, groupIds, privateIp: '10.0.0.9' });
  aws.world.addInterface({ vpcId: taken.vpcId, groupIds, privateIp: '10.0.0.10' });
  const plan: DetachPlan = {
    kind: 'detach',
    intent: 'revert',
    findingId: 'f-1',
    ...emulated.address(taken.groupId),
    interfaceIds: [on.networkInterfaceId],
    vpcIds: [],
    hash: 'a'.repeat(64),
  };
  const needs = { groups, lists, interfaces, clock: simulatedClock(0), policy: HOSTS };
  return {
    interfaceId: on.networkInterfaceId,
    cut: await revertLockOuts(findingOf(), plan, needs),
  };
}

describe('taking a group off a host', () => {
  it('that has no other approved way in by RDP is said to cut it, and where', async () => {
    const { interfaceId, cut } = await cutByDetaching([ELSEWHERE]);
    expect(cut).toMatchObject({
      notKnown: [],
      lockOuts: [{ kind: 'adminWay', hosts: [interfaceId], isCertain: true }],
    });
    expect(rulesFor(HOSTS, findingOf(), 'revert', cut.lockOuts).quorum).toBe(2);
  });

  it('cuts nothing where another of its groups lets the administrators in', async () => {
    const { cut } = await cutByDetaching([ADMINS]);
    expect(cut).toEqual({ lockOuts: [], notKnown: [] });
  });
});
