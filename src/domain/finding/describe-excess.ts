import type { Direction } from '../change/exposure-change.ts';
import { GUARDED_SERVICES, type GuardKind, SERVICES } from '../guard/services.ts';
import type { AddressSet } from '../net/address-set.ts';
import * as addresses from '../net/address-set.ts';
import type { ExposureRow } from '../net/exposure.ts';
import { intersection, unionOf } from '../net/intervals.ts';
import { ALL_PROTOCOLS } from '../net/protocol.ts';
import { type SourceSet, sourceSet, sourceTexts } from '../net/source.ts';
import { ANY_PORT, type TrafficRange, trafficInterval } from '../net/traffic.ts';
import { type PlannedRule, sourceOf } from '../plan/planned-rule.ts';

/** One line of an excess for people: which services, from or to whom, how wide. */
export interface ExcessLine {
  readonly direction: Direction;
  /** `RDP (TCP 3389, UDP 3389)` */
  readonly services: string;
  /** The names of the services alone, RDP before all others. */
  readonly titles: readonly string[];
  /** Whom it is open to, or outbound whom members may reach: `0.0.0.0/0 less 10.9.8.0/28` */
  readonly whom: string;
  /** `4,294,967,280 IPv4 addresses`; null where only lists or groups are let in. */
  readonly width: string | null;
  /** How many addresses, of either family: for ordering. */
  readonly addressCount: bigint;
  /** Half of a whole family or more: "the internet". */
  readonly isOpenToInternet: boolean;
}

/** More blocks than this in one line are counted instead of listed. */
const BLOCKS_LISTED_MAX = 4;

/** What an excess is described by: `rules` are the rules that let it in, or out. */
export interface Described {
  readonly direction: Direction;
  readonly rules: readonly PlannedRule[];
  readonly kind: GuardKind;
}

/** `RDP (TCP 3389) from 0.0.0.0/0`, or `to` where members may reach it. */
export function excessText({ services, direction, whom }: ExcessLine): string {
  return `${services} ${direction === 'inbound' ? 'from' : 'to'} ${whom}`;
}

/** What is let in, or out, beyond what is approved, in as few lines as say it: services with the
 * same sources share one. Pure. */
export function describeExcess(
  excess: readonly ExposureRow[],
  described: Described,
): readonly ExcessLine[] {
  const rangesBySources = new Map<string, { ranges: TrafficRange[]; sources: string[] }>();
  for (const [, { range, sources }] of byRange(excess)) {
    const key = sources.join(' ');
    const line = rangesBySources.get(key) ?? { ranges: [], sources };
    line.ranges.push(range);
    rangesBySources.set(key, line);
  }
  const lines = [...rangesBySources.values()].map(({ ranges, sources }) =>
    describeLine(ranges, setOf(sources), described),
  );
  return lines.sort(byWeight);
}

/** What is open to the internet comes first, and of that RDP: it is what is broken into, however many
 * addresses are approved for it and so missing. Then the wider. */
export function byWeight(a: ExcessLine, b: ExcessLine): number {
  const internetFirst = Number(b.isOpenToInternet) - Number(a.isOpenToInternet);
  if (internetFirst !== 0) return internetFirst;
  const rdpFirst = a.isOpenToInternet ? Number(hasRdp(b)) - Number(hasRdp(a)) : 0;
  return rdpFirst || Number(b.addressCount - a.addressCount);
}

function hasRdp({ titles }: ExcessLine): boolean {
  return titles.includes(SERVICES.rdp.title);
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
  { direction, rules, kind }: Described,
): ExcessLine {
  const openers = rules.filter((rule) => ranges.some((range) => overlaps(rule, range)));
  const opened = setOf(openers.map((rule) => rule.source));
  const { ipv4, ipv6 } = addresses.size(sources.addresses);
  return {
    direction,
    services: describeServices(ranges, kind),
    titles: titlesOf(ranges, kind),
    whom: describeSources(sources, opened.addresses),
    width: describeWidth(ipv4, ipv6),
    addressCount: BigInt(ipv4) + ipv6,
    isOpenToInternet: isInternet(ipv4, ipv6),
  };
}

function setOf(texts: readonly string[]): SourceSet {
  return sourceSet(texts.map(sourceOf));
}

function overlaps(a: TrafficRange, b: TrafficRange): boolean {
  const left = unionOf([trafficInterval(a)]);
  return intersection(left, unionOf([trafficInterval(b)])).length > 0;
}

/** The services of the kind that ranges touch, RDP before all others: it is what is broken into. */
function titlesOf(ranges: readonly TrafficRange[], kind: GuardKind): readonly string[] {
  const names = GUARDED_SERVICES[kind].filter((name) =>
    SERVICES[name].ranges.some((each) => ranges.some((range) => overlaps(each, range))),
  );
  const inOrder = [...names].sort((a, b) => Number(b === 'rdp') - Number(a === 'rdp'));
  return inOrder.map((name) => SERVICES[name].title);
}

/** The services that ranges belong to, each with the ports concerned: `RDP (TCP 3389, UDP 3389)`. All traffic
 * is every service: their names would say no more. */
export function describeServices(ranges: readonly TrafficRange[], kind: GuardKind): string {
  if (ranges.some(({ protocol }) => protocol === ALL_PROTOCOLS)) return 'all traffic';
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

/** `TCP 3389`, `UDP 137-138`, `ICMP type 8`, `protocol 47`, `all traffic`. */
export function describeRange({ protocol, fromPort, toPort }: TrafficRange): string {
  switch (protocol) {
    case '-1':
      return 'all traffic';
    case 'tcp':
    case 'udp':
      return `${protocol.toUpperCase()} ${describePorts(fromPort, toPort)}`;
    case 'icmp':
      return `ICMP${describeIcmp(fromPort, toPort)}`;
    case 'icmpv6':
      return `ICMPv6${describeIcmp(fromPort, toPort)}`;
    default:
      return `protocol ${protocol}`;
  }
}

function describePorts(fromPort: number, toPort: number): string {
  if (fromPort === ANY_PORT || (fromPort === 0 && toPort === 65_535)) return 'all ports';
  return fromPort === toPort ? `${fromPort}` : `${fromPort}-${toPort}`;
}

function describeIcmp(type: number, code: number): string {
  if (type === ANY_PORT) return '';
  return code === ANY_PORT ? ` type ${type}` : ` type ${type} code ${code}`;
}

/** The sources themselves where they are few; else what was opened less what is approved of it. */
function describeSources(sources: SourceSet, opened: AddressSet): string {
  const blocks = addresses.toCidrs(sources.addresses);
  if (blocks.length + sources.ids.length <= BLOCKS_LISTED_MAX) {
    return sourceTexts(sources).join(', ');
  }
  const parts = blocks.length === 0 ? [] : [describeBlocks(sources.addresses, opened)];
  if (sources.ids.length > 0) parts.push(listed(sources.ids));
  return parts.join(', ');
}

function describeBlocks(left: AddressSet, opened: AddressSet): string {
  const blocks = addresses.toCidrs(left);
  if (blocks.length <= BLOCKS_LISTED_MAX) return texts(blocks);
  const whole = addresses.toCidrs(opened);
  const less = addresses.toCidrs(addresses.difference(opened, left));
  const isShort = whole.length <= BLOCKS_LISTED_MAX && less.length <= BLOCKS_LISTED_MAX;
  // Nothing to take away means that the rules at hand are not what let it in.
  if (isShort && less.length > 0) return `${texts(whole)} less ${texts(less)}`;
  return listed(blocks.map((block) => block.text));
}

function listed(all: readonly string[]): string {
  const rest = all.length - BLOCKS_LISTED_MAX;
  const shown = all.slice(0, BLOCKS_LISTED_MAX).join(', ');
  return rest > 0 ? `${shown} and ${rest} more` : shown;
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

/** A count of IPv6 addresses for people: beyond a billion only the size in bits says anything. */
export function describeIpv6Count(count: bigint): string {
  if (count < 1_000_000_000n) return count.toLocaleString('en');
  return `about 2^${count.toString(2).length - 1}`;
}

/** Whether so many addresses are "the internet": half of what a family routes in public, whatever is
 * approved and so missing from it. IPv6 routes 2000::/3 (RFC 4291). */
function isInternet(ipv4: number, ipv6: bigint): boolean {
  return ipv4 >= 2 ** 31 || ipv6 >= 1n << 124n;
}
