import type {
  NetworkAcl as Ec2NetworkAcl,
  NetworkAclEntry as Ec2NetworkAclEntry,
  Route as Ec2Route,
  Instance,
  NetworkInterface,
  RouteTable,
} from '@aws-sdk/client-ec2';
import { parseCidr } from '../../domain/net/cidr.ts';
import { parseProtocol } from '../../domain/net/protocol.ts';
import { ANY_PORT } from '../../domain/net/traffic.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import type { Route } from '../../domain/weight/internet-routes.ts';
import type { NetworkAcl, NetworkAclEntry } from '../../domain/weight/network-acl.ts';
import type { InstanceFacts, InterfaceBehind } from '../../domain/weight/surroundings.ts';

/** An interface as EC2 describes it. */
export function interfaceBehind(each: NetworkInterface): InterfaceBehind {
  const isManaged = each.RequesterManaged === true;
  return {
    interfaceId: each.NetworkInterfaceId ?? '',
    instanceId: each.Attachment?.InstanceId ?? null,
    subnetId: each.SubnetId ?? null,
    publicIp: publicIpOf(each),
    ipv6: each.Ipv6Addresses?.flatMap(({ Ipv6Address }) => Ipv6Address ?? []) ?? [],
    managedBy: isManaged ? (each.RequesterId ?? each.InterfaceType ?? 'a service') : null,
    description: each.Description ?? '',
  };
}

/** Any of its private addresses may have a public one. */
function publicIpOf({ Association, PrivateIpAddresses }: NetworkInterface): string | null {
  const others = PrivateIpAddresses?.map((each) => each.Association?.PublicIp) ?? [];
  return [Association?.PublicIp, ...others].find((address) => address !== undefined) ?? null;
}

/** EC2 names a platform for Windows only. */
export function instanceFacts({ Tags, Platform }: Instance): InstanceFacts {
  const name = Tags?.find(({ Key }) => Key === 'Name')?.Value;
  // The SDK's name for it is not how EC2 spells it.
  const isWindows = Platform?.toLowerCase() === 'windows';
  return { name: name || null, platform: isWindows ? 'windows' : 'other' };
}

export function routesOf({ Routes }: RouteTable): readonly Route[] {
  return (
    Routes?.map((route) => ({ destination: destinationOf(route), target: targetOf(route) })) ?? []
  );
}

/** What is no block is a list, and so is what is not understood: its addresses are not known. */
function destinationOf(route: Ec2Route): Route['destination'] {
  const text = route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? '';
  const block = parseCidr(text);
  if (block.kind !== 'problem') return { kind: 'block', block };
  return { kind: 'list', prefixListId: route.DestinationPrefixListId ?? text };
}

function targetOf(route: Ec2Route): Route['target'] {
  const gateway = route.CarrierGatewayId ?? route.GatewayId ?? '';
  if (route.State === 'blackhole') return 'elsewhere';
  if (/^(igw|cagw)-/.test(gateway)) return 'internet';
  const isPassedOn = gateway.startsWith('vpce-') || route.NetworkInterfaceId !== undefined;
  return isPassedOn ? 'appliance' : 'elsewhere';
}

export function networkAcl({ NetworkAclId, Entries }: Ec2NetworkAcl): NetworkAcl {
  const inbound = Entries?.filter(({ Egress }) => Egress !== true) ?? [];
  return { networkAclId: NetworkAclId ?? '', inbound: inbound.map(aclEntry) };
}

/** An entry that is not understood makes the ACL unknown: left out, it would decide wrongly. */
function aclEntry(entry: Ec2NetworkAclEntry): NetworkAclEntry {
  const protocol = parseProtocol(entry.Protocol);
  const block = parseCidr(entry.CidrBlock ?? entry.Ipv6CidrBlock ?? '');
  if (protocol === undefined || block.kind === 'problem') {
    const message = `EC2 described a network ACL entry that is not understood: ${JSON.stringify(entry)}`;
    throw new OutsideError('aws_failed', message, { isRetryable: false });
  }
  const { PortRange, IcmpTypeCode } = entry;
  const isIcmp = protocol === 'icmp' || protocol === 'icmpv6';
  return {
    ruleNumber: entry.RuleNumber ?? 0,
    action: entry.RuleAction === 'allow' ? 'allow' : 'deny',
    protocol,
    fromPort: (isIcmp ? IcmpTypeCode?.Type : PortRange?.From) ?? ANY_PORT,
    toPort: (isIcmp ? IcmpTypeCode?.Code : PortRange?.To) ?? ANY_PORT,
    source: { kind: 'cidr', cidr: block },
  };
}
