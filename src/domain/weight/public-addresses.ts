import { type AddressSet, addresses, difference, union } from '../net/address-set.ts';

/** Blocks of which IANA's registry says "Globally Reachable: False", and multicast, which no packet
 * comes from (RFC 1112 §7.2). Source: IANA IPv4 Special-Purpose Address Registry (RFC 6890). */
const NOT_PUBLIC_IPV4 = addresses(
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
);

/** Blocks within the above that are reachable from everywhere: PCP and TURN anycast. */
const PUBLIC_WITHIN_IPV4 = addresses('192.0.0.9/32', '192.0.0.10/32');

/** What IPv6 routes in public: global unicast (RFC 4291 §2.4), and IPv4 hosts behind a NAT64 (RFC 6052). */
const ROUTED_IPV6 = addresses('2000::/3', '64:ff9b::/96');

/** Blocks within these of which the registry says "Globally Reachable: False".
 * Source: IANA IPv6 Special-Purpose Address Registry (RFC 6890). */
const NOT_PUBLIC_IPV6 = addresses('2001::/23', '2001:db8::/32', '3fff::/20');

/** Blocks within these again that are reachable, or of which the registry does not say (Teredo). */
const PUBLIC_WITHIN_IPV6 = addresses(
  '2001::/32',
  '2001:1::1/128',
  '2001:1::2/128',
  '2001:1::3/128',
  '2001:3::/32',
  '2001:4:112::/48',
  '2001:20::/28',
  '2001:30::/28',
);

/** Every address from which somebody on the internet may send. All others are *private*: of a network,
 * of a machine itself, for documentation, or nobody's. */
export const PUBLIC_ADDRESSES: AddressSet = [
  union(difference(addresses('0.0.0.0/0'), NOT_PUBLIC_IPV4), PUBLIC_WITHIN_IPV4),
  union(difference(ROUTED_IPV6, NOT_PUBLIC_IPV6), PUBLIC_WITHIN_IPV6),
].reduce(union);
