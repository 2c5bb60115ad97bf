import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SOURCE = fileURLToPath(
  new URL('../../../src/cli/replay/scan/record-scanner.c', import.meta.url),
);

/** Another version of the compiler makes other bytes of the same source. */
const COMPILER = 'clang version 14.';
const version = spawnSync('clang', ['--version'], { encoding: 'utf8' }).stdout ?? '';
const absent = version.includes(COMPILER) ? undefined : `skipped: there is no ${COMPILER}`;

/** The arguments that the source's own head gives. */
function compilerArguments(source: string): readonly string[] {
  const command = /\/\/ {3}clang ([\s\S]*?)\n#include/.exec(source)?.[1] ?? '';
  return command
    .replaceAll(/\\\n\/\//g, ' ')
    .split(/\s+/)
    .filter((argument) => argument !== '');
}

test.skipIf(absent !== undefined)(
  `record-scanner.wasm is made of the source beside it ${absent ?? ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-scanner-'));
    try {
      const output = join(folder, 'record-scanner.wasm');
      const args = compilerArguments(readFileSync(SOURCE, 'utf8'));
      const paths = new Map([
        ['record-scanner.wasm', output],
        ['record-scanner.c', SOURCE],
      ]);
      execFileSync(
        'clang',
        args.map((argument) => paths.get(argument) ?? argument),
      );
      expect(readFileSync(output).equals(readFileSync(SOURCE.replace(/c$/, 'wasm')))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
