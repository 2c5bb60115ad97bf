import { HOUR_MS } from '../domain/instant.ts';
import { type HearRecordNeeds, hearRecord } from './hear-record.ts';
import type { Delivery } from './ports.ts';

/** What became of a delivery: `heard` may be deleted from its queue, `unreadable` is left there. */
export type DeliveryOutcome = 'heard' | 'unreadable';

/** Hears every record of one delivery. It is only `heard` when each record's outcome is committed;
 * one that could not be is no reason to leave those after it unheard.
 * A delivery that cannot be read at all is reported and left where it is, for the dead-letter
 * queue: nothing is lost.
 * @throws OutsideError when a record could not be judged or kept now. */
export async function hearDelivery(
  delivery: Delivery,
  messageId: string,
  needs: HearRecordNeeds,
): Promise<DeliveryOutcome> {
  if (delivery.kind === 'unreadable') {
    await reportUnreadable(delivery.reason, messageId, needs);
    return 'unreadable';
  }
  const failures: unknown[] = [];
  for (const decoded of delivery.records) {
    await hearRecord(decoded, needs).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
  return 'heard';
}

async function reportUnreadable(
  reason: string,
  messageId: string,
  { store, clock, log }: HearRecordNeeds,
): Promise<void> {
  const now = clock.now();
  log.error({ messageId, reason }, 'a queue message could not be read');
  const notice = {
    id: `unreadable/${messageId}/${Math.floor(now / HOUR_MS)}`,
    title: 'A queue message could not be read',
    detail:
      `${reason}. Message ${messageId} is left in the queue and goes to the dead-letter queue; ` +
      'look there at what it holds. Changes that it tells of are not watched.',
    count: 1,
  };
  await store.notify(notice, now);
}
