import { GUARDED_SERVICES, type GuardKind, SERVICES } from '../guard/services.ts';
import type { AddressSet } from '../net/address-set.ts';
import * as addresses from '../net/address-set.ts';
import type { ExposureRow } from '../net/exposure.ts';
import { intersection, unionOf } from '../net/intervals.ts';
import { type SourceSet, sourceSet, sourceTexts } from '../net/source.ts';
import { ANY_PORT, type TrafficRange, trafficInterval } from '../net/traffic.ts';
import { type PlannedRule, sourceOf } from '../plan/planned-rule.ts';

/** One line of an excess for people: which services, from whom, how wide. */
export interface ExcessLine {
  /** `RDP (TCP 3389, UDP 3389)` */
  readonly services: string;
  /** `0.0.0.0/0 less 10.9.8.0/28` */
  readonly from: string;
  /** `4,294,967,280 IPv4 addresses`; null where only lists or groups are let in. */
  readonly width: string | null;
  /** How many addresses, of either family: for ordering and headlines. */
  readonly addressCount: bigint;
}

/** More blocks than this in one line are counted instead of listed. */
const BLOCKS_LISTED_MAX = 4;

/** What is let in beyond what is approved, in as few lines as say it: services with the same
 * sources share one. `rules` are the rules that let it in. Pure. */
export function describeExcess(
  excess: readonly ExposureRow[],
  { rules, kind }: { readonly rules: readonly PlannedRule[]; readonly kind: GuardKind },
): readonly ExcessLine[] {
  const rangesBySources = new Map<string, { ranges: TrafficRange[]; sources: string[] }>();
  for (const [, { range, sources }] of byRange(excess)) {
    const key = sources.join(' ');
    const line = rangesBySources.get(key) ?? { ranges: [], sources };
    line.ranges.push(range);
    rangesBySources.set(key, line);
  }
  const lines = [...rangesBySources.values()].map(({ ranges, sources }) =>
    describeLine(ranges, setOf(sources), { rules, kind }),
  );
  return lines.sort((a, b) => (a.addressCount < b.addressCount ? 1 : -1));
}

function byRange(
  rows: readonly ExposureRow[],
): Map<string, { readonly range: TrafficRange; readonly sources: string[] }> {
  const ranges = new Map<string, { range: TrafficRange; sources: string[] }>();
  for (const { protocol, fromPort, toPort, source } of rows) {
    const key = `${protocol}/${fromPort}/${toPort}`;
    const known = ranges.get(key) ?? { range: { protocol, fromPort, toPort }, sources: [] };
    known.sources.push(source);
    ranges.set(key, known);
  }
  return ranges;
}

function describeLine(
  ranges: readonly TrafficRange[],
  sources: SourceSet,
  { rules, kind }: { readonly rules: readonly PlannedRule[]; readonly kind: GuardKind },
): ExcessLine {
  const openers = rules.filter((rule) => ranges.some((range) => overlaps(rule, range)));
  const opened = setOf(openers.map((rule) => rule.source));
  const { ipv4, ipv6 } = addresses.size(sources.addresses);
  return {
    services: describeServices(ranges, kind),
    from: describeSources(sources, opened.addresses),
    width: describeWidth(ipv4, ipv6),
    addressCount: BigInt(ipv4) + ipv6,
  };
}

function setOf(texts: readonly string[]): SourceSet {
  return sourceSet(texts.map(sourceOf));
}

function overlaps(a: TrafficRange, b: TrafficRange): boolean {
  const left = unionOf([trafficInterval(a)]);
  return intersection(left, unionOf([trafficInterval(b)])).length > 0;
}

/** The services that ranges belong to, each with the ports concerned: `RDP (TCP 3389, UDP 3389)`. */
export function describeServices(ranges: readonly TrafficRange[], kind: GuardKind): string {
  const portsByTitle = new Map<string, string[]>();
  for (const range of ranges) {
    const title = serviceTitle(range, kind);
    portsByTitle.set(title, [...(portsByTitle.get(title) ?? []), describeRange(range)]);
  }
  return [...portsByTitle].map(([title, ports]) => `${title} (${ports.join(', ')})`).join(', ');
}

function serviceTitle(range: TrafficRange, kind: GuardKind): string {
  const titles = GUARDED_SERVICES[kind]
    .filter((name) => SERVICES[name].ranges.some((each) => overlaps(each, range)))
    .map((name) => SERVICES[name].title);
  return titles.join(' and ') || 'Other traffic';
}

/** `TCP 3389`, `UDP 137-138`, `ICMP`, `protocol 47`, `all traffic`. */
export function describeRange({ protocol, fromPort, toPort }: TrafficRange): string {
  if (protocol === '-1') return 'all traffic';
  const name = /^\d+$/.test(protocol) ? `protocol ${protocol}` : protocol.toUpperCase();
  if (protocol !== 'tcp' && protocol !== 'udp') return name;
  if (fromPort === ANY_PORT || (fromPort === 0 && toPort === 65_535)) return `${name} all ports`;
  return fromPort === toPort ? `${name} ${fromPort}` : `${name} ${fromPort}-${toPort}`;
}

/** The sources themselves where they are few; else what was opened less what is approved of it. */
function describeSources(sources: SourceSet, opened: AddressSet): string {
  const listed = sourceTexts(sources);
  if (listed.length <= BLOCKS_LISTED_MAX) return listed.join(', ');
  const approved = addresses.difference(opened, sources.addresses);
  const whole = addresses.toCidrs(opened);
  const less = addresses.toCidrs(approved);
  if (whole.length <= BLOCKS_LISTED_MAX && less.length <= BLOCKS_LISTED_MAX) {
    const blocks = `${texts(whole)} less ${texts(less)}`;
    return [blocks, ...sources.ids].join(', ');
  }
  const shown = listed.slice(0, BLOCKS_LISTED_MAX).join(', ');
  return `${shown} and ${listed.length - BLOCKS_LISTED_MAX} more`;
}

function texts(blocks: readonly { readonly text: string }[]): string {
  return blocks.map((block) => block.text).join(', ');
}

function describeWidth(ipv4: number, ipv6: bigint): string | null {
  const parts = [];
  if (ipv4 > 0) parts.push(`${ipv4.toLocaleString('en')} IPv4 ${plural(ipv4 === 1)}`);
  if (ipv6 > 0n) parts.push(`${describeIpv6Count(ipv6)} IPv6 ${plural(ipv6 === 1n)}`);
  return parts.length === 0 ? null : parts.join(' and ');
}

function plural(isOne: boolean): string {
  return isOne ? 'address' : 'addresses';
}

/** Beyond a billion only the size in bits says anything. */
function describeIpv6Count(count: bigint): string {
  if (count < 1_000_000_000n) return count.toLocaleString('en');
  return `about 2^${count.toString(2).length - 1}`;
}

/** Whether an excess lets in any address of a whole family: "the internet". */
export function isOpenToInternet(excess: readonly ExposureRow[]): boolean {
  const all = setOf(excess.map((row) => row.source)).addresses;
  const { ipv4, ipv6 } = addresses.size(all);
  // Half of a family is wide open, whatever is approved and so missing from it.
  return ipv4 >= 2 ** 31 || ipv6 >= 1n << 124n;
}
