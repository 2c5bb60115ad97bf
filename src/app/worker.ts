import { isHardeningId } from '../domain/hardening/subject.ts';
import { type Instant, MINUTE_MS, SECOND_MS } from '../domain/instant.ts';
import { messageOf, OutsideError } from '../domain/outside-error.ts';
import { type ActNeeds, act, giveUpActing } from './jobs/act.ts';
import { type ActHardeningNeeds, actHardening, giveUpHardening } from './jobs/act-hardening.ts';
import { type ShowNeeds, show } from './jobs/show.ts';
import { type TieFindingNeeds, tieFinding } from './jobs/tie.ts';
import { wake } from './jobs/wake.ts';
import { wakeHardening } from './jobs/wake-hardening.ts';
import { giveUpWeighing, type WeighNeeds, weighFinding } from './jobs/weigh.ts';
import type { Job, JobKind, People } from './ports.ts';
import { storeFrom } from './store-from.ts';
import { type RunNeeds, run } from './tasks/run.ts';

/** How long a job may hold its lease, in ms: longer than the longest job, which is the execution of
 * a plan (`EXECUTION_MS_MAX`, and its writes). After a crash a job waits for this at most. */
export const LEASE_MS = 3 * MINUTE_MS;
/** How many jobs run at once. They wait for AWS or Slack for most of their time. */
export const JOBS_AT_ONCE = 13;
/** How many of them may be looks and tasks, which take many seconds: the rest is left for reverts and
 * alerts, for which people wait. */
export const LOOKS_AT_ONCE = 5;
/** How many of them may be looks, tasks and reverts, which read back for half a minute: the rest is
 * left for alerts. */
export const READERS_AT_ONCE = 8;
/** How many of them may be weighings, which have room of their own: an alert waits two seconds for its
 * weight, and looks may take all of theirs. */
export const WEIGHINGS_AT_ONCE = 3;
/** Tries of one job. With the back-off below that is about seven hours; after them the job is
 * dropped with an error, and comes back with the next change or start. */
export const ATTEMPTS_MAX = 100;
/** Tries of a revert: nobody should wait for hours for what they approved a minute ago. */
export const ACT_ATTEMPTS_MAX = 6;
/** Tries of a weighing, about half a minute and the calls: then the alert says what is not known. */
export const WEIGH_ATTEMPTS_MAX = 6;
const BACK_OFF_FIRST_MS = SECOND_MS;
const BACK_OFF_MAX_MS = 5 * MINUTE_MS;
/** How long the worker sleeps at most when nothing is due, in ms: another process may add jobs. */
const IDLE_MS_MAX = SECOND_MS;

export interface WorkerNeeds
  extends ActNeeds,
    ActHardeningNeeds,
    ShowNeeds,
    WeighNeeds,
    TieFindingNeeds,
    RunNeeds {
  readonly people: People;
}

export interface Worker {
  /** Looks for work now instead of at the next idle moment. */
  poke(): void;
  /** Takes no more jobs and resolves when those under way have ended. */
  stop(): Promise<void>;
}

/** Takes jobs as they fall due, several at once, until stopped. */
export function startWorker(needs: WorkerNeeds): Worker {
  const stopping = new AbortController();
  let idle = new AbortController();
  const running = new Map<Promise<void>, JobKind>();

  function start(job: Job): void {
    const run = runJob(job, needs).finally(() => {
      running.delete(run);
      idle.abort();
    });
    running.set(run, job.kind);
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      idle = new AbortController();
      const kinds = kindsToTake([...running.values()]);
      const next = kinds.length === 0 ? LONGEST_IDLE : await takeJob(kinds, needs);
      if (next.kind === 'job') start(next.job);
      else await needs.clock.wait(next.ms, idle.signal);
    }
    await Promise.all(running.keys());
  }

  const done = loop();
  return {
    poke: () => idle.abort(),
    stop: () => {
      stopping.abort();
      idle.abort();
      return done;
    },
  };
}

const KINDS: readonly JobKind[] = ['show', 'tie', 'weigh', 'act', 'wake', 'run'];

/** The kinds of job that may begin beside those that run. */
export function kindsToTake(running: readonly JobKind[]): readonly JobKind[] {
  const count = (...kinds: readonly JobKind[]): number =>
    running.filter((kind) => kinds.includes(kind)).length;
  if (running.length >= JOBS_AT_ONCE) return [];
  const looks = count('wake', 'run');
  const readers = looks + count('act');
  const isFull: Readonly<Record<JobKind, boolean>> = {
    show: false,
    tie: false,
    weigh: count('weigh') >= WEIGHINGS_AT_ONCE,
    act: readers >= READERS_AT_ONCE,
    wake: readers >= READERS_AT_ONCE || looks >= LOOKS_AT_ONCE,
    run: readers >= READERS_AT_ONCE || looks >= LOOKS_AT_ONCE,
  };
  return KINDS.filter((kind) => !isFull[kind]);
}

type Next =
  | { readonly kind: 'job'; readonly job: Job }
  /** Nothing to do for so long. */
  | { readonly kind: 'idle'; readonly ms: number };

const LONGEST_IDLE: Next = { kind: 'idle', ms: IDLE_MS_MAX };

async function takeJob(
  kinds: readonly JobKind[],
  { store, clock, ids, log }: WorkerNeeds,
): Promise<Next> {
  try {
    const lease = { token: ids.leaseToken(), ms: LEASE_MS };
    const job = await store.takeJob(clock.now(), lease, kinds);
    if (job !== null) return { kind: 'job', job };
    // What is due may be of a kind that has to wait for one that runs.
    if (kinds.length < KINDS.length) return LONGEST_IDLE;
    const dueAt = await store.nextDueAt();
    if (dueAt === null) return LONGEST_IDLE;
    return { kind: 'idle', ms: Math.min(Math.max(dueAt - clock.now(), 0), IDLE_MS_MAX) };
  } catch (error) {
    // A job may well be due: what the database refuses is not asked for again without a pause.
    log.error({ error }, 'jobs could not be taken from the database');
    return LONGEST_IDLE;
  }
}

async function runJob(job: Job, needs: WorkerNeeds): Promise<void> {
  const { store, log } = needs;
  try {
    const again = await work(job, needs);
    if (again === null) await store.finishJob(job);
    else await store.retryJob(job, again, 'It is not due yet');
  } catch (error) {
    log.warn({ job, error }, 'job failed');
    await settleFailure(job, error, needs).catch((failure: unknown) => {
      // The lease runs out by itself and the job is taken again.
      log.error({ job, error: failure }, 'a failed job could not be given back');
    });
  }
}

/** Does a job. Gives the moment at which it is to be done again; null where nothing asks for that. */
async function work(job: Job, worker: WorkerNeeds): Promise<Instant | null> {
  const needs = fromJob(job, worker);
  if (job.kind === 'wake') {
    return isHardeningId(job.subject)
      ? wakeHardening(job.subject, needs)
      : wake(job.subject, needs);
  }
  await workOnce({ ...job, kind: job.kind }, needs);
  return null;
}

function workOnce(
  job: Job & { readonly kind: Exclude<JobKind, 'wake'> },
  needs: WorkerNeeds,
): Promise<void> {
  switch (job.kind) {
    case 'show':
      return show(job.subject, needs);
    case 'act':
      return isHardeningId(job.subject)
        ? actHardening(job.subject, needs)
        : act(job.subject, needs);
    case 'weigh':
      return weighFinding(job.subject, needs);
    case 'tie':
      return tieFinding(job.subject, needs);
    case 'run':
      return run(job.subject, needs);
  }
}

/** What a job changes is from it. */
function fromJob({ kind, subject }: Job, needs: WorkerNeeds): WorkerNeeds {
  return { ...needs, store: storeFrom(needs.store, { kind: 'job', job: kind, subject }) };
}

async function settleFailure(job: Job, error: unknown, worker: WorkerNeeds): Promise<void> {
  const needs = fromJob(job, worker);
  const { store, clock, log } = needs;
  const reason = messageOf(error);
  if (job.attempts < attemptsMaxOf(job) && isWorthTrying(error)) {
    await store.retryJob(job, clock.now() + backOffMs(job.attempts), reason);
    return;
  }
  log.error({ job, reason }, 'job given up');
  if (job.kind === 'act') await giveUp(job.subject, error, needs);
  if (job.kind === 'weigh') await giveUpWeighing(job.subject, error, needs);
  await store.finishJob(job);
}

function giveUp(subject: string, error: unknown, needs: WorkerNeeds): Promise<void> {
  return isHardeningId(subject)
    ? giveUpHardening(subject, error, needs)
    : giveUpActing(subject, error, needs);
}

function attemptsMaxOf({ kind }: Job): number {
  if (kind === 'act') return ACT_ATTEMPTS_MAX;
  return kind === 'weigh' ? WEIGH_ATTEMPTS_MAX : ATTEMPTS_MAX;
}

/** A bug does not heal by trying again; what Slack refuses may, once a person has mended it. */
function isWorthTrying(error: unknown): boolean {
  return error instanceof OutsideError;
}

/** 1 s, 2 s, 4 s … up to the longest. */
export function backOffMs(attempts: number): number {
  return Math.min(BACK_OFF_FIRST_MS * 2 ** (attempts - 1), BACK_OFF_MAX_MS);
}
