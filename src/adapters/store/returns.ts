import type { Admission } from '../../app/ports.ts';
import { resourceIdOf } from '../../domain/finding/door.ts';
import { asReturn, returnTo } from '../../domain/finding/returns.ts';
import type { Tx } from './db.ts';
import { readClosedOn } from './finding-rows.ts';

type Change = Admission['changes'][number];

/** Changes of findings, in which what opens again the door of a finding that was closed a short while ago is
 * told of that one. `joined` tells which finding each new one became. In whatever way an opening is heard of,
 * it comes by here; nothing is read where nothing is opened. */
export async function withReturns(
  tx: Tx,
  changes: readonly Change[],
): Promise<{ readonly changes: readonly Change[]; readonly joined: ReadonlyMap<string, string> }> {
  const joined = new Map<string, string>();
  const all: Change[] = [];
  for (const change of changes) {
    const back = joined.has(change.findingId) ? null : await returned(tx, change, joined);
    if (back !== null) joined.set(change.findingId, back.findingId);
    all.push(back ?? { ...change, findingId: joined.get(change.findingId) ?? change.findingId });
  }
  return { changes: all, joined };
}

async function returned(
  tx: Tx,
  { events: [first, ...others] }: Change,
  joined: ReadonlyMap<string, string>,
): Promise<Change | null> {
  if (first?.kind !== 'finding.opened') return null;
  const resourceId = resourceIdOf(first.door);
  if (resourceId === null) return null;
  const taken = new Set(joined.values());
  const closed = await readClosedOn(tx, { ...first.door, resourceId });
  const finding = returnTo(
    first,
    closed.filter(({ id }) => !taken.has(id)),
  );
  if (finding === null) return null;
  return { findingId: finding.id, events: [asReturn(first, finding), ...others] };
}
