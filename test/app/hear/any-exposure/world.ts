import type { KnownRule } from '../../../../src/domain/inventory/group-state.ts';

/* A small world: two guarded groups and one that nobody guards, two prefix lists, a few hosts. RDP is
 * approved from 10.9.8.0/28. */

export const GUARDED_IDS = ['sg-1', 'sg-2'] as const;
/** No guard matches it. Its rules stay as they are, so that only where it stands matters. */
export const UNGUARDED_ID = 'sg-3';
export const GROUP_IDS = [...GUARDED_IDS, UNGUARDED_ID] as const;
export const LIST_IDS = ['pl-1', 'pl-2'] as const;
export const BLOCKS = [
  '0.0.0.0/0',
  '10.0.0.0/8',
  '10.9.8.0/28',
  '10.9.8.0/23',
  '203.0.113.0/24',
] as const;
export const APPROVED = '10.9.8.0/28';
export const PORTS = [80, 445, 3389] as const;

export type GuardedId = (typeof GUARDED_IDS)[number];
export type GroupId = (typeof GROUP_IDS)[number];
export type ListId = (typeof LIST_IDS)[number];

/** A network interface: on a host, or not attached to any. */
export interface Card {
  readonly hostId: string | null;
  /** Never empty: EC2 leaves no interface without a group. */
  readonly groupIds: readonly GroupId[];
}

export interface World {
  readonly rules: Readonly<Record<GroupId, readonly KnownRule[]>>;
  readonly entries: Readonly<Record<ListId, readonly string[]>>;
  readonly versions: Readonly<Record<ListId, number>>;
  /** By interface id. */
  readonly cards: Readonly<Record<string, Card>>;
}

export const EMPTY: World = {
  rules: {
    'sg-1': [],
    'sg-2': [],
    'sg-3': [ruleOf('sgr-any-1', 445, '203.0.113.0/24'), ruleOf('sgr-any-2', 3389, '10.0.0.0/8')],
  },
  entries: { 'pl-1': [], 'pl-2': [] },
  versions: { 'pl-1': 1, 'pl-2': 1 },
  cards: {
    'eni-1': { hostId: 'i-1', groupIds: ['sg-1'] },
    'eni-2': { hostId: 'i-2', groupIds: ['sg-3'] },
  },
};

export function ruleOf(ruleId: string, at: number, source: string): KnownRule {
  return { ruleId, protocol: 'tcp', fromPort: at, toPort: at, source, description: null };
}

export function isSameDoor(a: KnownRule, b: KnownRule): boolean {
  return a.fromPort === b.fromPort && a.source === b.source;
}

export function isGuarded(id: string): id is GuardedId {
  return GUARDED_IDS.some((each) => each === id);
}

/** The interfaces of a host. */
export function cardsOf({ cards }: World, hostId: string): readonly (readonly [string, Card])[] {
  return Object.entries(cards).filter(([, card]) => card.hostId === hostId);
}
