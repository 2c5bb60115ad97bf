import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PAGES, ROOT, read } from './pages.ts';

interface Link {
  readonly text: string;
  readonly path: string;
  readonly anchor: string | undefined;
}

/** The links of a page that lead to something in the repository. */
function localLinks(page: string): readonly Link[] {
  const prose = read(page).replace(/```.*?```/gs, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path));
      return { text: target, path: file, anchor };
    });
}

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): readonly string[] {
  const headings = [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(PAGES)('%s', (page) => {
  test('its links lead somewhere', () => {
    const dead = localLinks(page).filter(({ path }) => !existsSync(join(ROOT, path)));
    expect(dead.map(({ text }) => text)).toEqual([]);
  });

  test('its links to headings lead to headings', () => {
    const dead = localLinks(page).filter(
      ({ path, anchor }) =>
        anchor !== undefined && PAGES.includes(path) && !anchorsOf(path).includes(anchor),
    );
    expect(dead.map(({ text }) => text)).toEqual([]);
  });
});

test('there are pages to look at', () => {
  expect(PAGES).toContain('README.md');
  expect(PAGES.length).toBeGreaterThan(10);
});
