import type { GroupState } from '../inventory/group-state.ts';
import { assemble, directedKey } from './assemble.ts';
import { directedRules, imageOf } from './group-rules.ts';
import type { DirectedRule, HardenAnswer, HardenPlan } from './harden-plan.ts';
import type { ListStates } from './quota.ts';

/** What an undo is planned from: the group as it is now, the lists that its rules and the plan's
 * before-image name, and the quota. */
export interface UndoRequest {
  readonly group: GroupState;
  readonly lists: ListStates;
  readonly rulesMax: number;
}

/** The plan that gives back what a plan took, whether it was carried out whole or stopped on its way:
 * the rules of its before-image that are not there are made again, with their descriptions and new ids, and
 * those that it made are removed. What others made since stays. Pure, total. */
export function planUndo(done: HardenPlan, { group, lists, rulesMax }: UndoRequest): HardenAnswer {
  const live = directedRules(imageOf(group));
  const before = directedRules(done.before);
  const wasThere = new Set(before.map(directedKey));
  const made = new Set(madeBy(done).map(directedKey));
  const isThere = new Set(live.map(directedKey));
  return assemble({
    intent: 'undo',
    group,
    directoryId: done.directoryId,
    table: null,
    add: before
      .filter((rule) => !isThere.has(directedKey(rule)))
      .map((rule) => ({ ...rule, ruleId: null })),
    revoke: live.filter((rule) => made.has(directedKey(rule)) && !wasThere.has(directedKey(rule))),
    lists,
    rulesMax,
  });
}

function madeBy({ steps }: HardenPlan): readonly DirectedRule[] {
  return steps
    .filter(({ kind }) => kind === 'add')
    .flatMap(({ direction, rules }) => rules.map((rule) => ({ ...rule, direction })));
}
