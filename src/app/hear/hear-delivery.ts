import { HOUR_MS } from '../../domain/instant.ts';
import { messageOf } from '../../domain/outside-error.ts';
import type { Delivery } from '../ports.ts';
import { hearRecord } from './hear-record.ts';
import type { HearNeeds } from './prepared.ts';

/** A queue message, and how often it was received, this time included. */
export interface MessageReceived {
  readonly id: string;
  readonly receiveCount: number;
}

/** Receives after which a message that still cannot be heard is reported in Slack: one failure heals
 * by itself, a third is no accident, and the dead-letter queue is some receives away. */
export const RECEIVES_BEFORE_NOTICE = 3;

/** What became of a delivery: `heard` may be deleted from its queue, `unreadable` is left there. */
export type DeliveryOutcome = 'heard' | 'unreadable';

/** Hears every record of one delivery. It is only `heard` when each record's outcome is committed;
 * one that could not be is no reason to leave those after it unheard.
 * A delivery that cannot be read at all is reported and left where it is, for the dead-letter
 * queue: nothing is lost.
 * @throws OutsideError when a record could not be judged or kept now. */
export async function hearDelivery(
  delivery: Delivery,
  message: MessageReceived,
  needs: HearNeeds,
): Promise<DeliveryOutcome> {
  if (delivery.kind === 'unreadable') {
    await report(unreadable(delivery.reason), message, needs);
    return 'unreadable';
  }
  const failures: unknown[] = [];
  for (const decoded of delivery.records) {
    await hearRecord(decoded, needs).catch((error: unknown) => failures.push(error));
  }
  if (failures.length === 0) return 'heard';
  if (message.receiveCount >= RECEIVES_BEFORE_NOTICE) {
    await report(unheard(messageOf(failures[0])), message, needs);
  }
  throw failures[0];
}

interface Report {
  readonly kind: string;
  readonly title: string;
  readonly reason: string;
}

function unreadable(reason: string): Report {
  return { kind: 'unreadable', title: 'A queue message could not be read', reason };
}

function unheard(reason: string): Report {
  return { kind: 'unheard', title: 'A queue message cannot be heard, time and again', reason };
}

async function report(
  { kind, title, reason }: Report,
  { id }: MessageReceived,
  { store, clock, log }: HearNeeds,
): Promise<void> {
  const now = clock.now();
  log.error({ messageId: id, reason }, 'a queue message is left in the queue');
  const notice = {
    id: `${kind}/${id}/${Math.floor(now / HOUR_MS)}`,
    title,
    detail:
      `${reason}. Message ${id} is left in the queue and goes to the dead-letter queue; ` +
      'look there at what it holds. Changes that it tells of are not watched.',
    count: 1,
  };
  await store.notify(notice, now);
}
