import { DIRECTIONS, type Direction } from '../change/exposure-change.ts';
import { besideOf } from '../finding/beside.ts';

import type { ListUse } from '../finding/door.ts';
import { type GuardMatch, matchGuard } from '../guard/match.ts';
import { guardedTraffic } from '../guard/services.ts';
import type { Standing } from '../guard/standing.ts';
import { factsOf, type GroupState, type KnownRule } from '../inventory/group-state.ts';
import { admissionsOf, type KnownLists } from '../inventory/known-lists.ts';
import { addressSet, intersection, isEmpty } from '../net/address-set.ts';
import type { Cidr } from '../net/cidr.ts';
import type { Exposure } from '../net/exposure.ts';
import * as exposure from '../net/exposure.ts';
import { asAdmission, bareRule } from '../plan/planned-rule.ts';
import { approvedExposure } from './evaluate.ts';
import { guardedDirections } from './guarded-directions.ts';
import { judge } from './judge.ts';
import type { Guard, Policy } from './policy.ts';

/** Entries that a prefix list has more than before, and everything by which it is judged whom they let
 * in where. */
export interface ListGrowth {
  readonly prefixListId: string;
  /** The blocks of the new entries. */
  readonly blocks: readonly Cidr[];
  /** The lists as they were before. */
  readonly lists: KnownLists;
  /** Groups whose rules may name the list, guarded or not. */
  readonly groups: readonly ListUser[];
}

/** A group, where it stands, and those of its rules that count as open before: not those that open
 * findings ask to be closed. */
export interface ListUser {
  readonly group: GroupState;
  readonly standing: Standing;
  readonly before: Readonly<Record<Direction, readonly KnownRule[]>>;
}

/** Whom new entries of a list let in beyond what is approved: one use for each guarded group and
 * direction whose rules name the list, and one for each guard that approves the list, for what it
 * approves from now on. What the list grows by is not approved by the list itself. Pure, total. */
export function judgeListGrowth(growth: ListGrowth, policy: Policy): readonly ListUse[] {
  const uses = growth.groups.flatMap((group) => usesOf(group, growth, policy));
  const approvals = policy.guards.flatMap((guard) => approvalsOf(guard, growth, uses));
  return [...uses, ...approvals];
}

function usesOf(user: ListUser, growth: ListGrowth, policy: Policy): readonly ListUse[] {
  const { group, standing } = user;
  const { accountId: ownerId, region, groupId, groupName } = group;
  const reference = { groupId, groupName, ownerId };
  const match = matchGuard(policy, { reference, region, facts: factsOf(group), standing });
  return DIRECTIONS.flatMap((direction) => useOf(user, direction, match, growth) ?? []);
}

function useOf(
  { group, before }: ListUser,
  direction: Direction,
  match: GuardMatch,
  { prefixListId, blocks, lists }: ListGrowth,
): ListUse | null {
  const naming = group[direction].filter(({ source }) => source === prefixListId);
  if (naming.length === 0) return null;
  const { accountId: ownerId, groupId, groupName } = group;
  const rules = naming.map((rule) => ({ ...asAdmission(rule), description: null }));
  const judgement = judge(
    match,
    { kind: 'rulesAdded', direction, group: { groupId, groupName, ownerId }, rules },
    admissionsOf(before[direction], lists),
    { rules: new Map([[prefixListId, blocks]]), approved: lists },
  );
  if (judgement.kind !== 'violates') return null;
  const { guard, by, verdict } = judgement;
  const offending = naming.filter((_, i) => verdict.offending.some((rule) => rule === rules[i]));
  return {
    groupId,
    groupName,
    guardName: guard.name,
    guardKind: guard.kind,
    direction,
    ...besideOf(by),
    rules: offending.map(bareRule),
    excess: exposure.toRows(verdict.excess),
  };
}

/** What a guard approves more than before, where no rule of a group tells it already. */
function approvalsOf(
  guard: Guard,
  { prefixListId, blocks, lists }: ListGrowth,
  uses: readonly ListUse[],
): readonly ListUse[] {
  const before = lists.get(prefixListId) ?? [];
  const after = new Map([...lists, [prefixListId, [...before, ...blocks]]]);
  return guardedDirections(guard).flatMap((direction) => {
    const grown = exposure.difference(
      guardedApproval(guard, direction, after),
      guardedApproval(guard, direction, lists),
    );
    const told = uses.filter((use) => use.guardName === guard.name && use.direction === direction);
    const rest = exposure.difference(grown, exposureOfUses(told));
    if (exposure.isEmpty(rest)) return [];
    const { name: guardName, kind: guardKind } = guard;
    const excess = exposure.toRows(rest);
    return [{ groupId: null, groupName: null, guardName, guardKind, direction, rules: [], excess }];
  });
}

function guardedApproval(guard: Guard, direction: Direction, lists: KnownLists): Exposure {
  const approved = approvedExposure(guard, { ownGroupId: null, direction, lists });
  return exposure.within(approved, guardedTraffic(guard.kind));
}

function exposureOfUses(uses: readonly ListUse[]): Exposure {
  return exposure.exposureOf(uses.flatMap(({ excess }) => excess.map(asAdmission)));
}

/** The blocks of a growth that let any of an excess in. Pure. */
export function offendingBlocks(
  blocks: readonly Cidr[],
  uses: readonly ListUse[],
): readonly Cidr[] {
  const { addresses } = exposure.allSources(exposureOfUses(uses));
  return blocks.filter((block) => !isEmpty(intersection(addressSet([block]), addresses)));
}
