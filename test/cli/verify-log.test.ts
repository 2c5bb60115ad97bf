import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { live, type Step } from '../support/random-history.ts';
import { storeFolder } from '../support/store-file.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

const HISTORY: readonly Step[] = [
  { kind: 'open', source: '0.0.0.0/0' },
  { kind: 'command', finding: 0, command: { kind: 'acknowledge', by: 'U1', note: 'mine' } },
];

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command line in a process of its own. */
function verifyLog(path: string, ...more: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const args = ['src/main.ts', 'verify-log', '--database', path, ...more];
    const options = { cwd: ROOT, env: { PATH: process.env.PATH } };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

function digest(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

describe('portcullis verify-log', () => {
  it('exits 0 and tells where the log ends, and leaves the file as it was', async () => {
    using folder = storeFolder();
    const store = await folder.open();
    await live(store, HISTORY);
    await store.close();
    const before = digest(folder.path);
    const ran = await verifyLog(folder.path);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(
      /^The log verifies: 2 entries, 1 findings, 0 hardenings, ends with [0-9a-f]{64}\n$/,
    );
    expect(digest(folder.path)).toBe(before);
  });

  it('exits 0 beside a service that has the file open', async () => {
    using folder = storeFolder();
    const store = await folder.open();
    await live(store, HISTORY);
    const running = verifyLog(folder.path);
    await live(store, [...HISTORY, ...HISTORY]);
    expect(await running).toMatchObject({ code: 0, stderr: '' });
    await store.close();
  });

  it('exits 1 and names the entry that was changed', async () => {
    using folder = storeFolder();
    const store = await folder.open();
    await live(store, HISTORY);
    await store.close();
    folder.tamper(`update log set body = replace(body, 'mine', 'nine') where seq = 2`);
    expect(await verifyLog(folder.path)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The log does not verify: Entry 2 does not have the hash of what it says\n',
    });
  });

  it('exits 1 where an anchor tells of what was cut off, with its head and findings', async () => {
    using folder = storeFolder();
    const store = await folder.open();
    await live(store, HISTORY);
    await store.close();
    const [last] = folder.query('select hash from log where seq = 2');
    const anchor = `2:${last?.hash}`;
    const path = join(dirname(folder.path), 'anchors.ndjson');
    writeFileSync(
      path,
      `{"level":30,"msg":"ready"}\n{"seq":2,"hash":"${last?.hash}"}\n${anchor}\n`,
    );
    expect(await verifyLog(folder.path, '--anchor', anchor, '--anchors', path)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(', as 3 anchors say, ends with '),
    });
    using cutOff = storeFolder();
    const before = await cutOff.open();
    await live(before, HISTORY.slice(0, 1));
    await before.close();
    expect(await verifyLog(cutOff.path)).toMatchObject({ code: 0 });
    const stderr =
      'The log does not verify: The log ends at entry 1, an anchor says that it had 2: it was cut off\n';
    expect(await verifyLog(cutOff.path, '--anchor', anchor)).toEqual({
      code: 1,
      stdout: '',
      stderr,
    });
    expect(await verifyLog(cutOff.path, '--anchors', path)).toEqual({
      code: 1,
      stdout: '',
      stderr,
    });
  });

  it('exits 2 for an anchor that is none', async () => {
    using folder = storeFolder();
    await (await folder.open()).close();
    const path = join(dirname(folder.path), 'anchors');
    const hash = 'a'.repeat(64);
    const typed = await verifyLog(folder.path, '--anchor', `1-${hash}`);
    expect(typed).toMatchObject({ code: 2, stdout: '' });
    expect(typed.stderr).toContain('Expected the number of an entry');
    writeFileSync(path, `0:${hash}\nabc\n`);
    const listed = await verifyLog(folder.path, '--anchors', path);
    expect(listed).toMatchObject({ code: 2, stdout: '' });
    expect(listed.stderr).toContain('line 2 is no anchor');
    writeFileSync(path, '{"level":30}\n');
    const empty = await verifyLog(folder.path, '--anchors', path);
    expect(empty.stderr).toContain('there is no anchor in it');
  });

  it('exits 2 for a file that is not there, and creates none', async () => {
    using folder = storeFolder();
    expect(await verifyLog(folder.path)).toEqual({
      code: 2,
      stdout: '',
      stderr: `No such database: ${folder.path}\n`,
    });
    expect(existsSync(folder.path)).toBe(false);
  });

  it.each([
    ['an empty file', (path: string) => writeFileSync(path, ''), 'it is no database of Portcullis'],
    [
      'a file that is no database',
      (path: string) => writeFileSync(path, 'not a database '.repeat(100)),
      'file is not a database',
    ],
    [
      'a database of somebody else',
      (path: string) => {
        const database = new DatabaseSync(path);
        database.exec('create table log (seq integer); insert into log values (1)');
        database.close();
      },
      'it is no database of Portcullis, it has no table finding, log_head',
    ],
  ])('exits 2 for %s, and leaves it as it was', async (_, make, said) => {
    using folder = storeFolder();
    make(folder.path);
    const before = digest(folder.path);
    const ran = await verifyLog(folder.path);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`Could not check the log in ${folder.path}: `);
    expect(ran.stderr).toContain(said);
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(digest(folder.path)).toBe(before);
    expect(readdirSync(dirname(folder.path))).toEqual(['portcullis.sqlite']);
  });

  it('exits 2 for a folder', async () => {
    using folder = storeFolder();
    const path = join(dirname(folder.path), 'folder');
    mkdirSync(path);
    expect(await verifyLog(path)).toMatchObject({ code: 2, stdout: '' });
  });
});
