import type { Instant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task.ts';
import type { Cursor, Store } from '../ports.ts';

/** A reading of interfaces under way. */
export interface ReadingInterfaces {
  readonly startedAt: Instant;
  /** The groups up to this one are done; empty before the first. */
  readonly afterGroupId: string;
  /** The page that is next of the groups after it; null for the first. */
  readonly pageToken: string | null;
}

/** How far the reading of interfaces came. `readAt` is when the last whole one began; null until one has
 * ended. */
export interface InterfaceCursor {
  readonly readAt: Instant | null;
  readonly underWay: ReadingInterfaces | null;
}

/** How far the reading of interfaces of a task's account and Region came. */
export async function readInterfaceCursor(task: Task, store: Store): Promise<InterfaceCursor> {
  const text = await store.cursor(nameOf(task));
  return text === null ? { readAt: null, underWay: null } : (JSON.parse(text) as InterfaceCursor);
}

export function interfaceCursor(task: Task, cursor: InterfaceCursor): Cursor {
  return { name: nameOf(task), text: JSON.stringify(cursor) };
}

function nameOf({ accountId, region }: Task): string {
  return `interfaces/${accountId}/${region}`;
}
