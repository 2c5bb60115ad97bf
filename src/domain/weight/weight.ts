import { assert } from '../assert.ts';
import type { Direction } from '../change/exposure-change.ts';
import { type GuardKind, serviceTraffic } from '../guard/services.ts';
import type { LockOut } from '../lock-out/lock-out.ts';
import type { AddressSet } from '../net/address-set.ts';
import * as addresses from '../net/address-set.ts';
import * as exposures from '../net/exposure.ts';
import { type ExposureRow, exposureOf } from '../net/exposure.ts';
import { union } from '../net/intervals.ts';
import { sourceSet } from '../net/source.ts';
import type { AlsoLetIn } from '../plan/left-open.ts';
import { asAdmission, sourceOf } from '../plan/planned-rule.ts';
import {
  type HostFacts,
  type HostReach,
  hostReach,
  type LetIn,
  UNKNOWN_WAY,
  waysBySubnet,
} from './host-facts.ts';
import type { Answer } from './known.ts';
import { PUBLIC_ADDRESSES } from './public-addresses.ts';
import { isNobody, NO_SENDERS, type PublicSenders, publicSenders, together } from './senders.ts';
import { SEVERITIES, type Severity, severityOf, type Width } from './severity.ts';
import { NO_SOURCE_FACTS, type SourceFacts, staleIds } from './source-facts.ts';
import { type GroupSurroundings, nothingKnown } from './surroundings.ts';
import type { WaysIn } from './ways-in.ts';

/** How many addresses are let in, by family: public ones and all others. IPv6 counts are decimal
 * texts, since JSON has no numbers that large. */
export interface AddressCounts {
  readonly publicIpv4: number;
  readonly privateIpv4: number;
  readonly publicIpv6: string;
  readonly privateIpv6: string;
}

/** The hosts behind a group. `notKnown` is what could not be looked up of them. */
export type Hosts =
  | {
      readonly kind: 'known';
      readonly list: readonly HostFacts[];
      /** Whether these are all. */
      readonly isWhole: boolean;
      readonly notKnown: readonly string[];
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** How bad a finding is, with what that rests on. Plain data; survives JSON unchanged. */
export interface Weight {
  readonly severity: Severity;
  /** Why, as the rest of a sentence. */
  readonly because: string;
  readonly addresses: AddressCounts;
  readonly hosts: Hosts;
  /** Whether somebody on the internet reaches any of the excess. */
  readonly isReachable: Answer;
  /** What the groups and lists are that its rules name. Absent in a weight of before they were looked
   * at. */
  readonly sources?: SourceFacts;
  /** What else lets in any of the excess, now. Absent where that was not looked at. */
  readonly alsoLetIn?: AlsoLetIn;
  /** Ways to the hosts that need no open port. Absent where they are of no use: RDP is not let in. */
  readonly waysIn?: WaysIn;
  /** What the revert would cut. Absent where nothing was found in time. */
  readonly lockOuts?: readonly LockOut[];
}

/** What was looked up beside what stands behind the groups. */
export interface Beside {
  readonly sources: SourceFacts;
  readonly alsoLetIn: AlsoLetIn;
  readonly waysIn?: WaysIn;
  readonly lockOuts?: readonly LockOut[];
}

/** What one group lets in, or out, beyond what is approved. */
export interface Weighable {
  readonly kind: GuardKind;
  readonly direction: Direction;
  readonly excess: readonly ExposureRow[];
  /** It was done with Portcullis's own role, and not by Portcullis. */
  readonly isByOwnRole?: boolean;
  /** Whoever is told to have done it says that they did not. */
  readonly isDisowned?: boolean;
}

/** A group's excess, and what stands behind the group. */
export interface WeighedGroup {
  readonly weighable: Weighable;
  readonly surroundings: GroupSurroundings;
}

/** Weighs what is let in against what stands behind the groups; the worst of them decides. Pure, total
 * but for an empty list. */
export function weigh(groups: readonly WeighedGroup[], beside?: Beside): Weight {
  const stale = staleIds(beside?.sources ?? NO_SOURCE_FACTS);
  const each = groups.map((group) => weighOne(group, stale));
  const [worst] = each.toSorted((a, b) => rankOf(a.severity) - rankOf(b.severity));
  assert(worst !== undefined, 'Something is weighed of every finding');
  const rows = groups.flatMap(({ weighable }) => weighable.excess);
  return {
    severity: worst.severity,
    because: worst.because,
    addresses: countAddresses(sourceSet(rows.map(({ source }) => sourceOf(source))).addresses),
    hosts: hostsOfAll(each.map(({ hosts }) => hosts)),
    isReachable: anyOf(each.map(({ isReachable }) => isReachable)),
    ...beside,
  };
}

/** The weight of what is let in alone, while nothing is known of what stands behind the groups. */
export function weighAlone(weighables: readonly Weighable[], reason: string): Weight {
  const surroundings = nothingKnown(reason);
  return weigh(weighables.map((weighable) => ({ weighable, surroundings })));
}

function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

function weighOne(
  { weighable, surroundings }: WeighedGroup,
  stale: ReadonlySet<string>,
): Omit<Weight, 'addresses'> {
  const { kind, direction, excess, isByOwnRole = false, isDisowned = false } = weighable;
  const whole = exposureOf(excess.map(asAdmission));
  const letIn: LetIn = { excess: whole, fromPublic: publicSenders(whole) };
  const reaches = hostsReached(surroundings, { letIn, direction });
  const hosts = hostsOf(surroundings, reaches);
  // A host that was not looked at may be open to all that the group lets in.
  const isPartial = hosts.kind === 'unknown' || !hosts.isWhole;
  const unseen = isPartial && direction === 'inbound' ? letIn.fromPublic : NO_SENDERS;
  const reachedBy = together([...reaches.map((reach) => reach.reachedBy), unseen]);
  const { severity, text } = severityOf({
    kind,
    direction,
    letIn: widthOf(letIn.fromPublic),
    reaches: widthOf(outside(reachedBy, GATEWAY_TRAFFIC)),
    reachesGateway: widthOf(inside(reachedBy, GATEWAY_TRAFFIC)),
    isByOwnRole,
    isDisowned,
    isUnattached: !isPartial && reaches.length === 0,
    isStaleOnly: excess.every(({ source }) => stale.has(source)),
  });
  const isReachable = reachable(reaches, reachedBy);
  return { severity, because: text, hosts, isReachable };
}

/** What goes out is nothing that somebody reaches a host by, nor held up by what an ACL lets in. */
function hostsReached(
  surroundings: GroupSurroundings,
  { letIn, direction }: { readonly letIn: LetIn; readonly direction: Direction },
): readonly HostReach[] {
  const { interfaces } = surroundings;
  if (interfaces.kind === 'unknown') return [];
  const { items } = interfaces.value;
  const ways = waysBySubnet(items, surroundings);
  const isInbound = direction === 'inbound';
  return items.map((behind) => {
    const way = ways.get(behind.subnetId) ?? UNKNOWN_WAY;
    const fromPublic = isInbound ? letIn.fromPublic : NO_SENDERS;
    const reach = hostReach(behind, surroundings, { ...letIn, fromPublic, way });
    return isInbound ? reach : { ...reach, facts: { ...reach.facts, aclAdmits: 'unknown' } };
  });
}

function hostsOf(surroundings: GroupSurroundings, reaches: readonly HostReach[]): Hosts {
  const { interfaces, instances, routes, networkAcls } = surroundings;
  if (interfaces.kind === 'unknown') return interfaces;
  const notKnown = [instances, routes, networkAcls].flatMap((part) =>
    part.kind === 'unknown' ? [part.reason] : [],
  );
  const list = reaches.map(({ facts }) => facts);
  const { isWhole } = interfaces.value;
  // Where nothing is attached there is nothing to look up.
  return { kind: 'known', list, isWhole, notKnown: list.length === 0 ? [] : notKnown };
}

/** The hosts behind several groups, each once: as the first of the groups has it that it stands behind. */
function hostsOfAll(each: readonly Hosts[]): Hosts {
  const [first] = each;
  if (first !== undefined && (each.length === 1 || each.every(({ kind }) => kind === 'unknown'))) {
    return first;
  }
  const known = each.filter((hosts) => hosts.kind === 'known');
  const notKnown = each.flatMap((hosts) =>
    hosts.kind === 'unknown' ? [hosts.reason] : hosts.notKnown,
  );
  const byId = new Map<string, HostFacts>();
  for (const facts of known.flatMap(({ list }) => list)) {
    if (!byId.has(facts.interfaceId)) byId.set(facts.interfaceId, facts);
  }
  const isWhole = known.length === each.length && known.every((hosts) => hosts.isWhole);
  return { kind: 'known', list: [...byId.values()], isWhole, notKnown: [...new Set(notKnown)] };
}

function anyOf(answers: readonly Answer[]): Answer {
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') ? 'unknown' : 'no';
}

function reachable(reaches: readonly HostReach[], reachedBy: PublicSenders): Answer {
  if (reaches.some(({ facts }) => facts.isReachable === 'yes')) return 'yes';
  return isNobody(reachedBy) ? 'no' : 'unknown';
}

const GATEWAY_TRAFFIC = union(serviceTraffic('rdGatewayHttps'), serviceTraffic('rdGatewayUdp'));

function inside({ known, listed }: PublicSenders, traffic: typeof GATEWAY_TRAFFIC): PublicSenders {
  return {
    known: exposures.within(known, traffic),
    listed: exposures.within(listed, traffic),
  };
}

function outside(senders: PublicSenders, traffic: typeof GATEWAY_TRAFFIC): PublicSenders {
  const { known, listed } = inside(senders, traffic);
  return {
    known: exposures.difference(senders.known, known),
    listed: exposures.difference(senders.listed, listed),
  };
}

/** How many of a family's public addresses are "the internet": a third of them. A quarter of all
 * addresses is less; the half that alerts call the internet is more, whichever half it is and whatever
 * is approved and so missing. */
const INTERNET_PART = 3;
const PUBLIC_SIZE = addresses.size(PUBLIC_ADDRESSES);

function widthOf({ known, listed }: PublicSenders): Width {
  if (known.some(({ sources }) => isInternet(sources.addresses))) return 'internet';
  return exposures.isEmpty(known) && exposures.isEmpty(listed) ? 'nobody' : 'some';
}

function isInternet(senders: AddressSet): boolean {
  const { ipv4, ipv6 } = addresses.size(senders);
  return (
    ipv4 * INTERNET_PART >= PUBLIC_SIZE.ipv4 || ipv6 * BigInt(INTERNET_PART) >= PUBLIC_SIZE.ipv6
  );
}

function countAddresses(letIn: AddressSet): AddressCounts {
  const all = addresses.size(letIn);
  const open = addresses.size(addresses.intersection(letIn, PUBLIC_ADDRESSES));
  return {
    publicIpv4: open.ipv4,
    privateIpv4: all.ipv4 - open.ipv4,
    publicIpv6: String(open.ipv6),
    privateIpv6: String(all.ipv6 - open.ipv6),
  };
}
