import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const FOLDER = fileURLToPath(new URL('../../../src/cli/replay/scan/', import.meta.url));
const SOURCES = ['record-scanner.c', 'inflate.c', 'checksum.c'];

/** Another version of the compiler makes other bytes of the same source. */
const COMPILER = 'clang version 14.';
const version = spawnSync('clang', ['--version'], { encoding: 'utf8' }).stdout ?? '';
const absent = version.includes(COMPILER) ? undefined : `skipped: there is no ${COMPILER}`;

/** The arguments that the head of the first source gives. */
function compilerArguments(source: string): readonly string[] {
  const command = /\/\/ {3}clang ([\s\S]*?)\n#include/.exec(source)?.[1] ?? '';
  return command
    .replaceAll(/\\\n\/\//g, ' ')
    .split(/\s+/)
    .filter((argument) => argument !== '');
}

test.skipIf(absent !== undefined)(
  `record-scanner.wasm is made of the sources beside it ${absent ?? ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-scanner-'));
    try {
      const output = join(folder, 'record-scanner.wasm');
      const args = compilerArguments(readFileSync(join(FOLDER, 'record-scanner.c'), 'utf8'));
      const paths = new Map([
        ['record-scanner.wasm', output],
        ...SOURCES.map((name) => [name, join(FOLDER, name)] as const),
      ]);
      execFileSync(
        'clang',
        args.map((argument) => paths.get(argument) ?? argument),
      );
      const committed = readFileSync(join(FOLDER, 'record-scanner.wasm'));
      expect(readFileSync(output).equals(committed)).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
