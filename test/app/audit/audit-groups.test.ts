import { describe, expect, it } from 'vitest';
import { AUDIT_LISTS_MAX } from '../../../src/app/audit/audit-needs.ts';
import { auditSections, isAsItShouldBe } from '../../../src/domain/audit/audit-sections.ts';
import { missingText } from '../../../src/domain/audit/describe-audit.ts';
import { sourceSet } from '../../../src/domain/net/source.ts';
import { sourceOf } from '../../../src/domain/plan/planned-rule.ts';
import type { Guard } from '../../../src/domain/policy/policy.ts';
import { choiceOf } from '../../../src/domain/scenario/scenario-choice.ts';
import { ingress } from '../../../src/sandbox/stories/seed-parts.ts';
import {
  CLIENTS,
  DIRECTORY_ID,
  directoryAsWanted,
  NATIVE,
  ON_PREMISES,
  openDirectory,
} from '../../support/audited-directory.ts';
import { auditOnEmulator, directoryGuard, onlyGroup } from './audit-on-emulator.ts';

const DIRECTORY = { kind: 'directory', directoryId: DIRECTORY_ID } as const;
const CHOSEN: readonly Guard[] = [directoryGuard({ scenario: NATIVE })];

describe('the group of a directory as AWS makes it', () => {
  it('against native workloads with trust: open to everybody, nothing missing', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    const { securityGroupId } = openDirectory(aws, { vpcId });
    const group = onlyGroup(await audit(DIRECTORY, { guards: CHOSEN }));
    expect(group.groupId).toBe(securityGroupId);
    expect(group.audit.against).toEqual({ kind: 'table', name: 'nativeWorkloadsWithTrust' });
    // Every rule but the reference of the group to itself.
    const rules = aws.world.state.groups.get(securityGroupId)?.rules ?? [];
    const others = rules
      .filter(({ source }) => source.kind !== 'group')
      .map(({ ruleId }) => ruleId);
    expect(group.audit.beyond.map(({ rule }) => rule.ruleId).sort()).toEqual(others.sort());
    expect(group.audit.missing).toEqual([]);
    expect(group.directory).toEqual({
      directoryId: DIRECTORY_ID,
      name: 'ad.example.com',
      type: 'microsoftAd',
      trusts: ['hq.example.com'],
    });
    expect(group.fits[0]).toMatchObject({ name: 'nativeWorkloadsWithTrust', trust: 'fits' });
    expect(group.fits.slice(2).map(({ trust }) => trust)).toEqual(['lacksTrust', 'lacksTrust']);
    expect(group.notKnown).toEqual([]);
  });

  it('tells what is open to the internet before the rest, and no list of 250 protocols', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    openDirectory(aws, { vpcId });
    const outbound = new Map([['dns' as const, sourceSet([sourceOf(CLIENTS)])]]);
    const guards = [directoryGuard({ scenario: NATIVE, outbound })];
    const [beyond] = auditSections(onlyGroup(await audit(DIRECTORY, { guards })));
    expect(beyond).toMatchObject({ kind: 'beyond' });
    expect(beyond?.lines[0]).toContain('RDP');
    const whole = beyond?.lines.find((line) => line.includes('other traffic to'));
    expect(whole).toContain(`other traffic to 0.0.0.0/0 less ${ON_PREMISES}`);
    expect(whole).toContain('more services to 0.0.0.0/0');
    expect(Math.max(...(beyond?.lines ?? []).map(({ length }) => length))).toBeLessThan(400);
  });

  it('without a chosen scenario is held against policy, and the tables that fit are named', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    openDirectory(aws, { vpcId });
    const group = onlyGroup(await audit(DIRECTORY));
    expect(group.audit).toMatchObject({ against: { kind: 'policy' }, missing: [], closable: [] });
    expect(group.fits).toHaveLength(4);
    expect(group.audit.beyond.length).toBeGreaterThan(10);
  });

  it('is told of a scenario that would cut its trust', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    openDirectory(aws, { vpcId });
    const tried = choiceOf({
      name: 'nativeWorkloads',
      networks: { clients: [CLIENTS] },
      isLdapsUsed: true,
      isTrustCreated: false,
    });
    const group = onlyGroup(await audit(DIRECTORY, { guards: CHOSEN, tried }));
    expect(group.audit.against).toEqual({ kind: 'table', name: 'nativeWorkloads' });
    expect(group.advice[0]).toContain(
      'has a trust (hq.example.com), which this scenario would cut',
    );
  });

  it('that no guard is meant for has nothing approved', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    openDirectory(aws, { vpcId });
    const group = onlyGroup(await audit(DIRECTORY, { guards: [] }));
    expect(group.guardName).toBeNull();
    expect(isAsItShouldBe(group)).toBe(false);
  });
});

describe('a group that is exactly as its scenario', () => {
  it('is as it should be', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    directoryAsWanted(aws, { vpcId });
    const report = await audit(DIRECTORY, { guards: CHOSEN });
    const group = onlyGroup(report);
    expect(group.audit).toMatchObject({ beyond: [], missing: [], closable: [] });
    expect({ ...report, groups: [] }).toEqual({ groups: [], left: [], remarks: [] });
    expect(isAsItShouldBe(group)).toBe(true);
  });

  it('but for Kerberos: logons would fail, in those words', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    directoryAsWanted(aws, { vpcId }, { without: ({ fromPort }) => fromPort === 88 });
    const group = onlyGroup(await audit(DIRECTORY, { guards: CHOSEN }));
    const texts = group.audit.missing.map(missingText);
    expect(texts).toContainEqual(expect.stringMatching(/^Kerberos .* clients .*logons would fail/));
    expect(texts).toContainEqual(
      expect.stringMatching(/^Kerberos .*on-premises.*trusts would fail/),
    );
    expect(group.audit.beyond).toEqual([]);
  });

  it('but for the group itself: replication would fail', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    directoryAsWanted(aws, { vpcId }, { without: ({ source }) => source.kind === 'group' });
    const texts = onlyGroup(await audit(DIRECTORY, { guards: CHOSEN })).audit.missing.map(
      missingText,
    );
    expect(texts).toEqual([
      expect.stringMatching(/from the group itself .*replication would fail/),
      expect.stringMatching(/to the group itself .*replication would fail/),
    ]);
  });

  it('once the trust is made: SMB from on-premises may be closed', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    directoryAsWanted(aws, { vpcId });
    const guards = [directoryGuard({ scenario: { ...NATIVE, isTrustCreated: true } })];
    const group = onlyGroup(await audit(DIRECTORY, { guards }));
    expect(group.audit.closable).toEqual([
      expect.objectContaining({ direction: 'inbound', service: 'smb', network: 'onPremises' }),
    ]);
    expect(isAsItShouldBe(group)).toBe(true);
  });
});

describe('lists, groups and VPCs that rules and policy name', () => {
  const FAR = '198.51.100.0/24';

  it('count as their blocks, and are told', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    const { prefixListId } = aws.world.addPrefixList({
      name: 'branch offices',
      family: 'ipv4',
      maxEntries: 5,
      entries: [{ cidr: '10.0.7.0/24' }, { cidr: FAR }],
    });
    const bastion = aws.world.addGroup({ groupName: 'bastion', vpcId });
    const dns = { direction: 'ingress', protocol: 'udp', fromPort: 53, toPort: 53 } as const;
    const ofGroup = { kind: 'group', groupId: bastion.groupId, userId: aws.accountId } as const;
    directoryAsWanted(
      aws,
      { vpcId },
      {
        more: [
          { ...dns, source: { kind: 'prefix-list', prefixListId } },
          { ...dns, source: ofGroup },
        ],
      },
    );
    const group = onlyGroup(await audit(DIRECTORY, { guards: CHOSEN }));
    expect(group.audit.beyond.flatMap(({ excess }) => excess.map(({ source }) => source))).toEqual([
      FAR,
      bastion.groupId,
    ]);
    expect(group.named).toEqual([
      { id: prefixListId, text: `prefix list branch offices: 10.0.7.0/24, ${FAR}` },
      { id: bastion.groupId, text: 'group bastion' },
    ]);
  });

  it('a VPC stands for its blocks; one that is not there is said to be so', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    directoryAsWanted(aws, { vpcId });
    const clients = { ...sourceSet([]), ids: [vpcId, 'vpc-0000000000000dead'] };
    const networks = new Map([...NATIVE.networks, ['clients', clients] as const]);
    const guards = [directoryGuard({ scenario: { ...NATIVE, networks } })];
    const group = onlyGroup(await audit(DIRECTORY, { guards }));
    expect(group.audit.beyond).toEqual([]);
    expect(group.notKnown).toEqual([
      'the blocks of vpc-0000000000000dead: EC2 does not know it in eu-central-1',
    ]);
  });

  it('a list that may not be read counts as exposed, and the permission is named', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    const { prefixListId } = aws.world.addPrefixList({
      name: 'clients',
      family: 'ipv4',
      maxEntries: 1,
      entries: [{ cidr: '10.0.7.0/24' }],
    });
    directoryAsWanted(
      aws,
      { vpcId },
      {
        more: [
          {
            direction: 'ingress',
            protocol: 'tcp',
            fromPort: 53,
            toPort: 53,
            source: { kind: 'prefix-list', prefixListId },
          },
        ],
      },
    );
    expect(onlyGroup(await audit(DIRECTORY, { guards: CHOSEN })).audit.beyond).toEqual([]);
    aws.faults.deny({ action: 'DescribeManagedPrefixLists', times: 100 });
    const group = onlyGroup(await audit(DIRECTORY, { guards: CHOSEN }));
    expect(group.audit.beyond.map(({ rule }) => rule.source)).toEqual([prefixListId]);
    expect(group.notKnown).toEqual([
      expect.stringContaining(
        `prefix list ${prefixListId}: AWS refused ec2:DescribeManagedPrefixLists`,
      ),
    ]);
  });

  it(`no more than ${AUDIT_LISTS_MAX} lists are read, and the others named`, async () => {
    const { aws, vpcId, audit, callsOf } = await auditOnEmulator();
    const more = Array.from({ length: AUDIT_LISTS_MAX + 1 }, (_, i) => {
      const { prefixListId } = aws.world.addPrefixList({
        name: `l${i}`,
        family: 'ipv4',
        maxEntries: 1,
      });
      const source = { kind: 'prefix-list', prefixListId } as const;
      return { direction: 'ingress', protocol: 'tcp', fromPort: 53, toPort: 53, source } as const;
    });
    directoryAsWanted(aws, { vpcId }, { more });
    const group = onlyGroup(await audit(DIRECTORY, { guards: CHOSEN }));
    expect(callsOf('DescribeManagedPrefixLists')).toBe(AUDIT_LISTS_MAX);
    expect(group.notKnown).toEqual([expect.stringContaining('one audit reads no more than')]);
  });
});

describe('what may not be looked at', () => {
  it('ds:DescribeTrusts: whether it has a trust is not known, the rest is', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    directoryAsWanted(aws, { vpcId });
    aws.faults.deny({ action: 'DescribeTrusts', times: 10 });
    const group = onlyGroup(await audit(DIRECTORY, { guards: CHOSEN }));
    expect(group.directory?.trusts).toBeNull();
    expect(group.notKnown).toEqual([
      expect.stringContaining(`the trusts of ${DIRECTORY_ID}: AWS refused ds:DescribeTrusts`),
    ]);
    expect(group.fits.map(({ trust }) => trust)).toEqual(Array(4).fill('notKnown'));
    expect(group.audit.beyond).toEqual([]);
  });

  it('ds:DescribeDirectories: the group is found by its name, and what is not known is said', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    const { securityGroupId } = directoryAsWanted(aws, { vpcId });
    aws.faults.deny({ action: 'DescribeDirectories', times: 10 });
    const group = onlyGroup(await audit(DIRECTORY, { guards: CHOSEN }));
    expect(group.groupId).toBe(securityGroupId);
    expect(group.directory).toMatchObject({ directoryId: DIRECTORY_ID, name: null, type: null });
    expect(group.fits).toEqual([]);
    expect(group.notKnown).toEqual([expect.stringContaining('ds:DescribeDirectories')]);
  });

  it('the rules: the group is left, as exposed', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    const { securityGroupId } = openDirectory(aws, { vpcId });
    aws.faults.deny({ action: 'DescribeSecurityGroupRules', times: 10 });
    expect(await audit(DIRECTORY)).toEqual({
      groups: [],
      left: [
        expect.stringContaining(`${securityGroupId}: AWS refused ec2:DescribeSecurityGroupRules`),
      ],
      remarks: [],
    });
  });

  it('throttled for good: that is told, nothing is thrown', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    openDirectory(aws, { vpcId });
    aws.faults.throttle({ action: 'DescribeSecurityGroups', times: 100 });
    const { left } = await audit({ kind: 'account' });
    expect(left).toEqual([expect.stringContaining('AWS throttled ec2:DescribeSecurityGroups')]);
  });
});

describe('what is not there, or is nobody’s to audit', () => {
  it('a directory and a group that are not there', async () => {
    const { place, audit } = await auditOnEmulator();
    const where = `${place.accountId}, ${place.region}`;
    expect(await audit(DIRECTORY)).toEqual({
      groups: [],
      left: [],
      remarks: [`Directory ${DIRECTORY_ID} is not there in ${where}.`],
    });
    expect(await audit({ kind: 'group', groupId: 'sg-00000000' })).toMatchObject({
      left: [],
      remarks: [`Group sg-00000000 is not there in ${where}.`],
    });
    expect(await audit({ kind: 'account' })).toMatchObject({
      left: [],
      remarks: [`No group of ${where} is guarded or a directory's.`],
    });
  });

  it('a group that nobody guards', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    const { groupId } = aws.world.addGroup({ groupName: 'web', vpcId });
    const { remarks } = await audit({ kind: 'group', groupId });
    expect(remarks).toEqual([expect.stringContaining('nothing to hold it against')]);
    // With a scenario somebody says that it is a directory's.
    const tried = onlyGroup(await audit({ kind: 'group', groupId }, { tried: NATIVE }));
    expect(tried.audit.missing.length).toBeGreaterThan(0);
  });

  it('a name alone makes no group a directory’s where the directory names another', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    openDirectory(aws, { vpcId });
    const { groupId } = aws.world.addGroup({
      groupName: `${DIRECTORY_ID}_controllers`,
      vpcId: aws.world.addVpc({ cidr: '10.5.0.0/16' }).vpcId,
    });
    const group = onlyGroup(await audit({ kind: 'group', groupId }));
    expect(group.directory).toBeNull();
    expect(group.fits).toEqual([]);
  });

  it('a directory that another account shares', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    aws.world.addDirectory({
      vpcId,
      type: 'SharedMicrosoftAD',
      directoryId: DIRECTORY_ID,
      ownerAccountId: '999999999999',
      ownerDirectoryId: 'd-9999999999',
    });
    const elsewhere = expect.stringContaining('shared by account 999999999999');
    expect(await audit(DIRECTORY)).toMatchObject({ groups: [], left: [elsewhere] });
    expect(await audit({ kind: 'account' })).toMatchObject({
      groups: [],
      left: [],
      remarks: [elsewhere],
    });
  });
});

describe('a whole account', () => {
  it('audits what is guarded or a directory’s, what is wrong first', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    const windows: Guard = {
      name: 'windows',
      kind: 'windows',
      match: [{ name: 'win-*' }],
      approved: new Map(),
    };
    const add = (
      groupName: string,
      rules: Parameters<typeof aws.world.addGroup>[0]['rules'] = [],
    ) => aws.world.addGroup({ groupName, vpcId, rules });
    add('win-shut');
    const open = add('win-open', [ingress('tcp', 3389, '0.0.0.0/0')]);
    add('web', [ingress('tcp', 443, '0.0.0.0/0')]);
    directoryAsWanted(aws, { vpcId });
    const report = await audit({ kind: 'account' }, { guards: [windows, ...CHOSEN] });
    expect(report.groups.map(({ groupName }) => groupName)).toEqual([
      'win-open',
      'win-shut',
      `${DIRECTORY_ID}_controllers`,
    ]);
    expect(report.groups[0]).toMatchObject({ groupId: open.groupId, directory: null, fits: [] });
    expect(report).toMatchObject({ left: [], remarks: [] });
  });

  describe('with a group beside a guarded one on a host', () => {
    const windows: Guard = {
      name: 'windows',
      kind: 'windows',
      match: [{ name: 'win-*' }],
      approved: new Map(),
    };

    async function besideGuarded() {
      const on = await auditOnEmulator();
      const { aws, vpcId } = on;
      const { subnetId } = aws.world.addSubnet({ vpcId, cidr: '10.0.1.0/24' });
      const own = aws.world.addGroup({ groupName: 'win-web', vpcId });
      const rules = [ingress('tcp', 3389, '0.0.0.0/0')];
      const other = aws.world.addGroup({ groupName: 'support', vpcId, rules });
      aws.world.addGroup({ groupName: 'elsewhere', vpcId, rules });
      const groupIds = [own.groupId, other.groupId];
      const privateIp = '10.0.1.9';
      const { networkInterfaceId } = aws.world.addInterface({
        vpcId,
        subnetId,
        groupIds,
        privateIp,
      });
      return { ...on, other, interfaceId: networkInterfaceId };
    }

    it('audits it by that guard, and says why', async () => {
      const { audit, other, interfaceId } = await besideGuarded();
      const report = await audit({ kind: 'account' }, { guards: [windows] });
      expect(report).toMatchObject({
        groups: [
          { groupId: other.groupId, guardName: 'windows', beside: `win-web on ${interfaceId}` },
          { groupName: 'win-web', beside: null },
        ],
        left: [],
      });
      const alone = onlyGroup(
        await audit({ kind: 'group', groupId: other.groupId }, { guards: [windows] }),
      );
      expect(alone).toEqual(report.groups[0]);
      expect(isAsItShouldBe(alone)).toBe(false);
    });

    it('says that it could not look where groups stand', async () => {
      const { aws, audit, other } = await besideGuarded();
      aws.faults.deny({ action: 'DescribeNetworkInterfaces', times: 10 });
      const denied = expect.stringContaining('ec2:DescribeNetworkInterfaces');
      const asked = { guards: [windows] };
      expect(await audit({ kind: 'group', groupId: other.groupId }, asked)).toMatchObject({
        groups: [],
        left: [denied],
      });
      expect(await audit({ kind: 'account' }, asked)).toMatchObject({
        groups: [{ groupName: 'win-web' }],
        left: [denied],
      });
    });
  });

  it('says that directories could not be listed, and audits the rest', async () => {
    const { aws, vpcId, audit } = await auditOnEmulator();
    directoryAsWanted(aws, { vpcId });
    aws.faults.deny({ action: 'DescribeDirectories', times: 10 });
    const { groups, left } = await audit({ kind: 'account' }, { guards: CHOSEN });
    expect(groups).toHaveLength(1);
    expect(left).toEqual([expect.stringContaining('AWS refused ds:DescribeDirectories')]);
  });
});
