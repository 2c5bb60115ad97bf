import type { Job, JobKind } from '../../app/ports.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Db, Tx } from './db.ts';
import { engineOf } from './engine.ts';

/** Asks for a job. Asked for twice it is one job, due at the earlier moment. One that is under way is done
 * once more afterwards, since its `generation` grew: at the earliest moment that was asked for since it was
 * taken, for which it has done no attempt yet. */
export async function wantJob(
  tx: Db | Tx,
  job: { readonly kind: JobKind; readonly subject: string; readonly dueAt: Instant },
): Promise<void> {
  await tx
    .insertInto('job')
    .values({
      kind: job.kind,
      subject: job.subject,
      due_at: job.dueAt,
      attempts: 0,
      generation: 1,
      lease_token: null,
      lease_until: 0,
      last_error: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['kind', 'subject']).doUpdateSet((eb) => ({
        due_at: eb
          .case()
          .when(eb('job.lease_token', 'is not', null).and('job.attempts', '>', 0))
          .then(eb.ref('excluded.due_at'))
          .when('job.due_at', '<', eb.ref('excluded.due_at'))
          .then(eb.ref('job.due_at'))
          .else(eb.ref('excluded.due_at'))
          .end(),
        generation: eb('job.generation', '+', 1),
        attempts: 0,
      })),
    )
    .execute();
}

/** Leases the job that is due longest and that nobody holds; nor waits for one that another process is
 * taking. */
export async function takeJob(
  tx: Tx,
  now: Instant,
  lease: {
    readonly token: string;
    readonly ms: number;
    readonly kinds?: readonly JobKind[] | undefined;
  },
): Promise<Job | null> {
  const row = await tx
    .selectFrom('job')
    .selectAll()
    .where('due_at', '<=', now)
    .where('lease_until', '<=', now)
    .$if(lease.kinds !== undefined, (query) => query.where('kind', 'in', lease.kinds ?? []))
    .orderBy('due_at')
    .orderBy('id')
    .limit(1)
    .$if(engineOf(tx) === 'postgres', (query) => query.forUpdate().skipLocked())
    .executeTakeFirst();
  if (row === undefined) return null;
  await tx
    .updateTable('job')
    .set({
      lease_token: lease.token,
      lease_until: now + lease.ms,
      attempts: row.attempts + 1,
    })
    .where('id', '=', row.id)
    .execute();
  return {
    kind: row.kind as JobKind,
    subject: row.subject,
    attempts: row.attempts + 1,
    token: lease.token,
    generation: row.generation,
  };
}

/** Ends a job whose lease still holds: it goes, unless it was asked for again meanwhile. */
export async function finishJob(tx: Tx, job: Job): Promise<void> {
  await tx
    .deleteFrom('job')
    .where('lease_token', '=', job.token)
    .where('generation', '=', job.generation)
    .execute();
  await releaseLease(tx, job, {});
}

/** Gives a job back, due later. One that was asked for again meanwhile keeps its own time. */
export async function retryJob(tx: Tx, job: Job, dueAt: Instant, error: string): Promise<void> {
  await tx
    .updateTable('job')
    .set({ due_at: dueAt })
    .where('lease_token', '=', job.token)
    .where('generation', '=', job.generation)
    .execute();
  await releaseLease(tx, job, { last_error: error });
}

async function releaseLease(
  tx: Tx,
  job: Job,
  columns: { readonly last_error?: string },
): Promise<void> {
  await tx
    .updateTable('job')
    .set({ ...columns, lease_token: null, lease_until: 0 })
    .where('lease_token', '=', job.token)
    .execute();
}

/** Frees every job that somebody holds. */
export async function releaseAllLeases(tx: Tx): Promise<void> {
  await tx.updateTable('job').set({ lease_token: null, lease_until: 0 }).execute();
}

/** When the earliest job falls due or its lease ends. */
export async function nextDueAt(db: Db): Promise<Instant | null> {
  const rows = await db
    .selectFrom('job')
    .select(({ fn }) => [fn.min('due_at').as('due_at')])
    .where('lease_token', 'is', null)
    .executeTakeFirst();
  const leased = await db
    .selectFrom('job')
    .select(({ fn }) => [fn.min('lease_until').as('lease_until')])
    .where('lease_token', 'is not', null)
    .executeTakeFirst();
  const moments = [rows?.due_at, leased?.lease_until].filter((at) => at != null);
  return moments.length === 0 ? null : Math.min(...moments.map(Number));
}
