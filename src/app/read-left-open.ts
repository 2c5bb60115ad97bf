import type { Finding } from '../domain/finding/finding.ts';
import { isSame } from '../domain/plan/compare-live.ts';
import { type LeftOpen, leftOpenOf } from '../domain/plan/left-open.ts';
import { bareRule } from '../domain/plan/planned-rule.ts';
import { type LookNeeds, readRules } from './look-at-door.ts';

/** What the group's other rules leave open of a finding whose own rules are gone; null where it
 * cannot be read: that the rules are gone is known, and told all the same. */
export async function readLeftOpen(
  { door, rules, excess }: Finding,
  needs: LookNeeds,
): Promise<LeftOpen | null> {
  const { accountId, region, groupId } = door;
  if (groupId === null) return null;
  const looked = await readRules({ accountId, region, groupId }, needs).catch(() => null);
  if (looked?.kind !== 'found') return null;
  // Reads agreed that these are gone: an answer that shows them is an old one.
  const others = looked.value.inbound.filter((rule) => !rules.some((own) => isSame(own, rule)));
  return leftOpenOf(excess, others.map(bareRule));
}
