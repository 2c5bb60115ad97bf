import type { Finding } from '../finding/finding.ts';
import type { GroupState, KnownRule } from '../inventory/group-state.ts';
import { isEmpty, toRows } from '../net/exposure.ts';
import type { NoPlanReason } from '../plan/no-plan.ts';
import { hashed } from '../plan/plan.ts';
import type { NarrowPlan } from '../plan/plan-kinds.ts';
import { bareRule, type PlannedRule, plannedDoorKey } from '../plan/planned-rule.ts';
import { approvedPart, excessBy, type JudgedBy } from '../policy/approved-reach.ts';
import { steppedOf } from './assemble.ts';
import { fewestRules } from './fewest-rules.ts';
import { directed, imageOf } from './group-rules.ts';
import type { NoHardenReason } from './harden-plan.ts';
import type { ListStates } from './quota.ts';

/** Why a finding's rules are not narrowed, or a narrowing not undone.
 *
 * - `notRules`: its door is a list's entries, or where a group stands.
 * - `nothingApproved`: of what they let in nothing is approved.
 * - `changed`: the group does not hold them any more as the alert tells.
 * - `couldNotLook`: what it rests on could not be read. */
export type NoNarrowReason =
  | { readonly kind: 'notRules' }
  | { readonly kind: 'noPlan'; readonly reason: NoPlanReason }
  | { readonly kind: 'nothingApproved' }
  | { readonly kind: 'changed' }
  | { readonly kind: 'couldNotLook'; readonly reason: string }
  | Extract<NoHardenReason, { readonly kind: 'listsNotKnown' | 'overQuota' | 'nothingToDo' }>;

/** The plan, or why there is none. */
export type NarrowAnswer =
  | { readonly kind: 'plan'; readonly plan: NarrowPlan }
  | { readonly kind: 'none'; readonly reason: NoNarrowReason };

/** What narrowing is planned from: the group as it is now, by what it is judged, every prefix list that its
 * rules or the approved name, and the quota. */
export interface NarrowRequest {
  readonly group: GroupState;
  readonly by: JudgedBy;
  readonly lists: ListStates;
  readonly rulesMax: number;
  readonly ownAccountIds: ReadonlySet<string>;
}

/** The plan by which each rule of a finding becomes what of it is approved, exactly, in the fewest rules:
 * those are made, with the description and the tags of the rule whose place they take, and then it is
 * removed. What rules admit that stay, and let in nothing beyond what is approved, is not made again.
 * Pure, total. */
export function planNarrow(finding: Finding, request: NarrowRequest): NarrowAnswer {
  const { door } = finding;
  if (door.kind !== 'rules') return none({ kind: 'notRules' });
  const hindrance = whyNotOurs(finding, request.ownAccountIds);
  if (hindrance !== null) return none({ kind: 'noPlan', reason: hindrance });
  const live = imageOf(request.group)[door.direction];
  const wide = finding.rules.map((rule) => live.find((each) => isRule(each, rule)));
  const revoke = wide.filter((rule) => rule !== undefined);
  if (revoke.length < wide.length || revoke.length === 0) return none({ kind: 'changed' });
  const { by } = request;
  if (revoke.every((rule) => isEmpty(approvedPart(rule, by)))) {
    return none({ kind: 'nothingApproved' });
  }
  const stays = live.filter((rule) => !revoke.includes(rule));
  return made(finding, { ...request, add: partsOf(revoke, stays, by), revoke, undoOf: null });
}

/** The plan that gives back what a narrowing took: the wide rules are made again, and what it made goes.
 * What others did since stays. Pure, total. */
export function planWiden(finding: Finding, request: Omit<NarrowRequest, 'by'>): NarrowAnswer {
  const done = finding.executed?.plan;
  if (done?.kind !== 'narrow') return none({ kind: 'notRules' });
  const live = imageOf(request.group)[done.direction];
  const isThere = new Set(live.map(plannedDoorKey));
  const ours = new Set(done.add.map(plannedDoorKey));
  const add = done.revoke
    .filter((rule) => !isThere.has(plannedDoorKey(rule)))
    .map((rule) => ({ ...rule, ruleId: null }));
  const revoke = live.filter((rule) => ours.has(plannedDoorKey(rule)));
  return made(finding, { ...request, add, revoke, undoOf: done.hash });
}

/** Why a finding's rules are not ours to narrow; null where they are. Pure. */
export function whyNotOurs(
  { door }: Finding,
  ownAccountIds: ReadonlySet<string>,
): NoPlanReason | null {
  if (door.managedBy !== null) return 'managedElsewhere';
  if (!ownAccountIds.has(door.accountId)) return 'foreignAccount';
  return door.kind === 'rules' && door.groupId === null ? 'groupIdUnknown' : null;
}

function isRule(live: PlannedRule, named: PlannedRule): boolean {
  if (plannedDoorKey(live) !== plannedDoorKey(named)) return false;
  return named.ruleId === null || live.ruleId === named.ruleId;
}

function partsOf(
  wide: readonly KnownRule[],
  stays: readonly KnownRule[],
  by: JudgedBy,
): readonly KnownRule[] {
  // What another finding asks to be closed cannot be counted on.
  const kept: PlannedRule[] = stays.filter((rule) => isEmpty(excessBy([rule], by))).map(bareRule);
  const there = new Set(stays.map(plannedDoorKey));
  const add: KnownRule[] = [];
  for (const rule of wide) {
    const rows = fewestRules(toRows(approvedPart(rule, by)), kept)
      .map((row) => ({ ...row, ruleId: null }))
      .filter((row) => !there.has(plannedDoorKey(row)));
    kept.push(...rows);
    const { description, tags } = rule;
    const words = { description, ...(tags === undefined ? {} : { tags }) };
    add.push(...rows.map((row) => ({ ...bareRule(row), ...words })));
  }
  return add;
}

interface Making extends Omit<NarrowRequest, 'by'> {
  readonly add: readonly KnownRule[];
  readonly revoke: readonly KnownRule[];
  readonly undoOf: string | null;
}

function made(
  { id: findingId, door }: Finding,
  { group, add, revoke, lists, rulesMax, undoOf }: Making,
): NarrowAnswer {
  const direction = door.kind === 'rules' ? door.direction : 'inbound';
  const answer = steppedOf({
    group,
    add: directed(add, direction),
    revoke: directed(revoke, direction),
    lists,
    rulesMax,
  });
  if (answer.kind === 'refused') return none(known(answer.reason));
  const { accountId, region, groupId } = group;
  return {
    kind: 'plan',
    plan: hashed<NarrowPlan>({
      kind: 'narrow',
      intent: undoOf === null ? 'narrow' : 'undo',
      findingId,
      accountId,
      region,
      groupId,
      direction,
      add,
      revoke,
      undoOf,
      ...answer.stepped,
    }),
  };
}

function none(reason: NoNarrowReason): NarrowAnswer {
  return { kind: 'none', reason };
}

/** The other reasons are of port tables. */
function known(reason: NoHardenReason): NoNarrowReason {
  switch (reason.kind) {
    case 'listsNotKnown':
    case 'overQuota':
      return reason;
    default:
      return { kind: 'nothingToDo' };
  }
}

/** Whether a plan that was made narrows exactly the rules of a finding as it is now. Pure. */
export function narrowsIts({ revoke }: NarrowPlan, { rules }: Pick<Finding, 'rules'>): boolean {
  return (
    revoke.length === rules.length &&
    rules.every((rule) => revoke.some((each) => isRule(each, rule)))
  );
}
