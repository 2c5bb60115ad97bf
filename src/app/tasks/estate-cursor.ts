import type { Instant } from '../../domain/instant.ts';
import type { Cursor, Place, Store } from '../ports.ts';

/** A discovery under way, for the sweep that began at `startedAt`. */
export interface Discovering {
  readonly startedAt: Instant;
  /** The parts that are done ({@link partText}). */
  readonly done: readonly string[];
  /** The page that is next of the part after them; null for its first. */
  readonly pageToken: string | null;
  /** When the look at that part began. */
  readonly partStartedAt: Instant;
  /** How often AWS did not answer for that part. */
  readonly failures: number;
}

/** How far the discovery of an account and Region came; null before the first. */
export async function readEstateCursor(place: Place, store: Store): Promise<Discovering | null> {
  const text = await store.cursor(nameOf(place));
  // `as`: it is written by `estateCursor` alone.
  return text === null ? null : (JSON.parse(text) as Discovering);
}

export function estateCursor(place: Place, cursor: Discovering): Cursor {
  return { name: nameOf(place), text: JSON.stringify(cursor) };
}

function nameOf({ accountId, region }: Place): string {
  return `estate/${accountId}/${region}`;
}
