import { parseArgs } from 'node:util';
import { lookAtGroup } from '../../src/app/observe-group.ts';
import type { KeptUnasked } from '../../src/app/ports.ts';
import { HOUR_MS, type Instant } from '../../src/domain/instant.ts';
import type { GroupState } from '../../src/domain/inventory/group-state.ts';
import { type GeneratedGroup, generateGroups } from './generate-groups.ts';

/** What looking at all groups cost, and what it found. */
export interface Looks {
  readonly groupsCount: number;
  readonly rulesCount: number;
  readonly wallMs: number;
  /** Of this process, its collector of garbage included. */
  readonly cpuMs: number;
  /** In use after it. */
  readonly heapBytes: number;
  /** Groups that let in too much. */
  readonly violatingCount: number;
}

/** Both looks, and what the generator knows. */
export interface LooksOnce {
  /** Nothing was known of any group: every rule is judged. */
  readonly first: Looks;
  /** Every group is as it was known. */
  readonly later: Looks;
  /** How many groups violate, as they were made. */
  readonly truthCount: number;
  /** Groups of which the first look said another thing than the truth. */
  readonly wrongCount: number;
}

const FIRST_AT: Instant = Date.UTC(2026, 10, 24);

/** Groups of other seeds, looked at before, so that code which a service has run for hours is not
 * measured in its first moments. */
const WARMING = { groupsCount: 2_000, seeds: Array.from({ length: 10 }, (_, i) => 1_000_000 + i) };

/** Looks at generated groups for the first time, and an hour later. */
export function lookTwice(groupsCount: number, seed: number): LooksOnce {
  const groups = generateGroups({ groupsCount, seed, observedAt: FIRST_AT });
  const known = groups.map((group, i): readonly [string, KeptUnasked] => {
    const kept = new Map([[group.live.groupId, asKept(group.live, i)]]);
    return [group.live.groupId, { ...nothingKept(group), groups: kept }];
  });
  const keptById = new Map(known);
  const violating = new Set<string>();
  const first = measured(groups, (group) => {
    const { live, match } = group;
    const look = lookAtGroup({ live, match, standing: [], now: FIRST_AT }, nothingKept(group));
    if (look.kind !== 'born') throw new Error(`Expected a group that is born, got ${look.kind}`);
    if (look.excess.length > 0) violating.add(live.groupId);
    return look.excess.length > 0;
  });
  const now = FIRST_AT + HOUR_MS;
  const later = measured(groups, (group) => {
    const live = { ...group.live, observedAt: now };
    const kept = keptById.get(live.groupId) ?? nothingKept(group);
    const look = lookAtGroup({ live, match: group.match, standing: [], now }, kept);
    if (look.kind !== 'known') throw new Error(`Expected a group that is known, got ${look.kind}`);
    return false;
  });
  const isWrong = ({ live, violatingIds }: GeneratedGroup) =>
    violating.has(live.groupId) !== violatingIds.length > 0;
  return {
    first,
    later,
    truthCount: groups.filter(({ violatingIds }) => violatingIds.length > 0).length,
    wrongCount: groups.filter(isWrong).length,
  };
}

/** What the store has for a group of which nothing is known. */
function nothingKept({ lists }: GeneratedGroup): KeptUnasked {
  return {
    groups: new Map(),
    lists,
    interfaces: new Map(),
    open: [],
    unexplained: [],
    reverted: [],
    ofDirectories: [],
    directoryCalls: [],
  };
}

/** A state as the store gives it back: its own texts. EC2 promises no order: one group in ten has
 * another than before. */
function asKept(live: GroupState, i: number): GroupState {
  const inbound = i % 10 === 0 ? live.inbound.toReversed() : live.inbound;
  // `as`: a state survives JSON unchanged.
  return JSON.parse(JSON.stringify({ ...live, inbound })) as GroupState;
}

function measured(
  groups: readonly GeneratedGroup[],
  isViolating: (group: GeneratedGroup) => boolean,
): Looks {
  const startedMs = performance.now();
  const before = process.cpuUsage();
  const violatingCount = groups.filter(isViolating).length;
  const { user, system } = process.cpuUsage(before);
  return {
    groupsCount: groups.length,
    rulesCount: groups.reduce((sum, { live }) => sum + live.inbound.length, 0),
    wallMs: performance.now() - startedMs,
    cpuMs: (user + system) / 1000,
    heapBytes: process.memoryUsage().heapUsed,
    violatingCount,
  };
}

/** `node bench/sweep/look-at-groups.ts --groups 20000 --seed 1` */
function main(): void {
  const { values } = parseArgs({
    options: {
      groups: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
    },
  });
  for (const seed of WARMING.seeds) lookTwice(WARMING.groupsCount, seed);
  console.log(JSON.stringify(lookTwice(Number(values.groups), Number(values.seed))));
}

if (import.meta.main) main();
