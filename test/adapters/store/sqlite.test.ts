import { Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  keepingPrepared,
  STATEMENTS_KEPT_MAX,
  sqliteDialect,
} from '../../../src/adapters/store/sqlite.ts';

interface Tables {
  readonly door: { readonly id: number; readonly name: string };
}

async function withDoors(): Promise<Kysely<Tables> & AsyncDisposable> {
  const db = new Kysely<Tables>({ dialect: sqliteDialect(':memory:') });
  await db.schema
    .createTable('door')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text')
    .execute();
  return db;
}

describe('statements that are kept prepared', () => {
  it('give the columns of a table that grew after they were prepared', async () => {
    await using db = await withDoors();
    await db.insertInto('door').values({ id: 1, name: 'front' }).execute();
    const doors = () => db.selectFrom('door').selectAll().execute();
    expect(await doors()).toEqual([{ id: 1, name: 'front' }]);
    await db.schema.alterTable('door').addColumn('height', 'integer').execute();
    expect(await doors()).toEqual([{ id: 1, name: 'front', height: null }]);
  });

  it('serve again after one of their runs failed', async () => {
    await using db = await withDoors();
    const insert = (id: number) => db.insertInto('door').values({ id, name: 'front' }).execute();
    await insert(1);
    await expect(insert(1)).rejects.toThrow('UNIQUE');
    await insert(2);
    expect(await db.selectFrom('door').select('id').execute()).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('are prepared once, and again when as many others came as are kept', () => {
    const prepared: string[] = [];
    const prepare = keepingPrepared((sql) => {
      prepared.push(sql);
      return {};
    });
    const first = prepare('select 0');
    for (let i = 1; i < STATEMENTS_KEPT_MAX; i += 1) prepare(`select ${i}`);
    expect(prepare('select 0')).toBe(first);
    expect(prepared).toHaveLength(STATEMENTS_KEPT_MAX);
    prepare('one more');
    expect(prepare('select 0')).not.toBe(first);
    expect(prepared.slice(STATEMENTS_KEPT_MAX)).toEqual(['one more', 'select 0']);
  });
});
