import { type Kysely, type RawBuilder, sql } from 'kysely';
import { engineOf } from './engine.ts';

/** PostgreSQL reads no JSON in which a NUL or half a surrogate pair is escaped, anywhere: such a text is of
 * hostile hands, and must not stop what is asked of all the others. */
const IS_UNREADABLE = sql<boolean>`body ~* '\\\\u(0000|d[89a-f][0-9a-f]{2})'`;

/** A text inside the `body` of a row; null where there is none, or where PostgreSQL cannot read it. */
export function textInBody<Tables>(
  db: Kysely<Tables>,
  path: readonly string[],
): RawBuilder<string | null> {
  return engineOf(db) === 'sqlite'
    ? sql`json_extract(body, ${sql.lit(`$.${path.join('.')}`)})`
    : sql`case when ${IS_UNREADABLE} then null else body::json #>> ${sql.lit(`{${path.join(',')}}`)} end`;
}

/** The named members of the `body` of a row, as JSON; where PostgreSQL cannot read it, the whole of it,
 * which has them too. */
export function membersOfBody<Tables>(
  db: Kysely<Tables>,
  names: readonly string[],
): RawBuilder<string> {
  if (engineOf(db) === 'sqlite') {
    const members = names.map(
      (name) => sql`${sql.lit(name)}, json_extract(body, ${sql.lit(`$.${name}`)})`,
    );
    return sql`json_object(${sql.join(members)})`;
  }
  const members = names.map((name) => sql`${sql.lit(name)}, body::json -> ${sql.lit(name)}`);
  return sql`case when ${IS_UNREADABLE} then body
    else json_build_object(${sql.join(members)})::text end`;
}

/** The values of a group of rows, as a JSON array. */
export function arrayOf<Tables>(
  db: Kysely<Tables>,
  values: RawBuilder<unknown>,
): RawBuilder<string> {
  return engineOf(db) === 'sqlite'
    ? sql`json_group_array(${values})`
    : sql`json_agg(${values})::text`;
}
