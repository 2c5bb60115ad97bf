import * as fc from 'fast-check';
import type { HardenPlan, HardenStep } from '../../../src/domain/harden/harden-plan.ts';
import {
  type ChosenTable,
  type HardenRequest,
  planHarden,
} from '../../../src/domain/harden/plan-harden.ts';
import type { GroupState, KnownRule } from '../../../src/domain/inventory/group-state.ts';
import type { ListState } from '../../../src/domain/inventory/list-state.ts';
import { cidr } from '../../../src/domain/net/cidr.ts';
import type { ExposureRow } from '../../../src/domain/net/exposure.ts';
import type { WantedRule } from '../../../src/domain/scenario/wanted-rule.ts';

export const ACCOUNT = '111122223333';
export const GROUP_ID = 'sg-1';

export const NATIVE_WITH_TRUST: ChosenTable = {
  name: 'nativeWorkloadsWithTrust',
  title: 'AWS applications and native AD workloads, with trust',
  directoryTypes: ['microsoftAd'],
  hasTrust: true,
};

/** A rule as EC2 lists it, by a short text: `tcp 88 10.0.0.0/8`, `tcp 49152-65535 sg-1`, `-1 0.0.0.0/0`. */
export function rule(text: string, ruleId: string | null = null): KnownRule {
  return { ruleId, ...row(text), description: null };
}

export function row(text: string): ExposureRow {
  const [protocol, ports, source] = text.split(' ');
  if (protocol === '-1') return { protocol, fromPort: -1, toPort: -1, source: ports ?? '' };
  if (protocol !== 'tcp' && protocol !== 'udp') throw new Error(`No rule: ${text}`);
  const [fromPort, toPort] = (ports ?? '').split('-').map(Number);
  return {
    protocol,
    fromPort: fromPort ?? 0,
    toPort: toPort ?? fromPort ?? 0,
    source: source ?? '',
  };
}

export function groupOf(inbound: readonly string[], outbound: readonly string[] = []): GroupState {
  const numbered = (letter: string) => (text: string, i: number) => ({
    ...rule(text, `sgr-${letter}${i}`),
    description: i % 2 === 0 ? `by hand ${letter}${i}` : null,
  });
  return {
    accountId: ACCOUNT,
    region: 'eu-central-1',
    groupId: GROUP_ID,
    groupName: 'd-1234567890_controllers',
    vpcId: 'vpc-1',
    tags: {},
    inbound: inbound.map(numbered('in')),
    outbound: outbound.map(numbered('out')),
    observedAt: 1_000,
  };
}

export function wantedIn(text: string, more: Partial<WantedRule> = {}): WantedRule {
  return {
    ...row(text),
    direction: 'inbound',
    service: 'kerberos',
    network: 'clients',
    need: 'required',
    ...more,
  };
}

export const SELF_ROWS: readonly WantedRule[] = (['inbound', 'outbound'] as const).map(
  (direction) => wantedIn(`-1 ${GROUP_ID}`, { direction, service: null, network: 'self' }),
);

export function listOf(id: string, entries: readonly string[], maxEntries = 5): ListState {
  return {
    accountId: ACCOUNT,
    region: 'eu-central-1',
    prefixListId: id,
    listName: id,
    ownerId: ACCOUNT,
    version: 1,
    maxEntries,
    entries: entries.map((text) => ({ cidr: text, description: null })),
    observedAt: 1_000,
  };
}

export function listsOf(...lists: readonly ListState[]): ReadonlyMap<string, ListState> {
  return new Map(lists.map((list) => [list.prefixListId, list]));
}

export function requestOf(
  group: GroupState,
  wanted: readonly WantedRule[],
  more: Partial<HardenRequest> = {},
): HardenRequest {
  return {
    group,
    directory: {
      directoryId: 'd-1234567890',
      type: 'microsoftAd',
      trusts: { kind: 'known', domains: ['corp.example'] },
    },
    table: NATIVE_WITH_TRUST,
    wanted,
    lists: new Map(),
    rulesMax: 60,
    ownAccountIds: new Set([ACCOUNT]),
    managedBy: null,
    ...more,
  };
}

export function planOf(request: HardenRequest): HardenPlan {
  const answer = planHarden(request);
  if (answer.kind === 'refused') throw new Error(`No plan: ${JSON.stringify(answer.reason)}`);
  return answer.plan;
}

/** Rules as short texts. */
export function texts(rules: readonly ExposureRow[]): readonly string[] {
  return rules.map(({ protocol, fromPort, toPort, source }) =>
    protocol === '-1'
      ? `-1 ${source}`
      : `${protocol} ${fromPort}${fromPort === toPort ? '' : `-${toPort}`} ${source}`,
  );
}

export function stepTexts(steps: readonly HardenStep[]): readonly string[] {
  return steps.map(
    ({ kind, direction, rules }) => `${kind} ${direction}: ${texts(rules).join(', ')}`,
  );
}

/** A universe small enough to ask for every packet of it by plain comparison. */
const PORTS = [53, 54, 88, 89, 90, 1_000, 3389] as const;
const HOSTS = ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3', '192.0.2.1'] as const;
/** In no block but the widest. */
const ELSEWHERE = '198.51.100.1';
const IPV6_HOSTS = ['2001:db8::', '2001:db8::1', '2001:db8::2'] as const;
const GROUPS = ['sg-1', 'sg-2'] as const;
const BLOCKS = [
  ...HOSTS.map((host) => `${host}/32`),
  '10.0.0.0/31',
  '10.0.0.2/31',
  '10.0.0.0/30',
  '0.0.0.0/0',
  '2001:db8::/128',
  '2001:db8::/127',
  '::/0',
] as const;

export const LISTS = listsOf(
  listOf('pl-1', ['10.0.0.0/31'], 3),
  listOf('pl-2', ['10.0.0.2/32', '10.0.0.3/32'], 2),
);

/** One packet: to or from a member of the group. A peer is an address, a member of a group, or of a list
 * (`pl-1`) one that the list does not hold yet. */
export interface Packet {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly peer: string;
}

function packetsOf(peers: readonly string[]): readonly Packet[] {
  return (['tcp', 'udp'] as const).flatMap((protocol) =>
    PORTS.flatMap((port) => peers.map((peer) => ({ protocol, port, peer }))),
  );
}

/** Every packet that there is today. */
export const PACKETS = packetsOf([...HOSTS, ELSEWHERE, ...IPV6_HOSTS, ...GROUPS]);
const PACKETS_TOMORROW = packetsOf(['pl-1', 'pl-2']);

/** Whether a rule lets a packet pass, by plain comparison. */
export function lets(each: ExposureRow, packet: Packet, lists = LISTS): boolean {
  const isTraffic =
    each.protocol === '-1' ||
    (each.protocol === packet.protocol &&
      each.fromPort <= packet.port &&
      packet.port <= each.toPort);
  return isTraffic && isFrom(each.source, packet.peer, lists);
}

function isFrom(source: string, peer: string, lists: ReadonlyMap<string, ListState>): boolean {
  if (source === peer) return true;
  if (/^(?:sg|pl)-/.test(peer)) return false;
  const entries = lists.get(source)?.entries ?? [];
  if (/^(?:sg|pl)-/.test(source)) return entries.some((entry) => isFrom(entry.cidr, peer, lists));
  const block = cidr(source);
  const host = cidr(`${peer}/${peer.includes(':') ? 128 : 32}`);
  const { start } = host.interval;
  return block.kind === host.kind && block.interval.start <= start && start < block.interval.end;
}

/** The packets that rules let pass today, in the order of {@link PACKETS}. */
export function passing(rules: readonly ExposureRow[]): readonly Packet[] {
  return PACKETS.filter((packet) => rules.some((each) => lets(each, packet)));
}

/** The packets that rules let pass if lists hold other blocks than today. */
export function passingByName(rules: readonly ExposureRow[]): readonly Packet[] {
  return [...PACKETS, ...PACKETS_TOMORROW].filter((packet) =>
    rules.some((each) => lets(each, packet, new Map())),
  );
}

export const anyRow: fc.Arbitrary<ExposureRow> = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('tcp 53', 'tcp 88', 'tcp 88-89', 'tcp 89-90') },
      { weight: 3, arbitrary: fc.constantFrom('tcp 0-65535', 'udp 53', 'udp 53-90', 'tcp 3389') },
      { weight: 1, arbitrary: fc.constant('-1') },
    ),
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...BLOCKS) },
      { weight: 2, arbitrary: fc.constantFrom(...GROUPS, 'pl-1', 'pl-2') },
    ),
  )
  .map(([traffic, source]) => row(`${traffic} ${source}`));

export const anyRows = fc.uniqueArray(anyRow, {
  maxLength: 8,
  selector: (each) => texts([each]).join(),
});
