import { builtinModules } from 'node:module';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { VARIABLE_NAMES } from '../../src/config/variables.ts';
import { files, read } from './pages.ts';

interface Instruction {
  readonly name: string;
  readonly text: string;
}

const INSTRUCTIONS = instructionsOf(read('Dockerfile'));
const PACKAGE = z
  .object({
    dependencies: z.record(z.string(), z.string()),
    optionalDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(read('package.json')));

function instructionsOf(text: string): readonly Instruction[] {
  const lines = text.replace(/^#.*\n/gm, '').replace(/\\\n\s*/g, '');
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', rest = ''] = line.match(/^([A-Z]+) +(.+)$/) ?? [];
      return { name, text: rest };
    });
}

function all(name: string): readonly string[] {
  return INSTRUCTIONS.filter((each) => each.name === name).map(({ text }) => text);
}

/** Whether a file reaches the engine: the last pattern of .dockerignore that is about it decides. */
function isSent(path: string): boolean {
  const patterns = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return patterns.reduce((isKept, pattern) => {
    const isException = pattern.startsWith('!');
    const named = isException ? pattern.slice(1) : pattern;
    const isAbout = named === '*' || path === named || path.startsWith(`${named}/`);
    return isAbout ? isException : isKept;
  }, true);
}

describe('Dockerfile', () => {
  test('is made of instructions', () => {
    const known = 'FROM WORKDIR COPY RUN ENV VOLUME USER EXPOSE HEALTHCHECK CMD'.split(' ');
    expect(INSTRUCTIONS.filter(({ name }) => !known.includes(name))).toEqual([]);
  });

  test('stands on the Node that package.json pins, in every stage', () => {
    const versions = new Set(Object.values(PACKAGE.optionalDependencies));
    expect(versions.size).toBe(1);
    const [version] = versions;
    expect(all('FROM').length).toBeGreaterThan(0);
    for (const base of all('FROM')) {
      expect(base).toMatch(
        new RegExp(`^node:${version?.replaceAll('.', '\\.')}-\\w+-slim( AS |$)`),
      );
    }
  });

  test('runs as a user without rights, from the first line on that is not the build', () => {
    const names = INSTRUCTIONS.map(({ name }) => name);
    expect(all('USER')).toEqual(['node']);
    expect(names.lastIndexOf('USER')).toBeLessThan(names.lastIndexOf('CMD'));
    expect(names.lastIndexOf('RUN')).toBeLessThan(names.lastIndexOf('USER'));
  });

  test('installs what production needs, as locked, without install scripts', () => {
    expect(all('RUN')[0]).toBe('npm ci --omit=dev --omit=optional --ignore-scripts');
  });

  test('starts the service without a shell, so that signals reach it', () => {
    expect(JSON.parse(all('CMD').at(-1) ?? '')).toEqual(['node', '/app/src/main.ts', 'serve']);
  });

  test('asks for its health without a shell', () => {
    const [, command = ''] = all('HEALTHCHECK')[0]?.split(' CMD ') ?? [];
    expect(z.array(z.string()).parse(JSON.parse(command)).slice(0, 2)).toEqual(['node', '-e']);
  });

  test('is strict, and sets only variables that are read', () => {
    const names = [...(all('ENV')[0] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, name]) => name);
    expect(all('ENV')[0]).toContain('NODE_ENV=production');
    expect(names.filter((name) => !VARIABLE_NAMES.some((known) => known === name))).toEqual([]);
  });

  test('writes to its volume only', () => {
    expect(all('VOLUME')).toEqual(['/var/lib/portcullis']);
    // The default of PORTCULLIS_DATABASE is a name in the folder that the service is started in.
    expect(all('WORKDIR').at(-1)).toBe('/var/lib/portcullis');
    expect(all('ENV')[0]).not.toContain('PORTCULLIS_DATABASE');
  });
});

describe('.dockerignore', () => {
  const sent = files('**/*.{ts,js,json,md,yml}').filter(isSent);

  test('sends the source without the sandbox, and no tests', () => {
    const product = files('src/**/*.ts').filter((path) => !path.startsWith('src/sandbox/'));
    expect(product.filter((path) => !sent.includes(path))).toEqual([]);
    expect(sent.filter((path) => /^src\/sandbox\/|^test\//.test(path))).toEqual([]);
  });

  test('sends what is copied', () => {
    const copied = all('COPY')
      .filter((text) => !text.startsWith('--from'))
      .flatMap((text) => text.split(' ').slice(0, -1));
    expect(copied.filter((path) => !isSent(path))).toEqual([]);
  });

  test('what is sent imports nothing that is not there', () => {
    const imports = sent
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) =>
        [...read(path).matchAll(/from '([^']+)'/g)].map(([, name = '']) => ({ path, name })),
      );
    const packages = imports.filter(({ name }) => !name.startsWith('.'));
    const missing = packages.filter(({ name }) => !isInstalled(name));
    expect(packages.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
    expect(imports.filter(({ name }) => name.includes('/sandbox/'))).toEqual([]);
  });
});

function isInstalled(name: string): boolean {
  if (builtinModules.includes(name.replace(/^node:/, '')) || name.startsWith('node:')) return true;
  const [first = '', second = ''] = name.split('/');
  const packageName = first.startsWith('@') ? `${first}/${second}` : first;
  return Object.hasOwn(PACKAGE.dependencies, packageName);
}
