import { AuthorizeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { stateLine } from '../../../src/adapters/slack/blocks/hardening-state.ts';
import { QUOTA_KEPT_MS } from '../../../src/app/hardening/rules-per-group.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/domain/instant.ts';
import { exposureOf, toRows } from '../../../src/domain/net/exposure.ts';
import { asAdmission } from '../../../src/domain/plan/planned-rule.ts';
import type { Guard } from '../../../src/domain/policy/policy.ts';
import { choiceOf } from '../../../src/domain/scenario/scenario-choice.ts';
import { wantedExposure, wantedRules } from '../../../src/domain/scenario/wanted-rules.ts';
import { withGroup } from '../../../src/sandbox/aws/world/model.ts';
import type { Tag } from '../../../src/sandbox/aws/world/tag.ts';
import { POLICY } from '../../support/findings.ts';
import {
  CLIENTS,
  type HardenBench,
  hardenBench,
  ON_PREMISES,
  WITH_TRUST,
} from '../../support/harden-bench.ts';

/** Approves as many times as the quorum asks for, by different people. */
async function approve(bench: HardenBench, id: string): Promise<void> {
  const hardening = await bench.hardening(id);
  for (let vote = 1; vote <= hardening.quorum; vote += 1) {
    const answer = await bench.desk.approveHardening(bench.touch(hardening, `U${vote}`));
    expect(answer).toEqual({ kind: 'approved', missing: hardening.quorum - vote });
  }
}

const LDAP = 389;

/** Tags the inbound rules of LDAP, behind CloudTrail's back; answers what is tagged. */
async function tagLdap(bench: HardenBench, tags: readonly Tag[]): Promise<readonly string[]> {
  const group = bench.group();
  const rules = group.rules.map((rule) =>
    rule.fromPort === LDAP && rule.direction === 'ingress' ? { ...rule, tags } : rule,
  );
  bench.aws.world.alter((state) => withGroup(state, { ...group, rules }));
  return tagged(bench);
}

function tagged(bench: HardenBench): readonly string[] {
  return bench
    .group()
    .rules.filter(({ tags }) => tags.length > 0)
    .map(({ protocol, fromPort, source, tags }) =>
      JSON.stringify({ protocol, fromPort, source, tags }),
    )
    .sort();
}

async function live(bench: HardenBench) {
  const read = await bench.groups.describeRules(bench.address(bench.group().groupId));
  if (read.kind !== 'found') throw new Error(read.kind);
  return read.value;
}

describe('a directory as AWS makes it, open to everywhere', () => {
  it('is hardened to exactly the scenario and the references to itself, and undone to what it was', async () => {
    const bench = await hardenBench();
    const before = bench.rules();
    const proposed = await bench.propose();
    expect(bench.rules()).toEqual(before);
    expect(proposed).toMatchObject({ state: { kind: 'proposed' }, lockOuts: [], quorum: 1 });
    await approve(bench, proposed.id);
    await bench.act(proposed);
    expect(await bench.hardening(proposed.id)).toMatchObject({ state: { kind: 'done' } });

    const choice = proposed.choice === null ? null : choiceOf(proposed.choice);
    if (choice === null) throw new Error('A hardening has a choice');
    const wanted = wantedRules(choice, bench.group().groupId);
    const now = await live(bench);
    for (const direction of ['inbound', 'outbound'] as const) {
      const is = toRows(exposureOf(now[direction].map(asAdmission)));
      expect(is).toEqual(toRows(wantedExposure(wanted, direction)));
    }

    const undo = await bench.desk.proposeUndo(bench.touch(proposed));
    if (undo.kind !== 'proposed') throw new Error(JSON.stringify(undo));
    await approve(bench, undo.hardening.id);
    await bench.act(undo.hardening);
    expect(await bench.hardening(undo.hardening.id)).toMatchObject({
      state: { kind: 'done', undo: { kind: 'over' } },
    });
    // Both people approve where the quorum is two.
    expect((await bench.hardening(proposed.id)).state).toMatchObject({
      undo: {
        kind: 'undone',
        by: undo.hardening.id,
        approvedBy: Array.from({ length: undo.hardening.quorum }, (_, i) => `U${i + 1}`),
      },
    });
    expect(bench.rules()).toEqual(before);
    expect(await bench.store.verifyLog()).toMatchObject({ kind: 'verified', hardenings: 2 });
  });

  it('whose rules have tags has them on the new ones, and gets them back', async () => {
    const bench = await hardenBench();
    const before = await tagLdap(bench, [{ key: 'team', value: 'identity' }]);
    const proposed = await bench.propose();
    await approve(bench, proposed.id);
    await bench.act(proposed);
    const narrowed = bench.group().rules.filter(({ fromPort }) => fromPort === LDAP);
    expect(narrowed.length).toBeGreaterThan(0);
    for (const { tags } of narrowed.filter(({ direction }) => direction === 'ingress')) {
      expect(tags).toEqual([{ key: 'team', value: 'identity' }]);
    }
    const undo = await bench.desk.proposeUndo(bench.touch(proposed));
    if (undo.kind !== 'proposed') throw new Error(JSON.stringify(undo));
    await approve(bench, undo.hardening.id);
    await bench.act(undo.hardening);
    expect(tagged(bench)).toEqual(before);
    const { untagged } = await bench.hardening(undo.hardening.id);
    expect(untagged).toBeUndefined();
  });

  it.each([
    ['denied', 'team'],
    ['AWS’s own', 'aws:cloudformation:stack-name'],
  ])('is hardened without tags where these are %s, and that is told', async (_, key) => {
    const bench = await hardenBench();
    await tagLdap(bench, [{ key, value: 'identity' }]);
    bench.aws.faults.deny({ action: 'CreateTags', times: 10 });
    const proposed = await bench.propose();
    await approve(bench, proposed.id);
    await bench.act(proposed);
    const done = await bench.hardening(proposed.id);
    expect(done).toMatchObject({ state: { kind: 'done' }, untagged: expect.any(Number) });
    expect(tagged(bench)).toEqual([]);
    const told = stateLine(done).map((run) => ('text' in run ? run.text : ''));
    expect(told.join('')).toMatch(/new rules? (is|are) without the tags/);
  });

  it('whose tags change after the plan was made is planned anew', async () => {
    const bench = await hardenBench();
    const stale = await bench.propose();
    await tagLdap(bench, [{ key: 'team', value: 'identity' }]);
    expect(await bench.desk.approveHardening(bench.touch(stale))).toMatchObject({
      kind: 'madeAnew',
      what: [{ kind: 'tagged', rule: { fromPort: LDAP } }, { kind: 'tagged' }],
    });
  });

  it('is left alone where somebody declines, and then nobody approves', async () => {
    const bench = await hardenBench();
    const before = bench.rules();
    const proposed = await bench.propose();
    expect(await bench.desk.declineHardening(bench.touch(proposed, 'U2'))).toEqual({
      kind: 'declined',
    });
    expect(await bench.desk.approveHardening(bench.touch(proposed))).toEqual({
      kind: 'notPossible',
      refusal: { kind: 'notProposed' },
    });
    await bench.act(proposed);
    expect(bench.rules()).toEqual(before);
  });

  it('has one plan at a time', async () => {
    const bench = await hardenBench();
    const { id } = await bench.propose();
    await expect(bench.propose()).rejects.toThrow(`"underWay","hardening":{"id":"${id}"`);
  });

  it('is not hardened by somebody who may not', async () => {
    const bench = await hardenBench();
    const { directoryId } = bench.directory;
    const asked = { userId: 'U9', directoryId, choice: WITH_TRUST };
    const refused = { kind: 'refused', reason: 'notAnApprover' };
    expect(await bench.desk.proposeHarden(asked)).toEqual(refused);
    expect(await bench.desk.reviewHarden(asked)).toEqual(refused);
    const proposed = await bench.propose();
    const touch = bench.touch(proposed, 'U9');
    expect(await bench.desk.reviewHardening(touch)).toEqual(refused);
    expect(await bench.desk.approveHardening(touch)).toEqual(refused);
    expect(await bench.desk.declineHardening(touch)).toEqual(refused);
    expect(await bench.desk.proposeUndo(touch)).toEqual(refused);
  });
});

describe('a directory that spans two Regions', () => {
  it('is hardened in the Region that is named, and nowhere else', async () => {
    const region = 'eu-west-1';
    const bench = await hardenBench({ directory: { additionalRegions: [region] } });
    const world = bench.aws.worldOf(region);
    const { vpcId } = world.addVpc({ cidr: '10.0.0.0/16' });
    const { directoryId } = bench.directory;
    const primaryRegion = bench.place.region;
    const there = world.addDirectory({ vpcId, directoryId, primaryRegion });
    const before = bench.rules();
    const asked = { userId: 'U1', directoryId, region, choice: WITH_TRUST };
    const answer = await bench.desk.proposeHarden(asked);
    if (answer.kind !== 'proposed') throw new Error(JSON.stringify(answer));
    const { plan } = answer.hardening;
    expect(plan).toMatchObject({ region, groupId: there.securityGroupId });
    await approve(bench, answer.hardening.id);
    await bench.act(answer.hardening);
    expect(await bench.hardening(answer.hardening.id)).toMatchObject({ state: { kind: 'done' } });
    expect(bench.rules()).toEqual(before);
    const rules = world.state.groups.get(there.securityGroupId ?? '')?.rules ?? [];
    const open = rules.filter(({ source }) => 'cidr' in source && source.cidr === '0.0.0.0/0');
    expect(open).toEqual([]);
  });

  it('in a Region that nobody sweeps is refused', async () => {
    const bench = await hardenBench();
    const { directoryId } = bench.directory;
    const asked = { userId: 'U1', directoryId, region: 'us-east-1' };
    expect(await bench.desk.reviewHarden(asked)).toMatchObject({ kind: 'couldNotLook' });
  });
});

describe('the quota of rules per group', () => {
  it('is asked of Service Quotas, once an hour', async () => {
    const bench = await hardenBench();
    bench.aws.world.alter((state) => ({ ...state, rulesPerGroupMax: 120 }));
    const first = await bench.propose();
    expect(first.plan.quota.map(({ max }) => max)).toEqual([120, 120, 120, 120]);
    expect(first.notKnown).toEqual([]);
    await bench.desk.declineHardening(bench.touch(first));
    const second = await bench.propose();
    await bench.desk.declineHardening(bench.touch(second));
    expect(bench.callsOf('GetServiceQuota')).toBe(1);
    bench.clock.shift(QUOTA_KEPT_MS);
    await bench.propose();
    expect(bench.callsOf('GetServiceQuota')).toBe(2);
  });

  it('is assumed to be 60 where nobody may ask for it, and whoever approves is told', async () => {
    const bench = await hardenBench();
    bench.aws.faults.deny({ action: 'GetServiceQuota' });
    const { plan, notKnown } = await bench.propose();
    expect(plan.quota.map(({ max }) => max)).toEqual([60, 60, 60, 60]);
    expect(notKnown).toEqual([
      expect.stringMatching(/assumed to be 60: AWS refused servicequotas:GetServiceQuota/),
    ]);
  });
});

describe('a form', () => {
  it('shows the tables for the type of the directory', async () => {
    const bench = await hardenBench();
    const { directoryId } = bench.directory;
    const answer = await bench.desk.reviewHarden({ userId: 'U1', directoryId });
    expect(answer).toMatchObject({
      kind: 'form',
      form: {
        chosen: null,
        tables: [
          'awsApplications',
          'awsApplicationsWithTrust',
          'nativeWorkloads',
          'nativeWorkloadsWithTrust',
        ],
      },
    });
  });

  it('without a network that the scenario needs, or with one that means nothing, says so', async () => {
    const bench = await hardenBench();
    const { directoryId } = bench.directory;
    const choice = { ...WITH_TRUST, networks: { onPremises: '10.1.2.3/8, corp' } };
    const answer = await bench.desk.proposeHarden({ userId: 'U1', directoryId, choice });
    expect(answer).toEqual({
      kind: 'badForm',
      problems: [
        {
          role: 'onPremises',
          problem: { kind: 'hostBits', text: '10.1.2.3/8', meant: '10.0.0.0/8' },
        },
        { role: 'clients', problem: { kind: 'missing' } },
      ],
    });
  });

  it('takes the networks of the policy by name, and the blocks of a VPC', async () => {
    const bench = await hardenBench();
    const [vpc] = [...bench.aws.world.state.vpcs.values()];
    const proposed = await bench.propose({
      ...WITH_TRUST,
      networks: { onPremises: '192.168.0.0/16', clients: vpc?.vpcId ?? '' },
    });
    const sources = new Set(proposed.plan.after.inbound.map(({ source }) => source));
    const { groupId } = bench.group();
    expect(sources).toEqual(new Set(['192.168.0.0/16', '10.0.0.0/16', groupId]));
  });

  it('of a directory that is not there names those that are', async () => {
    const bench = await hardenBench();
    const answer = await bench.desk.reviewHarden({ userId: 'U1', directoryId: 'd-0000000000' });
    const { directoryId } = bench.directory;
    expect(answer).toMatchObject({ kind: 'noSuchDirectory', known: [{ directoryId }] });
  });
});

describe('a scenario without trust', () => {
  const WITHOUT = {
    table: 'nativeWorkloads',
    networks: { clients: '10.0.0.0/16' },
    isLdapsUsed: true,
    isTrustCreated: false,
  } as const;

  it.each([
    ['with the reason, for a directory that has one', 'Verified', 'hq.example.com'],
    ['for one whose trust failed: in doubt there is a trust', 'Failed', 'hq.example.com (Failed)'],
  ] as const)('is refused, %s', async (_, state, shown) => {
    const trust = {
      trustId: 't-0123456789',
      remoteDomainName: 'hq.example.com',
      direction: 'Two-Way',
      type: 'Forest',
      state,
    } as const;
    const bench = await hardenBench({ directory: { trusts: [trust] } });
    const { directoryId } = bench.directory;
    const asked = { userId: 'U1', directoryId, choice: WITHOUT };
    expect(await bench.desk.proposeHarden(asked)).toMatchObject({
      kind: 'noPlan',
      reason: { kind: 'trustsWithoutScenario', trusts: [shown] },
    });
  });

  it('is refused where trusts could not be looked at', async () => {
    const bench = await hardenBench();
    bench.aws.faults.deny({ action: 'DescribeTrusts' });
    const { directoryId } = bench.directory;
    const asked = { userId: 'U1', directoryId, choice: WITHOUT };
    expect(await bench.desk.proposeHarden(asked)).toMatchObject({
      kind: 'noPlan',
      reason: { kind: 'trustsNotKnown' },
    });
  });
});

describe('a directory that another account shares', () => {
  it('is hardened there: the answer names that account and its id of the directory', async () => {
    const bench = await hardenBench({
      directory: {
        type: 'SharedMicrosoftAD',
        ownerAccountId: '999999999999',
        ownerDirectoryId: 'd-999999999a',
      },
    });
    const { directoryId } = bench.directory;
    expect(await bench.desk.reviewHarden({ userId: 'U1', directoryId })).toMatchObject({
      kind: 'ownedElsewhere',
      directory: { ownerAccountId: '999999999999', ownerDirectoryId: 'd-999999999a' },
    });
  });
});

describe('a group of which only the name says whose it is', () => {
  const CHOSEN: Guard = {
    name: 'corp-directory',
    kind: 'directory',
    match: [{ name: 'd-*_controllers' }],
    approved: new Map(),
    scenario: choiceOf({
      name: 'nativeWorkloadsWithTrust',
      networks: { onPremises: [ON_PREMISES], clients: [CLIENTS] },
      isLdapsUsed: true,
      isTrustCreated: false,
    }),
  };
  const POLICY_CHOSE = { ...POLICY, guards: [CHOSEN] };

  it('is hardened to what policy chose for it, and whoever approves is told', async () => {
    const bench = await hardenBench({ policy: POLICY_CHOSE });
    bench.aws.faults.deny({ action: 'DescribeDirectories', times: 10 });
    const proposed = await bench.propose();
    expect(proposed.plan.groupId).toBe(bench.group().groupId);
    expect(proposed.notKnown[0]).toContain('what directory it is');
    const { directoryId } = bench.directory;
    const asked = { userId: 'U1', directoryId };
    bench.aws.faults.deny({ action: 'DescribeDirectories', times: 10 });
    expect(await bench.desk.reviewHarden(asked)).toMatchObject({
      form: { tables: ['nativeWorkloadsWithTrust'] },
    });
  });

  it('is not brought to another table than that', async () => {
    const bench = await hardenBench({ policy: POLICY_CHOSE });
    bench.aws.faults.deny({ action: 'DescribeDirectories', times: 10 });
    const { directoryId } = bench.directory;
    const choice = { ...WITH_TRUST, table: 'awsApplicationsWithTrust' };
    const answer = await bench.desk.proposeHarden({ userId: 'U1', directoryId, choice });
    expect(answer).toMatchObject({ kind: 'couldNotLook' });
  });

  it('is refused where policy chose nothing: anybody may name a group so', async () => {
    const bench = await hardenBench();
    bench.aws.faults.deny({ action: 'DescribeDirectories', times: 10 });
    const { directoryId } = bench.directory;
    const answer = await bench.desk.reviewHarden({ userId: 'U1', directoryId });
    expect(answer).toMatchObject({ kind: 'couldNotLook' });
    expect(JSON.stringify(answer)).toContain('choose a scenario');
  });

  it('is refused where two groups bear the name', async () => {
    const bench = await hardenBench({ policy: POLICY_CHOSE });
    const { directoryId } = bench.directory;
    const { vpcId } = bench.aws.world.addVpc({ cidr: '10.1.0.0/16' });
    const twin = { vpcId, groupName: `${directoryId}_controllers` };
    const { groupId } = bench.aws.world.addGroup(twin);
    bench.aws.faults.deny({ action: 'DescribeDirectories', times: 10 });
    const answer = await bench.desk.reviewHarden({ userId: 'U1', directoryId });
    expect(answer).toMatchObject({ kind: 'couldNotLook' });
    expect(JSON.stringify(answer)).toContain(groupId);
  });
});

describe('an approval', () => {
  it('of a plan that went stale counts for nothing: the plan is made anew, and says what changed', async () => {
    const bench = await hardenBench();
    const stale = await bench.propose();
    await openRdp(bench);
    const answer = await bench.desk.approveHardening(bench.touch(stale));
    expect(answer).toMatchObject({
      kind: 'madeAnew',
      what: [{ kind: 'appeared', rule: { fromPort: 3389, source: '203.0.113.0/24' } }],
      hardening: { id: 'h-2', state: { kind: 'proposed' }, votes: [] },
    });
    expect(await bench.hardening(stale.id)).toMatchObject({
      votes: [],
      state: { kind: 'superseded', by: 'h-2' },
    });
    await approve(bench, 'h-2');
    await bench.act(await bench.hardening('h-2'));
    expect(await bench.hardening('h-2')).toMatchObject({ state: { kind: 'done' } });
    expect(bench.rules().filter((rule) => rule.includes('203.0.113.0/24'))).toEqual([]);
  });

  it('counts each person once, and needs as many as policy asks for', async () => {
    const policy = { guards: [], approvers: { userIds: [], userGroupIds: [] }, channelId: 'C1' };
    const bench = await hardenBench({
      policy: { ...policy, approvals: { harden: 2, lockOut: 3 } },
    });
    const proposed = await bench.propose();
    expect(await bench.desk.approveHardening(bench.touch(proposed))).toEqual({
      kind: 'approved',
      missing: 1,
    });
    expect(await bench.desk.approveHardening(bench.touch(proposed))).toEqual({
      kind: 'notPossible',
      refusal: { kind: 'votedAlready' },
    });
    await bench.act(proposed);
    expect(bench.steps).toEqual([]);
    expect(await bench.desk.approveHardening(bench.touch(proposed, 'U2'))).toEqual({
      kind: 'approved',
      missing: 0,
    });
    await bench.act(proposed);
    expect(await bench.hardening(proposed.id)).toMatchObject({
      votes: [{ by: 'U1' }, { by: 'U2' }],
      state: { kind: 'done' },
    });
  });

  it('that waited too long for its execution is not carried out', async () => {
    const bench = await hardenBench();
    const proposed = await bench.propose();
    await approve(bench, proposed.id);
    bench.clock.shift(16 * MINUTE_MS);
    await bench.act(proposed);
    expect(bench.steps).toEqual([]);
    expect(await bench.hardening(proposed.id)).toMatchObject({ state: { kind: 'expired' } });
  });

  it('of a plan that waited for a day is refused', async () => {
    const bench = await hardenBench();
    const proposed = await bench.propose();
    bench.clock.shift(24 * HOUR_MS);
    expect(await bench.desk.approveHardening(bench.touch(proposed))).toMatchObject({
      refusal: { kind: 'expired' },
    });
  });
});

/** Somebody else opens RDP. */
async function openRdp(bench: HardenBench): Promise<void> {
  await bench.ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: bench.group().groupId,
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 3389,
          ToPort: 3389,
          IpRanges: [{ CidrIp: '203.0.113.0/24' }],
        },
      ],
    }),
  );
}

describe('an execution', () => {
  async function approved(): Promise<{ bench: HardenBench; id: string }> {
    const bench = await hardenBench();
    const { id } = await bench.propose();
    await approve(bench, id);
    return { bench, id };
  }

  it('adds before it removes, and reads between the steps', async () => {
    const { bench, id } = await approved();
    await bench.act(await bench.hardening(id));
    const kinds = bench.steps.map(({ kind }) => kind);
    expect(kinds).toContain('add');
    expect(kinds.lastIndexOf('add')).toBeLessThan(kinds.indexOf('revoke'));
    const reads = bench.callsOf('DescribeSecurityGroupRules');
    expect(reads).toBeGreaterThan(bench.steps.length);
  });

  it('stops at the first surprise, tells it, and can be undone', async () => {
    const { bench, id } = await approved();
    const before = (await bench.hardening(id)).plan.before;
    bench.nextSteps.push({ answer: null, isTaken: true, meanwhile: () => openRdp(bench) });
    await bench.act(await bench.hardening(id));
    const stopped = await bench.hardening(id);
    expect(stopped.state).toMatchObject({
      kind: 'stopped',
      stepsDone: 0,
      reason: { kind: 'surprise', what: [{ kind: 'appeared', rule: { fromPort: 3389 } }] },
      undo: { kind: 'possible' },
    });
    expect(bench.steps).toHaveLength(1);
    const undo = await bench.desk.proposeUndo(bench.touch(stopped));
    if (undo.kind !== 'proposed') throw new Error(JSON.stringify(undo));
    await approve(bench, undo.hardening.id);
    await bench.act(undo.hardening);
    // What somebody else made meanwhile stays.
    expect((await live(bench)).inbound).toHaveLength(before.inbound.length + 1);
  });

  it('goes on after a crash between the commit and the call', async () => {
    const { bench, id } = await approved();
    const first = await bench.hardening(id);
    bench.nextSteps.push({ answer: 'never', isTaken: false });
    void bench.act(first);
    await until(async () => bench.steps.length === 1);
    await bench.act(first);
    expect(await bench.hardening(id)).toMatchObject({ state: { kind: 'done' } });
  });

  it('goes on after a crash between the call and its answer, and makes it once', async () => {
    const { bench, id } = await approved();
    const first = await bench.hardening(id);
    bench.nextSteps.push({ answer: 'never', isTaken: true });
    void bench.act(first);
    await until(async () => bench.group().rules.length > first.plan.before.inbound.length + 2);
    await bench.act(first);
    const done = await bench.hardening(id);
    expect(done).toMatchObject({ state: { kind: 'done' } });
    expect(bench.steps).toHaveLength(done.plan.steps.length);
  });

  it('takes a lost reply for what reads show', async () => {
    const { bench, id } = await approved();
    const lost = { kind: 'noAnswer', reason: 'The socket was closed' } as const;
    bench.nextSteps.push({ answer: lost, isTaken: true });
    await bench.act(await bench.hardening(id));
    const done = await bench.hardening(id);
    expect(done).toMatchObject({ state: { kind: 'done' } });
    expect(bench.steps).toHaveLength(done.plan.steps.length);
  });

  it('stops where a call without an answer changed nothing: it is not made twice', async () => {
    const { bench, id } = await approved();
    const lost = { kind: 'noAnswer', reason: 'The socket was closed' } as const;
    bench.nextSteps.push({ answer: lost, isTaken: false });
    await bench.act(await bench.hardening(id));
    expect(await bench.hardening(id)).toMatchObject({
      state: { kind: 'stopped', reason: { kind: 'unknown' }, stepsDone: 0 },
    });
    expect(bench.steps).toHaveLength(1);
  });

  it('waits where EC2 is busy, and goes on', async () => {
    const { bench, id } = await approved();
    bench.aws.faults.throttle({ action: 'AuthorizeSecurityGroupIngress' });
    await expect(bench.act(await bench.hardening(id))).rejects.toMatchObject({
      code: 'aws_throttled',
      isRetryable: true,
    });
    await bench.act(await bench.hardening(id));
    expect(await bench.hardening(id)).toMatchObject({ state: { kind: 'done' } });
  });

  it('stops where EC2 refuses, and says what to do', async () => {
    const { bench, id } = await approved();
    bench.aws.faults.deny({ action: 'AuthorizeSecurityGroupIngress' });
    await bench.act(await bench.hardening(id));
    const { state } = await bench.hardening(id);
    expect(state).toMatchObject({ kind: 'stopped', stepsDone: 0, reason: { kind: 'refused' } });
    expect(JSON.stringify(state)).toContain('Allow ec2:AuthorizeSecurityGroupIngress on the group');
  });

  it('believes reads that are late only when there are too many of them', async () => {
    const { bench, id } = await approved();
    bench.nextSteps.push({
      answer: null,
      isTaken: true,
      meanwhile: async () =>
        bench.aws.faults.stale({ action: 'DescribeSecurityGroupRules', times: 2 }),
    });
    await bench.act(await bench.hardening(id));
    expect(await bench.hardening(id)).toMatchObject({ state: { kind: 'done' } });
  });
});

/** Waits until something is so, a look after each turn of the event loop. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('It did not become so in time');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
