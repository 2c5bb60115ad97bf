import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ROOT, read } from './pages.ts';

/** The block of the page after its mark: the command, then what it prints. */
function example(): { readonly command: string; readonly output: readonly string[] } {
  const [, after = ''] = read('README.md').split('<!-- replay -->\n```console\n');
  const [text = ''] = after.split('\n```');
  const [command = '', ...output] = text.split('\n');
  return { command, output };
}

test('README.md: replay prints what the page says', async () => {
  const { command, output } = example();
  const [prompt, npx, name, ...args] = command.split(' ');
  expect([prompt, npx, name]).toEqual(['$', 'npx', 'portcullis']);
  const run = promisify(execFile);
  const { stdout, stderr } = await run(process.execPath, ['src/main.ts', ...args], { cwd: ROOT });
  expect(`${stdout}${stderr}`.trim().split('\n')).toEqual(output);
});
