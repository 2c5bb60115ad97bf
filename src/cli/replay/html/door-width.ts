import { size } from '../../../domain/net/address-set.ts';
import { allSources, type Exposure } from '../../../domain/net/exposure.ts';

/** How wide doors can be, by who they let in beyond what is approved: widest first, with the
 * meaning for people. */
export const DOOR_WIDTHS = [
  { width: 'world', text: 'half the internet or more' },
  { width: 'wide', text: 'more addresses than a /16 (IPv6: a /48)' },
  { width: 'narrow', text: 'fewer addresses' },
  { width: 'named', text: 'prefix lists or groups only' },
] as const;

export type DoorWidth = (typeof DOOR_WIDTHS)[number]['width'];

const WORLD_IPV4 = 2 ** 31;
const WIDE_IPV4 = 2 ** 16;
/** Global unicast is one /3. */
const WORLD_IPV6 = 1n << 125n;
const WIDE_IPV6 = 1n << 80n;

/** How wide an excess is. Pure. */
export function doorWidth(excess: Exposure): DoorWidth {
  const { ipv4, ipv6 } = size(allSources(excess).addresses);
  if (ipv4 >= WORLD_IPV4 || ipv6 >= WORLD_IPV6) return 'world';
  if (ipv4 > WIDE_IPV4 || ipv6 > WIDE_IPV6) return 'wide';
  return ipv4 > 0 || ipv6 > 0n ? 'narrow' : 'named';
}
