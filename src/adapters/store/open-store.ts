import { type Dialect, Kysely, Migrator } from 'kysely';
import type { Store } from '../../app/ports.ts';
import { taskText } from '../../domain/task.ts';
import { readCursor, saveCursor } from './cursor-rows.ts';
import type { Db, Tx } from './db.ts';
import { admit, change } from './decisions.ts';
import { countFindings, readFinding, readOpenFindings } from './finding-rows.ts';
import { readGroup, readGroupIdsAfter, readGroupsLastSeenBefore } from './group-rows.ts';
import { readInterface, readInterfacesLastSeenBefore, readInterfacesOf } from './interface-rows.ts';
import { noteInterfacesRead, readInterfacesReadAt } from './interfaces-read-rows.ts';
import { finishJob, nextDueAt, retryJob, takeJob, wantJob } from './job-rows.ts';
import { readGroupsUsing, readList } from './list-rows.ts';
import { type LogAnchor, readEvents, readLogHead } from './log-rows.ts';
import { migrationProvider } from './migrations.ts';
import { forgetUnseen, learn, observe } from './observations.ts';
import { outside } from './outside.ts';
import { noteOwnRequest } from './own-request-rows.ts';
import * as posts from './post-rows.ts';
import { readOutcome, readRecordSummary } from './record-rows.ts';
import type { Database } from './schema.ts';
import { type LogVerdict, verifyLog } from './verify-log.ts';
import { wantAll } from './want-all.ts';

export interface OpenStore extends Store {
  /** Checks the chain, folds every finding again and compares. */
  verifyLog(): Promise<LogVerdict>;
  close(): Promise<void>;
}

/** The store on any engine that Kysely speaks to, its schema brought up to date. `name` tells people
 * which database it is; `onCommit` hears the end of the log after each commit that moved it.
 * @throws OutsideError when the database cannot be opened or migrated. */
export async function openStore(
  dialect: () => Dialect,
  { name, onCommit }: { readonly name: string; readonly onCommit: (anchor: LogAnchor) => void },
): Promise<OpenStore> {
  const db = await outside(`open the database ${name}`, async () => {
    const opened = new Kysely<Database>({ dialect: dialect() });
    await migrate(opened);
    return opened;
  });
  return storeOn(db, onCommit);
}

async function migrate(db: Db): Promise<void> {
  const { error } = await new Migrator({ db, provider: migrationProvider }).migrateToLatest();
  if (error === undefined) return;
  await db.destroy();
  throw error;
}

function storeOn(db: Db, onCommit: (anchor: LogAnchor) => void): OpenStore {
  const read = <T>(work: (db: Db) => Promise<T>): Promise<T> =>
    outside('read the database', () => work(db));
  const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    outside('write to the database', () => db.transaction().execute(work));

  /** A write that may append to the log. */
  async function writeAnchored<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const { result, before, after } = await write(async (tx) => {
      const before = await readLogHead(tx);
      const result = await work(tx);
      return { result, before, after: await readLogHead(tx) };
    });
    if (after.seq > before.seq) onCommit(after);
    return result;
  }

  return {
    admit: (record, judge, now) => writeAnchored((tx) => admit(tx, record, judge, now)),
    change: (findingId, decide, now) => writeAnchored((tx) => change(tx, findingId, decide, now)),
    notify: (notice, now) => write((tx) => posts.addNotice(tx, notice, now)),

    outcome: (record) => read((db) => readOutcome(db, record)),
    cursor: (name) => read((db) => readCursor(db, name)),
    saveCursor: (cursor, notice, now) => write((tx) => saveCursor(tx, cursor, notice, now)),
    observe: (groups, judge, cursorAfter, now) =>
      writeAnchored((tx) => observe(tx, { groups, judge, cursorAfter, now })),
    groupsLastSeenBefore: (place, before, limit) =>
      read((db) => readGroupsLastSeenBefore(db, place, before, limit)),
    learn: (about, judge, now) => writeAnchored((tx) => learn(tx, about, judge, now)),
    forgetGroup: (group, judge, now) => writeAnchored((tx) => forgetUnseen(tx, group, judge, now)),
    wantTask: (task, dueAt) =>
      write((tx) => wantJob(tx, { kind: 'run', subject: taskText(task), dueAt })),

    group: (address) => read((db) => readGroup(db, address)),
    list: (address) => read((db) => readList(db, address)),
    networkInterface: (address) => read((db) => readInterface(db, address)),
    interfacesOf: (instance) => read((db) => readInterfacesOf(db, instance)),
    interfacesLastSeenBefore: (place, before, limit) =>
      read((db) => readInterfacesLastSeenBefore(db, place, before, limit)),
    groupIdsAfter: (place, groupId, limit) =>
      read((db) => readGroupIdsAfter(db, place, groupId, limit)),
    interfacesReadAt: (place, groupIds) => read((db) => readInterfacesReadAt(db, place, groupIds)),
    noteInterfacesRead: (place, groupIds, at) =>
      write((tx) => noteInterfacesRead(tx, place, groupIds, at)),
    groupsUsingList: (address) => read((db) => readGroupsUsing(db, address)),
    noteOwnRequest: (requestId, findingId) =>
      write((tx) => noteOwnRequest(tx, requestId, findingId)),

    finding: (findingId) => read((db) => readFinding(db, findingId)),
    openFindings: (limit) => read((db) => readOpenFindings(db, limit)),
    countFindings: () => read(countFindings),
    recordSummary: () => read(readRecordSummary),
    events: (findingId, afterVersion) => read((db) => readEvents(db, findingId, afterVersion)),

    post: (postId) => read((db) => posts.readPost(db, postId)),
    beginPosting: (postId) => write((tx) => posts.beginPosting(tx, postId)),
    cancelPosting: (postId) => write((tx) => posts.cancelPosting(tx, postId)),
    recordPosted: (postId, address, shownVersion) =>
      write((tx) => posts.recordPosted(tx, postId, address, shownVersion)),
    recordShown: (postId, shownVersion) =>
      write((tx) => posts.recordShown(tx, postId, shownVersion)),
    recordTold: (postId, toldVersion) => write((tx) => posts.recordTold(tx, postId, toldVersion)),
    forgetAddress: (postId) => write((tx) => posts.forgetAddress(tx, postId)),

    wantAll: (now) => write((tx) => wantAll(tx, now)),
    takeJob: (now, lease, kinds) => write((tx) => takeJob(tx, now, { ...lease, kinds })),
    finishJob: (job) => write((tx) => finishJob(tx, job)),
    retryJob: (job, dueAt, error) => write((tx) => retryJob(tx, job, dueAt, error)),
    nextDueAt: () => read(nextDueAt),

    verifyLog: () => read((db) => db.transaction().execute(verifyLog)),
    close: () => db.destroy(),
  };
}
