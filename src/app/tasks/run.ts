import { HOUR_MS } from '../../domain/instant.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import { type Task, taskOf, taskText } from '../../domain/task.ts';
import type { Accounts } from '../ports.ts';
import { type AnchorNeeds, anchor } from './anchor.ts';
import { poll } from './poll.ts';
import { isRoleRefused } from './role-refused.ts';
import { sweep } from './sweep.ts';
import type { Progress, TaskNeeds } from './task-needs.ts';
import { tidy } from './tidy.ts';

export interface RunNeeds extends TaskNeeds, AnchorNeeds {
  readonly accounts: Pick<Accounts, 'check'>;
}

/** Runs a task for a while. What it did not get done it asks for again: it goes on from its cursor.
 * What it may not do is a notice, and waits for the next time that it is asked for.
 * @throws OutsideError when AWS or the store did not do it now. */
export async function run(subject: string, needs: RunNeeds): Promise<void> {
  const task = taskOf(subject);
  if (LOOKS[task.name] && (await isRoleRefused(task.accountId, needs))) return;
  try {
    const progress = await progressOf(task, needs);
    needs.log.info({ task: subject, progress }, 'task ran');
    if (progress === 'more') await needs.store.wantTask(task, needs.clock.now());
  } catch (error) {
    if (!(error instanceof OutsideError) || error.code !== 'aws_denied') throw error;
    await reportDenied(task, error, needs);
  }
}

function progressOf(task: Task, needs: RunNeeds): Promise<Progress> {
  switch (task.name) {
    case 'poll':
      return poll(task, needs);
    case 'sweep':
      return sweep(task, needs);
    case 'anchor':
      return anchor(task, needs);
    case 'tidy':
      return tidy(task, needs);
  }
}

/** Which tasks make calls in the account that they are for. */
const LOOKS: Readonly<Record<Task['name'], boolean>> = {
  poll: true,
  sweep: true,
  anchor: false,
  tidy: false,
};

const MEANS: Readonly<Record<Task['name'], string>> = {
  anchor: 'The end of the log is not given out',
  tidy: 'What was kept for long enough stays',
  poll: 'What CloudTrail has is not asked for: without a queue, changes are not heard at all',
  sweep:
    'What is there is not compared with what is known: a change whose record is lost is not seen',
};

async function reportDenied(
  task: Task,
  { message }: OutsideError,
  { store, clock, log }: TaskNeeds,
): Promise<void> {
  const now = clock.now();
  log.error({ task: taskText(task), reason: message }, 'a task is not allowed');
  const notice = {
    id: `denied/${taskText(task)}/${Math.floor(now / HOUR_MS)}`,
    title: `Portcullis may not ${task.name} in ${task.accountId}, ${task.region}`,
    detail: `${message}. ${MEANS[task.name]}.`,
    count: 1,
  };
  await store.notify(notice, now);
}
