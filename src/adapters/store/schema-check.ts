import { sql } from 'kysely';
import type { Db } from './db.ts';
import { engineOf } from './engine.ts';
import { MIGRATION_NAMES } from './migrations.ts';

/** The oldest PostgreSQL that is served, as its major version. */
export const POSTGRES_MAJOR_MIN = 14;
/** Where Kysely keeps which migrations were done. */
const HISTORY = 'kysely_migration';

/** Holds a database to what this version can bring up to date: empty, or its own, and no newer.
 * @throws Error that says what is there and what to do. */
export async function holdOurs(db: Db): Promise<void> {
  if (engineOf(db) === 'postgres') await holdVersion(db);
  const found = await tablesOf(db);
  if (found.includes(HISTORY)) return holdKnown(db);
  if (found.length === 0) return;
  const some = found.toSorted().slice(0, 3).join(', ');
  throw new Error(
    `expected an empty database or one of Portcullis, found tables of something else (${some}): ` +
      'give Portcullis a database of its own',
  );
}

async function holdVersion(db: Db): Promise<void> {
  const { rows } = await sql<{ readonly version: string; readonly number: string }>`
    select current_setting('server_version') as version,
      current_setting('server_version_num') as number`.execute(db);
  const [row] = rows;
  const problem = versionProblem(row?.version ?? 'unknown', Number(row?.number));
  if (problem !== null) throw new Error(problem);
}

/** What is wrong with a version of PostgreSQL, by its `server_version_num` (140005 is 14.5). */
export function versionProblem(version: string, number: number): string | null {
  if (number >= POSTGRES_MAJOR_MIN * 10_000) return null;
  return (
    `expected PostgreSQL ${POSTGRES_MAJOR_MIN} or newer, the server is ${version}: ` +
    'upgrade it, or set DATABASE_URL to another one'
  );
}

async function holdKnown(db: Db): Promise<void> {
  const { rows } = await sql<{ readonly name: string }>`
    select name from ${sql.table(HISTORY)} order by name`.execute(db);
  const unknown = rows.find(({ name }) => !MIGRATION_NAMES.includes(name));
  if (unknown === undefined) return;
  throw new Error(
    `its schema was written by a newer version of Portcullis: migration ${unknown.name} is not known ` +
      'to this one; run that version, or restore a backup of before it',
  );
}

/** The tables where ours would be. */
async function tablesOf(db: Db): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (engineOf(db) === 'sqlite') return tables.map(({ name }) => name);
  const { rows } = await sql<{ readonly schema: string | null }>`
    select current_schema() as schema`.execute(db);
  const here = rows[0]?.schema;
  if (here == null)
    throw new Error('the role may use no schema of it: grant it usage and create on one');
  return tables.filter(({ schema }) => schema === here).map(({ name }) => name);
}
