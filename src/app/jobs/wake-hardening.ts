import { decideHardening } from '../../domain/hardening/decide.ts';
import { wakesAt } from '../../domain/hardening/wanted.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Clock, Store } from '../ports.ts';

/** Lets the clock end what waits too long: a proposal, or the time in which to undo. Gives the moment at
 * which there is something to end again; null where there is nothing. */
export async function wakeHardening(
  hardeningId: string,
  { store, clock }: { readonly store: Store; readonly clock: Clock },
): Promise<Instant | null> {
  const now = clock.now();
  const changed = await store.changeHardening(
    hardeningId,
    (latest) => decideHardening(latest, { kind: 'wake' }, now),
    now,
  );
  return changed.kind === 'changed' ? wakesAt(changed.hardening) : null;
}
