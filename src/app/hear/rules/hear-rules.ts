import type { RuleChange } from '../../../domain/change/exposure-change.ts';
import { evaluate } from '../../../domain/policy/evaluate.ts';
import type { Judgement } from '../../../domain/policy/judge.ts';
import type { About, Admission, Kept } from '../../ports.ts';
import { mergeAdmissions } from '../merge-admissions.ts';
import type { HearNeeds, Prepared } from '../prepared.ts';
import { admitClosing } from './admit-closing.ts';
import { admitOpening } from './admit-opening.ts';
import { judgeChange } from './judge-change.ts';
import { type DirectedChange, type Resolved, resolve } from './resolve.ts';

/** What a record of changed rules does.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function hearRules(change: RuleChange, needs: HearNeeds): Promise<Prepared> {
  const now = needs.clock.now();
  const about = { groups: groupsOf(change), lists: [], interfaces: [] };
  if (change.kind === 'rulesRemoved') {
    return { about, judge: (kept) => admitClosing(change, kept, now) };
  }
  const resolved = await resolveSurely(change, needs);
  // Taken here, since what runs inside a transaction is pure.
  const parts = resolved.parts.map((part) => ({ part, findingId: needs.ids.findingId() }));
  const judge = (kept: Kept): Admission =>
    mergeAdmissions(
      kept,
      parts.map(({ part, findingId }) => (so) => {
        const judged = judgeChange(part, resolved, so, needs.policy);
        return admitOpening({ ...judged, read: resolved.lists, findingId, now }, so);
      }),
    );
  return { about: { ...about, lists: listsOf(change, resolved) }, judge };
}

function groupsOf({ group, record }: RuleChange): About['groups'] {
  const { groupId, ownerId: accountId } = group;
  return groupId === null ? [] : [{ accountId, region: record.region, groupId }];
}

/** The lists that a change names: an inventory that does not know its rules yet does not know of them. */
function listsOf({ group, record }: RuleChange, { lists }: Resolved): About['lists'] {
  const place = { accountId: group.ownerId, region: record.region };
  return lists.map(({ prefixListId }) => ({ ...place, prefixListId }));
}

/** The inventory may have missed that a door was shut. Where it alone would let a rule of a change
 * pass, since all that it opens was open already, EC2 is asked whether that is so. */
async function resolveSurely(change: RuleChange, needs: HearNeeds): Promise<Resolved> {
  const resolved = await resolve(change, needs);
  if (!resolved.parts.some((part) => isMasked(part, resolved, needs))) return resolved;
  const fresh = await resolve(change, needs, { isFresh: true });
  return change.kind === 'rulesEdited' ? { ...fresh, doubt: fresh.doubt ?? NARROWED } : fresh;
}

/** EC2 cannot say what an edited rule said before, so a narrowing is told as a finding, with this. */
const NARROWED =
  'By what was known of it before, this edit let in nothing new. Whether that was still so cannot ' +
  'be told: look at the rule before you revert';

const NOTHING_KEPT = { open: [], groups: new Map(), lists: new Map() };

/** Whether a rule of a change would offend if nothing had been open before it, and does not. */
function isMasked(part: DirectedChange, resolved: Resolved, { policy }: HearNeeds): boolean {
  const { judgement, lists } = judgeChange(part, resolved, NOTHING_KEPT, policy);
  if (judgement.kind === 'notGuarded') return false;
  const whole = evaluate(part, judgement.guard, [], lists);
  if (whole.kind === 'permitted') return false;
  return offendingOf(judgement).length < whole.offending.length;
}

function offendingOf(judgement: Judgement): readonly unknown[] {
  return judgement.kind === 'violates' ? judgement.verdict.offending : [];
}
