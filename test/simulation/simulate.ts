import { openSqliteStore } from '../../src/adapters/store/sqlite-store.ts';
import { HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../../src/domain/instant.ts';
import { planRevert } from '../../src/domain/plan/plan.ts';
import type { ExposureChange } from '../../src/domain/change/exposure-change.ts';
import { HOME_ACCOUNT, START } from '../support/findings.ts';
import { daysClock } from './clock.ts';
import { cloud as cloudOf, PLACE } from './cloud.ts';
import { happenSomething } from './happenings.ts';
import { Broken, type Click, invariants } from './invariants.ts';
import { type Outside, type Process, startProcess } from './product.ts';
import { randomOf } from './random.ts';
import { mayApprove, type Message, simulatedSlack } from './slack.ts';

/** The process that runs: none yet. */
function nobody(): Process | null {
  return null;
}

const DAY_MS = 24 * HOUR_MS;
/** The hours at the end of a day in which nothing new happens, and nothing fails: then all is told. */
const QUIET_MS = 2 * HOUR_MS;
/** The first minutes of a day, in which nothing happens either. */
const MORNING_MS = 10 * MINUTE_MS;
/** How long after a failed hearing a queue delivers its message again, in ms. */
const REDELIVERY_MS = 30 * SECOND_MS;

/** What came of days: they held, or what broke, on which day and after which step. */
export type Simulated =
  | { readonly kind: 'held'; readonly days: number; readonly steps: number }
  | { readonly kind: 'broken'; readonly day: number; readonly step: string; readonly why: string };

/** Lives through random days, one after the other, in one world: everything that happens follows from the
 * seed. After every step what must always hold is looked at.
 * @throws whatever the product throws that it should not. */
export async function simulate(seed: number, days: number): Promise<Simulated> {
  const random = randomOf(seed);
  const clock = daysClock(START);
  const cloud = cloudOf(clock.now, random);
  const slack = simulatedSlack(random);
  let running = nobody();
  const store = await openSqliteStore(':memory:', {
    onCommit: () => undefined,
    onWanted: () => running?.poke(),
  });
  let [made, steps, lastStep] = [0, 0, 'the start'];
  const findingIds: string[] = [];
  const ids = {
    findingId: () => {
      const id = `f-${findingIds.length + 1}`;
      findingIds.push(id);
      return id;
    },
    leaseToken: () => `lease-${++made}`,
  };
  const outside: Outside = { clock, cloud, slack, store, ids };
  const clicks: Click[] = [];
  const heard = new Set<string>();
  const holds = invariants(
    { store, cloud, slack, now: clock.now, findingIds: () => findingIds },
    clicks,
  );
  const agenda: { readonly at: Instant; readonly what: string; readonly go: () => unknown }[] = [];

  function plan(delayMs: number, what: string, go: () => unknown): void {
    agenda.push({ at: clock.now() + delayMs, what, go });
  }

  /** Records are on their way for a while; some come twice, and of some CloudTrail says nothing. */
  function send(changes: readonly ExposureChange[]): void {
    for (const change of changes) {
      if (random.chance(0.03)) continue;
      const copies = random.chance(0.15) ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) {
        const isLate = random.chance(0.15);
        const delayMs = random.whole(1, isLate ? 2_400 : 30) * SECOND_MS;
        plan(delayMs, `record ${change.record.eventId}`, () => deliver(change, 1));
      }
    }
  }
  function deliver(change: ExposureChange, receiveCount: number): void {
    const process = running;
    const again = (): void =>
      plan(REDELIVERY_MS, `record ${change.record.eventId} again`, () =>
        deliver(change, receiveCount + 1),
      );
    if (process === null) return again();
    let isSettled = false;
    process.hear(change, receiveCount).then(
      () => {
        isSettled = true;
        heard.add(change.record.eventId);
      },
      () => {
        isSettled = true;
        again();
      },
    );
    // A process that dies says nothing: the queue waits for as long as a message is hidden.
    plan(5 * MINUTE_MS, `record ${change.record.eventId} seen to`, () => {
      if (!isSettled && process.life.isOver()) deliver(change, receiveCount + 1);
    });
  }

  function crash(): void {
    running?.life.dieIn(random.whole(1, 12), random.pick(['before', 'after'] as const));
    plan(random.whole(20, 600) * SECOND_MS, 'start', restart);
  }
  async function restart(): Promise<void> {
    // One that did not get so far as to die is killed now.
    running?.life.end();
    running = await startProcess(outside);
  }

  /** Somebody looks at an alert, perhaps an old copy of it, and submits a while later. */
  async function click(): Promise<void> {
    const process = running;
    const alerts = slack.messages.filter(({ subjectId }) => subjectId.startsWith('f-'));
    if (process === null || process.life.isOver() || alerts.length === 0) return;
    const message = random.chance(0.7) ? alerts.at(-1) : random.pick(alerts);
    if (message === undefined) return;
    const findingId = message.subjectId;
    const finding = await store.finding(findingId);
    const shown = finding === null ? null : planRevert(finding, HOME_ACCOUNT);
    if (shown === null || typeof shown === 'string') return;
    const user = random.pick(slack.users);
    const times = random.chance(0.2) ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      plan(random.whole(2, 240) * SECOND_MS, `${user.userId} approves ${findingId}`, () =>
        submit(user.userId, message, shown.hash),
      );
    }
  }
  async function submit(userId: string, message: Message, planHash: string): Promise<void> {
    const user = slack.users.find((each) => each.userId === userId);
    const process = running;
    if (user === undefined || process === null || process.life.isOver()) return;
    const { subjectId: findingId, address } = message;
    const live = (await store.post(findingId))?.address ?? null;
    const isLive = live?.messageTs === address.messageTs;
    const at = clock.now();
    clicks.push({ at, userId, findingId, planHash, mayApprove: mayApprove(user), isLive });
    process.desk.approveRevert({ userId, findingId, address, planHash }).catch(() => undefined);
  }

  function changePeople(): void {
    const user = random.pick(slack.users);
    if (random.chance(0.5)) user.isDeactivated = !user.isDeactivated;
    else user.isInGroup = !user.isInGroup;
  }
  function moderate(): void {
    const message = slack.messages.length === 0 ? null : random.pick(slack.messages);
    if (message !== null) slack.delete(message);
  }
  function fallIll(): void {
    Object.assign(cloud.health, {
      throttled: random.pick([0, 0.05, 0.3]),
      lost: random.pick([0, 0.1, 0.3]),
      stale: random.pick([0, 0.2, 0.6]),
    });
    Object.assign(slack.health, {
      refused: random.pick([0, 0.05, 0.3]),
      lost: random.pick([0, 0.05, 0.2]),
    });
  }
  function getWell(): void {
    Object.assign(cloud.health, { throttled: 0, lost: 0, stale: 0 });
    Object.assign(slack.health, { refused: 0, lost: 0 });
  }

  function planDay(): void {
    const busyMs = DAY_MS - QUIET_MS;
    const sometime = (): number => random.whole(MORNING_MS, busyMs);
    const often = (from: number, to: number, what: string, go: () => unknown): void => {
      for (let i = random.whole(from, to); i > 0; i -= 1) plan(sometime(), what, go);
    };
    often(3, 9, 'a change', () => happenSomething(cloud, random, `sgr-${++made}`));
    often(4, 12, 'a click', click);
    often(0, 2, 'a crash', crash);
    often(0, 2, 'people', changePeople);
    often(0, 1, 'a moderator', moderate);
    often(1, 3, 'health', fallIll);
    often(1, 2, 'a sweep', wantSweep);
    plan(busyMs, 'the evening', getWell);
    plan(busyMs + HOUR_MS, 'an evening restart', restart);
    plan(busyMs + HOUR_MS + 10 * MINUTE_MS, 'an evening sweep', wantSweep);
  }
  async function wantSweep(): Promise<void> {
    await store.wantTask({ ...PLACE, name: 'sweep' }, clock.now());
  }

  async function live(until: Instant): Promise<void> {
    for (;;) {
      agenda.sort((a, b) => b.at - a.at);
      const next = agenda.at(-1);
      if (next === undefined || next.at > until) break;
      agenda.pop();
      await clock.moveTo(next.at, store.nextDueAt);
      lastStep = `${new Date(next.at).toISOString()} ${next.what}`;
      await next.go();
      await clock.settle();
      send(cloud.takeRecords());
      await holds.check();
      steps += 1;
    }
    await clock.moveTo(until, store.nextDueAt);
    send(cloud.takeRecords());
  }

  let day = 0;
  try {
    await restart();
    // What was open before the first sweep would be a baseline, which no finding tells.
    await wantSweep();
    for (; day < days; day += 1) {
      planDay();
      await live(START + (day + 1) * DAY_MS);
      lastStep = 'its end';
      await holds.checkQuiet(heard);
      heard.clear();
    }
    return { kind: 'held', days, steps };
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    if (process.env['SIM_DUMP']) {
      console.log(JSON.stringify(cloud.scenes.slice(-12), null, 1));
      for (const id of findingIds) {
        const f = await store.finding(id);
        if (f !== null && (f.state.kind !== 'closed' || error.message.includes(`${id} `))) {
          console.log(JSON.stringify(f));
          if (error.message.includes(`${id} `)) for (const e of await store.events(id, 0)) console.log('EVENT', new Date(e.at).toISOString(), JSON.stringify(e));
        }
      }
    }
    return { kind: 'broken', day, step: lastStep, why: error.message };
  } finally {
    running?.life.end();
    await store.close();
  }
}
