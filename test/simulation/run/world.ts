import { HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../../../src/domain/instant.ts';
import { START } from '../../support/findings.ts';
import { type Watched, watched } from '../invariants/watched.ts';
import { type People, peopleOf } from '../people/people.ts';
import { type DaysClock, daysClock } from '../world/clock.ts';
import { type Cloud, cloudOf } from '../world/cloud.ts';
import { type Random, randomOf } from '../world/random.ts';
import { PLACE } from '../world/scene.ts';
import { type SimulatedSlack, simulatedSlack } from '../world/slack.ts';
import { type Agenda, agendaOf } from './agenda.ts';
import { type Deliveries, deliveriesOf } from './deliveries.ts';
import { memoryStore } from './memory-store.ts';
import { type Outside, type Process, startProcess } from './product.ts';

/** A world with the product in it. */
export interface World {
  readonly random: Random;
  readonly clock: DaysClock;
  readonly cloud: Cloud;
  readonly slack: SimulatedSlack;
  readonly agenda: Agenda;
  readonly deliveries: Deliveries;
  readonly people: People;
  readonly holds: Watched;
  /** An id that nothing else has. */
  nextId(): number;
  /** When the product has something to do next. */
  readonly dueAt: () => Instant | null;
  /** Kills the process that runs, if one does, and starts another one. */
  restart(): Promise<void>;
  /** Kills it at some step in a while, and starts another one later. */
  crash(): void;
  /** Kills it now, for hours. */
  outage(): void;
  wantSweep(): Promise<void>;
  close(): Promise<void>;
}

/** Everything in it follows from the seed. */
export async function worldOf(seed: number): Promise<World> {
  const random = randomOf(seed);
  const clock = daysClock(START);
  const cloud = cloudOf(clock.now, random);
  const slack = simulatedSlack(random);
  const agenda = agendaOf();
  const current: { process: Process | null } = { process: null };
  const running = (): Process | null => current.process;
  const store = await memoryStore({
    atStatement: () => running()?.life.atStatement(),
    onWanted: () => running()?.poke(),
  });
  let made = 0;
  const nextId = (): number => ++made;
  const ids = { findingId: () => `f-${nextId()}`, leaseToken: () => `lease-${nextId()}` };
  const outside: Outside = { clock, cloud, slack, store: store.ofProcess, ids };
  const deliveries = deliveriesOf({ agenda, now: clock.now, random, running, mayCrash });
  const onlooker = { ...outside, store: store.ofOnlooker };
  const people = peopleOf({ agenda, outside: onlooker, random, running, mayCrash });
  const { takeHeard } = deliveries;
  const holds = watched({
    ...{ store, cloud, slack, takeHeard },
    clicks: people.clicks,
    now: clock.now,
  });

  async function restart(): Promise<void> {
    // One that did not get so far as to die is killed now.
    running()?.life.end();
    await noteUnheard();
    current.process = await startProcess(outside);
  }
  /** Of a message whose posting was under way when the process died nobody knows. */
  async function noteUnheard(): Promise<void> {
    for (const message of slack.messages.slice(-UNDER_WAY_MAX)) {
      const live = (await store.ofOnlooker.post(message.subjectId))?.address;
      if (live?.messageTs !== message.address.messageTs) message.isUnheard = true;
    }
  }
  function crash(): void {
    const death = random.pick(['beforeCall', 'afterCall', 'atStatement'] as const);
    running()?.life.dieIn(random.whole(1, death === 'atStatement' ? 60 : 12), death);
    restartIn(random.whole(20, 600) * SECOND_MS);
  }
  /** Where there is something to do a crash breaks more than at any other moment. */
  function mayCrash(): void {
    if (random.chance(0.05)) crash();
  }
  function restartIn(delayMs: number): void {
    agenda.plan(clock.now() + delayMs, 'a start', restart);
  }

  return {
    ...{ random, clock, cloud, slack, agenda, deliveries, people, holds, nextId, restart },
    // Nobody waits for work where no process runs.
    dueAt: () => (running()?.life.isOver() === false ? store.dueAt() : null),
    crash,
    outage: () => {
      running()?.life.end();
      restartIn(random.whole(20, 300) * MINUTE_MS);
    },
    wantSweep: async () => {
      // Not beside a transaction of the process.
      await clock.settle();
      await store.ofOnlooker.wantTask({ ...PLACE, name: 'sweep' }, clock.now());
    },
    close: async () => {
      running()?.life.end();
      await store.close();
    },
  };
}

/** As many messages may be posted at once: more than there are jobs at once. */
const UNDER_WAY_MAX = 20;

export const DAY_MS = 24 * HOUR_MS;
