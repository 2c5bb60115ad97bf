import type { Instant } from '../../domain/instant.ts';
import type { Cursor, Place, Store } from '../ports.ts';
import type { Born } from './sweep-cursor.ts';

/** A reading of interfaces under way. */
export interface ReadingInterfaces {
  readonly startedAt: Instant;
  /** The groups up to this one are done; empty before the first. */
  readonly afterGroupId: string;
  /** The page that is next of the groups after it; null for the first. */
  readonly pageToken: string | null;
  /** Whether the other interfaces of guarded hosts are read, too; absent where an earlier version began. */
  readonly withHosts?: boolean;
  /** Groups beside guarded ones that were open beyond policy when they were first seen. */
  readonly born?: Born;
}

/** How far the reading of interfaces came. `readAt` is when the last whole one began; null until one has
 * ended. */
export interface InterfaceCursor {
  readonly readAt: Instant | null;
  /** Whether that one read the other interfaces of guarded hosts, too; absent where it did not. */
  readonly areHostsRead?: boolean;
  readonly underWay: ReadingInterfaces | null;
}

/** Whether the inventory knows of all that stands on guarded hosts: what it does not know of stands on
 * none, as far as has been heard since. */
export function areHostsRead({ readAt, areHostsRead: are }: InterfaceCursor): boolean {
  return readAt !== null && are === true;
}

/** How far the reading of interfaces of a task's account and Region came. */
export async function readInterfaceCursor(
  place: Place,
  store: Pick<Store, 'cursor'>,
): Promise<InterfaceCursor> {
  const text = await store.cursor(nameOf(place));
  return text === null ? { readAt: null, underWay: null } : (JSON.parse(text) as InterfaceCursor);
}

export function interfaceCursor(place: Place, cursor: InterfaceCursor): Cursor {
  return { name: nameOf(place), text: JSON.stringify(cursor) };
}

function nameOf({ accountId, region }: Place): string {
  return `interfaces/${accountId}/${region}`;
}
