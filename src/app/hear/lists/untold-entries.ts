import type { ListEntry } from '../../../domain/change/exposure-change.ts';
import type { ListDoor, ListUse } from '../../../domain/finding/door.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import { type Cidr, cidr } from '../../../domain/net/cidr.ts';
import { difference, type Exposure, exposureOf, toRows } from '../../../domain/net/exposure.ts';
import { asAdmission } from '../../../domain/plan/planned-rule.ts';
import { offendingBlocks } from '../../../domain/policy/judge-list.ts';

/** Whom blocks of a list let in beyond what may pass. */
export type JudgeBlocks = (blocks: readonly Cidr[]) => readonly ListUse[];

/** What a list has more than before. */
export interface GrownBy {
  readonly list: Pick<ListDoor, 'prefixListId'>;
  readonly added: readonly ListEntry[];
}

/** The new entries of a list of which open findings do not tell all. One of which they tell may have been out of
 * the list meanwhile, while others came to be let in by it: where it lets in anywhere what they do not say, it is
 * as new as any. Pure. */
export function untoldEntries(
  { list, added }: GrownBy,
  open: readonly Finding[],
  judge: JudgeBlocks,
): readonly ListEntry[] {
  const doors = open.flatMap(({ door }) =>
    door.kind === 'list' && door.prefixListId === list.prefixListId ? [door] : [],
  );
  if (doors.length === 0) return added;
  // Those of which the same findings tell are judged at once: a list may have a thousand.
  const alike = Map.groupBy(added, (entry) => namesOf(doors, entry));
  const untold = new Set([...alike.values()].flatMap((entries) => untoldOf(entries, doors, judge)));
  return added.filter((entry) => untold.has(entry));
}

function namesOf(doors: readonly ListDoor[], entry: ListEntry): string {
  return doors.flatMap((door, i) => (holds(door, entry) ? [i] : [])).join(' ');
}

function holds({ entries }: ListDoor, entry: ListEntry): boolean {
  return entries.some((each) => each.cidr === entry.cidr);
}

/** @param entries of which the same doors tell */
function untoldOf(
  entries: readonly ListEntry[],
  doors: readonly ListDoor[],
  judge: JudgeBlocks,
): readonly ListEntry[] {
  const telling = doors.filter((door) => entries.some((entry) => holds(door, entry)));
  if (telling.length === 0) return entries;
  const told = telling.flatMap(({ uses }) => uses);
  const blocks = entries.map((entry) => cidr(entry.cidr));
  const left = judge(blocks).map((use) => without(use, told.filter(isOfSame(use))));
  const untold = new Set(offendingBlocks(blocks, left).map(({ text }) => text));
  return entries.filter((entry) => untold.has(entry.cidr));
}

function isOfSame({ groupId, direction, guardName }: ListUse): (use: ListUse) => boolean {
  return (use) =>
    use.groupId === groupId &&
    use.direction === direction &&
    (groupId !== null || use.guardName === guardName);
}

function without(use: ListUse, told: readonly ListUse[]): ListUse {
  return { ...use, excess: toRows(difference(exposureOfUses([use]), exposureOfUses(told))) };
}

function exposureOfUses(uses: readonly ListUse[]): Exposure {
  return exposureOf(uses.flatMap(({ excess }) => excess.map(asAdmission)));
}
