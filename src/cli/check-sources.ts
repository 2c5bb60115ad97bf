import { isVpcId } from '../domain/inventory/known-lists.ts';
import { size } from '../domain/net/address-set.ts';
import { IPV4_COUNT, IPV6_COUNT } from '../domain/net/cidr.ts';
import { type SourceSet, sourceTexts } from '../domain/net/source.ts';

/** How many sources a line names before it only counts the rest. */
const SOURCES_SHOWN_MAX = 8;

/** From here up, in addresses, a count is given as a power of two or rounded: nobody reads it. */
const EXACT_COUNT_MAX = 1_000_000_000_000n;

/** Who a set of sources is: how many addresses, which groups and lists, and their names. */
export function describeSources(set: SourceSet): string {
  const texts = sourceTexts(set);
  const shown = texts.slice(0, SOURCES_SHOWN_MAX).join(', ');
  const more = texts.length - SOURCES_SHOWN_MAX;
  return `${describeCounts(set)} (${shown}${more > 0 ? ` and ${more} more` : ''})`;
}

function describeCounts({ addresses, ids }: SourceSet): string {
  const { ipv4, ipv6 } = size(addresses);
  const groups = ids.filter((id) => id.startsWith('sg-')).length;
  const vpcs = ids.filter(isVpcId).length;
  const lists = ids.length - groups - vpcs;
  const parts = [
    ipv4 === 0 ? [] : [describeCount(BigInt(ipv4), 'IPv4 address', BigInt(IPV4_COUNT))],
    ipv6 === 0n ? [] : [describeCount(ipv6, 'IPv6 address', IPV6_COUNT)],
    groups === 0 ? [] : [groups === 1 ? '1 security group' : `${groups} security groups`],
    lists === 0 ? [] : [lists === 1 ? '1 prefix list' : `${lists} prefix lists`],
    vpcs === 0 ? [] : [vpcs === 1 ? '1 VPC' : `${vpcs} VPCs`],
  ];
  return parts.flat().join(', ');
}

function describeCount(count: bigint, noun: string, all: bigint): string {
  if (count === all) return `every ${noun}`;
  if (count === 1n) return `1 ${noun}`;
  if (count <= EXACT_COUNT_MAX) return `${count.toLocaleString('en')} ${noun}es`;
  const isPowerOfTwo = (count & (count - 1n)) === 0n;
  if (isPowerOfTwo) return `2^${count.toString(2).length - 1} ${noun}es`;
  return `about ${Number(count).toExponential(1)} ${noun}es`;
}
