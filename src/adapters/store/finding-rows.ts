import { sql } from 'kysely';
import type { Place } from '../../app/ports.ts';
import type { DirectoryAddress } from '../../domain/finding/directory-call.ts';
import { resourceIdOf } from '../../domain/finding/door.ts';
import { type Finding, openingCall } from '../../domain/finding/finding.ts';
import { directoryOfGroup } from '../../domain/guard/directory-group.ts';
import { SEVERITIES } from '../../domain/weight/severity.ts';
import type { Db, Tx } from './db.ts';
import { textInBody } from './json-sql.ts';
import { addPost } from './post-rows.ts';
import type { Database } from './schema.ts';

/** The finding of an id. */
export async function readFinding(db: Db | Tx, findingId: string): Promise<Finding | null> {
  const row = await db
    .selectFrom('finding')
    .select('body')
    .where('id', '=', findingId)
    .executeTakeFirst();
  return row === undefined ? null : findingOf(row);
}

/** Findings that are not closed, the most severe first, and of each severity the newest. */
export async function readOpenFindings(db: Db, limit: number): Promise<readonly Finding[]> {
  const rows = await db
    .selectFrom('finding')
    .select('body')
    .where('state', '!=', 'closed')
    .orderBy(severityRank(db))
    .orderBy('opened_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(findingOf);
}

/** The place of a finding's severity in `SEVERITIES`; before all of them where it is not weighed yet. */
const severityRank = (db: Db) =>
  sql<number>`case ${textInBody(db, ['weight', 'severity'])} ${sql.join(
    SEVERITIES.map((severity, rank) => sql`when ${severity} then ${rank}`),
    sql` `,
  )} else -1 end`;

/** Findings that are exempted, the first to end first. They are few: all of them are read. */
export async function readExempted(db: Db): Promise<readonly Finding[]> {
  const rows = await db
    .selectFrom('finding')
    .select('body')
    .where('state', '=', 'exempted')
    .orderBy('id')
    .execute();
  const endOf = ({ state }: Finding) => (state.kind === 'exempted' ? state.exemption.until : 0);
  return rows.map(findingOf).sort((a, b) => endOf(a) - endOf(b));
}

/** A group or a list, by its id. */
type Resource = Place & { readonly resourceId: string };

function findingsOf(tx: Tx, { accountId, region, resourceId }: Resource) {
  return tx
    .selectFrom('finding')
    .select('body')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('resource_id', '=', resourceId);
}

/** The findings on a group or a list that are not closed, and those that no record has explained,
 * oldest first. */
export async function readFindingsOn(tx: Tx, resource: Resource): Promise<readonly Finding[]> {
  const rows = await findingsOf(tx, resource)
    .where(({ eb, or }) => or([eb('state', '!=', 'closed'), eb('is_unexplained', '=', 1)]))
    .orderBy('opened_at')
    .orderBy('id')
    .execute();
  return rows.map(findingOf);
}

/** The findings on the group of a directory, by its name: open ones, and closed ones that no record has
 * explained; oldest first. They are few of all that are open in a Region. */
export async function readFindingsOfDirectory(
  tx: Tx,
  { accountId, region, directoryId }: DirectoryAddress,
): Promise<readonly Finding[]> {
  const rows = await tx
    .selectFrom('finding')
    .select('body')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where(({ eb, or }) => or([eb('state', '!=', 'closed'), eb('is_unexplained', '=', 1)]))
    .orderBy('opened_at')
    .orderBy('id')
    .execute();
  return rows
    .map(findingOf)
    .filter(
      ({ door }) => door.kind === 'rules' && directoryOfGroup(door.groupName) === directoryId,
    );
}

/** Closed findings that one record is compared with, to know a call of our own by what it did. */
const REVERTED_MAX = 20;

/** The closed findings on a group or a list of which a revert was begun, the latest first. */
export async function readRevertedOn(tx: Tx, resource: Resource): Promise<readonly Finding[]> {
  const rows = await findingsOf(tx, resource)
    .where('state', '=', 'closed')
    .where('revert_began_at', 'is not', null)
    .orderBy('revert_began_at', 'desc')
    .limit(REVERTED_MAX)
    .execute();
  return rows.map(findingOf);
}

/** How many open reviews one answer names. */
const REVIEWS_MAX = 50;

/** The findings of which somebody acted alone and nobody else has signed it, the latest first. */
export async function readOpenReviews(db: Db): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('finding')
    .select(['id', 'body'])
    // Inside a text of somebody's the quotation marks would be escaped.
    .where('body', 'like', '%"review":{%"signed":null%')
    .orderBy('opened_at', 'desc')
    .orderBy('id')
    .limit(REVIEWS_MAX)
    .execute();
  return rows.filter((row) => findingOf(row).review?.signed === null).map(({ id }) => id);
}

/** Closed findings of one group or list that an opening is compared with: those of the latest openings. */
const CLOSED_MAX = 50;

/** The closed findings on a group or a list, the latest openings first. */
export async function readClosedOn(tx: Tx, resource: Resource): Promise<readonly Finding[]> {
  const rows = await findingsOf(tx, resource)
    .where('state', '=', 'closed')
    .orderBy('opened_at', 'desc')
    .orderBy('id')
    .limit(CLOSED_MAX)
    .execute();
  return rows.map(findingOf);
}

export async function countFindings(db: Db): Promise<{ open: number; closed: number }> {
  const rows = await db
    .selectFrom('finding')
    .select(({ fn }) => ['state', fn.countAll().as('count')])
    .groupBy('state')
    .execute();
  const total = rows.reduce((sum, row) => sum + Number(row.count), 0);
  const closed = Number(rows.find((row) => row.state === 'closed')?.count ?? 0);
  return { open: total - closed, closed };
}

/** Adds a new finding with its post, or replaces the state of a known one. */
export async function writeFinding(
  tx: Tx,
  finding: Finding,
  { isNew }: { readonly isNew: boolean },
): Promise<void> {
  const row = findingRow(finding);
  if (!isNew) {
    await tx.updateTable('finding').set(row).where('id', '=', finding.id).execute();
    return;
  }
  await tx.insertInto('finding').values(row).execute();
  // A finding's post has the finding's id: there is one live alert for each.
  await addPost(tx, { id: finding.id, kind: 'finding' });
}

/** A finding as it is kept: the whole of it is the body, the other columns are there to find it. */
export function findingRow(finding: Finding): Database['finding'] {
  const { accountId, region } = finding.door;
  return {
    id: finding.id,
    version: finding.version,
    state: finding.state.kind,
    account_id: accountId,
    region,
    resource_id: resourceIdOf(finding.door),
    is_unexplained: openingCall(finding.opening) === null ? 1 : 0,
    revert_began_at: finding.revertBeganAt,
    opened_at: finding.opening.at,
    body: JSON.stringify(finding),
  };
}

function findingOf(row: { readonly body: string }): Finding {
  return JSON.parse(row.body) as Finding;
}
