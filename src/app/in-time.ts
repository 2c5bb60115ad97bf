import type { Clock } from './ports.ts';

/** What `work` gives, or what `late` says when it takes longer than `ms`. The work itself goes on,
 * and whatever becomes of it then is not heard any more. */
export async function inTime<T>(
  work: Promise<T>,
  { ms, clock, late }: { readonly ms: number; readonly clock: Clock; readonly late: () => T },
): Promise<T> {
  const over = new AbortController();
  const waited = clock.wait(ms, over.signal).then(() => 'late' as const);
  try {
    const first = await Promise.race([work.then((value) => ({ value })), waited]);
    return first === 'late' ? late() : first.value;
  } finally {
    over.abort();
  }
}
