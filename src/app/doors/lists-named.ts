import type { Finding } from '../../domain/finding/finding.ts';
import { knownLists, type ListsAtHand, NO_LISTS } from '../../domain/inventory/known-lists.ts';
import type { ListState } from '../../domain/inventory/list-state.ts';
import { inReadTime, type LookNeeds } from './look.ts';

/** The lists that a finding's rules name, as they are now: what the rules let in hangs on them. One that
 * cannot be read stays a source of its own, whoever is behind it.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function readListsNamed(
  { door, rules }: Finding,
  { lists, clock }: Pick<LookNeeds, 'lists' | 'clock'>,
): Promise<ListsAtHand> {
  if (door.kind === 'list') return NO_LISTS;
  const { accountId, region } = door;
  const named = new Set(rules.map(({ source }) => source).filter((id) => id.startsWith('pl-')));
  const found: ListState[] = [];
  for (const prefixListId of named) {
    const address = { accountId, region, prefixListId };
    const looked = await inReadTime(lists.describe(address), clock);
    if (looked.kind === 'found') found.push(looked.value.list);
  }
  const known = knownLists(found);
  return { rules: known, approved: known };
}
