import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PAGES, read } from './pages.ts';

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read('package.json')));

describe.each(PAGES)('%s', (page) => {
  test('every npm run that it names is there', () => {
    const named = [...read(page).matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

describe('README.md', () => {
  test('its two commands stand each on a line of their own', () => {
    const lines = read('README.md').split('\n');
    expect(lines).toContain('$ npm ci && npm run sandbox');
    expect(lines).toContain('$ npm cit');
  });

  test('what npm cit and npm start run is there', () => {
    expect(scripts).toMatchObject({ test: expect.any(String), start: expect.any(String) });
  });

  test('.ci/run runs its test command, and all of the gate', () => {
    const lines = read('.ci/run').split('\n');
    const gate = scripts.check?.split(' && ') ?? [];
    // npm cit is the gate's npm test, on a fresh install.
    const expected = gate.map((command) => (command === 'npm test' ? 'npm cit' : command));
    expect(lines.filter((line) => expected.includes(line)).sort()).toEqual(expected.sort());
  });
});

describe('CONTRIBUTING.md', () => {
  test('its gate is the gate', () => {
    for (const part of ['types', 'lint', 'deps', 'test']) expect(scripts.check).toContain(part);
  });
});
