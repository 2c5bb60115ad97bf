import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VARIABLE_NAMES } from '../../src/config/variables.ts';

const SOURCE = new URL('../../src/', import.meta.url).pathname;
const FILES = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, text: readFileSync(join(SOURCE, path), 'utf8') }));

test('only the command line and the sandbox touch process.env', () => {
  const readers = FILES.filter(({ text }) => text.includes('process.env')).map(({ path }) => path);
  expect(readers.filter((path) => !/^(?:cli|sandbox)\//.test(path))).toEqual([]);
});

test.each(VARIABLE_NAMES)('%s is defined once', (name) => {
  const definitions = FILES.flatMap(
    ({ text }) => text.match(new RegExp(`^  ${name}: \\{`, 'gm')) ?? [],
  );
  expect(definitions).toHaveLength(1);
});
