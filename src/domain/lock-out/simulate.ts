import type { Direction } from '../change/exposure-change.ts';
import { withChanges } from '../harden/group-rules.ts';
import type { GroupRules, HardenPlan } from '../harden/harden-plan.ts';
import { cidr } from '../net/cidr.ts';
import type {
  AttachPlan,
  DetachPlan,
  GiveBackPlan,
  ListPlan,
  Plan,
  RulesPlan,
} from '../plan/plan.ts';
import type { World } from './world.ts';

/** The world as a plan leaves it. A group, or a prefix list, that is not in the world cannot be simulated
 * and is left out: whoever asks reads it first. Pure, total. */
export function afterPlan(world: World, plan: Plan | HardenPlan): World {
  switch (plan.kind) {
    case 'rules':
      return withRules(world, plan.groupId, (rules) => reverted(rules, plan));
    case 'harden':
    case 'narrow':
      return withRules(world, plan.groupId, (rules) => hardened(rules, plan));
    case 'list':
      return withEntries(world, plan);
    case 'detach':
      return detached(world, plan);
    case 'giveBack':
      return withRules(world, plan.groupId, (rules) => givenBack(rules, plan));
    case 'attach':
      return attached(world, plan);
  }
}

function withRules(
  world: World,
  groupId: string,
  change: (rules: GroupRules) => GroupRules,
): World {
  const rules = world.groups.get(groupId);
  if (rules === undefined) return world;
  return { ...world, groups: new Map([...world.groups, [groupId, change(rules)]]) };
}

function reverted(rules: GroupRules, { direction, restore, revoke }: RulesPlan): GroupRules {
  return changed(rules, direction, {
    add: restore.map(({ was }) => was),
    revoke: [...revoke, ...restore.map(({ now }) => now)].map((rule) => ({
      ...rule,
      description: null,
    })),
  });
}

function givenBack(rules: GroupRules, { direction, add, restore }: GiveBackPlan): GroupRules {
  return changed(rules, direction, {
    add: [...add, ...restore.map(({ was }) => was)],
    revoke: restore.map(({ now }) => ({ ...now, description: null })),
  });
}

function attached(world: World, { groupId, interfaceIds }: AttachPlan): World {
  const places = world.places.map((place) =>
    interfaceIds.includes(place.hostId) && !place.groupIds.includes(groupId)
      ? { ...place, groupIds: [...place.groupIds, groupId] }
      : place,
  );
  return { ...world, places };
}

function hardened(rules: GroupRules, { steps }: Pick<HardenPlan, 'steps'>): GroupRules {
  return steps.reduce(
    (before, { kind, direction, rules: named }) =>
      changed(before, direction, kind === 'add' ? { add: named } : { revoke: named }),
    rules,
  );
}

function changed(
  rules: GroupRules,
  direction: Direction,
  change: Parameters<typeof withChanges>[2],
): GroupRules {
  return withChanges(rules, direction, change);
}

function withEntries(world: World, { prefixListId, remove, giveBack }: ListPlan): World {
  const blocks = world.lists.get(prefixListId);
  if (blocks === undefined) return world;
  const removed = new Set(remove.map((entry) => entry.cidr));
  const left = blocks.filter(({ text }) => !removed.has(text));
  const now = [...left, ...giveBack.map((entry) => cidr(entry.cidr))];
  return { ...world, lists: new Map([...world.lists, [prefixListId, now]]) };
}

function detached(world: World, { groupId, interfaceIds }: DetachPlan): World {
  const places = world.places.map((place) =>
    interfaceIds.includes(place.hostId)
      ? { ...place, groupIds: place.groupIds.filter((id) => id !== groupId) }
      : place,
  );
  return { ...world, places };
}
