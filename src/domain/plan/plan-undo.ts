import type { Finding } from '../finding/finding.ts';
import type { KnownRule } from '../inventory/group-state.ts';
import { hashed } from './plan.ts';
import type {
  AttachPlan,
  DetachPlan,
  GiveBackPlan,
  ListPlan,
  RulesPlan,
  UndoPlan,
} from './plan-kinds.ts';
import { type PlannedRule, plannedDoorKey } from './planned-rule.ts';

/** The plan that opens again what the last execution of a finding has closed; null where nothing was, or
 * nothing of it can be given back from here. Pure, total. */
export function planUndo({ executed }: Pick<Finding, 'executed'>): UndoPlan | null {
  if (executed === null) return null;
  const { plan, before } = executed;
  switch (plan.kind) {
    case 'rules':
      return giveBack(plan, before);
    case 'list':
      return plan.intent === 'undo' ? null : swapped(plan);
    case 'detach':
      return attach(plan);
    // Planned from the group as it is then.
    case 'narrow':
    case 'giveBack':
    case 'attach':
      return null;
  }
}

/** Whether what was executed last can be undone at all, whoever may and until whenever. Pure. */
export function isUndoable({ executed }: Pick<Finding, 'executed'>): boolean {
  const isNarrowed = executed?.plan.kind === 'narrow' && executed.intent === 'narrow';
  return isNarrowed || planUndo({ executed }) !== null;
}

function giveBack(plan: RulesPlan, before: readonly KnownRule[]): GiveBackPlan {
  const { findingId, accountId, region, groupId, direction, revoke, restore } = plan;
  return hashed<GiveBackPlan>({
    kind: 'giveBack',
    intent: 'undo',
    findingId,
    accountId,
    region,
    groupId,
    direction,
    add: revoke.map((rule) => ({ ...asKnown(rule, before), ruleId: null })),
    restore: restore.map(({ now, was }) => ({ now: bareWas(was), was: asKnown(now, before) })),
  });
}

/** A rule with what was known of it besides its values, before it was closed. */
function asKnown(rule: PlannedRule, before: readonly KnownRule[]): KnownRule {
  const known = before.find(
    (each) => each.ruleId === rule.ruleId && plannedDoorKey(each) === plannedDoorKey(rule),
  );
  const { since: _, ...values } = known ?? { ...rule, description: null };
  return values;
}

function bareWas({ ruleId, protocol, fromPort, toPort, source }: KnownRule): PlannedRule {
  return { ruleId, protocol, fromPort, toPort, source };
}

function swapped(plan: ListPlan): ListPlan {
  const { findingId, accountId, region, prefixListId, remove, giveBack: back, associations } = plan;
  return hashed<ListPlan>({
    kind: 'list',
    intent: 'undo',
    findingId,
    accountId,
    region,
    prefixListId,
    remove: back,
    giveBack: remove,
    associations,
  });
}

function attach(plan: DetachPlan): AttachPlan | null {
  const { findingId, accountId, region, groupId, interfaceIds, vpcIds } = plan;
  if (interfaceIds.length === 0) return null;
  return hashed<AttachPlan>({
    kind: 'attach',
    intent: 'undo',
    findingId,
    accountId,
    region,
    groupId,
    interfaceIds,
    vpcIdsNotGivenBack: vpcIds,
  });
}
