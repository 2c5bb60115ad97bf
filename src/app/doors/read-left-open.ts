import type { Finding } from '../../domain/finding/finding.ts';
import { isSame } from '../../domain/plan/compare-live.ts';
import { type LeftOpen, leftOpenOf } from '../../domain/plan/left-open.ts';
import { bareRule } from '../../domain/plan/planned-rule.ts';
import type { LookNeeds } from './look.ts';
import { readRules } from './look-at-rules.ts';

/** What the group's other rules leave open of a finding whose own rules are gone; null where it
 * cannot be read, and for any other door: that it is shut is known, and told all the same. */
export async function readLeftOpen(
  { door, rules, excess }: Finding,
  needs: LookNeeds,
): Promise<LeftOpen | null> {
  if (door.kind !== 'rules' || door.groupId === null) return null;
  const { accountId, region, groupId, direction } = door;
  const looked = await readRules({ accountId, region, groupId }, needs).catch(() => null);
  if (looked?.kind !== 'found') return null;
  // Reads agreed that these are gone: an answer that shows them is an old one.
  const others = looked.value[direction].filter((rule) => !rules.some((own) => isSame(own, rule)));
  return leftOpenOf(excess, others.map(bareRule));
}
