import { type Dialect, Kysely, Migrator } from 'kysely';
import type { Admission, Kept, Place, Store } from '../../app/ports.ts';
import type { Notice } from '../../domain/notice.ts';
import { taskText } from '../../domain/task.ts';
import { readCursor, saveCursor } from './cursor-rows.ts';
import type { Db, Tx } from './db.ts';
import { admit, change } from './decisions.ts';
import * as estate from './estate-rows.ts';
import {
  countFindings,
  readExempted,
  readFinding,
  readOpenFindings,
  readOpenReviews,
} from './finding-rows.ts';
import { readGroup, readGroupsAfter, readGroupsLastSeenBefore } from './group-rows.ts';
import * as guarded from './guarded-rows.ts';
import { changeHardening, propose } from './hardening-decisions.ts';
import { readHardening, readOpenHardeningsOn } from './hardening-rows.ts';
import { readInterface, readInterfacesLastSeenBefore, readInterfacesOf } from './interface-rows.ts';
import { noteInterfacesRead, readInterfacesReadAt } from './interfaces-read-rows.ts';
import { finishJob, nextDueAt, retryJob, takeJob, wantJob } from './job-rows.ts';
import { readKept } from './kept.ts';
import { readGroupsUsing, readList } from './list-rows.ts';
import { lockPlaces } from './locks.ts';
import { readLogEnd, readLogHash } from './log-pages.ts';
import {
  type LogAnchor,
  readEntries,
  readEvents,
  readHardeningEvents,
  writeLog,
} from './log-rows.ts';
import { migrationProvider } from './migrations.ts';
import { forgetUnseen, learn, observe } from './observations.ts';
import { outside } from './outside.ts';
import { noteOwnRequest } from './own-request-rows.ts';
import * as posts from './post-rows.ts';
import { readOutcome, readRecordSummary } from './record-rows.ts';
import type { Database } from './schema.ts';
import { holdOurs } from './schema-check.ts';
import { readBeside } from './standing-rows.ts';
import { tidyRows } from './tidy-rows.ts';
import { inSnapshot, transact } from './transact.ts';
import { type LogVerdict, verifyLog } from './verify-log.ts';
import { wantAll } from './want-all.ts';

export interface OpenStore extends Store {
  /** Checks the chain, folds every finding again and compares. */
  verifyLog(anchors?: readonly LogAnchor[]): Promise<LogVerdict>;
  close(): Promise<void>;
}

/** Whom a store tells of what it committed. */
export interface StoreListeners {
  /** Hears the end of the log after each commit that moved it. */
  readonly onCommit: (anchor: LogAnchor) => void;
  /** Called after each commit that asked for a job, so that it is not found by looking only. */
  readonly onWanted?: () => void;
}

/** The store on any engine that Kysely speaks to, its schema brought up to date. `name` tells people
 * which database it is.
 * @throws OutsideError when the database cannot be opened or migrated. */
export async function openStore(
  dialect: () => Dialect,
  { name, ...listeners }: StoreListeners & { readonly name: string },
): Promise<OpenStore> {
  const db = await outside(`open the database ${name}`, async () => {
    const opened = new Kysely<Database>({ dialect: dialect() });
    try {
      await migrate(opened);
      return opened;
    } catch (error) {
      await opened.destroy();
      throw error;
    }
  });
  return storeOn(db, listeners);
}

/** Brings a database up to date, under the lock that Kysely takes for it.
 * @throws Error when it is not ours or cannot be migrated; nothing is changed then. */
export async function migrate(db: Db): Promise<void> {
  await holdOurs(db);
  const { error } = await new Migrator({ db, provider: migrationProvider }).migrateToLatest();
  if (error !== undefined) throw error;
}

/** The store on a database whose schema is up to date. */
export function storeOn(
  db: Db,
  { onCommit, onWanted = () => undefined }: StoreListeners,
): OpenStore {
  const read = <T>(work: (db: Db) => Promise<T>): Promise<T> =>
    outside('read the database', () => work(db));
  const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    outside('write to the database', () => transact(db, work));
  const writeAt = <T>(place: Place, work: (tx: Tx) => Promise<T>): Promise<T> =>
    write(async (tx) => {
      await lockPlaces(tx, [place]);
      return work(tx);
    });

  /** A write that asks for a job. */
  async function writeWanted<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const result = await write(work);
    onWanted();
    return result;
  }

  /** A write that may append to the log. What is appended asks for jobs, each time. */
  async function writeAnchored<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const { result, anchor } = await write(async (tx) => {
      const result = await work(tx);
      return { result, anchor: await writeLog(tx) };
    });
    if (anchor !== null) {
      onCommit(anchor);
      onWanted();
    }
    return result;
  }

  return {
    admit: async (record, judge, now) => {
      let notice: Notice | null = null;
      const judgeNoting = (kept: Kept): Admission | null => {
        const admission = judge(kept);
        notice = admission?.notice ?? null;
        return admission;
      };
      const admitted = await writeAnchored((tx) => admit(tx, record, judgeNoting, now));
      // A notice is no event: the log does not tell of it.
      if (notice !== null) onWanted();
      return admitted;
    },
    change: (findingId, decide, now, from) =>
      writeAnchored((tx) => change(tx, findingId, decide, now, from)),
    propose: (proposed, other, now, from) =>
      writeAnchored((tx) => propose(tx, proposed, other, now, from)),
    changeHardening: (id, decide, now, from) =>
      writeAnchored((tx) => changeHardening(tx, id, decide, now, from)),
    notify: (notice, now) => writeWanted((tx) => posts.addNotice(tx, notice, now)),

    outcome: (record) => read((db) => readOutcome(db, record)),
    cursor: (name) => read((db) => readCursor(db, name)),
    saveCursor: async (cursor, notice, now) => {
      await write((tx) => saveCursor(tx, cursor, notice, now));
      if (notice !== null) onWanted();
    },
    observe: (groups, judge, cursorAfter, now, lists = [], from) =>
      writeAnchored((tx) => observe(tx, { groups, judge, cursorAfter, now, lists, from })),
    groupsLastSeenBefore: (place, before, limit) =>
      read((db) => readGroupsLastSeenBefore(db, place, before, limit)),
    learn: (about, judge, now, from) => writeAnchored((tx) => learn(tx, about, judge, now, from)),
    forgetGroup: (group, judge, now, from) =>
      writeAnchored((tx) => forgetUnseen(tx, group, judge, now, from)),
    wantTask: (task, dueAt) =>
      writeWanted((tx) => wantJob(tx, { kind: 'run', subject: taskText(task), dueAt })),

    kept: (about) => write((tx) => readKept(tx, about)),
    group: (address) => read((db) => readGroup(db, address)),
    list: (address) => read((db) => readList(db, address)),
    networkInterface: (address) => read((db) => readInterface(db, address)),
    interfacesOf: (instance) => read((db) => readInterfacesOf(db, instance)),
    interfacesLastSeenBefore: (place, before, limit) =>
      read((db) => readInterfacesLastSeenBefore(db, place, before, limit)),
    groupsAfter: (place, groupId, limit) =>
      read((db) => readGroupsAfter(db, place, groupId, limit)),
    beside: (place, groupIds) => read((db) => readBeside(db, place, groupIds)),
    interfacesReadAt: (place, groupIds) => read((db) => readInterfacesReadAt(db, place, groupIds)),
    noteInterfacesRead: (place, groupIds, at) =>
      writeAt(place, (tx) => noteInterfacesRead(tx, place, groupIds, at)),
    groupsUsingList: (address) => read((db) => readGroupsUsing(db, address)),
    noteFound: (address, found, at) =>
      writeAt(address, (tx) => estate.noteFound(tx, address, found, at)),
    closePart: (address, startedAt) =>
      writeAt(address, (tx) => estate.closePart(tx, address, startedAt)),
    noteNotLooked: (address, told, now) =>
      writeWanted(async (tx) => {
        await lockPlaces(tx, [address]);
        await estate.noteNotLooked(tx, address, told, now);
      }),
    keepParts: (place, parts) => writeAt(place, (tx) => estate.keepParts(tx, place, parts)),
    behind: (place, groupIds) => read((db) => estate.readBehind(db, place, groupIds)),
    estate: (place) => read((db) => estate.readEstate(db, place)),
    goneThings: (place) => read((db) => estate.readGone(db, place)),
    noteGuarded: (place, seen, at) =>
      writeAt(place, (tx) => guarded.noteGuarded(tx, place, seen, at)),
    guardedGroups: (place) => read((db) => guarded.readGuarded(db, place)),
    guardedNoMore: (place, before, limit) =>
      read((db) => guarded.readGuardedNoMore(db, place, before, limit)),
    closeGuarded: (place, ended, now) =>
      writeWanted(async (tx) => {
        await lockPlaces(tx, [place]);
        await guarded.closeGuarded(tx, place, ended, now);
      }),
    places: () => read(guarded.readPlaces),

    noteOwnRequest: (requestId, subjectId) =>
      write((tx) => noteOwnRequest(tx, requestId, subjectId)),

    finding: (findingId) => read((db) => readFinding(db, findingId)),
    hardening: (id) => read((db) => readHardening(db, id)),
    openHardeningsOn: (group) => read((db) => readOpenHardeningsOn(db, group)),
    hardeningEvents: (id, afterVersion) => read((db) => readHardeningEvents(db, id, afterVersion)),
    openFindings: (limit) => read((db) => readOpenFindings(db, limit)),
    exemptedFindings: () => read(readExempted),
    countFindings: () => read(countFindings),
    openReviews: () => read(readOpenReviews),
    recordSummary: () => read(readRecordSummary),
    logEntries: (subjectId) => read((db) => readEntries(db, subjectId)),
    tidy: (asked, now) => write((tx) => tidyRows(tx, asked, now)),
    logEnd: () => read(readLogEnd),
    logHash: (seq) => read((db) => readLogHash(db, seq)),
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

    verifyLog: (anchors = []) => read((db) => inSnapshot(db, (tx) => verifyLog(tx, anchors))),
    close: () => db.destroy(),
  };
}
