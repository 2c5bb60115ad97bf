import type { ExposureChange } from '../../../src/domain/change/exposure-change.ts';
import { type Instant, MINUTE_MS, SECOND_MS } from '../../../src/domain/instant.ts';
import type { Random } from '../world/random.ts';
import type { Agenda } from './agenda.ts';
import type { Process } from './product.ts';

/** How long after a failed hearing a queue delivers its message again, in ms. */
const REDELIVERY_MS = 30 * SECOND_MS;
/** How long a message is hidden that nobody says is done, in ms. */
const HIDDEN_MS = 5 * MINUTE_MS;
/** How long most records are on their way, and how long the late ones, in seconds. */
const [USUAL_S, LATE_S] = [30, 2_400];

/** The way of records from CloudTrail to the product. */
export interface Deliveries {
  /** Records are on their way for a while; some come twice, and of some CloudTrail says nothing. */
  send(changes: readonly ExposureChange[]): void;
  /** Takes the ids of those that were heard since. */
  takeHeard(): readonly string[];
}

export function deliveriesOf({
  agenda,
  now,
  random,
  running,
  mayCrash,
}: {
  readonly agenda: Agenda;
  readonly now: () => Instant;
  readonly random: Random;
  readonly running: () => Process | null;
  readonly mayCrash: () => void;
}): Deliveries {
  let heard: string[] = [];

  function deliverAt(at: Instant, change: ExposureChange, receiveCount: number): void {
    const what = `record ${change.record.eventId}, delivered ${receiveCount} times`;
    agenda.plan(at, what, () => deliver(change, receiveCount));
  }
  function deliver(change: ExposureChange, receiveCount: number): void {
    const process = running();
    const again = (): void => deliverAt(now() + REDELIVERY_MS, change, receiveCount + 1);
    if (process === null || process.life.isOver()) {
      again();
      return;
    }
    let isSettled = false;
    mayCrash();
    process.hear(change, receiveCount).then(
      () => {
        isSettled = true;
        heard.push(change.record.eventId);
      },
      () => {
        isSettled = true;
        again();
      },
    );
    // A process that dies says nothing: the queue waits for as long as a message is hidden.
    agenda.plan(now() + HIDDEN_MS, `record ${change.record.eventId} shows again`, () => {
      if (!isSettled && process.life.isOver()) deliver(change, receiveCount + 1);
    });
  }

  return {
    send: (changes) => {
      for (const change of changes) {
        if (random.chance(0.03)) continue;
        const copies = random.chance(0.15) ? 2 : 1;
        for (let copy = 0; copy < copies; copy += 1) {
          const isLate = random.chance(0.15);
          deliverAt(now() + random.whole(1, isLate ? LATE_S : USUAL_S) * SECOND_MS, change, 1);
        }
      }
    },
    takeHeard: () => {
      const taken = heard;
      heard = [];
      return taken;
    },
  };
}
