import { type GuardKind, serviceTraffic } from '../guard/services.ts';
import type { AddressSet } from '../net/address-set.ts';
import * as addresses from '../net/address-set.ts';
import * as exposures from '../net/exposure.ts';
import { type Exposure, type ExposureRow, exposureOf } from '../net/exposure.ts';
import { union } from '../net/intervals.ts';
import { asAdmission } from '../plan/planned-rule.ts';
import { type HostFacts, type HostReach, hostReach, type LetIn } from './host-facts.ts';
import type { Answer } from './known.ts';
import { PUBLIC_ADDRESSES } from './public-addresses.ts';
import { isNobody, NO_SENDERS, type PublicSenders, publicSenders, together } from './senders.ts';
import { type Severity, severityOf, type Width } from './severity.ts';
import type { GroupSurroundings } from './surroundings.ts';

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
}

/** What a weight is of. */
export interface Weighable {
  readonly kind: GuardKind;
  readonly excess: readonly ExposureRow[];
}

/** Weighs what is let in against what stands behind the group. Pure, total. */
export function weigh({ kind, excess }: Weighable, surroundings: GroupSurroundings): Weight {
  const whole = exposureOf(excess.map(asAdmission));
  const letIn: LetIn = { excess: whole, fromPublic: publicSenders(whole) };
  const reaches = hostsReached(surroundings, letIn);
  const hosts = hostsOf(surroundings, reaches);
  const isUnattached = hosts.kind === 'known' && hosts.isWhole && hosts.list.length === 0;
  // A host that was not looked at may be open to all that the group lets in.
  const isPartial = hosts.kind === 'unknown' || !hosts.isWhole;
  const reachedBy = together([
    ...reaches.map((reach) => reach.reachedBy),
    isPartial ? letIn.fromPublic : NO_SENDERS,
  ]);
  const { severity, text } = severityOf({
    kind,
    letIn: widthOf(letIn.fromPublic),
    reaches: widthOf(outside(reachedBy, GATEWAY_TRAFFIC)),
    reachesGateway: widthOf(inside(reachedBy, GATEWAY_TRAFFIC)),
    isUnattached,
  });
  return {
    severity,
    because: text,
    addresses: countAddresses(exposures.allSources(whole).addresses),
    hosts,
    isReachable: reachable(reaches, reachedBy),
  };
}

/** The weight of what is let in alone, while nothing is known of what stands behind the group. */
export function weighAlone(weighable: Weighable, reason: string): Weight {
  const unknown = { kind: 'unknown', reason } as const;
  return weigh(weighable, {
    interfaces: unknown,
    instances: unknown,
    routes: unknown,
    networkAcls: unknown,
  });
}

function hostsReached(surroundings: GroupSurroundings, letIn: LetIn): readonly HostReach[] {
  const { interfaces } = surroundings;
  if (interfaces.kind === 'unknown') return [];
  return interfaces.value.items.map((behind) => hostReach(behind, surroundings, letIn));
}

function hostsOf(surroundings: GroupSurroundings, reaches: readonly HostReach[]): Hosts {
  const { interfaces, instances, routes, networkAcls } = surroundings;
  if (interfaces.kind === 'unknown') return interfaces;
  const notKnown = [instances, routes, networkAcls].flatMap((part) =>
    part.kind === 'unknown' ? [part.reason] : [],
  );
  const list = reaches.map(({ facts }) => facts);
  // Where nothing is attached there is nothing to look up.
  return {
    kind: 'known',
    list,
    isWhole: interfaces.value.isWhole,
    notKnown: list.length === 0 ? [] : notKnown,
  };
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

function countAddresses(letIn: Exposure[number]['sources']['addresses']): AddressCounts {
  const all = addresses.size(letIn);
  const open = addresses.size(addresses.intersection(letIn, PUBLIC_ADDRESSES));
  return {
    publicIpv4: open.ipv4,
    privateIpv4: all.ipv4 - open.ipv4,
    publicIpv6: String(open.ipv6),
    privateIpv6: String(all.ipv6 - open.ipv6),
  };
}
