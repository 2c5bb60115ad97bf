import { expect, test } from 'vitest';
import { files, read } from './pages.ts';

const DECISIONS = files('docs/decisions/[0-9]*.md');
const LIST = read('docs/decisions/README.md');

test('docs/decisions: each number once, without gaps but those that are named, each listed', () => {
  const taken = DECISIONS.map((path) => path.match(/\/(\d{4})-/)?.[1]);
  const unused = LIST.match(/without a decision are: ([\d, ]+)\./)?.[1]?.split(', ') ?? [];
  const numbers = [...taken, ...unused].sort();
  expect(numbers).toEqual(numbers.map((_, index) => `${index + 1}`.padStart(4, '0')));
  for (const path of DECISIONS) expect(LIST).toContain(`](${path.split('/').at(-1)})`);
});
