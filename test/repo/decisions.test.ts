import { expect, test } from 'vitest';
import { files, read } from './pages.ts';

const DECISIONS = files('docs/decisions/[0-9]*.md');

test('docs/decisions: numbers without gaps, each listed', () => {
  const numbers = DECISIONS.map((path) => path.match(/\/(\d{4})-/)?.[1]);
  expect(numbers).toEqual(DECISIONS.map((_, index) => `${index + 1}`.padStart(4, '0')));
  const list = read('docs/decisions/README.md');
  for (const path of DECISIONS) expect(list).toContain(`](${path.split('/').at(-1)})`);
});
