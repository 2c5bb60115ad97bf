import type { Instant } from '../instant.ts';
import { ANNOUNCED_BEFORE_MS } from './decide-clock.ts';
import type { Finding } from './finding.ts';

/** When the clock alone brings about something of a finding next; null where it brings about nothing.
 * Pure, total. */
export function clockAt({ state, request, times, executed }: Finding): Instant | null {
  const expiry = request === null ? [] : [request.expiresAt];
  switch (state.kind) {
    case 'open':
      return earliest([...expiry, times?.remindAt, times?.escalateAt, times?.deadlineAt]);
    case 'exempted': {
      const { announced, exemption } = state;
      const next = announced.includes('hour')
        ? exemption.until
        : exemption.until - ANNOUNCED_BEFORE_MS[announced.includes('day') ? 'hour' : 'day'];
      return earliest([...expiry, next]);
    }
    case 'closed':
      return earliest([...expiry, executed?.undoUntil]);
    case 'executing':
      return null;
  }
}

function earliest(list: readonly (Instant | null | undefined)[]): Instant | null {
  const moments = list.flatMap((at) => at ?? []);
  return moments.length === 0 ? null : Math.min(...moments);
}
