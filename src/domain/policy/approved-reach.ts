import type { Direction } from '../change/exposure-change.ts';
import type { ListsAtHand } from '../inventory/known-lists.ts';
import { admissionsOf } from '../inventory/known-lists.ts';
import { addresses, covers } from '../net/address-set.ts';
import * as exposure from '../net/exposure.ts';
import { type Exposure, exposureOf } from '../net/exposure.ts';
import { sourceSet } from '../net/source.ts';
import { traffic } from '../net/traffic.ts';
import { asAdmission, type PlannedRule, sourceOf } from '../plan/planned-rule.ts';
import { approvedExposure, excessOf } from './evaluate.ts';
import type { Guard } from './policy.ts';

/** A guard by which rules are judged, and the group whose members may reach each other there. */
export interface GuardMeant {
  readonly guard: Guard;
  readonly ownGroupId: string | null;
}

/** By what a rule is judged. */
export interface JudgedBy {
  readonly guards: readonly GuardMeant[];
  readonly direction: Direction;
  readonly lists: ListsAtHand;
}

const EVERY_IPV4 = addresses('0.0.0.0/0');
const EVERY_IPV6 = addresses('::/0');

/** What a rule admits that is approved, exactly: approved by a guard, and beyond what is approved by none.
 * A rule for every address of a family admits the members of every group, so that approved groups are a
 * part of it by their ids. Lists count as their blocks. Pure, total. */
export function approvedPart(rule: PlannedRule, by: JudgedBy): Exposure {
  const { guards, direction, lists } = by;
  const approved = exposure.unionOf(
    guards.map(({ guard }) =>
      approvedExposure(guard, { ownGroupId: null, direction, lists: lists.approved }),
    ),
  );
  const reach = exposureOf(admissionsOf([rule], lists.rules));
  const named = exposure.intersection(reach, approved);
  const members = admitsEverybody(rule)
    ? exposure.within(groupsOf(approved), traffic(rule))
    : exposure.NO_EXPOSURE;
  return exposure.difference(exposure.union(named, members), excessBy([rule], by));
}

/** What rules admit beyond what is approved, by all of the guards together. Pure, total. */
export function excessBy(
  rules: readonly PlannedRule[],
  { guards, direction, lists }: JudgedBy,
): Exposure {
  const admissions = rules.map(asAdmission);
  return exposure.unionOf(
    guards.map(
      ({ guard, ownGroupId }) =>
        excessOf(admissions, guard, ownGroupId, { direction, lists }).excess,
    ),
  );
}

function admitsEverybody({ source }: PlannedRule): boolean {
  const set = sourceSet([sourceOf(source)]).addresses;
  return covers(set, EVERY_IPV4) || covers(set, EVERY_IPV6);
}

function groupsOf(approved: Exposure): Exposure {
  return exposure.joined(
    approved.map((stretch) => {
      const ids = stretch.sources.ids.filter((id) => id.startsWith('sg-'));
      return { ...stretch, sources: { ...sourceSet([]), ids } };
    }),
  );
}
