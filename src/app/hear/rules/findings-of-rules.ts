import type { RuleChange } from '../../../domain/change/exposure-change.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import type { PlannedRule } from '../../../domain/plan/planned-rule.ts';

/** The findings that look at rules of a change's group: its own doors, and those of lists and
 * attachments that let in by its rules. */
export function findingsOn(open: readonly Finding[], change: RuleChange): readonly Finding[] {
  const others = open.filter(({ door }) => door.kind !== 'rules');
  return [...findingsOfRules(open, change), ...others];
}

/** The rules of a change's group, of its direction, by which a finding's door lets in or out. */
export function rulesOn(
  { door, rules }: Finding,
  { group, direction }: Pick<RuleChange, 'group' | 'direction'>,
): readonly PlannedRule[] {
  const isOfDirection = (own: RuleChange['direction']): boolean =>
    direction === 'unknown' || own === direction;
  if (door.kind === 'list') {
    return door.uses
      .filter((use) => use.groupId === group.groupId && isOfDirection(use.direction))
      .flatMap((use) => use.rules);
  }
  const own = door.kind === 'rules' ? door.direction : 'inbound';
  return door.groupId === group.groupId && isOfDirection(own) ? rules : [];
}

/** The findings whose doors are rules of the direction of a change; of either where the record does not
 * tell it. */
export function findingsOfRules(
  open: readonly Finding[],
  { direction }: Pick<RuleChange, 'direction'>,
): readonly Finding[] {
  return open.filter(
    ({ door }) =>
      door.kind === 'rules' && (direction === 'unknown' || door.direction === direction),
  );
}
