import { describe, expect, it } from 'vitest';
import { hearRecord } from '../../../../src/app/hear/hear-record.ts';
import type { Finding } from '../../../../src/domain/finding/finding.ts';
import { sourceSet } from '../../../../src/domain/net/source.ts';
import { planRevert } from '../../../../src/domain/plan/plan.ts';
import type { Policy } from '../../../../src/domain/policy/policy.ts';
import { source } from '../../../domain/policy/change-of.ts';
import { listOf } from '../../../support/fake-lists.ts';
import { meanwhile, NOW, seenClosed } from '../hearing.ts';
import {
  AT,
  attached,
  attaching,
  CLEAN,
  detached,
  eni,
  GATEWAY,
  group,
  launched,
  modified,
  OPEN,
  OTHER,
  QUIET,
  SWEPT_AT,
} from './attaching.ts';

const ANYBODY = [{ protocol: 'tcp', fromPort: 3389, toPort: 3389, source: '0.0.0.0/5' }];

function sources({ excess }: Pick<Finding, 'excess'>): readonly string[] {
  return [...new Set(excess.map(({ source }) => source))];
}

/** A policy whose guards approve a list for RDP, and nothing else. */
function approving(policy: Policy, prefixListId: string): Policy {
  const approved = new Map([['rdp' as const, sourceSet([source(prefixListId)])]]);
  return { ...policy, guards: policy.guards.map((guard) => ({ ...guard, approved })) };
}

describe('a group put on a host', () => {
  it('that is guarded by another group, and lets in more there: a finding with a plan', async () => {
    const cloud = await attaching();
    await cloud.known(CLEAN, eni('eni-1', ['sg-clean']));
    expect(await cloud.modify('eni-1', 'sg-clean', 'sg-any')).toMatchObject({
      kind: 'finding',
      isNew: true,
    });
    const [finding] = await cloud.findings();
    expect(finding).toMatchObject({
      door: {
        groupId: 'sg-any',
        groupName: 'any',
        guardName: 'windows-servers',
        managedBy: null,
        isApprovedSource: false,
        places: [{ interfaceId: 'eni-1', instanceId: 'i-of-eni-1', managedBy: null }],
      },
      opening: { kind: 'attached', actor: { name: 'dana' } },
      rules: [{ ruleId: 'sgr-sg-any-0' }],
      doubt: null,
      lookAt: null,
    });
    // All but what is approved and what the other group lets in.
    expect(finding?.excess[0]).toEqual(ANYBODY[0]);
    expect(finding && planRevert(finding, new Set([AT.accountId]))).toMatchObject({
      kind: 'detach',
      groupId: 'sg-any',
      interfaceIds: ['eni-1'],
    });
  });

  it('guarded itself: is judged by its own guard, even when it comes alone', async () => {
    const cloud = await attaching();
    await cloud.known(CLEAN, OPEN, eni('eni-1', ['sg-clean']));
    await cloud.modify('eni-1', 'sg-open');
    expect(await cloud.findings()).toMatchObject([{ door: { groupId: 'sg-open' }, doubt: null }]);
  });

  it.each([
    ['nothing that is guarded', 'sg-quiet', 'It opens no port that is guarded here'],
    ['approved sources', 'sg-narrow', 'It opens guarded ports to approved sources only'],
    ['what stood open', 'sg-same', 'It opens nothing that was not open already'],
  ])('and lets in %s there is permitted, with the reason', async (_, groupId, reason) => {
    const cloud = await attaching();
    cloud.there.set('sg-narrow', group('sg-narrow', 'narrow', '10.9.8.4/32'));
    cloud.there.set('sg-same', group('sg-same', 'same', '198.51.100.7/32'));
    await cloud.known(CLEAN, eni('eni-1', ['sg-clean', 'sg-other']));
    expect(await cloud.modify('eni-1', 'sg-clean', 'sg-other', groupId)).toEqual({
      kind: 'permitted',
      reason,
    });
    expect(await cloud.open()).toEqual([]);
  });

  it('is ignored where nothing on the host is guarded', async () => {
    const cloud = await attaching();
    expect(await cloud.modify('eni-1', 'sg-any')).toMatchObject({ kind: 'ignored' });
    expect(await cloud.store.networkInterface({ ...AT, interfaceId: 'eni-1' })).toBeNull();
  });

  it('that makes it a guarded host: all that stands there is judged, nothing is open already', async () => {
    const cloud = await attaching();
    cloud.there.set('sg-wide', group('sg-wide', 'win-wide', '0.0.0.0/0'));
    await cloud.known(CLEAN, eni('eni-1', ['sg-any']));
    await cloud.modify('eni-1', 'sg-any', 'sg-wide');
    const groups = (await cloud.findings()).map(({ door }) => door.groupId);
    expect([...groups].sort()).toEqual(['sg-any', 'sg-wide']);
  });

  it('is judged by the groups on the other interfaces of the host, too', async () => {
    const cloud = await attaching();
    await cloud.known(CLEAN, eni('eni-1', ['sg-clean'], { instanceId: 'i-1' }));
    cloud.interfaces.known.set('eni-2', eni('eni-2', ['sg-any'], { instanceId: 'i-1' }));
    const target = { kind: 'interface', interfaceId: 'eni-2', instanceId: 'i-1' } as const;
    await cloud.tell(
      attached('AttachNetworkInterface', 'e-1', NOW - 9_000, { target, groupIds: null }),
    );
    expect(await cloud.findings()).toMatchObject([
      {
        door: { groupId: 'sg-any', places: [{ interfaceId: 'eni-2', instanceId: 'i-1' }] },
        doubt: null,
      },
    ]);
  });

  it('on an instance: on its interface', async () => {
    const cloud = await attaching();
    await cloud.known(CLEAN, eni('eni-1', ['sg-clean'], { instanceId: 'i-1' }));
    const target = { kind: 'instance', instanceId: 'i-1' } as const;
    const groupIds = ['sg-clean', 'sg-any'];
    cloud.interfaces.known.set('eni-1', eni('eni-1', groupIds, { instanceId: 'i-1' }));
    await cloud.tell(attached('ModifyInstanceAttribute', 'e-1', NOW - 9_000, { target, groupIds }));
    expect(await cloud.findings()).toMatchObject([
      { door: { groupId: 'sg-any', places: [{ interfaceId: 'eni-1' }] } },
    ]);
  });

  it('by a call that does not tell the groups: EC2 does', async () => {
    const cloud = await attaching();
    await cloud.known(CLEAN, eni('eni-1', ['sg-clean']));
    cloud.interfaces.known.set('eni-1', eni('eni-1', ['sg-clean', 'sg-any']));
    await cloud.tell(modified('e-1', NOW - 9_000, 'eni-1', null));
    expect(await cloud.findings()).toMatchObject([{ door: { groupId: 'sg-any' } }]);
  });

  it('on what a service runs: alert only, and it says who', async () => {
    const cloud = await attaching();
    await cloud.known(CLEAN, eni('eni-1', ['sg-clean'], { managedBy: 'amazon-rds' }));
    await cloud.modify('eni-1', 'sg-clean', 'sg-any');
    const [finding] = await cloud.findings();
    expect(finding?.door.managedBy).toBe('amazon-rds');
    expect(finding && planRevert(finding, new Set([AT.accountId]))).toBe('managedElsewhere');
  });

  it('what stood there before is not known: a doubt, unless a sweep knows where the group stood', async () => {
    const cloud = await attaching();
    await cloud.known(CLEAN, OPEN);
    await cloud.modify('eni-1', 'sg-clean', 'sg-any');
    await cloud.modify('eni-2', 'sg-open');
    expect(await cloud.findings()).toMatchObject([
      {
        door: { groupId: 'sg-any' },
        doubt: expect.stringContaining('may have stood there for longer'),
      },
      { door: { groupId: 'sg-open' }, doubt: null },
    ]);
  });

  it('that could not be looked at counts as letting everybody in, and the alert says why', async () => {
    const cloud = await attaching();
    await cloud.known(CLEAN, eni('eni-1', ['sg-clean']));
    cloud.groups.describeRules = async () => ({
      kind: 'couldNotLook',
      reason: 'Allow ec2:DescribeSecurityGroupRules',
    });
    await cloud.modify('eni-1', 'sg-clean', 'sg-any');
    const [finding] = await cloud.findings();
    expect(finding?.doubt).toContain('Allow ec2:DescribeSecurityGroupRules');
    expect(finding?.rules).toEqual([]);
    expect(finding && sources(finding)).toContain('::/0');
  });

  it('cannot be told to be guarded: it counts as guarded', async () => {
    const cloud = await attaching();
    cloud.groups.describeGroup = async () => ({ kind: 'couldNotLook', reason: 'Allow it' });
    await cloud.modify('eni-1', 'sg-any');
    expect((await cloud.findings())[0]?.doubt).toContain('it counts as guarded');
  });

  it('where EC2 may not be asked: the record is undecodable, with a notice', async () => {
    const cloud = await attaching();
    const reason = 'Allow ec2:DescribeNetworkInterfaces';
    cloud.interfaces.ofInstance = async () => ({ kind: 'couldNotLook', reason });
    const target = { kind: 'instance', instanceId: 'i-1' } as const;
    const told = attached('ModifyInstanceAttribute', 'e-1', NOW, { target, groupIds: ['sg-any'] });
    expect(await cloud.tell(told)).toEqual({ kind: 'undecodable', reason });
    const job = await cloud.store.takeJob(NOW, { token: 't', ms: 1_000 }, ['show']);
    expect(await cloud.store.post(job?.subject ?? '')).toMatchObject({
      subject: { notice: { detail: expect.stringContaining(reason) } },
    });
  });

  it('what the inventory alone would let pass is read again', async () => {
    const cloud = await attaching();
    await cloud.known(CLEAN, group('sg-wide', 'win-wide', '0.0.0.0/0'), eni('eni-1', ['sg-wide']));
    // It was closed by a call of which no record came.
    cloud.there.set('sg-wide', { ...group('sg-wide', 'win-wide'), observedAt: NOW });
    await cloud.modify('eni-1', 'sg-wide', 'sg-any');
    expect(await cloud.findings()).toMatchObject([{ door: { groupId: 'sg-any' } }]);
  });

  it('what the inventory alone would hide a part of is read again', async () => {
    const cloud = await attaching();
    const half = group('sg-half', 'win-half', '198.51.100.0/25');
    await cloud.known(CLEAN, half, eni('eni-1', ['sg-clean', 'sg-half']));
    // It was closed by a call of which no record came.
    cloud.there.set('sg-half', { ...group('sg-half', 'win-half'), observedAt: NOW });
    await cloud.modify('eni-1', 'sg-clean', 'sg-half', 'sg-other');
    const [finding] = await cloud.findings();
    expect(finding && sources(finding)).toEqual(['198.51.100.0/24']);
  });

  it('what one read shows still hides nothing: that may be stale', async () => {
    const cloud = await attaching();
    const wide = group('sg-wide', 'win-wide', '0.0.0.0/0');
    await cloud.known(CLEAN, wide, eni('eni-1', ['sg-wide']));
    cloud.there.set('sg-wide', group('sg-wide', 'win-wide'));
    const { describeRules } = cloud.groups;
    const stale = [{ kind: 'found', value: wide }] as const;
    const answers = [...stale];
    cloud.groups.describeRules = async (address) =>
      address.groupId === 'sg-wide'
        ? (answers.shift() ?? describeRules(address))
        : describeRules(address);
    await cloud.modify('eni-1', 'sg-wide', 'sg-any');
    expect(answers).toEqual([]);
    expect(await cloud.findings()).toMatchObject([{ door: { groupId: 'sg-any' } }]);
  });

  it('what is known of others only when all was read hides nothing', async () => {
    const cloud = await attaching();
    const quiet = group('sg-wide', 'win-wide');
    await cloud.known(CLEAN, quiet, eni('eni-1', ['sg-wide']));
    cloud.there.set('sg-wide', quiet);
    const closing = meanwhile(cloud, async () => {
      await cloud.tellRule('sg-wide');
      await seenClosed(cloud, (await cloud.open())[0]?.id ?? '');
    });
    cloud.interfaces.known.set('eni-1', eni('eni-1', ['sg-wide', 'sg-any']));
    const change = modified('e-1', NOW - 20_000, 'eni-1', ['sg-wide', 'sg-any']);
    await hearRecord({ kind: 'change', change }, closing.needs);
    expect(await cloud.findings()).toMatchObject([{ door: { groupId: 'sg-any' } }]);
  });

  it('what others let in still, by what EC2 shows, counts as open', async () => {
    const cloud = await attaching();
    const half = group('sg-half', 'win-half', '198.51.100.0/25');
    cloud.there.set('sg-half', half);
    await cloud.known(CLEAN, half, eni('eni-1', ['sg-clean', 'sg-half']));
    await cloud.modify('eni-1', 'sg-clean', 'sg-half', 'sg-other');
    const [finding] = await cloud.findings();
    expect(finding && sources(finding)).toEqual(['198.51.100.128/25']);
  });

  it('of which EC2 does not say whether others let it in still is told whole', async () => {
    const cloud = await attaching();
    const half = group('sg-half', 'win-half', '198.51.100.0/25');
    await cloud.known(CLEAN, OTHER, half, eni('eni-1', ['sg-clean', 'sg-half']));
    const { describeRules } = cloud.groups;
    cloud.groups.describeRules = async (address) =>
      address.groupId === 'sg-half'
        ? { kind: 'couldNotLook', reason: 'AWS refused it' }
        : describeRules(address);
    await cloud.modify('eni-1', 'sg-clean', 'sg-half', 'sg-other');
    const [finding] = await cloud.findings();
    expect(finding && sources(finding)).toEqual(['198.51.100.0/24']);
  });

  it('that a list approves is read again, with the list', async () => {
    const cloud = await attaching();
    const pl = { ...AT, prefixListId: 'pl-1' };
    const policy = approving(cloud.needs.policy, 'pl-1');
    const names = group('sg-clean', 'win-clean', 'pl-1');
    cloud.there.set('sg-clean', names);
    await cloud.known(names, eni('eni-1', ['sg-clean']));
    const state = listOf(pl, ['198.51.100.0/24', '203.0.113.0/24']);
    const about = { groups: [], lists: [pl], interfaces: [] };
    await cloud.store.learn(about, () => ({ changes: [], learnt: [{ kind: 'list', state }] }), 1);
    cloud.lists.known.set('pl-1', listOf(pl, ['203.0.113.0/24'], { version: 2 }));
    const change = modified('e-1', NOW - 60_000, 'eni-1', ['sg-clean', 'sg-other']);
    cloud.interfaces.known.set('eni-1', eni('eni-1', ['sg-clean', 'sg-other']));
    const needs = { ...cloud.needs, policy };
    expect(await hearRecord({ kind: 'change', change }, needs)).toMatchObject({ kind: 'finding' });
    expect(await cloud.store.list(pl)).toMatchObject({ version: 1 });
  });

  it('that a list approves which no rule names is permitted', async () => {
    const cloud = await attaching();
    const pl = { ...AT, prefixListId: 'pl-1' };
    const policy = approving(cloud.needs.policy, 'pl-1');
    const quiet = group('sg-clean', 'win-clean');
    cloud.there.set('sg-clean', quiet);
    await cloud.known(quiet, eni('eni-1', ['sg-clean']));
    const state = listOf(pl, ['198.51.100.0/24']);
    const about = { groups: [], lists: [pl], interfaces: [] };
    await cloud.store.learn(about, () => ({ changes: [], learnt: [{ kind: 'list', state }] }), 1);
    cloud.lists.known.set('pl-1', state);
    const change = modified('e-1', NOW - 60_000, 'eni-1', ['sg-clean', 'sg-other']);
    cloud.interfaces.known.set('eni-1', eni('eni-1', ['sg-clean', 'sg-other']));
    const needs = { ...cloud.needs, policy };
    expect(await hearRecord({ kind: 'change', change }, needs)).toMatchObject({
      kind: 'permitted',
    });
  });

  it('a group that a finding asks to be taken off does not count as there already', async () => {
    const cloud = await attaching();
    await cloud.known(CLEAN, eni('eni-1', ['sg-clean']));
    await cloud.modify('eni-1', 'sg-clean', 'sg-any');
    await cloud.modify('eni-1', 'sg-clean', 'sg-any', 'sg-other');
    const groups = (await cloud.findings()).map(({ door }) => door.groupId);
    expect(groups).toEqual(['sg-any', 'sg-other']);
  });

  it('what it lets in a finding of its rules tells already: the record joins that', async () => {
    const cloud = await attaching();
    await cloud.known(CLEAN, eni('eni-1', ['sg-clean']));
    cloud.there.set('sg-new', group('sg-new', 'win-new', '0.0.0.0/0'));
    await cloud.tellRule('sg-new');
    const [rules] = await cloud.open();
    const outcome = await cloud.tell(launched('e-9', NOW - 3_000, ['eni-9', 'sg-new']));
    expect(outcome).toEqual({ kind: 'finding', findingId: rules?.id, isNew: false });
    expect(await cloud.findings()).toEqual([]);
  });
});

describe('hosts that are launched', () => {
  it('with an open group: one finding, which later ones join', async () => {
    const cloud = await attaching();
    await cloud.known(OPEN);
    for (const id of ['eni-1', 'eni-2', 'eni-3'])
      cloud.interfaces.known.set(id, eni(id, ['sg-open']));
    await cloud.tell(launched('e-1', NOW - 9_000, ['eni-1', 'sg-open'], ['eni-2', 'sg-open']));
    const outcome = await cloud.tell(launched('e-2', NOW - 5_000, ['eni-3', 'sg-open']));
    expect(outcome).toMatchObject({ kind: 'finding', isNew: false });
    const [finding, ...others] = await cloud.findings();
    expect(others).toEqual([]);
    expect(
      finding?.door.places.map((place) => 'interfaceId' in place && place.interfaceId),
    ).toEqual(['eni-1', 'eni-2', 'eni-3']);
    expect(finding?.doubt).toBeNull();
  });

  it('a finding of what a service runs can be reverted once the group stands elsewhere', async () => {
    const cloud = await attaching();
    await cloud.known(OPEN);
    const run = eni('eni-1', ['sg-open'], { managedBy: 'amazon-rds' });
    cloud.interfaces.known.set('eni-1', run).set('eni-2', eni('eni-2', ['sg-open']));
    await cloud.tell(launched('e-1', NOW - 9_000, ['eni-1', 'sg-open']));
    await cloud.tell(launched('e-2', NOW - 8_000, ['eni-2', 'sg-open']));
    const [finding] = await cloud.findings();
    expect(finding && planRevert(finding, new Set([AT.accountId]))).toMatchObject({
      interfaceIds: ['eni-2'],
    });
  });

  it('with a clean group: permitted, and known from then on', async () => {
    const cloud = await attaching();
    await cloud.known(CLEAN);
    cloud.interfaces.known.set('eni-1', eni('eni-1', ['sg-clean']));
    const outcome = await cloud.tell(launched('e-1', NOW - 9_000, ['eni-1', 'sg-clean']));
    expect(outcome).toMatchObject({ kind: 'permitted' });
    expect(await cloud.store.networkInterface({ ...AT, interfaceId: 'eni-1' })).toMatchObject({
      groupIds: ['sg-clean'],
      instanceId: 'i-of-eni-1',
    });
  });

  it('gone again before they were heard of: the door is looked at', async () => {
    const cloud = await attaching();
    await cloud.known(OPEN);
    await cloud.tell(launched('e-1', NOW - 9_000, ['eni-1', 'sg-open']));
    expect(await cloud.findings()).toMatchObject([{ lookAt: NOW }]);
  });

  it('an interface that is made and then attached is one finding, which learns of its host', async () => {
    const cloud = await attaching();
    await cloud.known(OPEN);
    cloud.interfaces.known.set('eni-1', eni('eni-1', ['sg-open'], { instanceId: null }));
    const made = { kind: 'interface', interfaceId: 'eni-1', instanceId: null } as const;
    const call = { target: made, groupIds: ['sg-open'] };
    await cloud.tell(attached('CreateNetworkInterface', 'e-1', NOW - 9_000, call));
    cloud.interfaces.known.set('eni-1', eni('eni-1', ['sg-open'], { instanceId: 'i-1' }));
    const put = { target: { ...made, instanceId: 'i-1' }, groupIds: null };
    await cloud.tell(attached('AttachNetworkInterface', 'e-2', NOW - 8_000, put));
    const findings = await cloud.findings();
    expect(findings).toMatchObject([{ door: { places: [{ instanceId: 'i-1' }] } }]);
    expect(findings[0]?.door.places).toHaveLength(1);
  });
});

describe('a new host behind an approved source', () => {
  it('is a finding of its own, which scale-outs join', async () => {
    const cloud = await attaching();
    for (const id of ['eni-1', 'eni-2']) cloud.interfaces.known.set(id, eni(id, ['sg-gateway']));
    await cloud.tell(launched('e-1', NOW - 9_000, ['eni-1', 'sg-gateway']));
    await cloud.tell(launched('e-2', NOW - 8_000, ['eni-2', 'sg-gateway']));
    const findings = await cloud.findings();
    expect(findings).toMatchObject([
      {
        door: { groupId: GATEWAY.groupId, isApprovedSource: true, guardName: 'windows-servers' },
        rules: [],
        doubt: null,
      },
    ]);
    expect(findings[0]?.door.places).toHaveLength(2);
    expect(findings[0]?.excess).toEqual([
      { protocol: 'tcp', fromPort: 3389, toPort: 3389, source: 'sg-gateway' },
      { protocol: 'udp', fromPort: 3389, toPort: 3389, source: 'sg-gateway' },
    ]);
  });

  it('a host that the sweep knew of raises nothing', async () => {
    const cloud = await attaching();
    await cloud.known(CLEAN, eni('eni-1', ['sg-gateway', 'sg-clean']));
    const outcome = await cloud.modify('eni-1', 'sg-gateway', 'sg-clean', QUIET.groupId);
    expect(outcome).toMatchObject({ kind: 'permitted' });
    expect(await cloud.open()).toEqual([]);
  });

  it('that is guarded and open too: both are told, each with a plan', async () => {
    const cloud = await attaching();
    cloud.there.set('sg-gateway', group('sg-gateway', 'win-gateway', '0.0.0.0/0'));
    cloud.interfaces.known.set('eni-1', eni('eni-1', ['sg-gateway']));
    await cloud.tell(launched('e-1', NOW - 9_000, ['eni-1', 'sg-gateway']));
    const kinds = (await cloud.findings()).map(({ door }) => door.isApprovedSource);
    expect([...kinds].sort()).toEqual([false, true]);
  });
});

describe('a group that can be used in another VPC', () => {
  const inVpc = (groupId: string) => ({
    target: { kind: 'vpc', vpcId: 'vpc-2' } as const,
    groupIds: [groupId],
  });

  it('and is open: a finding, with a plan to take it out', async () => {
    const cloud = await attaching();
    await cloud.known(OPEN);
    await cloud.tell(attached('AssociateSecurityGroupVpc', 'e-1', NOW - 9_000, inVpc('sg-open')));
    const [finding] = await cloud.findings();
    expect(finding?.door.places).toEqual([{ kind: 'vpc', vpcId: 'vpc-2' }]);
    expect(finding && planRevert(finding, new Set([AT.accountId]))).toMatchObject({
      vpcIds: ['vpc-2'],
    });
    const left = detached('DisassociateSecurityGroupVpc', 'e-2', NOW - 8_000, inVpc('sg-open'));
    expect(await cloud.tell(left)).toMatchObject({ findingId: finding?.id, isNew: false });
    expect(await cloud.findings()).toMatchObject([{ lookAt: NOW, touchedBy: { name: 'dana' } }]);
  });

  it.each([
    ['sg-clean', 'permitted'],
    ['sg-any', 'ignored'],
    ['sg-gateway', 'ignored'],
  ])('and is %s: %s', async (groupId, kind) => {
    const cloud = await attaching();
    const told = attached('AssociateSecurityGroupVpc', 'e-1', NOW - 9_000, inVpc(groupId));
    expect(await cloud.tell(told)).toMatchObject({ kind });
    expect(await cloud.open()).toEqual([]);
  });
});

describe('a group taken off', () => {
  it.each(['by a change of the set', 'with its interface', 'with its host'])(
    '%s: its finding is looked at, and not closed on that word',
    async (how) => {
      const cloud = await attaching();
      await cloud.known(CLEAN, eni('eni-1', ['sg-clean']));
      await cloud.modify('eni-1', 'sg-clean', 'sg-any');
      const target = { kind: 'interface', interfaceId: 'eni-1', instanceId: null } as const;
      const host = { kind: 'instance', instanceId: 'i-of-eni-1' } as const;
      if (how === 'by a change of the set') await cloud.modify('eni-1', 'sg-clean');
      else if (how === 'with its interface') {
        const gone = { target, groupIds: [] };
        await cloud.tell(detached('DeleteNetworkInterface', 'e-d', NOW - 1_000, gone));
      } else {
        const gone = { target: host, groupIds: [] };
        await cloud.tell(detached('TerminateInstances', 'e-t', NOW - 1_000, gone));
      }
      expect(await cloud.findings()).toMatchObject([
        { state: { kind: 'open' }, lookAt: NOW, touchedBy: { name: 'dana' } },
      ]);
    },
  );

  it('of which nothing is known only closes', async () => {
    const cloud = await attaching();
    const target = { kind: 'attachment', attachmentId: 'eni-attach-1' } as const;
    const told = detached('DetachNetworkInterface', 'e-1', NOW, { target, groupIds: null });
    expect(await cloud.tell(told)).toEqual({ kind: 'permitted', reason: 'It only closes' });
  });
});

describe('late records', () => {
  it('an attachment that is undone by now: the door is looked at', async () => {
    const cloud = await attaching();
    await cloud.known(CLEAN, eni('eni-1', ['sg-clean']));
    await cloud.tell(modified('e-2', NOW - 5_000, 'eni-1', ['sg-clean']));
    await cloud.tell(modified('e-1', NOW - 9_000, 'eni-1', ['sg-clean', 'sg-any']));
    expect(await cloud.findings()).toMatchObject([{ door: { groupId: 'sg-any' }, lookAt: NOW }]);
    expect(await cloud.store.networkInterface({ ...AT, interfaceId: 'eni-1' })).toMatchObject({
      groupIds: ['sg-clean'],
    });
  });

  it('do not blame a group that stood there before', async () => {
    const cloud = await attaching();
    await cloud.known(CLEAN, OPEN, eni('eni-1', ['sg-open']));
    const all = ['sg-open', 'sg-clean', 'sg-quiet'];
    await cloud.tell(modified('e-2', NOW - 5_000, 'eni-1', all));
    cloud.interfaces.known.set('eni-1', eni('eni-1', all));
    await cloud.tell(modified('e-1', NOW - 9_000, 'eni-1', ['sg-open', 'sg-clean']));
    expect(await cloud.open()).toEqual([]);
  });
});

describe('records of before the first sweep', () => {
  it('tell who put a group there that the sweep saw, with a doubt', async () => {
    const cloud = await attaching();
    await cloud.known(OPEN, CLEAN, eni('eni-1', ['sg-clean', 'sg-open']));
    await cloud.tell(modified('e-1', SWEPT_AT - 60_000, 'eni-1', ['sg-clean', 'sg-open']));
    expect(await cloud.findings()).toMatchObject([
      {
        door: { groupId: 'sg-open' },
        doubt: expect.stringContaining('may have stood there for longer'),
        lookAt: null,
      },
    ]);
  });

  it('of a launch are sure', async () => {
    const cloud = await attaching();
    await cloud.known(OPEN, eni('eni-1', ['sg-open']));
    await cloud.tell(launched('e-1', SWEPT_AT - 60_000, ['eni-1', 'sg-open']));
    expect(await cloud.findings()).toMatchObject([{ door: { groupId: 'sg-open' }, doubt: null }]);
  });
});

it('a call of its own moves what is known, and nothing else', async () => {
  const cloud = await attaching();
  await cloud.known(CLEAN, eni('eni-1', ['sg-clean', 'sg-any']));
  await cloud.known(OTHER);
  await cloud.modify('eni-2', 'sg-clean', 'sg-any');
  const [finding] = await cloud.findings();
  await cloud.store.noteOwnRequest('request-of-own', finding?.id ?? '');
  const told = modified('own', NOW - 1_000, 'eni-1', ['sg-clean', 'sg-any', 'sg-other']);
  expect(await cloud.tell(told)).toMatchObject({ kind: 'ignored' });
  expect(await cloud.findings()).toHaveLength(1);
  expect(await cloud.store.networkInterface({ ...AT, interfaceId: 'eni-1' })).toMatchObject({
    groupIds: ['sg-clean', 'sg-any', 'sg-other'],
  });
});
