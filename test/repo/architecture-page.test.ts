import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { MINUTE_MS, SECOND_MS } from '../../src/domain/instant.ts';
import { files, firstCells, ROOT, read, table } from './pages.ts';

const PAGE = 'docs/architecture.md';
const SOURCES = files('src/**/*.ts');
const PRODUCT = SOURCES.filter((path) => !path.startsWith('src/sandbox/'));
const LIMIT_NAME_REGEXP = /(?:_MAX|_MS|_PER_PAGE|_AT_ONCE|_RETRIES|_ATTEMPTS)$/;

interface Limit {
  readonly name: string;
  readonly text: string;
  readonly path: string;
}

/** Every exported number of the product whose name says that it is a limit. */
async function exportedLimits(): Promise<readonly Limit[]> {
  const withConstants = PRODUCT.filter((path) => /^export const [A-Z_]+ = /m.test(read(path)));
  // How long a second is, is no limit.
  const paths = withConstants.filter((path) => path !== 'src/domain/instant.ts');
  const limits = await Promise.all(paths.map(limitsOf));
  return limits.flat();
}

async function limitsOf(path: string): Promise<readonly Limit[]> {
  const module: object = await import(pathToFileURL(`${ROOT}${path}`).href);
  return Object.entries(module).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'number' && LIMIT_NAME_REGEXP.test(name)
      ? [{ name, text: limitText(name, value), path }]
      : [],
  );
}

function limitText(name: string, value: number): string {
  if (!name.endsWith('_MS')) return value.toLocaleString('en');
  return value % MINUTE_MS === 0 ? `${value / MINUTE_MS} min` : `${value / SECOND_MS} s`;
}

describe(PAGE, () => {
  test('lists every exported limit, with its value and place', async () => {
    const rows = table(PAGE, 'limits').map(([name, text, , path]) => [name, text, path]);
    const limits = await exportedLimits();
    const expected = limits.map(({ name, text, path }) => [`\`${name}\``, text, `\`${path}\``]);
    expect(rows.sort()).toEqual(expected.sort());
  });

  test('gives a reason for every limit', () => {
    for (const [name, , why = ''] of table(PAGE, 'limits')) expect(why, name).not.toBe('');
  });

  test('names the room of every source file', () => {
    const rooms = firstCells(PAGE, 'rooms');
    const homeless = SOURCES.map((path) =>
      path.startsWith('src/sandbox/') ? 'src/sandbox' : dirname(path),
    ).filter((folder) => !rooms.includes(folder));
    expect([...new Set(homeless)]).toEqual([]);
  });

  test('names no room that is empty', () => {
    const isInhabited = (room: string) => SOURCES.some((path) => path.startsWith(`${room}/`));
    expect(firstCells(PAGE, 'rooms').filter((room) => !isInhabited(room))).toEqual([]);
  });

  test('names every wall that the gate holds', async () => {
    const cruiser: unknown = await import(pathToFileURL(`${ROOT}.dependency-cruiser.js`).href);
    const walls = z
      .object({ default: z.object({ forbidden: z.array(z.object({ name: z.string() })) }) })
      .parse(cruiser);
    const names = walls.default.forbidden.map(({ name }) => name);
    expect([...firstCells(PAGE, 'walls')].sort()).toEqual(names.sort());
  });

  test('draws every event of a finding', () => {
    const files = ['events', 'decided-events'].map((name) => read(`src/domain/finding/${name}.ts`));
    const [now = ''] = files.join('\n').split('/** What former versions wrote;');
    const events = now.matchAll(/kind: '(\w+\.\w+)'/g);
    for (const [, kind = ''] of events) expect(read(PAGE)).toContain(kind);
  });
});
