import { idText } from './id-text.ts';
import { elements, field } from './json.ts';

/** The groups of a holder's `groupSet`. Null where it names none, or where any of it cannot be read:
 * half a set is not the set. */
export function readGroupSet(holder: unknown): readonly string[] | null {
  const items = elements(field(holder, 'groupSet')) ?? [];
  const groupIds = items.flatMap((item) => idText(field(item, 'groupId'), 'sg-') ?? []);
  return groupIds.length > 0 && groupIds.length === items.length ? groupIds : null;
}
