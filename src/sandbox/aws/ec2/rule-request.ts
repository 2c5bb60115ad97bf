import { AwsError, invalidParameterValue } from '../wire/aws-error.ts';
import type { QueryParams } from '../wire/query-params.ts';
import { canonicalCidr } from '../world/canonical-cidr.ts';
import { groupById, groupByName } from '../world/lookup.ts';
import type { RuleSource, RuleValues, SecurityGroup } from '../world/model.ts';
import type { Ec2Call } from './action.ts';
import { peerOfOwner, peerOfVpc } from './peers.ts';
import { prefixListById } from './prefix-lists/find.ts';

/** A source as asked for: a group may still be a name, or lack its account. */
export type RequestedSource =
  | Exclude<RuleSource, { kind: 'group' }>
  | {
      readonly kind: 'requested-group';
      readonly groupId?: string | undefined;
      readonly groupName?: string | undefined;
      readonly userId?: string | undefined;
    };

export interface RequestedRule extends Omit<RuleValues, 'source'> {
  readonly source: RequestedSource;
}

/** Protocol names by number; EC2 keeps the name of these four and the number of all others. */
const PROTOCOL_NAMES: Readonly<Record<string, string>> = {
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
  all: '-1',
};

const KNOWN_PROTOCOLS = new Set(['tcp', 'udp', 'icmp', 'icmpv6', '-1']);
const PORT_MAX = 65_535;
/** ICMP types and codes are bytes. */
const ICMP_MAX = 255;
const PROTOCOL_NUMBER_MAX = 255;

interface Traffic {
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
}

/** The rules of an Authorize, Revoke or UpdateDescriptions request, one per source: from
 * `IpPermissions` or from the older flat fields (`IpProtocol`, `FromPort`, `ToPort`, `CidrIp`).
 * Throws `InvalidParameterValue`, `InvalidParameterCombination`. */
export function readRules(params: QueryParams): readonly RequestedRule[] {
  const permissions = params.list('IpPermissions');
  if (params.text('CidrIp') === undefined) return permissions.flatMap(readPermission);
  if (permissions.length > 0) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter cidrIp cannot be used with the parameter ipPermissions',
    );
  }
  return [{ ...readTraffic(params), source: readCidr(params.requiredText('CidrIp'), 'ipv4') }];
}

function readPermission(permission: QueryParams): readonly RequestedRule[] {
  const traffic = readTraffic(permission);
  const rule = (source: RequestedSource, entry: QueryParams): RequestedRule => {
    const description = entry.text('Description');
    return description ? { ...traffic, source, description } : { ...traffic, source };
  };
  const rules = [
    ...permission
      .list('IpRanges')
      .map((entry) => rule(readCidr(entry.requiredText('CidrIp'), 'ipv4'), entry)),
    ...permission
      .list('Ipv6Ranges')
      .map((entry) => rule(readCidr(entry.requiredText('CidrIpv6'), 'ipv6'), entry)),
    ...permission.list('PrefixListIds').map((entry) => rule(readPrefixList(entry), entry)),
    ...permission.list('Groups').map((entry) => rule(readGroup(entry), entry)),
  ];
  if (rules.length === 0) throw new AwsError('MissingParameter', 'Source group ID missing.');
  return rules;
}

function readPrefixList(entry: QueryParams): RequestedSource {
  return { kind: 'prefix-list', prefixListId: entry.requiredText('PrefixListId') };
}

function readGroup(entry: QueryParams): RequestedSource {
  return {
    kind: 'requested-group',
    groupId: entry.text('GroupId'),
    groupName: entry.text('GroupName'),
    userId: entry.text('UserId'),
  };
}

/** Throws `InvalidParameterValue` when `text` is no CIDR of `family`. */
export function readCidr(text: string, family: 'ipv4' | 'ipv6'): RequestedSource {
  const canonical = canonicalCidr(text);
  if (canonical?.family !== family) throw invalidParameterValue(`CIDR block ${text} is malformed`);
  return { kind: family, cidr: canonical.cidr };
}

/** Protocol and ports as EC2 keeps them. For `-1` and for protocols without ports, whatever ports were
 * sent mean nothing and become -1. Throws `InvalidParameterValue`. */
export function readTraffic(params: QueryParams): Traffic {
  const protocol = readProtocol(params.text('IpProtocol'));
  const fromPort = params.integer('FromPort');
  const toPort = params.integer('ToPort');
  if (protocol === 'tcp' || protocol === 'udp') return portTraffic(protocol, fromPort, toPort);
  if (protocol === 'icmp' || protocol === 'icmpv6') return icmpTraffic(protocol, fromPort, toPort);
  return { protocol, fromPort: -1, toPort: -1 };
}

function readProtocol(text: string | undefined): string {
  if (text === undefined) {
    throw invalidParameterValue(
      "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.",
    );
  }
  const protocol = PROTOCOL_NAMES[text.toLowerCase()] ?? text.toLowerCase();
  const isNumber = /^\d{1,3}$/.test(protocol) && Number(protocol) <= PROTOCOL_NUMBER_MAX;
  if (KNOWN_PROTOCOLS.has(protocol) || isNumber) return protocol;
  throw invalidParameterValue(`Invalid value '${text}' for IP protocol. Unknown protocol.`);
}

function portTraffic(protocol: string, fromPort?: number, toPort?: number): Traffic {
  if (fromPort === undefined || toPort === undefined) {
    throw invalidParameterValue(
      'Invalid value for portRange. Must specify both from and to ports with TCP/UDP.',
    );
  }
  for (const port of [fromPort, toPort]) {
    if (port < 0 || port > PORT_MAX)
      throw invalidParameterValue(`TCP/UDP port (${port}) out of range`);
  }
  if (fromPort > toPort) {
    throw invalidParameterValue(`Invalid TCP/UDP port range (${fromPort}:${toPort})`);
  }
  return { protocol, fromPort, toPort };
}

function icmpTraffic(protocol: string, type?: number, code?: number): Traffic {
  if (type === undefined && code === undefined && protocol === 'icmpv6') {
    return { protocol, fromPort: -1, toPort: -1 };
  }
  if (type === undefined || code === undefined) {
    throw invalidParameterValue('ICMP rules must specify both type (fromPort) and code (toPort)');
  }
  for (const value of [type, code]) {
    if (value < -1 || value > ICMP_MAX)
      throw invalidParameterValue(`ICMP value (${value}) out of range`);
  }
  return { protocol, fromPort: type, toPort: code };
}

/** The rule of `group` with its source made definite. Throws `InvalidGroup.NotFound`,
 * `InvalidPrefixListID.NotFound`. Groups of other accounts are taken on trust, as no world knows them. */
export function resolveRule(call: Ec2Call, group: SecurityGroup, rule: RequestedRule): RuleValues {
  return { ...rule, source: resolveSource(call, group, rule.source) };
}

function resolveSource(call: Ec2Call, group: SecurityGroup, source: RequestedSource): RuleSource {
  if (source.kind === 'prefix-list') prefixListById(call.state, source.prefixListId);
  if (source.kind !== 'requested-group') return source;
  const userId = source.userId ?? call.accountId;
  if (userId !== call.accountId && source.groupId !== undefined) {
    const peer = peerOfOwner(call.state, group.vpcId, userId);
    return { kind: 'group', groupId: source.groupId, userId, ...(peer ? { peer } : {}) };
  }
  const referenced =
    source.groupId === undefined
      ? groupByName(call.state, source.groupName ?? '')
      : groupById(call.state, source.groupId);
  const peer = peerOfVpc(call.state, group.vpcId, referenced.vpcId);
  return { kind: 'group', groupId: referenced.groupId, userId, ...(peer ? { peer } : {}) };
}
