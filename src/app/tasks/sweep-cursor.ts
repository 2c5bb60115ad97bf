import type { Instant } from '../../domain/instant.ts';
import { type Task, taskText } from '../../domain/task.ts';
import type { Cursor, Store } from '../ports.ts';

/** Groups that were open beyond policy when a sweep first saw them. */
export interface Born {
  readonly count: number;
  /** The first of them, in words. */
  readonly examples: readonly string[];
}

/** How many groups a notice names; the others are counted. */
export const EXAMPLES_MAX = 10;

export const NONE_BORN: Born = { count: 0, examples: [] };

/** A sweep under way. */
export interface Sweeping {
  readonly startedAt: Instant;
  /** The page of groups that is next; null for the first. */
  readonly pageToken: string | null;
  readonly born: Born;
}

/** How far sweeping came. `doneAt` is null until the first sweep has ended. */
export interface SweepCursor {
  readonly doneAt: Instant | null;
  readonly underWay: Sweeping | null;
}

/** How far the sweeping of a task's account and Region came. */
export async function readSweepCursor(task: Task, store: Store): Promise<SweepCursor> {
  const text = await store.cursor(taskText(task));
  return text === null ? { doneAt: null, underWay: null } : (JSON.parse(text) as SweepCursor);
}

export function sweepCursor(task: Task, cursor: SweepCursor): Cursor {
  return { name: taskText(task), text: JSON.stringify(cursor) };
}

/** Counts groups with those that are counted already. */
export function addBorn(born: Born, more: readonly string[]): Born {
  return {
    count: born.count + more.length,
    examples: [...born.examples, ...more].slice(0, EXAMPLES_MAX),
  };
}
