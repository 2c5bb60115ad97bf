import type { Audited } from '../audit/audited.ts';
import { beyond } from '../audit/beyond.ts';
import { DIRECTIONS } from '../change/exposure-change.ts';
import type { DirectedRow, HardenPlan } from '../harden/harden-plan.ts';
import type { GroupState } from '../inventory/group-state.ts';
import type { KnownLists } from '../inventory/known-lists.ts';
import * as exposure from '../net/exposure.ts';
import { asAdmission } from '../plan/planned-rule.ts';
import type { Guard } from '../policy/policy.ts';

/** What a plan leaves open that policy does not approve: an audit of the group calls it beyond as soon as the
 * plan was carried out. Plain data; survives JSON unchanged. */
export interface BeyondPolicy {
  /** The guard that is meant for the group; null where none is. Text from outside. */
  readonly guardName: string | null;
  /** Everything that is beyond; never empty. */
  readonly rows: readonly DirectedRow[];
  /** Lines for the policy file, under which none of it is beyond any more; empty for an undo, which follows
   * no scenario. */
  readonly policyLines: readonly string[];
}

/** A plan, and the policy that its end is held against. */
export interface HeldAgainst {
  readonly plan: Pick<HardenPlan, 'after'>;
  /** The group that is planned for; its rules do not count. */
  readonly group: GroupState;
  readonly guard: Guard | null;
  /** The blocks of the lists that the rules, and of the lists and VPCs that the guard names. */
  readonly lists: KnownLists;
}

/** What a group admits at the end of a plan and policy does not approve, as an audit has it. Pure, total. */
export function rowsBeyond({ plan, group, guard, lists }: HeldAgainst): readonly DirectedRow[] {
  const audited: Audited = {
    group: { ...group, ...plan.after },
    guard: guard ?? NOBODYS,
    choice: guard?.scenario ?? null,
    lists,
  };
  const found = beyond(audited);
  return DIRECTIONS.flatMap((direction) => {
    const rows = found.filter((row) => row.direction === direction).flatMap((row) => row.excess);
    const whole = exposure.toRows(exposure.exposureOf(rows.map(asAdmission)));
    return whole.map((row) => ({ ...row, direction }));
  });
}

/** A directory's group that no guard is meant for: nothing is approved there. */
const NOBODYS: Guard = { name: '', kind: 'directory', match: [], approved: new Map() };

/** Those of a plan's rows that policy does not approve, exactly. Pure, total. */
export function ofThemBeyond(
  rows: readonly DirectedRow[],
  { rows: over }: Pick<BeyondPolicy, 'rows'>,
): readonly DirectedRow[] {
  return DIRECTIONS.flatMap((direction) => {
    const [one, other] = [rows, over].map((all) =>
      exposure.exposureOf(all.filter((row) => row.direction === direction).map(asAdmission)),
    );
    if (one === undefined || other === undefined) return [];
    const both = exposure.toRows(exposure.intersection(one, other));
    return both.map((row) => ({ ...row, direction }));
  });
}
