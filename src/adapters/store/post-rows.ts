import type { MessageAddress, Post } from '../../app/ports.ts';
import { assert } from '../../domain/assert.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Notice } from '../../domain/notice.ts';
import type { Db, Tx } from './db.ts';
import { wantJob } from './job-rows.ts';
import { lockNotice } from './locks.ts';
import type { Database } from './schema.ts';

/** A message that is to be posted, of which nothing is known yet. That of a finding or a hardening has its
 * id; a question has one of its own. */
export async function addPost(
  tx: Tx,
  post: { readonly id: string } & (
    | { readonly kind: 'finding' | 'hardening' }
    | { readonly kind: 'question'; readonly findingId: string }
    | { readonly kind: 'notice'; readonly notice: Notice }
  ),
): Promise<void> {
  await tx
    .insertInto('post')
    .values({
      id: post.id,
      finding_id: findingIdOf(post),
      hardening_id: post.kind === 'hardening' ? post.id : null,
      notice: post.kind === 'notice' ? JSON.stringify(post.notice) : null,
      channel_id: null,
      message_ts: null,
      attempts: 0,
      shown_version: 0,
      told_version: 0,
    })
    .execute();
}

function findingIdOf(post: Parameters<typeof addPost>[1]): string | null {
  if (post.kind === 'question') return post.findingId;
  return post.kind === 'finding' ? post.id : null;
}

export async function readPost(db: Db | Tx, postId: string): Promise<Post | null> {
  const row = await db.selectFrom('post').selectAll().where('id', '=', postId).executeTakeFirst();
  if (row === undefined) return null;
  return {
    id: row.id,
    subject: subjectOf(row),
    address: addressOf(row),
    attempts: row.attempts,
    shownVersion: row.shown_version,
    toldVersion: row.told_version,
  };
}

function subjectOf(row: {
  readonly id: string;
  readonly finding_id: string | null;
  readonly hardening_id: string | null;
  readonly notice: string | null;
}): Post['subject'] {
  if (row.finding_id !== null) {
    // A finding's alert has its id; whatever else tells of it asks whoever opened the door.
    const kind = row.id === row.finding_id ? 'finding' : 'question';
    return { kind, findingId: row.finding_id };
  }
  if (row.hardening_id !== null) return { kind: 'hardening', hardeningId: row.hardening_id };
  assert(row.notice !== null, `Post ${row.id} tells of a finding, a hardening or a notice`);
  return { kind: 'notice', notice: noticeOf(row.notice) };
}

function noticeOf(text: string): Notice {
  const { id, title, detail, count, people, isOnce } = JSON.parse(text) as Notice;
  return {
    id,
    title,
    detail,
    count,
    ...(people === undefined ? {} : { people }),
    ...(isOnce === undefined ? {} : { isOnce }),
  };
}

function addressOf(row: {
  readonly channel_id: string | null;
  readonly message_ts: string | null;
}): MessageAddress | null {
  if (row.channel_id === null || row.message_ts === null) return null;
  return { channelId: row.channel_id, messageTs: row.message_ts };
}

/** When a notice came last, in its row: absent from rows that are older than this. */
export interface NoticeKept {
  readonly keptAt?: Instant;
}

/** Adds a notice, or counts it with the one of the same id unless it is told once, and asks for it to be shown. */
export async function addNotice(tx: Tx, notice: Notice, now: Instant): Promise<void> {
  await lockNotice(tx, notice.id);
  const post = await readPost(tx, notice.id);
  if (post === null)
    await addPost(tx, { id: notice.id, kind: 'notice', notice: keptAt(notice, now) });
  else {
    assert(post.subject.kind === 'notice', `Post ${notice.id} is a notice`);
    // Whatever was told already asked to be shown then.
    if (notice.isOnce === true) return;
    const count = post.subject.notice.count + notice.count;
    const counted = keptAt({ ...notice, count }, now);
    await tx
      .updateTable('post')
      .set({ notice: JSON.stringify(counted) })
      .where('id', '=', notice.id)
      .execute();
  }
  await wantJob(tx, { kind: 'show', subject: notice.id, dueAt: now });
}

function keptAt(notice: Notice, now: Instant): Notice & NoticeKept {
  return { ...notice, keptAt: now };
}

/** Counts an attempt at posting before it is made. */
export function beginPosting(tx: Tx, postId: string): Promise<void> {
  return countAttempts(tx, postId, 1);
}

/** Takes an attempt back that is known to have posted nothing. */
export function cancelPosting(tx: Tx, postId: string): Promise<void> {
  return countAttempts(tx, postId, -1);
}

async function countAttempts(tx: Tx, postId: string, by: 1 | -1): Promise<void> {
  await tx
    .updateTable('post')
    .set((eb) => ({ attempts: eb('attempts', '+', by) }))
    .where('id', '=', postId)
    .execute();
}

export function recordPosted(
  tx: Tx,
  postId: string,
  { channelId, messageTs }: MessageAddress,
  shownVersion: number,
): Promise<void> {
  return setPost(tx, postId, {
    channel_id: channelId,
    message_ts: messageTs,
    shown_version: shownVersion,
  });
}

export function recordShown(tx: Tx, postId: string, shownVersion: number): Promise<void> {
  return setPost(tx, postId, { shown_version: shownVersion });
}

export function recordTold(tx: Tx, postId: string, toldVersion: number): Promise<void> {
  return setPost(tx, postId, { told_version: toldVersion });
}

/** Forgets a message that is gone, and with it what it showed and what its thread told. */
export function forgetAddress(tx: Tx, postId: string): Promise<void> {
  return setPost(tx, postId, {
    channel_id: null,
    message_ts: null,
    shown_version: 0,
    told_version: 0,
  });
}

async function setPost(tx: Tx, postId: string, columns: Partial<Database['post']>): Promise<void> {
  await tx.updateTable('post').set(columns).where('id', '=', postId).execute();
}
