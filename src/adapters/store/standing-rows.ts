import { sql } from 'kysely';
import type { InterfaceAddress, Place } from '../../app/ports.ts';
import type { GroupFacts } from '../../domain/guard/group-facts.ts';
import type { BesideGroup } from '../../domain/guard/standing.ts';
import type { Db, Tx } from './db.ts';

/** Notes which groups stand on a known interface, in place of what was noted before. */
export async function writeGroupsOn(
  tx: Tx,
  { accountId, region, interfaceId }: InterfaceAddress,
  groupIds: readonly string[],
): Promise<void> {
  await tx
    .deleteFrom('interface_group')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('interface_id', '=', interfaceId)
    .execute();
  const rows = [...new Set(groupIds)].map((group_id) => ({
    account_id: accountId,
    region,
    group_id,
    interface_id: interfaceId,
  }));
  if (rows.length > 0) await tx.insertInto('interface_group').values(rows).execute();
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
  const facts = await readFacts(
    db,
    place,
    rows.map((row) => row.beside_id),
  );
  const beside = new Map<string, Map<string, BesideGroup>>();
  for (const { group_id, beside_id: groupId, hosts } of rows) {
    const known = beside.get(group_id) ?? new Map<string, BesideGroup>();
    // `as`: the query makes it of ids.
    const on = [...(known.get(groupId)?.hosts ?? []), ...(JSON.parse(hosts) as readonly string[])];
    const all = [...new Set(on)].sort();
    known.set(groupId, { groupId, hosts: all, facts: facts.get(groupId) ?? null });
    beside.set(group_id, known);
  }
  return new Map([...beside].map(([groupId, known]) => [groupId, [...known.values()]]));
}

interface Pair {
  readonly group_id: string;
  readonly beside_id: string;
  /** As JSON. */
  readonly hosts: string;
}

/** On the same interface, or on another one of the same instance. */
async function readPairs(
  db: Db,
  { accountId, region }: Place,
  groupIds: readonly string[],
): Promise<readonly Pair[]> {
  const { rows } = await sql<Pair>`
    with own as (
      select its.group_id, known.interface_id, known.instance_id
      from interface_group as its
      join known_interface as known on known.account_id = its.account_id
        and known.region = its.region and known.interface_id = its.interface_id
      where its.account_id = ${accountId} and its.region = ${region}
        and its.group_id in (${sql.join(groupIds)})
    )
    select own.group_id, other.group_id as beside_id,
      json_group_array(distinct coalesce(own.instance_id, own.interface_id)) as hosts
    from own
    join interface_group as other on other.account_id = ${accountId} and other.region = ${region}
      and other.interface_id = own.interface_id and other.group_id <> own.group_id
    group by own.group_id, other.group_id
    union all
    select own.group_id, other.group_id as beside_id,
      json_group_array(distinct own.instance_id) as hosts
    from own
    join known_interface as sibling on sibling.account_id = ${accountId}
      and sibling.region = ${region} and sibling.instance_id = own.instance_id
      and sibling.interface_id <> own.interface_id
    join interface_group as other on other.account_id = ${accountId} and other.region = ${region}
      and other.interface_id = sibling.interface_id and other.group_id <> own.group_id
    group by own.group_id, other.group_id
    order by 1, 2`.execute(db);
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
    .select(['group_id', factsText.as('facts')])
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('group_id', 'in', [...new Set(groupIds)])
    .execute();
  return new Map(rows.map((row) => [row.group_id, factsIn(row.facts)]));
}

const factsText = sql<string>`json_object('groupName', json_extract(body, '$.groupName'),
  'vpcId', json_extract(body, '$.vpcId'), 'tags', json_extract(body, '$.tags'))`;

function factsIn(text: string): GroupFacts {
  // `as`: the store wrote it, as a `GroupState`.
  const { groupName, vpcId, tags } = JSON.parse(text) as Omit<GroupFacts, 'tags'> & {
    readonly tags: Readonly<Record<string, string>>;
  };
  return { groupName, vpcId, tags: new Map(Object.entries(tags)) };
}
