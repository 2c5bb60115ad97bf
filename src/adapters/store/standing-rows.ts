import { sql } from 'kysely';
import type { InterfaceAddress, Place } from '../../app/ports.ts';
import type { GroupFacts } from '../../domain/guard/group-facts.ts';
import type { BesideGroup } from '../../domain/guard/standing.ts';
import type { InterfaceState } from '../../domain/inventory/interface-state.ts';
import type { Db, Tx } from './db.ts';
import { readBehind } from './estate-rows.ts';
import { arrayOf, membersOfBody } from './json-sql.ts';

/** Notes which groups stand on a known interface, in place of what was noted before. */
export async function writeGroupsOn(tx: Tx, state: InterfaceState): Promise<void> {
  await forgetGroupsOn(tx, state);
  const { accountId, region, interfaceId, instanceId, groupIds } = state;
  const rows = [...new Set(groupIds)].map((group_id) => ({
    account_id: accountId,
    region,
    group_id,
    interface_id: interfaceId,
    host: instanceId ?? interfaceId,
  }));
  if (rows.length > 0) await tx.insertInto('interface_group').values(rows).execute();
}

export async function forgetGroupsOn(
  tx: Tx,
  { accountId, region, interfaceId }: InterfaceAddress,
): Promise<void> {
  await tx
    .deleteFrom('interface_group')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('interface_id', '=', interfaceId)
    .execute();
}

/** The groups that stand on the known hosts of each of these groups, itself aside; of a group of which no
 * host is known, nothing. */
export async function readBeside(
  db: Db,
  place: Place,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, readonly BesideGroup[]>> {
  if (groupIds.length === 0) return new Map();
  const rows = await readPairs(db, place, groupIds);
  const besideIds = rows.map((row) => row.beside_id);
  const facts = await readFacts(db, place, besideIds);
  const behind = await readBehind(db, place, besideIds);
  const beside = new Map<string, BesideGroup[]>();
  for (const { group_id, beside_id: groupId, hosts } of rows) {
    // `as`: the query makes it of texts.
    const all = (JSON.parse(hosts) as readonly string[]).toSorted();
    const known = beside.get(group_id) ?? [];
    known.push({
      groupId,
      hosts: all,
      facts: facts.get(groupId) ?? null,
      behind: { things: behind.things.get(groupId) ?? [], looked: behind.looked },
    });
    beside.set(group_id, known);
  }
  return beside;
}

interface Pair {
  readonly group_id: string;
  readonly beside_id: string;
  /** As JSON. */
  readonly hosts: string;
}

async function readPairs(
  db: Db,
  { accountId, region }: Place,
  groupIds: readonly string[],
): Promise<readonly Pair[]> {
  const { rows } = await sql<Pair>`
    select own.group_id, other.group_id as beside_id, ${arrayOf(db, sql`distinct own.host`)} as hosts
    from interface_group as own
    join interface_group as other on other.account_id = own.account_id
      and other.region = own.region and other.host = own.host and other.group_id <> own.group_id
    where own.account_id = ${accountId} and own.region = ${region}
      and own.group_id in (${sql.join(groupIds)})
    group by own.group_id, other.group_id
    order by own.group_id, other.group_id`.execute(db);
  return rows;
}

/** What known groups are, without their rules. */
async function readFacts(
  db: Db,
  { accountId, region }: Place,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, GroupFacts>> {
  if (groupIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('known_group')
    .select(['group_id', membersOfBody(db, ['groupName', 'vpcId', 'tags']).as('facts')])
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('group_id', 'in', [...new Set(groupIds)])
    .execute();
  return new Map(rows.map((row) => [row.group_id, factsIn(row.facts)]));
}

function factsIn(text: string): GroupFacts {
  // `as`: the store wrote it, as a `GroupState`.
  const { groupName, vpcId, tags } = JSON.parse(text) as Omit<GroupFacts, 'tags'> & {
    readonly tags: Readonly<Record<string, string>>;
  };
  return { groupName, vpcId, tags: new Map(Object.entries(tags)) };
}
