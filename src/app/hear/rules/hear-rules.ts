import type { RuleChange } from '../../../domain/change/exposure-change.ts';
import type { ListsAtHand } from '../../../domain/inventory/known-lists.ts';
import { difference, isEmpty } from '../../../domain/net/exposure.ts';
import { judge } from '../../../domain/policy/judge.ts';
import type { About, Admission, Kept, LiveRules } from '../../ports.ts';
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

/** The inventory may have missed that a door was shut, or that a list lost entries. Where it alone would
 * let any of what a change opens pass, since that was open already or a list approves it, EC2 is asked
 * whether that is so. */
async function resolveSurely(change: RuleChange, needs: HearNeeds): Promise<Resolved> {
  const known = await resolve(change, needs);
  if (masksOf(known, needs, NOTHING_BY_LISTS).every((mask) => mask === 'none')) return known;
  const fresh = await resolve(change, needs, { isFresh: true });
  const shown = fresh.state ?? NOTHING_SHOWN;
  if (change.kind !== 'rulesEdited') return { ...fresh, shown };
  // EC2 does not know what edited rules said before: the inventory does, and is asked for that alone.
  const { lists, unreadLists } = fresh;
  const checked = { ...known, lists, unreadLists, shown, doubt: known.doubt ?? fresh.doubt };
  const isNarrowed = masksOf(checked, needs).includes('whole');
  return isNarrowed ? { ...fresh, shown, doubt: fresh.doubt ?? NARROWED } : checked;
}

/** Where EC2 does not say what is there, nothing counts as open still. */
const NOTHING_SHOWN: LiveRules = { inbound: [], outbound: [] };

/** EC2 cannot say what an edited rule said before, so a narrowing is told as a finding, with this. */
const NARROWED =
  'By what was known of it before, this edit let in nothing new. Whether that was still so cannot ' +
  'be told: look at the rule before you revert';

const NOTHING_KEPT = { open: [], groups: new Map(), lists: new Map() };

/** A list's blocks approve nothing: its row may be old. */
const NOTHING_BY_LISTS: Partial<ListsAtHand> = { approved: new Map() };

function masksOf(
  resolved: Resolved,
  needs: HearNeeds,
  doubted: Partial<ListsAtHand> = {},
): readonly ReturnType<typeof maskOf>[] {
  return resolved.parts.map((part) => maskOf(part, resolved, needs, doubted));
}

/** How much of what a change lets in beyond what is approved, the lists being as is `doubted`, counts as
 * open already or as approved: rules that would offend and do not at all, or a part of what they let in. */
function maskOf(
  part: DirectedChange,
  resolved: Resolved,
  { policy }: HearNeeds,
  doubted: Partial<ListsAtHand>,
): 'none' | 'part' | 'whole' {
  const { match, judgement, lists } = judgeChange(part, resolved, NOTHING_KEPT, policy);
  const whole = judge(match, part, [], { ...lists, ...doubted });
  if (whole.kind !== 'violates') return 'none';
  if (judgement.kind !== 'violates') return 'whole';
  const { offending, excess } = judgement.verdict;
  if (offending.length < whole.verdict.offending.length) return 'whole';
  return isEmpty(difference(whole.verdict.excess, excess)) ? 'none' : 'part';
}
