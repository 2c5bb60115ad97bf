import type { Finding } from '../../domain/finding/finding.ts';
import { knownLists, type ListsAtHand, NO_LISTS } from '../../domain/inventory/known-lists.ts';
import type { ListState } from '../../domain/inventory/list-state.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import type { Place } from '../ports.ts';
import { inReadTime, type LookNeeds } from './look.ts';
import { READ_GAP_MS, READS_MAX } from './look-at-door.ts';

/** Lists that were read, and why others could not be. */
export interface ListsRead {
  readonly found: readonly ListState[];
  readonly notKnown: readonly string[];
}

/** The lists that a finding's rules name, as they are now: what the rules let in hangs on them. One that
 * cannot be read stays a source of its own, whoever is behind it.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function readListsNamed(
  { door, rules }: Finding,
  needs: Pick<LookNeeds, 'lists' | 'clock'>,
): Promise<ListsAtHand> {
  if (door.kind === 'list') return NO_LISTS;
  const { found } = await readLists(listIdsIn(rules), door, needs);
  const known = knownLists(found);
  return { rules: known, approved: known };
}

/** {@link readListsNamed}, as two reads in a row agree on: just after a change one may show what was before.
 * @throws OutsideError, retryable, when EC2 cannot be asked now, or gives another answer in every read. */
export async function readListsAgreed(
  finding: Finding,
  needs: Pick<LookNeeds, 'lists' | 'clock'>,
): Promise<ListsAtHand> {
  let before = await readListsNamed(finding, needs);
  for (let reads = 1; before.rules.size > 0 && reads < READS_MAX; reads += 1) {
    await needs.clock.wait(READ_GAP_MS);
    const lists = await readListsNamed(finding, needs);
    if (blocksText(lists) === blocksText(before)) return lists;
    before = lists;
  }
  if (before.rules.size === 0) return before;
  const message = `EC2 gave different answers in every read of the prefix lists of ${finding.id}`;
  throw new OutsideError('aws_failed', message, { isRetryable: true });
}

function blocksText({ rules }: ListsAtHand): string {
  return JSON.stringify([...rules].map(([id, blocks]) => [id, blocks.map(({ text }) => text)]));
}

/** The ids of the prefix lists that rules name, each once. */
export function listIdsIn(rules: readonly { readonly source: string }[]): readonly string[] {
  return [...new Set(rules.map(({ source }) => source).filter((id) => id.startsWith('pl-')))];
}

/** Some prefix lists as an account sees them now.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function readLists(
  listIds: readonly string[],
  { accountId, region }: Place,
  { lists, clock }: Pick<LookNeeds, 'lists' | 'clock'>,
): Promise<ListsRead> {
  const found: ListState[] = [];
  const notKnown: string[] = [];
  for (const prefixListId of listIds) {
    const address = { accountId, region, prefixListId };
    const looked = await inReadTime(lists.describe(address), clock);
    if (looked.kind === 'found') found.push(looked.value.list);
    else if (looked.kind === 'couldNotLook') notKnown.push(`${prefixListId}: ${looked.reason}`);
    else notKnown.push(`prefix list ${prefixListId} is not there`);
  }
  return { found, notKnown };
}
