import { expect, test } from 'vitest';
import { firstCells } from './pages.ts';

const WORDS = firstCells('docs/vocabulary.md', 'words').map((word) => word.replaceAll('*', ''));

test('docs/vocabulary.md: each word once, in order', () => {
  expect(WORDS).toEqual([...new Set(WORDS)].sort());
});
