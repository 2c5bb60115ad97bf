import { READ_GAP_MS } from '../doors/look-at-door.ts';
import type { About, Clock, KeptUnasked, Store } from '../ports.ts';

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

/** A change as it may be judged. The inventory may have missed that a door was shut or that a list lost
 * entries, and EC2's answers may be old just after a change: nothing passes for what is there already unless
 * two reads, some seconds apart, both show it. A change that nothing hides is read no more than it was.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function readSurely<Resolved>(
  known: Resolved,
  { assumed, about, hides, readAgain }: Asking<Resolved>,
  { store, clock }: { readonly store: Store; readonly clock: Clock },
): Promise<Resolved> {
  if (!hides(known, assumed)) return known;
  const once = await readAgain(known, assumed);
  const kept = await store.kept(about(once));
  if (!hides(once, kept)) return once;
  await clock.wait(READ_GAP_MS);
  return readAgain(once, kept);
}
