import { isIPv4, isIPv6 } from 'node:net';

/** A CIDR block as EC2 stores it: host bits cleared, IPv6 compressed (RFC 5952). */
export interface CanonicalCidr {
  readonly family: 'ipv4' | 'ipv6';
  readonly cidr: string;
}

const PREFIX_LENGTH = /^(0|[1-9]\d{0,2})$/;

/** The canonical form of `text` (`10.0.0.1/8` → `10.0.0.0/8`), or `undefined` when EC2 would call it
 * malformed: no prefix length, one out of range, or no address. Pure. */
export function canonicalCidr(text: string): CanonicalCidr | undefined {
  const [address = '', length = '', ...rest] = text.split('/');
  if (rest.length > 0 || !PREFIX_LENGTH.test(length)) return undefined;
  if (isIPv4(address)) return canonicalIpv4(address, Number(length));
  if (isIPv6(address) && !address.includes('%')) return canonicalIpv6(address, Number(length));
  return undefined;
}

function canonicalIpv4(address: string, length: number): CanonicalCidr | undefined {
  if (length > 32) return undefined;
  const bytes = masked(address.split('.').map(Number), length, 8);
  return { family: 'ipv4', cidr: `${bytes.join('.')}/${length}` };
}

function canonicalIpv6(address: string, length: number): CanonicalCidr | undefined {
  if (length > 128) return undefined;
  const words = masked(ipv6Words(address), length, 16);
  // The URL parser prints IPv6 hosts as RFC 5952 says; writing the compression again would be a
  // second chance to get it wrong.
  const host = new URL(`http://[${words.map((word) => word.toString(16)).join(':')}]`).hostname;
  return { family: 'ipv6', cidr: `${host.slice(1, -1)}/${length}` };
}

function ipv6Words(address: string): readonly number[] {
  const hex = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = hex.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(gap).fill('0'), ...right].map((word) =>
    Number.parseInt(word, 16),
  );
}

/** `words` (each `width` bits) with everything after the first `length` bits cleared. */
function masked(words: readonly number[], length: number, width: number): readonly number[] {
  return words.map((word, index) => {
    const kept = Math.min(Math.max(length - index * width, 0), width);
    return word & ((1 << width) - (1 << (width - kept)));
  });
}
