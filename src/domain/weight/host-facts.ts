import type { AddressSet } from '../net/address-set.ts';
import * as addresses from '../net/address-set.ts';
import { parseCidr } from '../net/cidr.ts';
import type { Exposure } from '../net/exposure.ts';
import * as exposures from '../net/exposure.ts';
import { sentToInternet } from './internet-routes.ts';
import type { Answer } from './known.ts';
import { letInBy } from './network-acl.ts';
import { PUBLIC_ADDRESSES } from './public-addresses.ts';
import { anySenders, everythingFrom, isNobody, type PublicSenders, through } from './senders.ts';
import type { GroupSurroundings, InterfaceBehind } from './surroundings.ts';

/** One interface behind the group, and how the internet gets there. Plain data; survives JSON
 * unchanged. */
export interface HostFacts {
  readonly interfaceId: string;
  /** Null where it is attached to none. */
  readonly instanceId: string | null;
  /** The tag `Name` of the instance, or what a service says of its interface. Text from outside. */
  readonly name: string | null;
  /** Null where there is no instance, or where it could not be looked up. */
  readonly platform: 'windows' | 'other' | null;
  /** The service that runs the interface. Text from outside. */
  readonly managedBy: string | null;
  /** Its public IPv4 address, else a public IPv6 address. */
  readonly publicIp: string | null;
  /** Whether its subnet has a route to an internet gateway: of a family in which the host has a public
   * address, where it has one, else of either. */
  readonly hasInternetRoute: Answer;
  readonly networkAclId: string | null;
  /** Whether the network ACL of its subnet lets any of the excess in, from whomever. */
  readonly aclAdmits: Answer;
  /** Whether somebody on the internet reaches any of the excess here. */
  readonly isReachable: Answer;
}

/** A host's facts, and who of the internet reaches what of the excess there. What is not known of the
 * way counts as open, so `reachedBy` is never too small. */
export interface HostReach {
  readonly facts: HostFacts;
  readonly reachedBy: PublicSenders;
}

/** What is let in: all of it, and from public addresses. */
export interface LetIn {
  readonly excess: Exposure;
  readonly fromPublic: PublicSenders;
}

/** What stands behind one interface of a group. Pure, total. */
export function hostReach(
  behind: InterfaceBehind,
  surroundings: GroupSurroundings,
  { way, excess, fromPublic }: LetIn & { readonly way: Way },
): HostReach {
  const reachedBy = through(fromPublic, gateOf(behind, way));
  const { interfaceId, instanceId, managedBy } = behind;
  return {
    facts: {
      interfaceId,
      instanceId,
      ...instanceOf(behind, surroundings),
      managedBy,
      publicIp: behind.publicIp ?? behind.ipv6.find(isPublicIpv6) ?? null,
      hasInternetRoute: answer(way.sent, (sent) => isRouted(behind, sent)),
      networkAclId: way.networkAclId,
      aclAdmits: answer(way.admitted, (admitted) => overlap(anySenders(excess), admitted)),
      isReachable: reachable(reachedBy, way),
    },
    reachedBy,
  };
}

/** The way from the internet to a subnet; null is what is not known of it. */
export interface Way {
  readonly sent: AddressSet | null;
  readonly networkAclId: string | null;
  readonly admitted: Exposure | null;
}

/** The way to the subnet of each interface, once for each: an ACL has many entries. */
export function waysBySubnet(
  interfaces: readonly InterfaceBehind[],
  surroundings: GroupSurroundings,
): ReadonlyMap<string | null, Way> {
  const subnetIds = new Set(interfaces.map(({ subnetId }) => subnetId));
  return new Map([...subnetIds].map((subnetId) => [subnetId, wayOf(subnetId, surroundings)]));
}

/** A way of which nothing is known. */
export const UNKNOWN_WAY: Way = { sent: null, networkAclId: null, admitted: null };

function wayOf(subnetId: string | null, { routes, networkAcls }: GroupSurroundings): Way {
  const inSubnet = subnetId ?? '';
  const ownRoutes = routes.kind === 'known' ? routes.value.get(inSubnet) : undefined;
  const acl = networkAcls.kind === 'known' ? networkAcls.value.get(inSubnet) : undefined;
  return {
    sent: ownRoutes === undefined ? null : sentToInternet(ownRoutes),
    networkAclId: acl?.networkAclId ?? null,
    admitted: acl === undefined ? null : letInBy(acl),
  };
}

/** All that can come in from the internet: of a family in which the host has a public address, from
 * where answers find their way back, past the network ACL. */
function gateOf(behind: InterfaceBehind, { sent, admitted }: Way): Exposure {
  const families = publicFamilies(behind);
  const senders = everythingFrom(sent === null ? families : addresses.intersection(families, sent));
  return admitted === null ? senders : exposures.intersection(senders, admitted);
}

function isRouted(behind: InterfaceBehind, sent: AddressSet): boolean {
  const families = publicFamilies(behind);
  const wanted = addresses.isEmpty(families) ? sent : addresses.intersection(families, sent);
  return !addresses.isEmpty(wanted);
}

/** The public addresses of the families in which a host has one itself. */
function publicFamilies({ publicIp, ipv6 }: InterfaceBehind): AddressSet {
  return {
    ipv4: publicIp === null ? [] : PUBLIC_ADDRESSES.ipv4,
    ipv6: ipv6.some(isPublicIpv6) ? PUBLIC_ADDRESSES.ipv6 : [],
  };
}

/** EC2 hands out private IPv6 addresses too. */
function isPublicIpv6(address: string): boolean {
  const block = parseCidr(`${address}/128`);
  // What is not understood counts as public.
  return (
    block.kind === 'problem' || addresses.covers(PUBLIC_ADDRESSES, addresses.addressSet([block]))
  );
}

function instanceOf(
  { instanceId, managedBy, description }: InterfaceBehind,
  { instances }: GroupSurroundings,
): Pick<HostFacts, 'name' | 'platform'> {
  const known = instances.kind === 'known' ? instances.value.get(instanceId ?? '') : undefined;
  const ofService = managedBy === null ? '' : description;
  return { name: known?.name || ofService || null, platform: known?.platform ?? null };
}

function answer<T>(known: T | null, ask: (value: T) => boolean): Answer {
  if (known === null) return 'unknown';
  return ask(known) ? 'yes' : 'no';
}

function overlap(a: Exposure, b: Exposure): boolean {
  return !exposures.isEmpty(exposures.intersection(a, b));
}

/** Not at all is certain: what is not known counts as open. */
function reachable(reachedBy: PublicSenders, { sent, admitted }: Way): Answer {
  if (isNobody(reachedBy)) return 'no';
  const isKnown = sent !== null && admitted !== null && !exposures.isEmpty(reachedBy.known);
  return isKnown ? 'yes' : 'unknown';
}
