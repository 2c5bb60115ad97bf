import { HOUR_MS, MINUTE_MS } from '../../src/domain/instant.ts';
import { DAY_MS, type World } from './run/world.ts';
import { happenSomething } from './world/happenings.ts';

/** The hours at the end of a day in which nothing new happens, and nothing fails: then all is told. */
const QUIET_MS = 2 * HOUR_MS;
const BUSY_MS = DAY_MS - QUIET_MS;
/** The first minutes of a day, in which nothing happens either. */
const MORNING_MS = 20 * MINUTE_MS;

/** Plans what happens on a day that begins now. */
export function planDay(world: World): void {
  const { agenda, clock, cloud, random, nextId } = world;
  const dawn = clock.now();

  function often(from: number, to: number, what: string, go: () => unknown): void {
    for (let times = random.whole(from, to); times > 0; times -= 1) {
      agenda.plan(dawn + random.whole(MORNING_MS, BUSY_MS), what, go);
    }
  }
  often(4, 10, 'a change', () => happenSomething(cloud, random, `sgr-${nextId()}`));
  often(8, 20, 'a look', () => world.people.look());
  often(0, 2, 'a crash', world.crash);
  if (random.chance(0.15)) often(1, 1, 'an outage', world.outage);
  often(0, 2, 'people come and go', () => comeOrGo(world));
  often(0, 1, 'a moderator', () => moderate(world));
  often(1, 3, 'an illness', () => fallIll(world));
  often(1, 2, 'a sweep', world.wantSweep);
  agenda.plan(dawn + BUSY_MS, 'the evening', () => getWell(world));
  agenda.plan(dawn + BUSY_MS + HOUR_MS, 'an evening restart', world.restart);
  agenda.plan(dawn + BUSY_MS + HOUR_MS + 10 * MINUTE_MS, 'an evening sweep', world.wantSweep);
}

function comeOrGo({ random, slack }: World): void {
  const user = random.pick(slack.users);
  if (random.chance(0.5)) user.isDeactivated = random.chance(0.3);
  else user.isInGroup = random.chance(0.6);
}

function moderate({ random, slack }: World): void {
  if (slack.messages.length > 0) slack.delete(random.pick(slack.messages));
}

function fallIll({ random, cloud, slack }: World): void {
  cloud.health.throttled = random.pick([0, 0.05, 0.3]);
  cloud.health.lost = random.pick([0, 0.1, 0.3]);
  cloud.health.stale = random.pick([0, 0.2, 0.6]);
  slack.health.refused = random.pick([0, 0.05, 0.3]);
  slack.health.lost = random.pick([0, 0.05, 0.2]);
}

function getWell({ cloud, slack }: World): void {
  Object.assign(cloud.health, { throttled: 0, lost: 0, stale: 0 });
  Object.assign(slack.health, { refused: 0, lost: 0 });
}
