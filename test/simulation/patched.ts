import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bug } from './bugs.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
/** What a run of the simulation needs of the repository. */
const PARTS = ['src', 'test/simulation', 'test/support', 'test/domain', 'package.json'];

/** What the simulation says of the product, with a bug put in. */
export interface Said {
  readonly exitCode: number;
  readonly text: string;
}

/** Runs the simulation as a process of its own on a copy of the repository, with the bug, if one is given. */
export async function simulated(
  bug: Pick<Bug, 'file' | 'text' | 'instead'> | null,
  { seed, days, runs }: { readonly seed: number; readonly days: number; readonly runs: number },
): Promise<Said> {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-bug-'));
  try {
    for (const part of PARTS) await cp(join(ROOT, part), join(folder, part), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    if (bug !== null) await patch(join(folder, bug.file), bug);
    const args = ['--seed', `${seed}`, '--days', `${days}`, '--runs', `${runs}`];
    return await run(join(folder, 'test/simulation/main.ts'), args);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function patch(path: string, { text, instead }: Pick<Bug, 'text' | 'instead'>) {
  const [before, after, ...more] = (await readFile(path, 'utf8')).split(text);
  if (after === undefined || more.length > 0) {
    throw new Error(`${path} has this text not exactly once, so that no bug is put in: ${text}`);
  }
  await writeFile(path, `${before}${instead}${after}`);
}

function run(main: string, args: readonly string[]): Promise<Said> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], (error, stdout, stderr) => {
      const exitCode = typeof error?.code === 'number' ? error.code : error === null ? 0 : 1;
      resolve({ exitCode, text: `${stdout}${stderr}` });
    });
  });
}
