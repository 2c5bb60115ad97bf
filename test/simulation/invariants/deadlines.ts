import { type Instant, MINUTE_MS } from '../../../src/domain/instant.ts';
import { Broken, type Happened, isOf, type Watch } from './broken.ts';

/** How late a deadline may be carried out, and how long before it has to have been announced, in ms: what
 * nobody could have stopped is announced again (invariant 4). */
const GRACE_MS = 15 * MINUTE_MS;

/** After downtime nothing executes by itself that nobody could have stopped. */
export function watchDeadlines(): Watch {
  const announced = new Map<string, Instant>();

  function hold({ before: { id, times }, event: { at } }: Happened<'execution.approved'>): void {
    const deadlineAt = times?.deadlineAt ?? null;
    if (deadlineAt === null || at < deadlineAt) {
      throw new Broken(4, `${id} was closed by a deadline that is not due`);
    }
    if (at - deadlineAt > GRACE_MS) throw new Broken(4, `${id} was closed long after its deadline`);
    const announcedAt = announced.get(id) ?? at;
    if (at - announcedAt < GRACE_MS) {
      throw new Broken(4, `${id} was closed by a deadline that was just announced`);
    }
  }

  return {
    event: (happened) => {
      const { id } = happened.before;
      if (isOf(happened, 'finding.timed')) announced.set(id, happened.event.at);
      if (isOf(happened, 'deadline.postponed')) announced.set(id, happened.event.at);
      if (isOf(happened, 'execution.approved') && happened.event.how === 'deadline') hold(happened);
    },
  };
}
