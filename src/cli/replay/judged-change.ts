import {
  type Decoded,
  isRuleChange,
  type RuleChange,
} from '../../domain/change/exposure-change.ts';

/** The change that a replay judges, or null: an archive does not tell which groups use a prefix list
 * or what stands in a group, and no policy guards outbound traffic. */
export function judgedChange(decoded: Decoded): RuleChange | null {
  if (decoded.kind !== 'change' || !isRuleChange(decoded.change)) return null;
  return decoded.change.direction === 'outbound' ? null : decoded.change;
}
