import type { Finding } from '../../domain/finding/finding.ts';
import { isSame } from '../../domain/plan/compare-live.ts';
import type { LeftOpen } from '../../domain/plan/left-open.ts';
import { inReadTime, type LookNeeds } from './look.ts';
import { readAlsoLetIn } from './read-also-let-in.ts';

/** What other rules leave open of a finding whose door is shut; null where it cannot be read, all within
 * the time of one read: that it is shut is known, and told all the same. */
export async function readLeftOpen(finding: Finding, needs: LookNeeds): Promise<LeftOpen | null> {
  // Reads agreed that these are gone: an answer that shows them is an old one.
  const read = readAlsoLetIn(
    finding,
    (rule) => finding.rules.some((own) => isSame(own, rule)),
    needs,
  );
  const also = await inReadTime(read, needs.clock).catch(() => null);
  if (also === null) return null;
  const { rules, excess, notKnown } = also;
  return rules.length === 0 && notKnown.length > 0 ? null : { rules, excess };
}
