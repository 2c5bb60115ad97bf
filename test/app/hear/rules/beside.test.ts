import { describe, expect, it } from 'vitest';
import { hearRecord } from '../../../../src/app/hear/hear-record.ts';
import type { RecordOutcome } from '../../../../src/app/ports.ts';
import { interfaceCursor } from '../../../../src/app/tasks/interface-cursor.ts';
import type { RuleChange } from '../../../../src/domain/change/exposure-change.ts';
import type { Finding } from '../../../../src/domain/finding/finding.ts';
import type { GroupState } from '../../../../src/domain/inventory/group-state.ts';
import type { InterfaceState } from '../../../../src/domain/inventory/interface-state.ts';
import { OutsideError } from '../../../../src/domain/outside-error.ts';
import { planRevert } from '../../../../src/domain/plan/plan.ts';
import type { Guard, Policy } from '../../../../src/domain/policy/policy.ts';
import { source } from '../../../domain/policy/change-of.ts';
import { listOf } from '../../../support/fake-lists.ts';
import { rdpFrom } from '../../../support/findings.ts';
import {
  AT,
  type Attaching,
  attaching,
  CLEAN,
  eni,
  group,
  modified,
  POLICY,
  QUIET,
  SWEPT_AT,
} from '../attachments/attaching.ts';
import { NOW } from '../hearing.ts';

/** When the rule was opened, and when groups were put on hosts before and after that. */
const OPENED_AT = NOW - 30_000;
const BEFORE = OPENED_AT - 10_000;
const AFTER = OPENED_AT + 10_000;

/** A group that lets everybody in by RDP, guarded if its name begins with `win-`. */
function wideOpen(groupId: string, groupName: string) {
  return { ...group(groupId, groupName, '0.0.0.0/0'), observedAt: NOW };
}

/** A sweep has read all hosts: the inventory alone tells where groups stand. */
async function sweptHosts({ store }: Attaching): Promise<void> {
  const cursor = { readAt: SWEPT_AT, areHostsRead: true, underWay: null };
  await store.saveCursor(interfaceCursor(AT, cursor), null, SWEPT_AT);
}

/** The group is opened to everybody, in EC2 and by its record. */
function open(cloud: Attaching, groupId = QUIET.groupId): Promise<RecordOutcome> {
  const known = cloud.there.get(groupId);
  cloud.there.set(groupId, wideOpen(groupId, known?.groupName ?? 'quiet'));
  return cloud.tellRule(groupId);
}

function noQuestions(cloud: Attaching): void {
  const unasked = (): Promise<never> => Promise.reject(new Error('The inventory knows the hosts'));
  cloud.interfaces.withGroups = unasked;
  cloud.interfaces.onInstances = unasked;
}

async function only(cloud: Attaching): Promise<Finding> {
  const [finding, ...others] = await cloud.open();
  expect(others).toEqual([]);
  if (finding === undefined) throw new Error('Nothing is open');
  return finding;
}

/** The change that a record tells of a rule of the quiet group. */
function ruleFrom(from: string): RuleChange {
  const { kind, attachments, ownerId, ...rest } = modified('e-rule', OPENED_AT, '', []);
  const rule = { ...rdpFrom(from, 'sgr-new'), description: null };
  return {
    ...rest,
    kind: 'rulesAdded',
    group: { groupId: QUIET.groupId, groupName: null, ownerId },
    direction: 'inbound',
    rules: [{ ...rule, source: source(rule.source) }],
    ruleIds: [],
  };
}

describe.each(['before a sweep', 'after a sweep'])('%s, a rule of an unguarded group', (when) => {
  async function cloudWith(
    ...states: readonly (GroupState | InterfaceState)[]
  ): Promise<Attaching> {
    const cloud = await attaching();
    await cloud.known(...states);
    if (when === 'before a sweep') return cloud;
    await sweptHosts(cloud);
    noQuestions(cloud);
    return cloud;
  }

  it('that stands beside a guarded one is judged by the guard of that one', async () => {
    const cloud = await cloudWith(CLEAN, eni('eni-1', ['sg-clean', 'sg-quiet']));
    expect(await open(cloud)).toMatchObject({ kind: 'finding', isNew: true });
    const finding = await only(cloud);
    expect(finding).toMatchObject({
      door: {
        kind: 'rules',
        groupId: 'sg-quiet',
        guardName: 'windows-servers',
        beside: [
          {
            guardName: 'windows-servers',
            groupId: 'sg-clean',
            groupName: 'win-clean',
            on: 'i-of-eni-1',
            ownGroupId: 'sg-clean',
          },
        ],
      },
      rules: [{ ruleId: 'sgr-sg-quiet-0' }],
      doubt: null,
      lookAt: null,
    });
    expect(planRevert(finding, new Set([AT.accountId]))).toMatchObject({
      kind: 'rules',
      groupId: 'sg-quiet',
    });
  });

  it('on another interface of the same instance is, too', async () => {
    const cloud = await cloudWith(
      CLEAN,
      eni('eni-1', ['sg-clean'], { instanceId: 'i-1' }),
      eni('eni-2', ['sg-quiet'], { instanceId: 'i-1' }),
    );
    await open(cloud);
    expect((await only(cloud)).door).toMatchObject({ beside: [{ on: 'i-1' }] });
  });

  it.each([
    ['on a host of its own', [eni('eni-1', ['sg-clean']), eni('eni-2', ['sg-quiet'])]],
    ['beside another unguarded one', [eni('eni-1', ['sg-other', 'sg-quiet'])]],
    [
      'beside one that only stands beside a guarded one elsewhere',
      [eni('eni-1', ['sg-clean', 'sg-other']), eni('eni-2', ['sg-other', 'sg-quiet'])],
    ],
    ['nowhere', []],
  ])('%s is nobody’s', async (_, interfaces) => {
    const cloud = await cloudWith(CLEAN, ...interfaces);
    expect(await open(cloud)).toEqual({
      kind: 'ignored',
      reason: 'No guard of the policy matches the group',
    });
    expect(await cloud.open()).toEqual([]);
  });

  it('is judged as of now: not once either group has left the host', async () => {
    for (const left of ['sg-clean', 'sg-quiet']) {
      const cloud = await cloudWith(CLEAN, eni('eni-1', ['sg-clean', 'sg-quiet']));
      await cloud.modify('eni-1', left);
      expect(await open(cloud)).toMatchObject({ kind: 'ignored' });
    }
  });

  it('may let in the members of the guarded group, who reach each other, and not its own', async () => {
    const cloud = await cloudWith(CLEAN, eni('eni-1', ['sg-clean', 'sg-quiet']));
    const hear = (from: string): Promise<RecordOutcome> =>
      hearRecord({ kind: 'change', change: ruleFrom(from) }, cloud.needs);
    expect(await hear('sg-clean')).toMatchObject({
      kind: 'permitted',
      reason: 'It opens guarded ports to approved sources only',
    });
    const other = await cloudWith(CLEAN, eni('eni-1', ['sg-clean', 'sg-quiet']));
    const change = ruleFrom('sg-quiet');
    expect(await hearRecord({ kind: 'change', change }, other.needs)).toMatchObject({
      kind: 'finding',
    });
  });

  it('that stands beside two groups of one guard may let in members of neither', async () => {
    const second = { ...CLEAN, groupId: 'sg-second', groupName: 'win-second' };
    const cloud = await cloudWith(
      CLEAN,
      second,
      eni('eni-1', ['sg-clean', 'sg-quiet']),
      eni('eni-2', ['sg-second', 'sg-quiet']),
    );
    const change = ruleFrom('sg-clean');
    expect(await hearRecord({ kind: 'change', change }, cloud.needs)).toMatchObject({
      kind: 'finding',
    });
    expect((await only(cloud)).door).toMatchObject({ beside: [{ ownGroupId: null }] });
  });

  it('is judged by every guard of its hosts', async () => {
    const cloud = await cloudWith(
      CLEAN,
      { ...CLEAN, groupId: 'sg-dc', groupName: 'dc-1' },
      eni('eni-1', ['sg-clean', 'sg-quiet']),
      eni('eni-2', ['sg-dc', 'sg-quiet']),
    );
    const directory: Guard = {
      name: 'controllers',
      kind: 'domainController',
      match: [{ name: 'dc-*' }],
      approved: new Map(),
    };
    const policy: Policy = { ...POLICY, guards: [...POLICY.guards, directory] };
    const change = ruleFrom('198.51.100.0/24');
    const ldap = { ...change.rules[0], fromPort: 389, toPort: 389, ruleId: 'sgr-ldap' };
    const both = { ...change, rules: [...change.rules, ldap as (typeof change.rules)[number]] };
    await hearRecord({ kind: 'change', change: both }, { ...cloud.needs, policy });
    const finding = await only(cloud);
    expect(finding.rules.map(({ ruleId }) => ruleId)).toEqual(['sgr-new', 'sgr-ldap']);
    expect(finding.excess.map(({ fromPort }) => fromPort).sort()).toEqual([3389, 389]);
    expect(finding.door).toMatchObject({
      guardName: 'windows-servers',
      beside: [{ guardName: 'windows-servers' }, { guardName: 'controllers', groupId: 'sg-dc' }],
    });
  });

  it('is let in by a prefix list that has grown: one finding, which says where', async () => {
    const naming = { ...group('sg-quiet', 'quiet', 'pl-1'), observedAt: SWEPT_AT };
    const cloud = await cloudWith(CLEAN, naming, eni('eni-1', ['sg-clean', 'sg-quiet']));
    const address = { ...AT, prefixListId: 'pl-1' };
    const list = listOf(address, ['10.9.8.0/28'], { observedAt: SWEPT_AT });
    const about = { groups: [], lists: [], interfaces: [] };
    const learnt = [{ kind: 'list', state: list } as const];
    await cloud.store.learn(about, () => ({ changes: [], learnt }), SWEPT_AT);
    const { record } = modified('e-list', OPENED_AT, '', []);
    const added = [{ cidr: '0.0.0.0/0', description: null }];
    const change = {
      kind: 'listModified',
      record,
      prefixListId: 'pl-1',
      added,
      removed: [],
      version: 1,
    } as const;
    expect(await hearRecord({ kind: 'change', change }, cloud.needs)).toMatchObject({
      kind: 'finding',
    });
    expect((await only(cloud)).door).toMatchObject({
      kind: 'list',
      guardName: 'windows-servers',
      uses: [{ groupId: 'sg-quiet', beside: [{ groupId: 'sg-clean', on: 'i-of-eni-1' }] }],
    });
  });
});

describe('what stands beside a group could not be looked up', () => {
  it('counts as guarded, and the alert says why', async () => {
    const cloud = await attaching();
    await cloud.known(CLEAN, eni('eni-1', ['sg-clean']));
    cloud.interfaces.withGroups = () =>
      Promise.reject(
        new OutsideError('aws_denied', 'Allow ec2:DescribeNetworkInterfaces', {
          isRetryable: false,
        }),
      );
    expect(await open(cloud)).toMatchObject({ kind: 'finding' });
    const { doubt } = await only(cloud);
    expect(doubt).toContain('Could not look on which hosts the group stands');
    expect(doubt).toContain('Allow ec2:DescribeNetworkInterfaces');
    expect(doubt).toContain('It counts as guarded until it is looked at');
  });

  it('for now: the record is heard again', async () => {
    const cloud = await attaching();
    const throttled = new OutsideError('aws_throttled', 'Busy', { isRetryable: true });
    cloud.interfaces.withGroups = () => Promise.reject(throttled);
    await expect(open(cloud)).rejects.toThrow('Busy');
    expect(await cloud.open()).toEqual([]);
  });

  it('since a group there may not be described: it counts as what it may be', async () => {
    const cloud = await attaching();
    await cloud.known(eni('eni-1', ['sg-clean', 'sg-quiet']));
    const { describeGroup } = cloud.groups;
    cloud.groups.describeGroup = (address) =>
      address.groupId === 'sg-clean'
        ? Promise.resolve({ kind: 'couldNotLook', reason: 'Allow ec2:DescribeSecurityGroups' })
        : describeGroup(address);
    await open(cloud);
    expect((await only(cloud)).doubt).toContain('Allow ec2:DescribeSecurityGroups');
  });
});

describe('a group put on a guarded host, and opened', () => {
  const put = (at: number) => modified('e-put', at, 'eni-1', ['sg-clean', 'sg-quiet']);

  async function guardedHost(): Promise<Attaching> {
    const cloud = await attaching();
    await cloud.known(CLEAN, eni('eni-1', ['sg-clean']));
    await sweptHosts(cloud);
    cloud.interfaces.known.set('eni-1', eni('eni-1', ['sg-clean', 'sg-quiet']));
    return cloud;
  }

  it('in that order: the rule is the finding', async () => {
    const cloud = await guardedHost();
    expect(await cloud.tell(put(BEFORE))).toMatchObject({ kind: 'permitted' });
    expect(await open(cloud)).toMatchObject({ kind: 'finding', isNew: true });
    expect((await only(cloud)).door.kind).toBe('rules');
  });

  it.each([
    ['opened after it, heard before', BEFORE, 'rule first'],
    ['opened after it, the record of it late', BEFORE, 'attachment first'],
    ['opened before it', AFTER, 'rule first'],
    ['opened before it, heard after', AFTER, 'attachment first'],
  ])('%s: told once', async (_, putAt, order) => {
    const cloud = await guardedHost();
    cloud.there.set('sg-quiet', wideOpen('sg-quiet', 'quiet'));
    if (order === 'rule first') {
      await cloud.tellRule('sg-quiet');
      await cloud.tell(put(putAt));
    } else {
      await cloud.tell(put(putAt));
      expect(await cloud.tellRule('sg-quiet')).toMatchObject({ kind: 'finding', isNew: false });
    }
    expect((await only(cloud)).rules).toMatchObject([{ ruleId: 'sgr-sg-quiet-0' }]);
  });

  it('stands on another guarded host as well: what is taken off the one leaves the other open', async () => {
    const cloud = await guardedHost();
    await cloud.known(eni('eni-2', ['sg-clean', 'sg-quiet']));
    cloud.there.set('sg-quiet', wideOpen('sg-quiet', 'quiet'));
    await cloud.tell(put(BEFORE));
    await cloud.tellRule('sg-quiet');
    const kinds = (await cloud.open()).map(({ door }) => door.kind);
    expect(kinds).toEqual(['attachment', 'rules']);
  });

  it('is known from then on, with its rules', async () => {
    const cloud = await guardedHost();
    await cloud.tell(put(BEFORE));
    expect(await cloud.store.group({ ...AT, groupId: 'sg-quiet' })).toMatchObject({ inbound: [] });
  });
});

describe('a host that becomes a guarded one', () => {
  it('has the groups on its other interfaces judged, and known', async () => {
    const cloud = await attaching();
    await sweptHosts(cloud);
    cloud.interfaces.known.set('eni-2', eni('eni-2', ['sg-any'], { instanceId: 'i-of-eni-1' }));
    await cloud.modify('eni-1', 'sg-clean');
    expect(await cloud.findings()).toMatchObject([
      { door: { groupId: 'sg-any', places: [{ interfaceId: 'eni-2' }] }, doubt: null },
    ]);
    expect(await cloud.store.networkInterface({ ...AT, interfaceId: 'eni-2' })).toMatchObject({
      groupIds: ['sg-any'],
    });
    await cloud.modify('eni-1', 'sg-clean', 'sg-quiet');
    expect(await cloud.findings()).toHaveLength(1);
  });

  it('one that was one before: what came to its other interfaces unheard is left for the sweep', async () => {
    const cloud = await attaching();
    await sweptHosts(cloud);
    await cloud.known(CLEAN, eni('eni-1', ['sg-clean']));
    cloud.interfaces.known.set('eni-2', eni('eni-2', ['sg-any'], { instanceId: 'i-of-eni-1' }));
    await cloud.modify('eni-1', 'sg-clean', 'sg-quiet');
    expect(await cloud.store.networkInterface({ ...AT, interfaceId: 'eni-2' })).toBeNull();
  });
});
