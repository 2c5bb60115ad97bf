import { type Instant, MINUTE_MS } from '../../src/domain/instant.ts';
import { START } from '../support/findings.ts';
import { planDay } from './day.ts';
import { Broken } from './invariants/broken.ts';
import { DAY_MS, type World, worldOf } from './run/world.ts';

/** What came of days: they held, or what broke, on which day (from 1 on) and after which step. */
export type Simulated =
  | {
      readonly kind: 'held';
      readonly days: number;
      readonly steps: number;
      /** How often which event, or call to EC2, came. */
      readonly tally: ReadonlyMap<string, number>;
    }
  | { readonly kind: 'broken'; readonly day: number; readonly step: string; readonly why: string };

/** Lives through random days, one after the other, in one world: everything that happens follows from the
 * seed. After every step what must always hold is looked at. `onStep` hears what each did.
 * @throws whatever the product throws that it should not. */
export async function simulate(
  seed: number,
  days: number,
  onStep: (step: string) => void = () => undefined,
): Promise<Simulated> {
  const world = await worldOf(seed);
  let [day, steps, step] = [1, 0, 'the start'];
  const note = (what: string): void => {
    steps += 1;
    step = `${new Date(world.clock.now()).toISOString()} ${what}`;
    onStep(step);
  };
  try {
    await world.restart();
    // What was open before the first sweep would be a baseline, which no finding tells.
    await world.wantSweep();
    for (; day <= days; day += 1) {
      planDay(world);
      await live(world, START + day * DAY_MS, note);
      await rest(world);
      note(`the end of day ${day}`);
      await world.holds.quiet();
    }
    return { kind: 'held', days, steps, tally: world.holds.tally() };
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return { kind: 'broken', day, step, why: error.message };
  } finally {
    await world.close();
  }
}

/** Lets happen what is planned until a moment. */
async function live(world: World, until: Instant, note: (what: string) => void): Promise<void> {
  const { agenda, clock, cloud, deliveries, dueAt, holds } = world;
  for (let item = agenda.take(until); item !== null; item = agenda.take(until)) {
    await clock.moveTo(item.at, dueAt);
    note(item.what);
    await item.go();
    await clock.settle();
    deliveries.send(cloud.takeRecords());
    holds.step();
  }
  await clock.moveTo(until, dueAt);
  deliveries.send(cloud.takeRecords());
  holds.step();
}

/** How many minutes a day may go on for what a deadline, or the end of an exemption, began at its end. */
const REST_MAX = 15;

async function rest({ clock, dueAt, holds }: World): Promise<void> {
  for (let minutes = 0; minutes < REST_MAX && holds.isBusy(); minutes += 1) {
    await clock.moveTo(clock.now() + MINUTE_MS, dueAt);
    holds.step();
  }
}
