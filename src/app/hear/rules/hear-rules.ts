import type { RuleChange } from '../../../domain/change/exposure-change.ts';
import { shownByBoth } from '../../../domain/inventory/compare-states.ts';
import { admissionsOf, vpcsOf } from '../../../domain/inventory/known-lists.ts';
import { difference, isEmpty } from '../../../domain/net/exposure.ts';
import { judge } from '../../../domain/policy/judge.ts';
import type { About, Admission, Kept, KeptUnasked, LiveRules } from '../../ports.ts';
import { directoryOf, type GroupTouched, readBirth } from '../directories/birth.ts';
import { standingOf } from '../exempted.ts';
import { readByBoth } from '../lists/read-lists.ts';
import { mergeAdmissions } from '../merge-admissions.ts';
import { type Care, type HearNeeds, NOTHING_KEPT, type Prepared } from '../prepared.ts';
import { readSurely, type SurelyRead } from '../read-surely.ts';
import { admitClosing } from './admit-closing.ts';
import { admitOpening } from './admit-opening.ts';
import { judgeChange } from './judge-change.ts';
import { type DirectedChange, type Resolved, resolve } from './resolve.ts';

/** What a record of changed rules does.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function hearRules(
  change: RuleChange,
  care: Care,
  needs: HearNeeds,
): Promise<Prepared> {
  const now = needs.clock.now();
  if (change.kind === 'rulesRemoved') {
    const about = { groups: groupsOf(change), lists: [], interfaces: [] };
    return { about, judge: (kept) => admitClosing(change, kept, now) };
  }
  const { resolved, isSure } = await resolveSurely(change, care, needs);
  const touched = groupTouched(change, resolved);
  const birth = await readBirth(touched, needs);
  const directory = directoryOf(touched);
  // Taken here, since what runs inside a transaction is pure.
  const parts = resolved.parts.map((part) => ({ part, findingId: needs.ids.findingId() }));
  const admission = (kept: Kept): Admission =>
    mergeAdmissions(
      kept,
      parts.map(({ part, findingId }) => (so) => {
        const judged = judgeChange(part, resolved, so, needs.policy);
        const standing = standingOf(needs.policy);
        const opening = { ...judged, standing, birth, read: resolved.lists, findingId, now };
        return admitOpening(opening, so);
      }),
    );
  const judge = (kept: Kept): Admission | null => (isSure(kept) ? admission(kept) : null);
  const directories = directory === null ? [] : [directory];
  return { about: { ...aboutOf(change, resolved), directories }, judge };
}

function groupTouched({ group, record }: RuleChange, { state, facts }: Resolved): GroupTouched {
  const groupName = state?.groupName ?? facts?.groupName ?? group.groupName;
  return { accountId: group.ownerId, groupName, record };
}

function groupsOf({ group, record }: RuleChange): About['groups'] {
  const { groupId, ownerId: accountId } = group;
  return groupId === null ? [] : [{ accountId, region: record.region, groupId }];
}

function aboutOf(change: RuleChange, resolved: Resolved): About {
  return { groups: groupsOf(change), lists: listsOf(change, resolved), interfaces: [] };
}

/** The lists that a change names: an inventory that does not know its rules yet does not know of them. */
function listsOf({ group, record }: RuleChange, { lists }: Resolved): About['lists'] {
  const place = { accountId: group.ownerId, region: record.region };
  return lists.map(({ prefixListId }) => ({ ...place, prefixListId }));
}

async function resolveSurely(
  change: RuleChange,
  care: Care,
  needs: HearNeeds,
): Promise<SurelyRead<Resolved>> {
  const known = await resolve(change, needs);
  const asking = {
    assumed: NOTHING_KEPT,
    about: (resolved: Resolved) => aboutOf(change, resolved),
    hides: (resolved: Resolved, kept: KeptUnasked) =>
      masksOf(resolved, kept, needs).some((mask) => mask !== 'none'),
    readAgain: (before: Resolved) => readAgain(change, { known, before }, needs),
  };
  return readSurely(known, asking, { ...needs, care });
}

/** What is known of a change, and what was read of it before, if anything was. */
interface ReadBefore {
  readonly known: Resolved;
  readonly before: Resolved;
}

async function readAgain(
  change: RuleChange,
  { known, before }: ReadBefore,
  needs: HearNeeds,
): Promise<Resolved> {
  const fresh = await resolve(change, needs, { isFresh: true });
  const shown = shownByBoth(before.shown, fresh.state ?? NOTHING_SHOWN);
  const read = { ...readByBoth(before.shown === null ? null : before, fresh), shown };
  if (change.kind !== 'rulesEdited') return { ...fresh, ...read };
  // EC2 does not know what edited rules said before: the inventory does, and is asked for that alone.
  const checked = { ...known, ...read, doubt: known.doubt ?? fresh.doubt };
  const isNarrowed = masksOf(checked, NOTHING_KEPT, needs, 'before').includes('whole');
  return isNarrowed ? { ...fresh, ...read, doubt: fresh.doubt ?? NARROWED } : checked;
}

/** Where EC2 does not say what is there, nothing counts as open still. */
const NOTHING_SHOWN: LiveRules = { inbound: [], outbound: [] };

/** EC2 cannot say what an edited rule said before, so a narrowing is told as a finding, with this. */
const NARROWED =
  'By what was known of it before, this edit let in nothing new. Whether that was still so cannot ' +
  'be told: look at the rule before you revert';

/** What of what hides a change is asked about: all of it, as much of it as another read can tell, or what was
 * there before and no approval by lists. */
type Asked = 'all' | 'readable' | 'before';

function masksOf(
  resolved: Resolved,
  kept: KeptUnasked,
  needs: HearNeeds,
  asked: Asked = resolved.shown === null ? 'all' : 'readable',
): readonly ReturnType<typeof maskOf>[] {
  return resolved.parts.map((part) => maskOf(part, resolved, kept, { ...needs, asked }));
}

/** How much of what a change lets in beyond what is approved counts as open already, or as approved by a
 * list: rules that would offend and do not at all, or a part of what they let in. What no read can tell, the
 * old values of edited rules, is asked about once. */
function maskOf(
  part: DirectedChange,
  resolved: Resolved,
  kept: KeptUnasked,
  { policy, asked }: Pick<HearNeeds, 'policy'> & { readonly asked: Asked },
): 'none' | 'part' | 'whole' {
  const { match, judgement, lists, told } = judgeChange(part, resolved, kept, policy);
  const approved = asked === 'before' ? lists.approved : vpcsOf(lists.approved);
  const old = asked === 'readable' ? [...(told?.editedFrom.values() ?? [])] : [];
  const whole = judge(match, part, admissionsOf(old, approved), { ...lists, approved });
  if (whole.kind !== 'violates') return 'none';
  if (judgement.kind !== 'violates') return 'whole';
  const { offending, excess } = judgement.verdict;
  if (whole.verdict.offending.some((rule) => !offending.includes(rule))) return 'whole';
  return isEmpty(difference(whole.verdict.excess, excess)) ? 'none' : 'part';
}
