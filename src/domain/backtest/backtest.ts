import { GroupBook } from './group-book.ts';
import { close } from './held-door.ts';
import type { Judged } from './judged.ts';
import { ListBook } from './list-book.ts';
import { tellList } from './list-history.ts';
import { type HistoryEvent, inMoments } from './order.ts';
import { RuleBook } from './rule-book.ts';
import { namedRules, tellRules } from './rule-history.ts';
import type { MatchGroup, Told } from './told.ts';

/** What a history of changes comes to: each change judged by what was known when it happened, and
 * each door followed until it was shut. Events may come in any order; each must come once.
 * Deterministic; the answers hold their doors as they are when the last event has been told. */
export function backtest<E extends HistoryEvent>(
  events: readonly E[],
  match: MatchGroup,
): ReadonlyMap<E, Judged> {
  const told: Told = {
    match,
    rules: new RuleBook(),
    groups: new GroupBook(),
    lists: new ListBook(),
  };
  const judged = new Map<E, Judged>();
  for (const moment of inMoments(events)) {
    // What was removed in the second in which it was added again was removed first, or it could
    // not have been added.
    const first = moment.filter((event) => endsKnown(told, event));
    for (const event of new Set([...first, ...moment])) {
      const answer = tell(told, event);
      if (answer !== undefined) judged.set(event, answer);
    }
  }
  return judged;
}

/** Whether an event removes rules that are all known to be there. */
function endsKnown(told: Told, event: HistoryEvent): boolean {
  if (event.kind !== 'rulesRemoved') return false;
  const count = event.rules.length + event.ruleIds.length;
  return count > 0 && namedRules(told, event).length === count;
}

function tell(told: Told, event: HistoryEvent): Judged | undefined {
  switch (event.kind) {
    case 'rulesAdded':
    case 'rulesEdited':
    case 'rulesRemoved':
      return tellRules(told, event);
    case 'listModified':
    case 'listRestored':
    case 'listDeleted':
      return tellList(told, event);
    case 'groupDeleted':
      endGroup(told, event);
  }
  told.groups.apply(event);
  return undefined;
}

function endGroup(
  { rules }: Told,
  { groupId, record }: Extract<HistoryEvent, { kind: 'groupDeleted' }>,
): void {
  for (const { doors } of rules.rulesOf(groupId)) {
    for (const held of doors) close(held, 'groupDeleted', record);
  }
  rules.removeGroup(groupId);
}
