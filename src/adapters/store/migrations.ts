import { type Kysely, type Migration, type MigrationProvider, sql } from 'kysely';
import type { FindingEvent } from '../../domain/finding/events.ts';
import { fold } from '../../domain/finding/evolve.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import type { GroupState } from '../../domain/inventory/group-state.ts';
import { engineOf } from './engine.ts';
import { completedDoor, completedEvent } from './former-door.ts';
import { GENESIS_HASH, type LogBody } from './log-chain.ts';

/** The schema's history. A migration that has been released is never edited. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-initial': { up: initial },
  '0002-tasks': { up: tasks },
  '0003-doors': { up: doors },
  '0004-weight': { up: weight },
  '0005-whose': { up: whose },
  '0006-beside': { up: beside },
  '0007-hardenings': { up: hardenings },
  '0008-estate': { up: estate },
  '0010-requests': { up: requests },
};

/** Every migration of this version, in order. */
export const MIGRATION_NAMES: readonly string[] = Object.keys(MIGRATIONS);

/** Migrations that are code, not files found at run time. */
export const migrationProvider: MigrationProvider = {
  getMigrations: () => Promise.resolve({ ...MIGRATIONS }),
};

async function initial(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('record')
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('event_id', 'text', (column) => column.notNull())
    .addColumn('event_name', 'text', (column) => column.notNull())
    .addColumn('event_time', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('record_identity', ['account_id', 'event_id'])
    .execute();

  await db.schema
    .createTable('finding')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('group_id', 'text')
    .addColumn('request_id', 'text')
    .addColumn('opened_at', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('finding_by_group')
    .on('finding')
    .columns(['account_id', 'region', 'group_id', 'state'])
    .execute();

  await db.schema.createIndex('finding_by_request').on('finding').column('request_id').execute();

  await db.schema
    .createTable('known_group')
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('group_id', 'text', (column) => column.notNull())
    .addColumn('observed_at', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('known_group_identity', ['account_id', 'region', 'group_id'])
    .execute();

  await db.schema
    .createTable('claim')
    .addColumn('door', 'text', (column) => column.primaryKey())
    .addColumn('finding_id', 'text', (column) => column.notNull().references('finding.id'))
    .execute();
  await db.schema.createIndex('claim_by_finding').on('claim').column('finding_id').execute();

  await db.schema
    .createTable('log')
    .addColumn('seq', 'bigint', (column) => column.primaryKey())
    .addColumn('finding_id', 'text', (column) => column.notNull().references('finding.id'))
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('previous_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addUniqueConstraint('log_of_finding', ['finding_id', 'version'])
    .execute();
  await db.schema
    .createTable('log_head')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  await sql`insert into log_head (id, seq, hash) values (1, 0, ${GENESIS_HASH})`.execute(db);

  await db.schema
    .createTable('job')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('lease_token', 'text')
    .addColumn('lease_until', 'bigint', (column) => column.notNull())
    .addColumn('last_error', 'text')
    .addUniqueConstraint('job_identity', ['kind', 'subject'])
    .execute();
  await db.schema.createIndex('job_by_due').on('job').column('due_at').execute();

  await db.schema
    .createTable('post')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('finding_id', 'text', (column) => column.references('finding.id'))
    .addColumn('notice', 'text')
    .addColumn('channel_id', 'text')
    .addColumn('message_ts', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('shown_version', 'integer', (column) => column.notNull())
    .addColumn('told_version', 'integer', (column) => column.notNull())
    .execute();
}

async function tasks(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('finding')
    .addColumn('is_unexplained', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();

  await db.schema
    .createTable('cursor')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
}

/** Doors that are not rules: lists and attachments. */
async function doors(db: Kysely<unknown>): Promise<void> {
  await completeDoors(db);
  await forgetGroupsWithoutOutbound(db);
  await db.schema.alterTable('finding').renameColumn('group_id', 'resource_id').execute();
  await db.schema.dropIndex('finding_by_request').execute();
  await db.schema
    .createTable('own_request')
    .addColumn('request_id', 'text', (column) => column.primaryKey())
    .addColumn('finding_id', 'text', (column) => column.notNull().references('finding.id'))
    .execute();
  await sql`insert into own_request (request_id, finding_id)
    select request_id, min(id) from finding where request_id is not null group by request_id`.execute(
    db,
  );
  await db.schema.alterTable('finding').dropColumn('request_id').execute();

  await db.schema
    .createTable('known_list')
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('list_id', 'text', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('observed_at', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('known_list_identity', ['account_id', 'region', 'list_id'])
    .execute();
  await db.schema
    .createTable('list_use')
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('list_id', 'text', (column) => column.notNull())
    .addColumn('group_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('list_use_identity', ['account_id', 'region', 'list_id', 'group_id'])
    .execute();
  await db.schema
    .createIndex('list_use_by_group')
    .on('list_use')
    .columns(['account_id', 'region', 'group_id'])
    .execute();
  await db.schema
    .createTable('known_interface')
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('interface_id', 'text', (column) => column.notNull())
    .addColumn('instance_id', 'text')
    .addColumn('observed_at', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('known_interface_identity', ['account_id', 'region', 'interface_id'])
    .execute();
  await db.schema
    .createIndex('known_interface_by_instance')
    .on('known_interface')
    .columns(['account_id', 'region', 'instance_id'])
    .execute();
  await db.schema
    .createTable('interfaces_read')
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('group_id', 'text', (column) => column.notNull())
    .addColumn('read_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('interfaces_read_identity', ['account_id', 'region', 'group_id'])
    .execute();
}

/** Findings of before have no weight yet: open ones are weighed at the next start. */
async function weight(db: Kysely<unknown>): Promise<void> {
  if (isNewHere(db)) return;
  await sql`update finding set body = json_insert(body, '$.weight', json('null'))`.execute(db);
}

/** Whose change it was: reverts that were begun, by which calls of our own are known. */
async function whose(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('finding').addColumn('revert_began_at', 'bigint').execute();
  if (!isNewHere(db)) await completeWhose(db);

  await db.schema
    .createTable('directory_call')
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('event_id', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('directory_id', 'text', (column) => column.notNull())
    .addColumn('called_at', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('directory_call_identity', ['account_id', 'event_id'])
    .execute();
  await db.schema
    .createIndex('directory_call_by_directory')
    .on('directory_call')
    .columns(['account_id', 'region', 'directory_id', 'called_at'])
    .execute();
}

async function completeWhose(db: Kysely<unknown>): Promise<void> {
  await sql`update finding set revert_began_at = (
    select max(json_extract(log.body, '$.event.at')) from log where log.finding_id = finding.id
      and json_extract(log.body, '$.event.kind') = 'revert.started')`.execute(db);
  // In the order in which a finding is made: the log is folded to the same text.
  await sql`update finding set body = json_insert(body,
    '$.isByOwnRole', json('false'), '$.revertBeganAt', revert_began_at, '$.inPlaceOf', json('[]'),
    '$.probableCall', json('null'))`.execute(db);
}

/** Which groups stand on the same hosts: asked of a whole page of groups at once. */
async function beside(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('interface_group')
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('group_id', 'text', (column) => column.notNull())
    .addColumn('interface_id', 'text', (column) => column.notNull())
    .addColumn('host', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('interface_group_identity', [
      'account_id',
      'region',
      'group_id',
      'interface_id',
    ])
    .execute();
  await db.schema
    .createIndex('interface_group_by_interface')
    .on('interface_group')
    .columns(['account_id', 'region', 'interface_id'])
    .execute();
  await db.schema
    .createIndex('interface_group_by_host')
    .on('interface_group')
    .columns(['account_id', 'region', 'host'])
    .execute();
  if (isNewHere(db)) return;
  await sql`insert into interface_group (account_id, region, group_id, interface_id, host)
    select distinct known.account_id, known.region, one.value, known.interface_id,
      coalesce(known.instance_id, known.interface_id)
    from known_interface as known, json_each(known.body, '$.groupIds') as one`.execute(db);
}

/** What discovery found, and the groups that are guarded. */
async function estate(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('estate_thing')
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('part', 'text', (column) => column.notNull())
    .addColumn('thing_id', 'text', (column) => column.notNull())
    .addColumn('group_id', 'text', (column) => column.notNull())
    .addColumn('observed_at', 'bigint', (column) => column.notNull())
    .addColumn('is_gone', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('body', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('estate_thing_identity', [
      'account_id',
      'region',
      'part',
      'thing_id',
      'group_id',
    ])
    .execute();
  await db.schema
    .createIndex('estate_thing_by_group')
    .on('estate_thing')
    .columns(['account_id', 'region', 'group_id'])
    .execute();
  await db.schema
    .createTable('estate_part')
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('part', 'text', (column) => column.notNull())
    .addColumn('looked_at', 'bigint')
    .addColumn('reason', 'text')
    .addPrimaryKeyConstraint('estate_part_identity', ['account_id', 'region', 'part'])
    .execute();
  await db.schema
    .createTable('guarded_group')
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('group_id', 'text', (column) => column.notNull())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .addColumn('is_left', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('body', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('guarded_group_identity', ['account_id', 'region', 'group_id'])
    .execute();
}

/** Hardenings, whose events go into the same log: its entries, and requests of our own, are of a finding or
 * of one of these. */
async function hardenings(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('hardening')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('group_id', 'text', (column) => column.notNull())
    .addColumn('began_at', 'bigint')
    .addColumn('proposed_at', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('hardening_by_group')
    .on('hardening')
    .columns(['account_id', 'region', 'group_id', 'began_at'])
    .execute();
  await db.schema
    .alterTable('post')
    .addColumn('hardening_id', 'text', (column) => column.references('hardening.id'))
    .execute();
  await ofAnySubject(db);
}

/** The log and the requests of our own, without the reference that bound them to findings: a table's
 * references cannot be taken away in SQLite but by making it anew. The entries stay as they are, byte for byte. */
async function ofAnySubject(db: Kysely<unknown>): Promise<void> {
  if (engineOf(db) === 'postgres') {
    await db.schema.alterTable('log').dropConstraint('log_finding_id_fkey').execute();
    await db.schema
      .alterTable('own_request')
      .dropConstraint('own_request_finding_id_fkey')
      .execute();
    return;
  }
  await db.schema
    .createTable('log_anew')
    .addColumn('seq', 'bigint', (column) => column.primaryKey())
    .addColumn('finding_id', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('previous_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addUniqueConstraint('log_of_finding', ['finding_id', 'version'])
    .execute();
  await db.schema
    .createTable('own_request_anew')
    .addColumn('request_id', 'text', (column) => column.primaryKey())
    .addColumn('finding_id', 'text', (column) => column.notNull())
    .execute();
  await sql`insert into log_anew (seq, finding_id, version, body, previous_hash, hash)
    select seq, finding_id, version, body, previous_hash, hash from log`.execute(db);
  await sql`insert into own_request_anew (request_id, finding_id)
    select request_id, finding_id from own_request`.execute(db);
  for (const table of ['log', 'own_request']) {
    await db.schema.dropTable(table).execute();
    await db.schema.alterTable(`${table}_anew`).renameTo(table).execute();
  }
}

/** Whether nothing can have been kept before: PostgreSQL came after 0008, so what mends rows up to there is
 * for SQLite, in whose words it is written. */
function isNewHere(db: Kysely<unknown>): boolean {
  return engineOf(db) === 'postgres';
}

/** Requests, votes, exemptions and undo: findings of before have none, and their reverts are executions. Each
 * is folded again from the log, which stays as it is; one whose events do not fold is left for
 * `verify-log` to tell. */
async function requests(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ readonly id: string }>`select id from finding`.execute(db);
  for (const { id } of rows) {
    const finding = await foldedAgain(db, id);
    if (finding === null) continue;
    await sql`update finding set state = ${finding.state.kind}, body = ${JSON.stringify(finding)}
      where id = ${id}`.execute(db);
  }
}

async function foldedAgain(db: Kysely<unknown>, id: string): Promise<Finding | null> {
  const { rows } = await sql<{ readonly body: string }>`select body from log
    where finding_id = ${id} order by version`.execute(db);
  try {
    const events = rows.map(({ body }) => (JSON.parse(body) as LogBody).event as FindingEvent);
    return fold(events.map(completedEvent));
  } catch {
    return null;
  }
}

/** Findings of before are about inbound rules of a group, and do not say so. */
async function completeDoors(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<Row>`select id, body from finding`.execute(db);
  for (const { id, body } of rows) {
    const finding = JSON.parse(body) as Finding;
    const completed = JSON.stringify({ ...finding, door: completedDoor(finding.door) });
    await sql`update finding set body = ${completed} where id = ${id}`.execute(db);
  }
}

/** Groups were known with the ids alone of their outbound rules, by which nothing can be judged or
 * compared. Such a group is not known any more: the next sweep sees it for the first time. */
async function forgetGroupsWithoutOutbound(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<Row>`select group_id as id, body from known_group`.execute(db);
  for (const { id, body } of rows) {
    const state = JSON.parse(body) as Partial<GroupState>;
    if (state.outbound !== undefined) continue;
    await sql`delete from known_group where group_id = ${id} and body = ${body}`.execute(db);
  }
}

interface Row {
  readonly id: string;
  readonly body: string;
}
