import { DIRECTIONS } from '../../domain/change/exposure-change.ts';
import type { GroupState } from '../../domain/inventory/group-state.ts';
import { NO_LISTS } from '../../domain/inventory/known-lists.ts';
import type { LockOut } from '../../domain/lock-out/lock-out.ts';
import { lockOuts } from '../../domain/lock-out/lock-outs.ts';
import { assumedWanted, type MustStay, type TableRow } from '../../domain/lock-out/must-stay.ts';
import { afterPlan } from '../../domain/lock-out/simulate.ts';
import type { World } from '../../domain/lock-out/world.ts';
import {
  NO_SOURCES,
  type SourceSet,
  sourceSet,
  sourceTexts,
  union,
  withoutId,
} from '../../domain/net/source.ts';
import type { NarrowPlan, RevertPlan } from '../../domain/plan/plan.ts';
import { type PlannedRule, plannedDoorKey } from '../../domain/plan/planned-rule.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { PORT_TABLES } from '../../domain/scenario/tables.ts';
import { wantedRules } from '../../domain/scenario/wanted-rules.ts';
import { adminSourcesOf, guardOf, isOfDirectory } from './read-world.ts';

/** A revert, and the world that it is simulated in. `groups` are those of which it is known what policy says of
 * them: whose rules, list or hosts the revert changes. */
export interface SimulatedRevert {
  readonly plan: RevertPlan | NarrowPlan;
  readonly before: World;
  readonly groups: readonly GroupState[];
  readonly policy: Policy;
}

/** What a revert would cut: of each directory among the groups what it needs, of each host the last approved way
 * in by RDP, whichever of the host's groups it is approved for. Pure, total. */
export function cutByRevert(revert: SimulatedRevert): readonly LockOut[] {
  const { plan, before, groups, policy } = revert;
  const after = afterPlan(before, plan);
  const ofDirectories = groups
    // A host that got the group of a directory is no controller by that.
    .filter((group) => !(plan.kind === 'detach' && plan.groupId === group.groupId))
    .filter((group) => isOfDirectory(policy, group))
    .flatMap((group) => {
      const directory = neededOf(group, { ...revert, after });
      return lockOuts(before, after, { directory, adminSources: NO_SOURCES });
    });
  return [...ofDirectories, ...cutWaysIn(revert, after)];
}

/** Hosts with the same approved sources are looked at together, and told as one. */
function cutWaysIn(
  { plan, before, groups, policy }: SimulatedRevert,
  after: World,
): readonly LockOut[] {
  const same = new Map<string, { readonly sources: SourceSet; readonly hostIds: Set<string> }>();
  for (const { hostId, groupIds } of before.places) {
    const sources = groups
      .filter(({ groupId }) => groupIds.includes(groupId))
      .map((group) => sourcesLeft(adminSourcesOf(policy, group), plan, after))
      .reduce(union, NO_SOURCES);
    const key = JSON.stringify(sourceTexts(sources));
    const known = same.get(key) ?? { sources, hostIds: new Set() };
    known.hostIds.add(hostId);
    same.set(key, known);
  }
  return [...same.values()].flatMap(({ sources, hostIds }) => {
    return lockOuts(before, after, { directory: null, adminSources: sources })
      .map((cut) => ({ ...cut, hosts: cut.hosts.filter((hostId) => hostIds.has(hostId)) }))
      .filter(({ hosts }) => hosts.length > 0);
  });
}

type Directory = NonNullable<MustStay['directory']>;

function neededOf(
  group: GroupState,
  { plan, policy, after }: SimulatedRevert & { readonly after: World },
): Directory {
  const { groupId } = group;
  const scenario = guardOf(policy, group)?.scenario;
  if (scenario !== undefined) {
    const { hasTrust } = PORT_TABLES[scenario.name];
    const wanted = wantedRules(scenario, groupId, NO_LISTS.rules);
    return { groupId, wanted: wanted.flatMap((rule) => left(rule, plan, after)), hasTrust };
  }
  // Nobody chose a scenario: native AD with trust, for the networks that stay admitted.
  const made = plan.kind === 'narrow' && plan.groupId === groupId ? plan.add : [];
  const admitting = [...group.inbound, ...made]
    .filter((rule) => !isClosed(rule, plan, groupId))
    .flatMap((rule) => left(rule, plan, after));
  const wanted = assumedWanted(ASSUMED_ROWS, admitting, groupId);
  return { groupId, wanted, hasTrust: true, isAssumed: true };
}

function isClosed(rule: PlannedRule, plan: SimulatedRevert['plan'], groupId: string): boolean {
  if ((plan.kind !== 'rules' && plan.kind !== 'narrow') || plan.groupId !== groupId) return false;
  const restored = plan.kind === 'rules' ? plan.restore : [];
  const closed = [...plan.revoke, ...restored.map(({ now }) => now)];
  return closed.some((each) => plannedDoorKey(each) === plannedDoorKey(rule));
}

/** What a rule is about once the entries of a list that are to be closed are gone: these are what nobody
 * approved, and nobody needs them by the list's id. */
function left<Rule extends { readonly source: string }>(
  rule: Rule,
  plan: SimulatedRevert['plan'],
  { lists }: World,
): readonly Rule[] {
  if (plan.kind !== 'list' || rule.source !== plan.prefixListId) return [rule];
  return lists.get(plan.prefixListId)?.map(({ text }) => ({ ...rule, source: text })) ?? [rule];
}

function sourcesLeft(
  sources: SourceSet,
  plan: SimulatedRevert['plan'],
  { lists }: World,
): SourceSet {
  const blocks = plan.kind === 'list' ? lists.get(plan.prefixListId) : undefined;
  if (plan.kind !== 'list' || blocks === undefined) return sources;
  if (!sources.ids.includes(plan.prefixListId)) return sources;
  const stay = sourceSet(blocks.map((block) => ({ kind: 'cidr', cidr: block })));
  return union(withoutId(sources, plan.prefixListId), stay);
}

const ASSUMED_ROWS: readonly TableRow[] = DIRECTIONS.flatMap((direction) =>
  PORT_TABLES.nativeWorkloadsWithTrust[direction].flatMap(({ ranges, service, network }) =>
    ranges.map((range): TableRow => ({ direction, service, network, need: 'required', ...range })),
  ),
);
