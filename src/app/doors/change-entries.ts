import type { ListEntry } from '../../domain/change/exposure-change.ts';
import { SECOND_MS } from '../../domain/instant.ts';
import { LIST_ENTRIES_PER_CALL_MAX } from '../../domain/inventory/list-state.ts';
import type { ListPlan } from '../../domain/plan/plan.ts';
import type { ListAddress, ListReading, StepAnswer } from '../ports.ts';
import { inReadTime, type LookNeeds } from './look.ts';
import { type MakeStep, TOO_LATE } from './steps.ts';

/** How long to wait between two reads of a list that EC2 works on, in ms. */
export const SETTLE_GAP_MS = SECOND_MS;
/** How many reads may find EC2 still at work on a list before the next call is given up: with the
 * waits between them well within the time that a call may take. */
export const SETTLE_READS_MAX = 8;

/** The steps that take a plan's entries out of their list and give back what those replaced. What is
 * given back comes first, so that nobody is cut off between two calls. */
export function changeEntries(plan: ListPlan, needs: LookNeeds): readonly MakeStep[] {
  const add = plan.giveBack.map((entry) => ({ kind: 'add' as const, entry }));
  const remove = plan.remove.map((entry) => ({ kind: 'remove' as const, entry }));
  const edits = [...add, ...remove];
  const count = Math.ceil(edits.length / LIST_ENTRIES_PER_CALL_MAX);
  return Array.from({ length: count }, (_, i) => {
    const from = i * LIST_ENTRIES_PER_CALL_MAX;
    const part = edits.slice(from, from + LIST_ENTRIES_PER_CALL_MAX);
    return (isLate) => changeSome(plan, part, needs, isLate);
  });
}

interface Edit {
  readonly kind: 'add' | 'remove';
  readonly entry: ListEntry;
}

/** One call, of the version that is current: entries that are gone or there already are left out. */
async function changeSome(
  address: ListAddress,
  edits: readonly Edit[],
  needs: LookNeeds,
  isLate: () => boolean,
): Promise<StepAnswer> {
  const reading = await readSettled(address, needs);
  if (reading.kind !== 'settled') return reading;
  const { version, entries } = reading.list;
  const there = new Set(entries.map(({ cidr }) => cidr));
  const add = edits.filter(({ kind, entry }) => kind === 'add' && !there.has(entry.cidr));
  const remove = edits.filter(({ kind, entry }) => kind === 'remove' && there.has(entry.cidr));
  if (add.length + remove.length === 0) return { kind: 'notThere' };
  if (isLate()) return TOO_LATE;
  const { accountId, region, prefixListId } = address;
  return needs.lists.modify({
    address: { accountId, region, prefixListId },
    version,
    add: add.map(({ entry }) => entry),
    remove: remove.map(({ entry }) => entry.cidr),
  });
}

type Settled = { readonly kind: 'settled'; readonly list: ListReading['list'] } | StepAnswer;

/** The list once EC2 is not at work on it: it refuses a second change meanwhile. */
async function readSettled(address: ListAddress, needs: LookNeeds): Promise<Settled> {
  for (let reads = 0; reads < SETTLE_READS_MAX; reads += 1) {
    if (reads > 0) await needs.clock.wait(SETTLE_GAP_MS);
    const looked = await inReadTime(needs.lists.describe(address), needs.clock);
    if (looked.kind === 'notThere') return { kind: 'notThere' };
    if (looked.kind === 'couldNotLook') {
      return { kind: 'refused', code: 'CouldNotLook', advice: looked.reason };
    }
    if (looked.value.isSettled) return { kind: 'settled', list: looked.value.list };
  }
  const advice = 'EC2 is still at work on an earlier change of the list: approve again in a minute';
  return { kind: 'refused', code: 'IncorrectState', advice };
}
