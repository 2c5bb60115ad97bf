import type { Finding } from '../../domain/finding/finding.ts';
import { wanted } from '../../domain/finding/wanted.ts';
import { wantedOfHardening } from '../../domain/hardening/wanted.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Notice } from '../../domain/notice.ts';
import { jobOf } from './apply-events.ts';
import type { Tx } from './db.ts';
import { engineOf } from './engine.ts';
import { readHardeningsAtWork } from './hardening-rows.ts';
import { releaseAllLeases, wantJob } from './job-rows.ts';

/** Asks again for everything that open findings and hardenings want, and for every message that does not show or
 * tell the latest: jobs are dropped when they are given up. */
export async function wantAll(tx: Tx, now: Instant): Promise<void> {
  // One process serves a file: leases that stand at its start are of one that is gone. On PostgreSQL
  // others may be at work, and those of one that is gone run out.
  if (engineOf(tx) === 'sqlite') await releaseAllLeases(tx);
  await wantForOpenFindings(tx, now);
  await wantForHardenings(tx, now);
  const late = [
    ...(await lateAlerts(tx)),
    ...(await lateHardenings(tx)),
    ...(await lateNotices(tx)),
  ];
  for (const subject of late) await wantJob(tx, { kind: 'show', subject, dueAt: now });
}

async function wantForOpenFindings(tx: Tx, now: Instant): Promise<void> {
  const rows = await tx
    .selectFrom('finding')
    .select('body')
    .where('state', '!=', 'closed')
    .execute();
  for (const row of rows) {
    const finding = JSON.parse(row.body) as Finding;
    for (const job of wanted(finding, now)) await wantJob(tx, jobOf(job, finding.id));
  }
}

async function wantForHardenings(tx: Tx, now: Instant): Promise<void> {
  for (const hardening of await readHardeningsAtWork(tx)) {
    for (const { kind, dueAt } of wantedOfHardening(hardening, now)) {
      await wantJob(tx, { kind, subject: hardening.id, dueAt });
    }
  }
}

async function lateHardenings(tx: Tx): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('post')
    .innerJoin('hardening', 'hardening.id', 'post.hardening_id')
    .select('post.id')
    .where(({ eb, or, ref }) =>
      or([
        eb('post.shown_version', '<', ref('hardening.version')),
        eb('post.told_version', '<', ref('hardening.version')),
      ]),
    )
    .execute();
  return rows.map(({ id }) => id);
}

async function lateAlerts(tx: Tx): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('post')
    .innerJoin('finding', 'finding.id', 'post.finding_id')
    .select('post.id')
    .where('finding.state', '=', 'closed')
    .where(({ eb, or, ref }) =>
      or([
        eb('post.shown_version', '<', ref('finding.version')),
        // The question to whoever opened it has no thread.
        eb.and([
          eb('post.id', '=', ref('finding.id')),
          eb('post.told_version', '<', ref('finding.version')),
        ]),
      ]),
    )
    .execute();
  return rows.map(({ id }) => id);
}

async function lateNotices(tx: Tx): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('post')
    .select(['id', 'notice', 'shown_version'])
    .where('notice', 'is not', null)
    .execute();
  const late = rows.filter((row) => {
    const notice = JSON.parse(row.notice ?? '') as Notice;
    return row.shown_version < notice.count;
  });
  return late.map(({ id }) => id);
}
