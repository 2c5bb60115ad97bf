import type { MeantGuard } from '../guard/match.ts';
import type { GuardBeside } from './door.ts';

/** Which of the guards that a change violates are meant for the sake of groups beside, as a door keeps
 * them; nothing where none is. Pure. */
export function besideOf(by: readonly MeantGuard[]): { readonly beside?: readonly GuardBeside[] } {
  const beside = by.flatMap(({ guard, why }): readonly GuardBeside[] => {
    if (why.kind !== 'beside') return [];
    const { groupId, groupName, ownGroupId, hosts } = why;
    const [on = ''] = hosts;
    return [{ guardName: guard.name, guardKind: guard.kind, groupId, groupName, on, ownGroupId }];
  });
  return beside.length === 0 ? {} : { beside };
}
