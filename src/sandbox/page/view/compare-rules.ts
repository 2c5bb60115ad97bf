import { isDeepStrictEqual } from 'node:util';
import type { SecurityGroup, SecurityGroupRule } from '../../aws/world/model.ts';
import { type Compared, compare } from './compare.ts';

/** The rules of a group that `choose` picks beside those that it had at the start (none when it was not
 * there); those removed since come last. Pure. */
export function compareRules(
  group: SecurityGroup,
  before: SecurityGroup | undefined,
  choose: (group: SecurityGroup) => readonly SecurityGroupRule[],
): readonly Compared<SecurityGroupRule>[] {
  const old = before === undefined ? [] : choose(before);
  return compare(choose(group), old, ({ ruleId }) => ruleId, isDeepStrictEqual);
}
