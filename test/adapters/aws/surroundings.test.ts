import { describe, expect, it } from 'vitest';
import { ec2Surroundings, INTERFACES_MAX } from '../../../src/adapters/aws/surroundings.ts';
import type { Surroundings } from '../../../src/app/ports.ts';
import type { SecurityGroup } from '../../../src/sandbox/aws/world/model.ts';
import { homeOnly } from '../../support/accounts.ts';
import { type AdapterOnEmulator, adapterOnEmulator } from './adapter-on-emulator.ts';

const LAUNCHED_AT = new Date('2026-11-21T12:00:00Z');
const PARTS = [
  ['instances', 'DescribeInstances'],
  ['routes', 'DescribeRouteTables'],
  ['networkAcls', 'DescribeNetworkAcls'],
] as const;

interface OnEmulator extends AdapterOnEmulator {
  readonly surroundings: Surroundings;
  readonly guarded: SecurityGroup;
  readonly subnetIds: { readonly open: string; readonly inner: string };
  /** A host with the group in a subnet. */
  addHost(name: string, host: Partial<Host>): string;
}

interface Host {
  readonly subnetId: string;
  readonly platform: 'windows' | 'linux';
  readonly publicIp: string;
}

/** A group in a VPC whose one subnet has a table and an ACL of its own, and whose other follows the
 * main table. */
async function withNetwork(): Promise<OnEmulator> {
  const on = await adapterOnEmulator();
  const { world } = on.aws;
  const { vpcId } = world.addVpc({ cidr: '10.0.0.0/16' });
  const guarded = world.addGroup({ groupName: 'win-web', vpcId, rules: [] });
  const open = world.addSubnet({ vpcId, cidr: '10.0.1.0/24' }).subnetId;
  const inner = world.addSubnet({ vpcId, cidr: '10.0.2.0/24' }).subnetId;
  const toInternet = [
    { destination: '0.0.0.0/0', target: 'igw-0a' },
    { destination: '::/0', target: 'eigw-0a' },
    { destination: 'pl-0a', target: 'vpce-0a' },
    { destination: '198.18.0.0/15', target: 'igw-0b', state: 'blackhole' as const },
  ];
  world.addRouteTable({ vpcId, subnetIds: [open], routes: toInternet });
  world.addRouteTable({
    vpcId,
    isMain: true,
    routes: [{ destination: '0.0.0.0/0', target: 'nat-0a' }],
  });
  const entry = { direction: 'ingress', protocol: '6', fromPort: 3_389, toPort: 3_389 } as const;
  const entries = [
    { ...entry, ruleNumber: 100, action: 'deny' as const, cidr: '8.0.0.0/8' },
    { ...entry, ruleNumber: 200, action: 'allow' as const, cidr: '::/0' },
    {
      ...entry,
      ruleNumber: 300,
      action: 'allow' as const,
      cidr: '0.0.0.0/0',
      direction: 'egress' as const,
    },
  ];
  world.addNetworkAcl({ vpcId, subnetIds: [open], entries });
  let hosts = 0;
  return {
    ...on,
    surroundings: ec2Surroundings(homeOnly(on.aws.accountId)),
    guarded,
    subnetIds: { open, inner },
    addHost: (name, { subnetId = open, platform = 'windows', ...rest }) => {
      const tags = [{ key: 'Name', value: name }];
      const { instanceId } = world.addInstance({ vpcId, platform, launchedAt: LAUNCHED_AT, tags });
      hosts += 1;
      const privateIp = `10.0.1.${hosts}`;
      world.addInterface({
        vpcId,
        subnetId,
        privateIp,
        instanceId,
        groupIds: [guarded.groupId],
        ...rest,
      });
      return instanceId;
    },
  };
}

function hostsBehind({ surroundings, guarded, address }: OnEmulator) {
  return surroundings.hostsBehind(address(guarded.groupId));
}

describe('ec2Surroundings()', () => {
  it('finds the hosts, their names and platforms, and the way to each subnet', async () => {
    const on = await withNetwork();
    const web1 = on.addHost('web-1', { publicIp: '8.8.8.8' });
    const web2 = on.addHost('web-2', { subnetId: on.subnetIds.inner, platform: 'linux' });
    on.aws.world.addInterface({
      vpcId: on.guarded.vpcId,
      subnetId: on.subnetIds.inner,
      privateIp: '10.0.2.9',
      groupIds: [on.guarded.groupId],
      requesterId: 'amazon-rds',
      description: 'RDSNetworkInterface',
    });
    const found = await hostsBehind(on);
    expect(found.interfaces).toMatchObject({
      kind: 'known',
      value: {
        isWhole: true,
        items: [
          { instanceId: web1, publicIp: '8.8.8.8', managedBy: null, subnetId: on.subnetIds.open },
          { instanceId: web2, publicIp: null, subnetId: on.subnetIds.inner },
          { instanceId: null, managedBy: 'amazon-rds', description: 'RDSNetworkInterface' },
        ],
      },
    });
    expect(found.instances).toEqual({
      kind: 'known',
      value: new Map([
        [web1, { name: 'web-1', platform: 'windows' }],
        [web2, { name: 'web-2', platform: 'other' }],
      ]),
    });
    expect(targets(found.routes, on.subnetIds.open)).toEqual([
      '10.0.0.0/16 elsewhere',
      '0.0.0.0/0 internet',
      '::/0 elsewhere',
      'pl-0a appliance',
      '198.18.0.0/15 elsewhere',
    ]);
    expect(targets(found.routes, on.subnetIds.inner)).toEqual([
      '10.0.0.0/16 elsewhere',
      '0.0.0.0/0 elsewhere',
    ]);
    const acl = known(found.networkAcls).get(on.subnetIds.open);
    expect(acl?.networkAclId).toMatch(/^acl-/);
    expect(acl?.inbound).toMatchObject([
      { ruleNumber: 100, action: 'deny', protocol: 'tcp', fromPort: 3_389, toPort: 3_389 },
      { ruleNumber: 200, action: 'allow', source: { cidr: { text: '::/0' } } },
      { ruleNumber: 32_767, action: 'deny', protocol: '-1', fromPort: -1, toPort: -1 },
    ]);
  });

  it('asks no more where nothing is attached', async () => {
    const on = await withNetwork();
    const found = await hostsBehind(on);
    expect(found.interfaces).toEqual({ kind: 'known', value: { items: [], isWhole: true } });
    expect(found.routes).toEqual({ kind: 'known', value: new Map() });
    for (const [, action] of PARTS) expect(on.callsOf(action)).toBe(0);
  });

  it.each([INTERFACES_MAX, INTERFACES_MAX + 1])(
    'looks at a limited number, of %i',
    async (count) => {
      const on = await withNetwork();
      for (let i = 0; i < count; i += 1) on.addHost(`web-${i}`, {});
      const { interfaces, instances } = await hostsBehind(on);
      const { items, isWhole } = known(interfaces);
      expect({ count: items.length, isWhole }).toEqual({
        count: INTERFACES_MAX,
        isWhole: count === INTERFACES_MAX,
      });
      expect(known(instances).size).toBe(INTERFACES_MAX);
    },
  );

  it.each(PARTS)(
    'denied %s are not known, and name the permission; all else is',
    async (part, action) => {
      const on = await withNetwork();
      on.addHost('web-1', {});
      on.aws.faults.deny({ action, times: 2 });
      const found = await hostsBehind(on);
      expect(found[part]).toEqual({
        kind: 'unknown',
        reason: expect.stringContaining(`AWS refused ec2:${action}`),
      });
      const others = Object.entries(found).filter(([name]) => name !== part);
      expect(others.map(([, { kind }]) => kind)).toEqual(['known', 'known', 'known']);
    },
  );

  it('denied interfaces leave nothing known', async () => {
    const on = await withNetwork();
    on.aws.faults.deny({ action: 'DescribeNetworkInterfaces' });
    const reason = expect.stringContaining('ec2:DescribeNetworkInterfaces');
    expect((await hostsBehind(on)).interfaces).toEqual({ kind: 'unknown', reason });
  });

  it('throttled, again and again: it may be tried later', async () => {
    const on = await withNetwork();
    on.addHost('web-1', {});
    on.aws.faults.throttle({ action: 'DescribeNetworkAcls', times: 3 });
    await expect(hostsBehind(on)).rejects.toMatchObject({
      code: 'aws_throttled',
      isRetryable: true,
    });
  });

  it('a group of another account is not looked at', async () => {
    const on = await withNetwork();
    const address = { ...on.address(on.guarded.groupId), accountId: '999999999999' };
    const found = await on.surroundings.hostsBehind(address);
    expect(found.interfaces).toMatchObject({ kind: 'unknown' });
    expect(on.callsOf('DescribeNetworkInterfaces')).toBe(0);
  });
});

describe('ec2Surroundings().groupsIn()', () => {
  it('tells the groups of a VPC with their tags, and says what may not be looked up', async () => {
    const on = await withNetwork();
    const { world } = on.aws;
    const { vpcId } = on.guarded;
    const tags = [{ key: 'Role', value: 'rd-gateway' }];
    const { groupId } = world.addGroup({ groupName: 'rdgw', vpcId, tags, rules: [] });
    world.addGroup({ groupName: 'elsewhere', vpcId: on.vpcId, rules: [] });
    const vpc = { ...on.place, vpcId };
    expect(await on.surroundings.groupsIn(vpc)).toEqual({
      kind: 'known',
      value: [
        { groupId: on.guarded.groupId, groupName: 'win-web', vpcId, tags: new Map() },
        { groupId, groupName: 'rdgw', vpcId, tags: new Map([['Role', 'rd-gateway']]) },
      ],
    });
    on.aws.faults.deny({ action: 'DescribeSecurityGroups' });
    expect(await on.surroundings.groupsIn(vpc)).toEqual({
      kind: 'unknown',
      reason: expect.stringContaining('ec2:DescribeSecurityGroups'),
    });
  });
});

type Found = Awaited<ReturnType<Surroundings['hostsBehind']>>;

function known<T>(part: { kind: 'known'; value: T } | { kind: 'unknown'; reason: string }): T {
  if (part.kind === 'unknown') throw new Error(part.reason);
  return part.value;
}

function targets(routes: Found['routes'], subnetId: string): readonly string[] | undefined {
  return known(routes)
    .get(subnetId)
    ?.map(({ destination, target }) =>
      destination.kind === 'block'
        ? `${destination.block.text} ${target}`
        : `${destination.prefixListId} ${target}`,
    );
}
