import { readFileSync } from 'node:fs';
import { loadPolicy } from '../../src/config/policy-file.ts';
import { type GuardedMatch, matchGuard } from '../../src/domain/guard/match.ts';
import { STANDS_ALONE } from '../../src/domain/guard/standing.ts';
import type { Instant } from '../../src/domain/instant.ts';
import {
  type GroupState,
  type KnownRule,
  listsNamed,
} from '../../src/domain/inventory/group-state.ts';
import type { ListState } from '../../src/domain/inventory/list-state.ts';
import type { ExposureRow } from '../../src/domain/net/exposure.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import { createRandom, type Random } from '../archive/random.ts';
import {
  APPROVED_LIST_ID,
  type GuardName,
  PERMITTED,
  type RuleMakers,
  VIOLATING,
} from './rules.ts';

/** A group with its guard, as a sweep lists it, and what is true of it. */
export interface GeneratedGroup {
  readonly live: GroupState;
  readonly match: GuardedMatch;
  /** What is known of the lists that its rules name: one list. The others cannot be read. */
  readonly lists: ReadonlyMap<string, ListState>;
  /** The ids of the rules that let in more than is approved. */
  readonly violatingIds: readonly string[];
}

/** What to make. */
export interface GroupsOptions {
  /** A multiple of {@link RULES_PER_GROUP}'s length, so that there are 23 rules a group. */
  readonly groupsCount: number;
  readonly seed: number;
  /** When the groups were read. */
  readonly observedAt: Instant;
}

/** How many rules groups have, in turn: many have few, and a few have many. 23 on average. */
export const RULES_PER_GROUP = [2, 4, 6, 9, 12, 17, 25, 35, 50, 70] as const;

/** One group in so many violates, by one to three rules. */
const VIOLATES_EVERY = 12;
const VIOLATING_RULES_MAX = 3;

const OWNER_ID = '111122223333';
const REGION = 'eu-central-1';

/** The rule that EC2 gives every group. */
const OUTBOUND = {
  protocol: '-1',
  fromPort: -1,
  toPort: -1,
  source: '0.0.0.0/0',
  description: null,
} as const;

const APPROVED_LIST: ListState = {
  accountId: OWNER_ID,
  region: REGION,
  prefixListId: APPROVED_LIST_ID,
  listName: 'jump-hosts',
  ownerId: OWNER_ID,
  version: 3,
  maxEntries: 20,
  entries: Array.from({ length: 12 }, (_, i) => ({
    cidr: `10.50.${i * 3}.0/28`,
    description: null,
  })),
  observedAt: Date.UTC(2026, 10, 24),
};
const KNOWN_LISTS = new Map([[APPROVED_LIST_ID, APPROVED_LIST]]);
const NO_LISTS: typeof KNOWN_LISTS = new Map();

/** How a group is called that a guard of the policy matches. */
const FACTS: Readonly<Record<GuardName, (hex: string) => Pick<GroupState, 'groupName' | 'tags'>>> =
  {
    'corp-directory': (hex) => ({ groupName: `d-${hex}_controllers`, tags: {} }),
    'own-domain-controllers': (hex) => ({
      groupName: `dc-${hex}`,
      tags: { Role: 'domain-controller', Owner: 'identity' },
    }),
    'rd-gateways': (hex) => ({ groupName: `rdgw-${hex}`, tags: { Role: 'rd-gateway' } }),
    'corp-windows': (hex) => ({ groupName: `win-${hex}`, tags: { Owner: 'servers' } }),
    'dev-windows': (hex) => ({ groupName: `dev-${hex}`, tags: { Stage: 'dev', Owner: 'builds' } }),
  };

/** Most groups are of hosts. */
const GUARD_NAMES: readonly [GuardName, ...GuardName[]] = [
  'corp-directory',
  'own-domain-controllers',
  'rd-gateways',
  'corp-windows',
  'corp-windows',
  'corp-windows',
  'corp-windows',
  'dev-windows',
  'dev-windows',
  'dev-windows',
];

/** The bench's policy, read as any other. */
export function benchPolicy(): Policy {
  const path = new URL('./policy.yml', import.meta.url);
  const loaded = loadPolicy(readFileSync(path, 'utf8'), 'bench/sweep/policy.yml');
  if (loaded.kind === 'problems') {
    throw new Error(`Expected a policy, got problems: ${JSON.stringify(loaded.problems)}`);
  }
  return loaded.policy;
}

/** Guarded groups whose rules are a mixture as it is found: hosts and blocks of both families, port
 * ranges, all traffic, lists, other groups and the group itself. The same options make the same. */
export function generateGroups(options: GroupsOptions): readonly GeneratedGroup[] {
  const random = createRandom(options.seed);
  const policy = benchPolicy();
  return Array.from({ length: options.groupsCount }, (_, i) => {
    const rulesCount = RULES_PER_GROUP[i % RULES_PER_GROUP.length] ?? 0;
    return generateGroup(random, { policy, rulesCount, observedAt: options.observedAt });
  });
}

interface Plan {
  readonly policy: Policy;
  readonly rulesCount: number;
  readonly observedAt: Instant;
}

function generateGroup(random: Random, { policy, rulesCount, observedAt }: Plan): GeneratedGroup {
  const guardName = random.pick(GUARD_NAMES);
  const groupId = `sg-0${random.hex(16)}`;
  const violatingCount =
    random.below(VIOLATES_EVERY) > 0
      ? 0
      : Math.min(rulesCount, 1 + random.below(VIOLATING_RULES_MAX));
  const sorts = { groupId, rulesCount, violatingCount, permitted: PERMITTED[guardName] };
  const { inbound, violatingIds } = generateRules(random, sorts);
  const made: GroupState = {
    accountId: OWNER_ID,
    region: REGION,
    groupId,
    ...FACTS[guardName](random.hex(10)),
    vpcId: `vpc-0${random.hex(16)}`,
    inbound,
    outbound: [{ ...OUTBOUND, ruleId: `sgr-0${random.hex(16)}` }],
    observedAt,
  };
  // A text that was put together is not laid out as one that was read: the sweep sees read ones.
  // `as`: a state survives JSON unchanged.
  const live = JSON.parse(JSON.stringify(made)) as GroupState;
  const lists = listsNamed(live).includes(APPROVED_LIST_ID) ? KNOWN_LISTS : NO_LISTS;
  return { live, match: matchOf(live, policy), lists, violatingIds };
}

function generateRules(
  random: Random,
  plan: {
    readonly groupId: string;
    readonly rulesCount: number;
    readonly violatingCount: number;
    readonly permitted: RuleMakers;
  },
): { readonly inbound: readonly KnownRule[]; readonly violatingIds: readonly string[] } {
  const { groupId, rulesCount, violatingCount, permitted } = plan;
  const inbound: KnownRule[] = [];
  const violatingIds: string[] = [];
  const doors = new Set<string>();
  while (inbound.length < rulesCount) {
    const isViolating = inbound.length < violatingCount;
    const row = random.pick(isViolating ? VIOLATING : permitted)(random, groupId);
    if (isTaken(doors, row)) continue;
    const ruleId = `sgr-0${random.hex(16)}`;
    inbound.push({ ...row, ruleId, description: describe(random) });
    if (isViolating) violatingIds.push(ruleId);
  }
  // EC2 lists rules in no order that tells anything.
  inbound.sort((a, b) => ((a.ruleId ?? '') < (b.ruleId ?? '') ? -1 : 1));
  return { inbound, violatingIds };
}

/** EC2 has each rule of a group once. */
function isTaken(doors: Set<string>, row: ExposureRow): boolean {
  const door = Object.values(row).join(' ');
  const isThere = doors.has(door);
  doors.add(door);
  return isThere;
}

function describe(random: Random): string | null {
  return random.pick([null, 'from the wiki', `ticket ${random.below(100_000)}`]);
}

function matchOf(live: GroupState, policy: Policy): GuardedMatch {
  const { groupId, groupName, accountId, region, tags, vpcId } = live;
  const reference = { groupId, groupName, ownerId: accountId };
  const facts = { groupName, vpcId, tags: new Map(Object.entries(tags)) };
  const match = matchGuard(policy, { reference, region, facts, standing: STANDS_ALONE });
  if (match.kind !== 'guarded') throw new Error(`Expected ${groupName} to be guarded`);
  return match;
}
