import { OutsideError } from '../domain/outside-error.ts';
import type { Known } from '../domain/weight/known.ts';
import { inReadTime } from './doors/look.ts';
import type { Clock, Looked } from './ports.ts';

/** What a look gives, a failure that could be tried again included: an audit is for somebody who waits, and
 * says what it could not look at. */
export async function attempt<T>(look: Promise<Looked<T>>, clock: Clock): Promise<Looked<T>> {
  try {
    return await inReadTime(look, clock);
  } catch (error) {
    return { kind: 'couldNotLook', reason: reasonOf(error) };
  }
}

/** {@link attempt} for what is known or not. */
export async function attemptKnown<T>(read: Promise<Known<T>>, clock: Clock): Promise<Known<T>> {
  try {
    return await inReadTime(read, clock);
  } catch (error) {
    return { kind: 'unknown', reason: reasonOf(error) };
  }
}

/** {@link attempt} for a read that throws where it fails, of several calls: each has its own time. */
export async function attemptRead<T>(read: Promise<T>): Promise<Known<T>> {
  try {
    return await known(read);
  } catch (error) {
    return { kind: 'unknown', reason: reasonOf(error) };
  }
}

/** What a read gives, as what is known. */
export async function known<T>(read: Promise<T>): Promise<Known<T>> {
  return { kind: 'known', value: await read };
}

function reasonOf(error: unknown): string {
  if (error instanceof OutsideError) return error.message;
  throw error;
}
