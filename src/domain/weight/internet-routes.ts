import {
  type AddressSet,
  addressSet,
  difference,
  NO_ADDRESSES,
  union,
} from '../net/address-set.ts';
import type { Cidr } from '../net/cidr.ts';

/** A route of a subnet. Source: EC2 API `Route`. */
export interface Route {
  /** A block, or a prefix list, whose entries are not known here. */
  readonly destination:
    | { readonly kind: 'block'; readonly block: Cidr }
    | { readonly kind: 'list'; readonly prefixListId: string };
  /** `internet`: an internet gateway. `appliance`: a machine or an endpoint, such as a firewall, that may
   * pass on to one. `elsewhere`: all others, and a gateway that is gone. */
  readonly target: 'internet' | 'appliance' | 'elsewhere';
}

/** The addresses to which a subnet sends by an internet gateway: the narrowest route of an address
 * decides. Null where that is not known. Pure, total.
 *
 * A sender whose answers find no way back cannot use what lets it in; so a host is reachable only from
 * these. (One packet without an answer would come in all the same.)
 * Source: Amazon VPC User Guide, "Route priority". */
export function sentToInternet(routes: readonly Route[]): AddressSet | null {
  let sent = NO_ADDRESSES;
  let decided = NO_ADDRESSES;
  if (routes.some(isUncertain)) return null;
  for (const { destination, target } of routes.toSorted(narrowestFirst)) {
    // What a list takes elsewhere is not known: it counts as sent to where the others send it.
    if (destination.kind === 'list') continue;
    const block = addressSet([destination.block]);
    if (target === 'internet') sent = union(sent, difference(block, decided));
    decided = union(decided, block);
  }
  return sent;
}

/** A list by way of an endpoint is how EC2 reaches its own services, such as S3. */
function isUncertain({ destination, target }: Route): boolean {
  return destination.kind === 'list' ? target === 'internet' : target === 'appliance';
}

function narrowestFirst(a: Route, b: Route): number {
  return bitsOf(b) - bitsOf(a);
}

/** The prefix length. The two families share no address, so which of them comes first is all one. */
function bitsOf({ destination }: Route): number {
  return destination.kind === 'list' ? 0 : Number(destination.block.text.split('/')[1]);
}
