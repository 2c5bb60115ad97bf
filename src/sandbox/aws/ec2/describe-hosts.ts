import { AwsError } from '../wire/aws-error.ts';
import type { XmlObject } from '../wire/xml.ts';
import type { Instance, NetworkInterface, Vpc } from '../world/model.ts';
import { type Ec2Action, NOT_RECORDED } from './action.ts';
import { type FilterTable, readFilters } from './filters.ts';
import { attachedInterfaces, instanceXml } from './instance-xml.ts';
import { interfaceXml } from './interface-xml.ts';
import { readPaging } from './paging.ts';
import { tagSetXml } from './tag-params.ts';

/** The seeded instances, one reservation each. */
export const describeInstances: Ec2Action = {
  name: 'DescribeInstances',
  trail: NOT_RECORDED,
  prepare: (params) => {
    const ids = params.texts('InstanceId');
    const matches = readFilters(params, INSTANCE_FILTERS);
    const page = readPaging(params);
    return (call) => {
      const found = named(call.state.instances, ids, 'InvalidInstanceID.NotFound')
        .map((instance) => ({ ...instance, interfaces: attachedInterfaces(call.state, instance) }))
        .filter(matches);
      const { items, nextToken } = page(found);
      const reservationSet = items.map((instance) => ({
        reservationId: `r-${instance.instanceId.slice(2)}`,
        ownerId: call.accountId,
        groupSet: [],
        instancesSet: [instanceXml(call, instance)],
      }));
      return { body: { reservationSet, ...nextToken } };
    };
  },
};

interface InstanceWithInterfaces extends Instance {
  readonly interfaces: readonly NetworkInterface[];
}

function groupsOf({ interfaces }: InstanceWithInterfaces): readonly string[] {
  return interfaces.flatMap((each) => each.groupIds);
}

const INSTANCE_FILTERS: FilterTable<InstanceWithInterfaces> = {
  'instance-id': (instance) => [instance.instanceId],
  platform: (instance) => (instance.platform === 'windows' ? ['windows'] : []),
  'vpc-id': (instance) => [instance.vpcId],
  'instance-state-name': (instance) => [instance.state],
  'instance.group-id': groupsOf,
  'network-interface.group-id': groupsOf,
};

/** The seeded interfaces, attached or not. */
export const describeNetworkInterfaces: Ec2Action = {
  name: 'DescribeNetworkInterfaces',
  trail: NOT_RECORDED,
  prepare: (params) => {
    const ids = params.texts('NetworkInterfaceId');
    const matches = readFilters(params, INTERFACE_FILTERS);
    const page = readPaging(params);
    return (call) => {
      const all = named(call.state.interfaces, ids, 'InvalidNetworkInterfaceID.NotFound');
      const { items, nextToken } = page(all.filter(matches));
      const networkInterfaceSet = items.map((each) => interfaceXml(call, each));
      return { body: { networkInterfaceSet, ...nextToken } };
    };
  },
};

const INTERFACE_FILTERS: FilterTable<NetworkInterface> = {
  'group-id': (each) => each.groupIds,
  'network-interface-id': (each) => [each.networkInterfaceId],
  'vpc-id': (each) => [each.vpcId],
  'attachment.instance-id': (each) => (each.instanceId === undefined ? [] : [each.instanceId]),
  'requester-id': (each) => (each.requesterId === undefined ? [] : [each.requesterId]),
  'requester-managed': (each) => [String(each.requesterId !== undefined)],
  description: (each) => [each.description],
};

/** The seeded VPCs, without their subnets, DHCP options and IPv6 blocks. */
export const describeVpcs: Ec2Action = {
  name: 'DescribeVpcs',
  trail: NOT_RECORDED,
  prepare: (params) => {
    const ids = params.texts('VpcId');
    const matches = readFilters(params, VPC_FILTERS);
    const page = readPaging(params);
    return (call) => {
      const found = named(call.state.vpcs, ids, 'InvalidVpcID.NotFound').filter(matches);
      const { items, nextToken } = page(found);
      return { body: { vpcSet: items.map((vpc) => vpcXml(call.accountId, vpc)), ...nextToken } };
    };
  },
};

const VPC_FILTERS: FilterTable<Vpc> = {
  'vpc-id': (vpc) => [vpc.vpcId],
  'is-default': (vpc) => [String(vpc.isDefault)],
  cidr: (vpc) => [vpc.cidr],
};

function vpcXml(ownerId: string, vpc: Vpc): XmlObject {
  return {
    vpcId: vpc.vpcId,
    ownerId,
    state: 'available',
    cidrBlock: vpc.cidr,
    instanceTenancy: 'default',
    isDefault: vpc.isDefault,
    tagSet: tagSetXml(vpc.tags),
  };
}

function named<Item>(
  items: ReadonlyMap<string, Item>,
  ids: readonly string[],
  code: string,
): readonly Item[] {
  if (ids.length === 0) return [...items.values()];
  return ids.map((id) => {
    const item = items.get(id);
    if (item === undefined) throw new AwsError(code, `The ID '${id}' does not exist`);
    return item;
  });
}
