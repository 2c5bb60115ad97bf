import type { XmlObject } from '../../wire/xml.ts';
import { canonicalCidr } from '../../world/canonical-cidr.ts';
import type {
  NetworkAcl,
  NetworkAclEntry,
  Route,
  RouteTable,
  Subnet,
} from '../../world/network.ts';
import type { Ec2Call } from '../action.ts';
import { tagSetXml } from '../tag-params.ts';

/** EC2 keeps five addresses of every subnet for itself. */
const RESERVED_ADDRESSES = 5;

/** EC2's own last rule of every ACL, for what no other entry matched. */
const LAST_RULE = 32_767;

export function subnetXml(call: Ec2Call, subnet: Subnet): XmlObject {
  const used = [...call.state.interfaces.values()].filter(
    ({ subnetId }) => subnetId === subnet.subnetId,
  );
  const size = 2 ** (32 - Number(subnet.cidr.split('/')[1]));
  return {
    subnetId: subnet.subnetId,
    subnetArn: `arn:aws:ec2:${call.region}:${call.accountId}:subnet/${subnet.subnetId}`,
    state: 'available',
    ownerId: call.accountId,
    vpcId: subnet.vpcId,
    cidrBlock: subnet.cidr,
    availableIpAddressCount: size - RESERVED_ADDRESSES - used.length,
    availabilityZone: subnet.availabilityZone,
    defaultForAz: call.state.vpcs.get(subnet.vpcId)?.isDefault ?? false,
    mapPublicIpOnLaunch: subnet.mapsPublicIp,
    assignIpv6AddressOnCreation: false,
    ipv6CidrBlockAssociationSet: [],
    tagSet: tagSetXml(subnet.tags),
  };
}

export function routeTableXml(call: Ec2Call, table: RouteTable): XmlObject {
  const { routeTableId } = table;
  const suffix = routeTableId.slice('rtb-'.length);
  const associationState = { state: 'associated' };
  const main = { routeTableAssociationId: `rtbassoc-${suffix}`, routeTableId, main: true };
  const named = table.subnetIds.map((subnetId) => ({
    routeTableAssociationId: `rtbassoc-${subnetId.slice('subnet-'.length)}`,
    routeTableId,
    subnetId,
    main: false,
  }));
  const associations = table.isMain ? [main, ...named] : named;
  return {
    routeTableId,
    vpcId: table.vpcId,
    ownerId: call.accountId,
    routeSet: table.routes.map(routeXml),
    associationSet: associations.map((each) => ({ ...each, associationState })),
    propagatingVgwSet: [],
    tagSet: tagSetXml(table.tags),
  };
}

/** The answer's field for a target, by the start of its id; the rest are gateways. */
const TARGET_FIELDS: Readonly<Record<string, string>> = {
  nat: 'natGatewayId',
  pcx: 'vpcPeeringConnectionId',
  tgw: 'transitGatewayId',
  eni: 'networkInterfaceId',
  eigw: 'egressOnlyInternetGatewayId',
};

function routeXml({ destination, target, state = 'active' }: Route): XmlObject {
  const field = TARGET_FIELDS[target.split('-')[0] ?? ''] ?? 'gatewayId';
  return {
    [destinationField(destination)]: destination,
    [field]: target,
    state,
    origin: target === 'local' ? 'CreateRouteTable' : 'CreateRoute',
  };
}

function destinationField(destination: string): string {
  if (destination.startsWith('pl-')) return 'destinationPrefixListId';
  const isIpv6 = canonicalCidr(destination)?.family === 'ipv6';
  return isIpv6 ? 'destinationIpv6CidrBlock' : 'destinationCidrBlock';
}

export function networkAclXml(call: Ec2Call, acl: NetworkAcl): XmlObject {
  const { networkAclId } = acl;
  const last = (['egress', 'ingress'] as const).map((direction) => {
    const everything = { protocol: '-1', cidr: '0.0.0.0/0', action: 'deny' } as const;
    return { ...everything, ruleNumber: LAST_RULE, direction };
  });
  return {
    networkAclId,
    vpcId: acl.vpcId,
    ownerId: call.accountId,
    default: acl.isDefault,
    entrySet: [...acl.entries, ...last].map(aclEntryXml),
    associationSet: acl.subnetIds.map((subnetId) => ({
      networkAclAssociationId: `aclassoc-${subnetId.slice('subnet-'.length)}`,
      networkAclId,
      subnetId,
    })),
    tagSet: tagSetXml(acl.tags),
  };
}

function aclEntryXml(entry: NetworkAclEntry): XmlObject {
  const isIpv6 = canonicalCidr(entry.cidr)?.family === 'ipv6';
  return {
    ruleNumber: entry.ruleNumber,
    protocol: entry.protocol,
    ruleAction: entry.action,
    egress: entry.direction === 'egress',
    ...(isIpv6 ? { ipv6CidrBlock: entry.cidr } : { cidrBlock: entry.cidr }),
    ...(entry.fromPort === undefined
      ? {}
      : { portRange: { from: entry.fromPort, to: entry.toPort ?? entry.fromPort } }),
  };
}
