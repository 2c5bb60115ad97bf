import { describe, expect, it } from 'vitest';
import { ec2Hosts } from '../../../src/adapters/aws/hosts.ts';
import { IDS_PER_CALL, ssmManagedInstances } from '../../../src/adapters/aws/managed-instances.ts';
import type { InstanceChoice } from '../../../src/app/ports.ts';
import { ESTATE_SERVICES, type EstateService } from '../../../src/domain/guard/estate.ts';
import type { Known } from '../../../src/domain/weight/known.ts';
import {
  fsxInterface,
  RDS_INTERFACE,
  workSpacesInterface,
} from '../../../src/sandbox/aws/world/service-interfaces.ts';
import { homeOnly } from '../../support/accounts.ts';
import { ANOTHER_ACCOUNT, adapterOnEmulator } from './adapter-on-emulator.ts';

const LAUNCHED_AT = new Date('2026-03-01T08:00:00Z');

async function onEmulator() {
  const made = await adapterOnEmulator();
  const { aws, place, vpcId } = made;
  const hosts = ec2Hosts(homeOnly(place.accountId));
  const list = async (choice: InstanceChoice) =>
    known(await hosts.instances({ ...place, choice }, null)).items;
  const services = async (service: EstateService) =>
    known(await hosts.serviceInterfaces({ ...place, service }, null)).items;
  const managed = ssmManagedInstances(homeOnly(place.accountId));
  let hostNumber = 0;
  const addHost = (seed: Partial<Parameters<typeof aws.world.addInstance>[0]>) =>
    aws.world.addInstance({ platform: 'windows', vpcId, launchedAt: LAUNCHED_AT, ...seed })
      .instanceId;
  const addInterface = (seed: Partial<Parameters<typeof aws.world.addInterface>[0]>) => {
    hostNumber += 1;
    const privateIp = `10.0.0.${hostNumber + 10}`;
    return aws.world.addInterface({ vpcId, privateIp, groupIds: [], ...seed }).networkInterfaceId;
  };
  return { ...made, hosts, managed, list, services, addHost, addInterface };
}

function known<T>(looked: Known<T>): T {
  if (looked.kind === 'unknown') throw new Error(looked.reason);
  return looked.value;
}

describe('ec2Hosts().instances()', () => {
  it('tells platform, name, tags, and the groups on every interface', async () => {
    const { vpcId, group, list, addHost, addInterface } = await onEmulator();
    const [first, second] = [group(), group([], 'second')];
    const tags = [
      { key: 'Name', value: 'dc-1' },
      { key: 'Role', value: 'domain-controller' },
    ];
    const instanceId = addHost({ tags, state: 'stopped' });
    const primary = addInterface({ instanceId, groupIds: [first.groupId, second.groupId] });
    const other = addInterface({ instanceId, groupIds: [second.groupId] });
    addHost({ platform: 'linux' });
    addHost({ state: 'terminated' });
    const expected = [
      {
        instanceId,
        platform: 'windows',
        name: 'dc-1',
        tags: new Map([
          ['Name', 'dc-1'],
          ['Role', 'domain-controller'],
        ]),
        vpcId,
        interfaces: [
          { interfaceId: primary, groupIds: [first.groupId, second.groupId] },
          { interfaceId: other, groupIds: [second.groupId] },
        ],
      },
    ];
    expect(await list({ kind: 'windows' })).toEqual(expected);
    expect(await list({ kind: 'tagged', key: 'Role' })).toEqual(expected);
    const values = ['rd-gateway', 'domain-controller'];
    expect(await list({ kind: 'tagged', key: 'Role', values })).toEqual(expected);
    expect(await list({ kind: 'tagged', key: 'Role', values: ['bastion'] })).toEqual([]);
    expect(await list({ kind: 'withGroups', groupIds: [second.groupId] })).toEqual(expected);
  });

  it('tells Linux apart, and an instance without a name', async () => {
    const { list, addHost } = await onEmulator();
    addHost({ platform: 'linux', tags: [{ key: 'Role', value: 'bastion' }] });
    expect(await list({ kind: 'tagged', key: 'Role' })).toMatchObject([
      { platform: 'other', name: null, interfaces: [] },
    ]);
  });

  it('goes through pages', async () => {
    const { hosts, place, addHost } = await onEmulator();
    const ids = Array.from({ length: 101 }, () => addHost({}));
    const query = { ...place, choice: { kind: 'windows' } } as const;
    const first = known(await hosts.instances(query, null));
    const second = known(await hosts.instances(query, first.nextPageToken));
    const found = [...first.items, ...second.items].map(({ instanceId }) => instanceId);
    expect({ found, end: second.nextPageToken }).toEqual({ found: ids, end: null });
  });
});

describe('ec2Hosts().serviceInterfaces()', () => {
  it('tells the interfaces of each service, and of no other', async () => {
    const { aws, vpcId, group, services, addInterface } = await onEmulator();
    const groupIds = [group().groupId];
    addInterface({ groupIds, description: 'RDS? no, ours' });
    const ids = {
      fsx: addInterface({ groupIds, ...fsxInterface('fs-0a') }),
      rds: addInterface({ groupIds, ...RDS_INTERFACE }),
      workSpaces: addInterface({ groupIds, ...workSpacesInterface(aws.accountId) }),
    };
    for (const service of ESTATE_SERVICES) {
      expect(await services(service)).toMatchObject([
        { service, interfaceId: ids[service], groupIds, vpcId },
      ]);
    }
    expect(await services('fsx')).toMatchObject([{ resourceId: 'fs-0a' }]);
    expect(await services('rds')).toMatchObject([{ resourceId: null }]);
  });

  it('tells those that the account hides, too', async () => {
    const { services, addInterface } = await onEmulator();
    const operator = { principal: 'rds.amazonaws.com', isHidden: true };
    const interfaceId = addInterface({ ...RDS_INTERFACE, operator });
    expect(await services('rds')).toMatchObject([{ interfaceId }]);
  });
});

describe('ec2Hosts().vpcBlocks()', () => {
  it('tells the blocks that are associated, of both families', async () => {
    const { aws, place, hosts } = await onEmulator();
    const { vpcId } = aws.world.addVpc({
      cidr: '10.1.0.0/16',
      furtherBlocks: [
        { cidr: '100.64.0.0/16', state: 'associated' },
        { cidr: '10.2.0.0/16', state: 'disassociating' },
        { cidr: '10.3.0.0/16', state: 'associating' },
        { cidr: '2001:db8:1::/56', state: 'associated' },
      ],
    });
    expect(await hosts.vpcBlocks({ ...place, vpcId })).toEqual({
      kind: 'found',
      value: ['10.1.0.0/16', '100.64.0.0/16', '2001:db8:1::/56'],
    });
  });

  it('knows no such VPC from could not look', async () => {
    const { aws, place, vpcId, hosts } = await onEmulator();
    const gone = { ...place, vpcId: 'vpc-0000000000' };
    expect(await hosts.vpcBlocks(gone)).toEqual({ kind: 'notThere' });
    aws.faults.deny({ action: 'DescribeVpcs' });
    expect(await hosts.vpcBlocks({ ...place, vpcId })).toEqual({
      kind: 'couldNotLook',
      reason: expect.stringContaining('AWS refused ec2:DescribeVpcs'),
    });
  });
});

describe('ssmManagedInstances()', () => {
  it('tells managed instances and whether they answer; others are not there', async () => {
    const { place, managed, addHost } = await onEmulator();
    const lastPingAt = LAUNCHED_AT;
    const online = addHost({ agent: { pingStatus: 'Online', lastPingAt } });
    const lost = addHost({ agent: { pingStatus: 'ConnectionLost', lastPingAt } });
    const instanceIds = [online, lost, addHost({})];
    expect(known(await managed.find({ ...place, instanceIds }))).toEqual(
      new Map([
        [online, { instanceId: online, isOnline: true }],
        [lost, { instanceId: lost, isOnline: false }],
      ]),
    );
    expect(known(await managed.find({ ...place, instanceIds: [] })).size).toBe(0);
  });

  it('asks for no more at once than a filter takes, and reads all pages', async () => {
    const { place, managed, addHost, callsOf } = await onEmulator();
    const agent = { pingStatus: 'Online', lastPingAt: LAUNCHED_AT } as const;
    const instanceIds = Array.from({ length: IDS_PER_CALL + 1 }, () => addHost({ agent }));
    const found = known(await managed.find({ ...place, instanceIds }));
    expect([...found.keys()]).toEqual(instanceIds);
    expect(callsOf('DescribeInstanceInformation')).toBe(3);
  });
});

describe('what could not be looked up', () => {
  it.each([
    ['ec2', 'DescribeInstances'],
    ['ec2', 'DescribeNetworkInterfaces'],
    ['ssm', 'DescribeInstanceInformation'],
  ] as const)(
    '%s:%s denied names the permission; throttled may be tried again',
    async (...call) => {
      const { aws, place, hosts, managed, callsOf } = await onEmulator();
      const [service, action] = call;
      const ask = {
        DescribeInstances: (at: typeof place) =>
          hosts.instances({ ...at, choice: { kind: 'windows' } }, null),
        DescribeNetworkInterfaces: (at: typeof place) =>
          hosts.serviceInterfaces({ ...at, service: 'rds' }, null),
        DescribeInstanceInformation: (at: typeof place) =>
          managed.find({ ...at, instanceIds: ['i-1'] }),
      }[action];
      expect(await ask({ ...place, accountId: ANOTHER_ACCOUNT })).toMatchObject({
        kind: 'unknown',
      });
      expect(callsOf(action)).toBe(0);
      aws.faults.deny({ action });
      expect(await ask(place)).toEqual({
        kind: 'unknown',
        reason: expect.stringContaining(`AWS refused ${service}:${action}`),
      });
      aws.faults.throttle({ action, times: 3 });
      await expect(ask(place)).rejects.toMatchObject({ isRetryable: true });
    },
  );
});
