import type { ExposureRow } from '../../src/domain/net/exposure.ts';
import type { IpProtocol } from '../../src/domain/net/protocol.ts';
import type { Random } from '../archive/random.ts';

/** Makes one rule of a sort, on the group of that id. */
export type RuleMaker = (random: Random, ownGroupId: string) => ExposureRow;

/** Sorts of rule, each as often as it stands here. */
export type RuleMakers = readonly [RuleMaker, ...RuleMaker[]];

type SourceMaker = (random: Random, ownGroupId: string) => string;

/** The list that the policy approves, and rules name most. */
export const APPROVED_LIST_ID = 'pl-0bbbbbbbbbbbbbbbb';

// Sources. Most addresses are of one rule only, as hosts are; a few blocks come again and again.
const anyIpv4: SourceMaker = () => '0.0.0.0/0';
const anyIpv6: SourceMaker = () => '::/0';
const ownGroup: SourceMaker = (_, ownGroupId) => ownGroupId;
const anotherGroup: SourceMaker = ({ hex }) => `sg-0${hex(16)}`;
const anotherList: SourceMaker = ({ hex }) => `pl-0${hex(16)}`;
const approvedGroup: SourceMaker = () => 'sg-0aaaaaaaaaaaaaaaa';
const approvedList: SourceMaker = () => APPROVED_LIST_ID;
const bastion: SourceMaker = () => '10.9.8.0/28';
const bastionHost: SourceMaker = ({ below }) => `10.9.8.${below(16)}/32`;
const bastionIpv6: SourceMaker = () => '2001:db8:9::/64';
const corpHost: SourceMaker = ({ below }) => `10.${20 + below(2)}.${below(256)}.${below(256)}/32`;
const corpSubnet: SourceMaker = ({ below }) => `10.${64 + below(4)}.${below(256)}.0/24`;
const corpHalves: SourceMaker = () => '10.20.0.0/15';
const corpIpv6: SourceMaker = (random) => `2001:db8:20:${group(random)}::/64`;
const corpIpv6Host: SourceMaker = (random) =>
  `2001:db8:20:${Array.from({ length: 5 }, () => group(random)).join(':')}/128`;
const vpnSubnet: SourceMaker = ({ below }) => `192.0.2.${below(16) * 16}/28`;
const officeHost: SourceMaker = ({ below }) => `203.0.113.${below(6) * 32 + below(16)}/32`;
const stranger: SourceMaker = (random) =>
  `${random.pick([3, 18, 34, 52, 81, 93])}.${random.below(256)}.${random.below(256)}.${random.below(256)}/32`;
const strangerSubnet: SourceMaker = (random) =>
  `${random.pick([3, 18, 34, 52, 81, 93])}.${random.below(256)}.${random.below(256)}.0/24`;
const strangerIpv6: SourceMaker = (random) => `2a05:d014:${group(random)}:${group(random)}::/64`;
const everythingPrivate: SourceMaker = () => '10.0.0.0/8';

/** Four hexadecimal digits of an IPv6 address as RFC 5952 has them; never zero. */
function group({ below }: Random): string {
  return (1 + below(0xffff)).toString(16);
}

function rule(protocol: IpProtocol, ports: string, from: SourceMaker): RuleMaker {
  const [first = '', last = first] = ports === '-1' ? ['-1'] : ports.split('-');
  const range = { protocol, fromPort: Number(first), toPort: Number(last) };
  return (random, ownGroupId) => ({ ...range, source: from(random, ownGroupId) });
}

function times(count: number, maker: RuleMaker): readonly RuleMaker[] {
  return Array.from({ length: count }, () => maker);
}

/** On traffic that no kind guards, from whomever. */
const UNGUARDED: readonly RuleMaker[] = [
  ...times(2, rule('tcp', '80', anyIpv4)),
  ...times(2, rule('tcp', '80', anyIpv6)),
  ...times(3, rule('tcp', '8080-8090', corpHost)),
  ...times(3, rule('tcp', '1433', corpHost)),
  ...times(2, rule('tcp', '1433', anotherGroup)),
  ...times(2, rule('tcp', '22', stranger)),
  rule('tcp', '8443', corpIpv6),
  rule('tcp', '9100', approvedList),
  rule('udp', '161-162', corpSubnet),
  rule('icmp', '-1', everythingPrivate),
  rule('icmp', '8', anyIpv4),
  rule('icmpv6', '-1', anyIpv6),
  rule('47', '-1', strangerSubnet),
  rule('50', '-1', stranger),
];

/** The group itself, on anything. */
const OWN: readonly RuleMaker[] = [
  rule('-1', '-1', ownGroup),
  rule('tcp', '0-65535', ownGroup),
  rule('udp', '0-65535', ownGroup),
];

const BASTION_RDP: readonly RuleMaker[] = [
  ...times(2, rule('tcp', '3389', bastion)),
  ...times(2, rule('tcp', '3389', bastionHost)),
  rule('udp', '3389', bastionHost),
  rule('tcp', '3389', bastionIpv6),
];

/** What a directory lets its clients in by. */
const DIRECTORY: readonly RuleMaker[] = [
  ...times(2, rule('tcp', '53', corpHost)),
  ...times(2, rule('udp', '53', corpHost)),
  ...times(2, rule('tcp', '88', corpSubnet)),
  ...times(2, rule('tcp', '389', corpHost)),
  ...times(2, rule('udp', '389', vpnSubnet)),
  rule('tcp', '88', corpHalves),
  rule('tcp', '445', corpIpv6Host),
  rule('tcp', '636', corpIpv6),
  rule('tcp', '3268-3269', corpSubnet),
  rule('tcp', '9389', bastion),
  rule('tcp', '49152-65535', corpSubnet),
  rule('udp', '123', corpHost),
];

/** Approved on groups of which guard. */
export const PERMITTED = {
  'corp-directory': [rule('tcp', '443', anyIpv4), ...UNGUARDED, ...OWN, ...DIRECTORY],
  'own-domain-controllers': [
    rule('tcp', '443', anyIpv4),
    ...UNGUARDED,
    ...OWN,
    ...DIRECTORY,
    ...BASTION_RDP,
  ],
  'rd-gateways': [
    rule('tcp', '443', anyIpv4),
    ...times(2, rule('tcp', '443', anyIpv6)),
    ...times(2, rule('tcp', '443', stranger)),
    ...times(2, rule('tcp', '443', anotherList)),
    ...times(2, rule('udp', '3391', anyIpv4)),
    ...UNGUARDED,
    ...OWN,
    ...BASTION_RDP,
  ],
  'corp-windows': [
    rule('tcp', '443', anyIpv4),
    ...UNGUARDED,
    ...OWN,
    ...BASTION_RDP,
    ...times(2, rule('tcp', '5985-5986', bastionHost)),
    ...times(5, rule('tcp', '445', corpHost)),
    ...times(2, rule('tcp', '445', corpSubnet)),
    rule('tcp', '445', corpHalves),
    rule('tcp', '445', corpIpv6Host),
    rule('tcp', '3389', approvedGroup),
    rule('udp', '3389', approvedList),
  ],
  'dev-windows': [
    rule('tcp', '443', anyIpv4),
    ...UNGUARDED,
    ...OWN,
    ...BASTION_RDP,
    ...times(4, rule('tcp', '3389', corpHost)),
    ...times(4, rule('tcp', '3389', officeHost)),
    rule('tcp', '3389', corpIpv6),
    rule('tcp', '5985', corpHost),
    rule('udp', '445', corpSubnet),
  ],
} as const satisfies Record<string, RuleMakers>;

export type GuardName = keyof typeof PERMITTED;

/** Not approved on a group of any guard, or not whole. */
export const VIOLATING: RuleMakers = [
  rule('tcp', '3389', anyIpv4),
  rule('tcp', '3389', anyIpv6),
  rule('tcp', '3389', strangerSubnet),
  rule('udp', '3389', strangerIpv6),
  rule('tcp', '3000-4000', anyIpv4),
  rule('tcp', '0-65535', stranger),
  rule('tcp', '5985-5986', stranger),
  rule('tcp', '445', everythingPrivate),
  rule('tcp', '135', strangerSubnet),
  rule('tcp', '3389', anotherGroup),
  rule('tcp', '3389', anotherList),
  rule('-1', '-1', stranger),
  rule('-1', '-1', corpHost),
  rule('-1', '-1', anyIpv4),
];
