import { READ_GAP_MS } from '../doors/look-at-door.ts';
import type { About, Clock, Kept, KeptUnasked, Store } from '../ports.ts';
import type { Care } from './prepared.ts';

/** A change with what was looked up of it, and how to ask EC2 for that again. */
export interface Asking<Resolved> {
  /** What it takes to be kept at first: nothing that would make less of it pass. */
  readonly assumed: KeptUnasked;
  readonly about: (resolved: Resolved) => About;
  /** Whether what is known or was read hides any of what the change opens beyond what is approved: since
   * that counts as open already, or as approved by a list. Pure. */
  readonly hides: (resolved: Resolved, kept: KeptUnasked) => boolean;
  /** Reads it from EC2: what is not in this read either, or was not in one before, hides nothing. */
  readonly readAgain: (resolved: Resolved, kept: KeptUnasked) => Promise<Resolved>;
}

/** A change as it may be judged. */
export interface SurelyRead<Resolved> {
  readonly resolved: Resolved;
  /** Whether it may be judged by what is kept by now, which may hide more than when it was read: a finding of
   * what hides it may have been closed meanwhile. Pure. */
  readonly isSure: (kept: Kept) => boolean;
}

/** Reads a change as far as it takes to judge it. The inventory may have missed that a door was shut or that
 * a list lost entries, and EC2's answers may be old just after a change: nothing passes for what is there
 * already unless two reads, some seconds apart, both show it. A change that nothing hides is read no more
 * than it was, unless there is to be care for `all`.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function readSurely<Resolved>(
  known: Resolved,
  { assumed, about, hides, readAgain }: Asking<Resolved>,
  { store, clock, care }: { readonly store: Store; readonly clock: Clock; readonly care: Care },
): Promise<SurelyRead<Resolved>> {
  const isEnough = (resolved: Resolved, kept: KeptUnasked): boolean =>
    care === 'hidden' && !hides(resolved, kept);
  const asFar = (resolved: Resolved): SurelyRead<Resolved> => {
    // A call of our own opens nothing, whatever is kept.
    return { resolved, isSure: (kept) => kept.isOwnCall || !hides(resolved, kept) };
  };
  if (isEnough(known, assumed)) return asFar(known);
  const once = await readAgain(known, assumed);
  const kept = await store.kept(about(once));
  if (isEnough(once, kept)) return asFar(once);
  await clock.wait(READ_GAP_MS);
  return { resolved: await readAgain(once, kept), isSure: () => true };
}
