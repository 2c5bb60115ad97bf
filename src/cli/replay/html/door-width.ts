import { size } from '../../../domain/net/address-set.ts';
import { allSources, type Exposure } from '../../../domain/net/exposure.ts';

/** How wide a door is, by who it lets in beyond what is approved. */
export type DoorWidth = 'world' | 'wide' | 'narrow' | 'named';

/** The widths, widest first, with their meaning for people. */
export const DOOR_WIDTHS: Readonly<Record<DoorWidth, string>> = {
  world: 'half the internet or more',
  wide: 'more addresses than a /16 (IPv6: a /48)',
  narrow: 'fewer addresses',
  named: 'prefix lists or groups only',
};

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
