import { type Scope, scopeOf } from '../domain/scope/scope.ts';
import type { EstateStore, Place } from './ports.ts';

/** What is guarded in an account and Region, and what is not, as the last sweep and discovery saw it.
 * @throws OutsideError when the store cannot be asked. */
export async function readScope(
  place: Place,
  store: Pick<EstateStore, 'guardedGroups' | 'estate'>,
): Promise<Scope> {
  const guarded = await store.guardedGroups(place);
  return scopeOf({ guarded, ...(await store.estate(place)) });
}
