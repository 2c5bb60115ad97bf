import type { Direction, RuleChange } from '../../../domain/change/exposure-change.ts';
import type { GroupState, KnownRule } from '../../../domain/inventory/group-state.ts';
import { difference, isEmpty } from '../../../domain/net/exposure.ts';
import { plannedDoorKey } from '../../../domain/plan/planned-rule.ts';
import { judge } from '../../../domain/policy/judge.ts';
import type { About, Admission, Kept } from '../../ports.ts';
import { directoryOf, type GroupTouched, readBirth } from '../directories/birth.ts';
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
  const touched = groupTouched(change, resolved);
  const birth = await readBirth(touched, needs);
  const directory = directoryOf(touched);
  // Taken here, since what runs inside a transaction is pure.
  const parts = resolved.parts.map((part) => ({ part, findingId: needs.ids.findingId() }));
  const judge = (kept: Kept): Admission =>
    mergeAdmissions(
      kept,
      parts.map(({ part, findingId }) => (so) => {
        const judged = judgeChange(part, resolved, so, needs.policy);
        return admitOpening({ ...judged, birth, read: resolved.lists, findingId, now }, so);
      }),
    );
  const directories = directory === null ? [] : [directory];
  return { about: { ...about, lists: listsOf(change, resolved), directories }, judge };
}

function groupTouched({ group, record }: RuleChange, { state, facts }: Resolved): GroupTouched {
  const groupName = state?.groupName ?? facts?.groupName ?? group.groupName;
  return { accountId: group.ownerId, groupName, record };
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

/** The inventory may have missed that a door was shut. Where it alone would let any of what a change
 * opens pass, since that was open already, EC2 is asked whether that is so. */
async function resolveSurely(change: RuleChange, needs: HearNeeds): Promise<Resolved> {
  const resolved = await resolve(change, needs);
  const masks = resolved.parts.map((part) => maskOf(part, resolved, needs));
  if (masks.every((mask) => mask === 'none')) return resolved;
  const fresh = await resolve(change, needs, { isFresh: true });
  if (change.kind !== 'rulesEdited') return fresh;
  if (masks.includes('whole')) return { ...fresh, doubt: fresh.doubt ?? NARROWED };
  // EC2 does not know what edited rules said before: the inventory does, and is asked for that alone.
  return { ...resolved, state: asFarAsStill(resolved.state, fresh.state, change) };
}

/** A known state without the rules that EC2 does not show any more; edited ones stay as they were. */
function asFarAsStill(
  known: GroupState | null,
  live: GroupState | null,
  { rules }: RuleChange,
): GroupState | null {
  if (known === null || live === null) return known ?? live;
  const edited = new Set(rules.map(({ ruleId }) => ruleId));
  const still = (direction: Direction): readonly KnownRule[] => {
    const doors = new Set(live[direction].map(plannedDoorKey));
    return known[direction].filter(
      (rule) => edited.has(rule.ruleId) || doors.has(plannedDoorKey(rule)),
    );
  };
  return { ...known, inbound: still('inbound'), outbound: still('outbound') };
}

/** EC2 cannot say what an edited rule said before, so a narrowing is told as a finding, with this. */
const NARROWED =
  'By what was known of it before, this edit let in nothing new. Whether that was still so cannot ' +
  'be told: look at the rule before you revert';

const NOTHING_KEPT = { open: [], groups: new Map(), lists: new Map() };

/** How much of what a change lets in beyond what is approved counts as open already: rules that would
 * offend and do not at all, or a part of what they let in. */
function maskOf(
  part: DirectedChange,
  resolved: Resolved,
  { policy }: HearNeeds,
): 'none' | 'part' | 'whole' {
  const { match, judgement, lists } = judgeChange(part, resolved, NOTHING_KEPT, policy);
  const whole = judge(match, part, [], lists);
  if (whole.kind !== 'violates') return 'none';
  if (judgement.kind !== 'violates') return 'whole';
  const { offending, excess } = judgement.verdict;
  if (offending.length < whole.verdict.offending.length) return 'whole';
  return isEmpty(difference(whole.verdict.excess, excess)) ? 'none' : 'part';
}
