import type { RuleChange } from '../../../domain/change/exposure-change.ts';
import type { Finding } from '../../../domain/finding/finding.ts';

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
