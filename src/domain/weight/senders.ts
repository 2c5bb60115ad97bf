import type { AddressSet } from '../net/address-set.ts';
import * as addresses from '../net/address-set.ts';
import { addresses as setOf } from '../net/address-set.ts';
import * as exposures from '../net/exposure.ts';
import { type Exposure, NO_EXPOSURE, type Stretch } from '../net/exposure.ts';
import { ALL_PROTOCOLS } from '../net/protocol.ts';
import { ANY_PORT, trafficInterval } from '../net/traffic.ts';
import { PUBLIC_ADDRESSES } from './public-addresses.ts';

const ALL_TRAFFIC = trafficInterval({
  protocol: ALL_PROTOCOLS,
  fromPort: ANY_PORT,
  toPort: ANY_PORT,
});
const ALL_ADDRESSES = setOf('0.0.0.0/0', '::/0');

/** Who of the internet is let in. `listed` is what prefix lists let in: who is in them is not known
 * here, so they count as public, whichever addresses those are. */
export interface PublicSenders {
  readonly known: Exposure;
  readonly listed: Exposure;
}

export const NO_SENDERS: PublicSenders = { known: NO_EXPOSURE, listed: NO_EXPOSURE };

/** The part of an excess that is let in from public addresses. A referenced group is none: it stands
 * for the private addresses of its interfaces (Amazon VPC User Guide, "Security group referencing"). */
export function publicSenders(excess: Exposure): PublicSenders {
  const isListed = ({ sources }: Stretch): boolean =>
    sources.ids.some((id) => id.startsWith('pl-'));
  return {
    known: exposures.intersection(excess, everythingFrom(PUBLIC_ADDRESSES)),
    listed: openedTo(excess.filter(isListed), PUBLIC_ADDRESSES),
  };
}

/** An excess with all addresses in place of the lists and groups that it names. */
export function anySenders(excess: Exposure): Exposure {
  const isById = ({ sources }: Stretch): boolean => sources.ids.length > 0;
  return exposures.union(excess, openedTo(excess.filter(isById), ALL_ADDRESSES));
}

/** All traffic from some addresses. */
export function everythingFrom(set: AddressSet): Exposure {
  return addresses.isEmpty(set) ? NO_EXPOSURE : openedTo([ALL_TRAFFIC], set);
}

function openedTo(stretches: readonly Pick<Stretch, 'start' | 'end'>[], set: AddressSet): Exposure {
  const each = stretches.map(({ start, end }) => [
    { start, end, sources: { addresses: set, ids: [] } },
  ]);
  return exposures.unionOf(each);
}

/** Senders that come through `gate` as well. */
export function through(senders: PublicSenders, gate: Exposure): PublicSenders {
  return {
    known: exposures.intersection(senders.known, gate),
    listed: exposures.intersection(senders.listed, gate),
  };
}

export function together(all: readonly PublicSenders[]): PublicSenders {
  return {
    known: exposures.unionOf(all.map(({ known }) => known)),
    listed: exposures.unionOf(all.map(({ listed }) => listed)),
  };
}

export function isNobody({ known, listed }: PublicSenders): boolean {
  return exposures.isEmpty(known) && exposures.isEmpty(listed);
}
