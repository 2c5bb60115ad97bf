import { DAY_MS } from '../../domain/instant.ts';
import type { Notice } from '../../domain/notice.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { type Task, taskText } from '../../domain/task.ts';
import type { AnchorFile, Channel, Clock, Log, LogEnd, Store } from '../ports.ts';
import type { Progress } from './task-needs.ts';

export interface AnchorNeeds {
  readonly store: Store;
  readonly policy: Policy;
  readonly channel: Channel;
  readonly anchorFile: AnchorFile;
  readonly clock: Clock;
  readonly log: Log;
}

/** The last anchor that was given out, and on which day since 1970 (UTC). */
interface LastAnchor extends LogEnd {
  readonly day: number;
}

/** Holds the log against the last anchor, and gives its end out once a day, or at once where the log is not
 * what that anchor says. A crash between giving out and noting it gives the same anchor out twice.
 * @throws OutsideError when Slack, the file or the store did not do it now. */
export async function anchor(task: Task, needs: AnchorNeeds): Promise<Progress> {
  const { store, clock, log } = needs;
  const now = clock.now();
  const day = Math.floor(now / DAY_MS);
  const last = await readLast(task, store);
  const end = await store.logEnd();
  const isWhole = last === null || (await hasStill(last, store));
  if (isWhole && last?.day === day) return 'done';
  await giveOut(end, needs);
  log.info({ ...end }, 'log anchored');
  const cursor = { name: taskText(task), text: JSON.stringify({ ...end, day }) };
  await store.saveCursor(cursor, isWhole ? null : cutOffNotice(last, end), now);
  return 'done';
}

async function readLast(task: Task, store: Store): Promise<LastAnchor | null> {
  const text = await store.cursor(taskText(task));
  return text === null ? null : (JSON.parse(text) as LastAnchor);
}

async function hasStill({ seq, hash }: LastAnchor, store: Store): Promise<boolean> {
  return seq === 0 || (await store.logHash(seq)) === hash;
}

async function giveOut(end: LogEnd, needs: AnchorNeeds): Promise<void> {
  const { logAnchor } = needs.policy;
  if (logAnchor === undefined) return;
  if (logAnchor.kind === 'file') {
    const at = new Date(needs.clock.now()).toISOString();
    await needs.anchorFile.append(logAnchor.path, JSON.stringify({ at, ...end }));
    return;
  }
  await needs.channel.postNotice(logAnchor.channelId, anchorNotice(end));
}

function anchorNotice({ seq, hash }: LogEnd): Notice {
  return {
    id: `anchor/${seq}`,
    title: `Portcullis's log ends at entry ${seq}`,
    detail: `Its hash is ${hash}. To check a database against it: portcullis verify-log --anchor ${seq}:${hash}`,
    count: 1,
  };
}

function cutOffNotice(last: LogEnd | null, end: LogEnd): Notice | null {
  if (last === null) return null;
  return {
    id: `cut-off/${last.seq}/${last.hash}`,
    title: `Portcullis's log does not have entry ${last.seq} any more, as it was`,
    detail:
      `The last anchor was ${last.seq}:${last.hash}; the log ends at ${end.seq}:${end.hash}. Unless a backup ` +
      'was restored, somebody cut it off or made it anew. Run portcullis verify-log with the anchors ' +
      'of the process log, and look at who can write the database.',
    count: 1,
  };
}
