import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { storeFrom } from '../../src/app/store-from.ts';
import { START } from '../support/findings.ts';
import { live, type Step } from '../support/random-history.ts';
import { type StoreFolder, storeFolder } from '../support/store-file.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

const HISTORY: readonly Step[] = [
  { kind: 'open', source: '0.0.0.0/0' },
  { kind: 'open', source: '198.51.100.0/24' },
  { kind: 'command', finding: 0, command: { kind: 'acknowledge', by: 'U1', note: 'mine, "yes"' } },
  { kind: 'approve', finding: 1 },
];

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command line in a process of its own. */
function portcullis(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env: { PATH: process.env.PATH } };
    execFile(process.execPath, ['src/main.ts', ...args], options, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

async function lived(folder: StoreFolder): Promise<void> {
  const store = await folder.open();
  await live(storeFrom(store, { kind: 'message', channelId: 'C1', messageTs: '1.1' }), HISTORY);
  await store.close();
}

interface Line {
  readonly seq: number;
  readonly hash: string;
  readonly previousHash: string;
  readonly body: string;
}

function linesOf(text: string): readonly Line[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

function hasTool(name: string): boolean {
  return ['/usr/bin', '/bin', '/usr/local/bin'].some((folder) => existsSync(join(folder, name)));
}

describe('portcullis export', () => {
  it('gives every entry, with what verifies it, and its fields in their order', async () => {
    using folder = storeFolder();
    await lived(folder);
    const ran = await portcullis('export', '--database', folder.path);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const lines = linesOf(ran.stdout);
    expect(lines.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    let previous = '0'.repeat(64);
    for (const { hash, previousHash, body } of lines) {
      expect(previousHash).toBe(previous);
      const made = createHash('sha256').update(`${previousHash}\n${body}`).digest('hex');
      expect(made).toBe(hash);
      previous = hash;
    }
    expect(Object.keys(lines[2] ?? {})).toEqual([
      'seq',
      'at',
      'subject',
      'version',
      'kind',
      'by',
      'planHash',
      'from',
      'hash',
      'previousHash',
      'body',
    ]);
    expect(lines[2]).toMatchObject({
      at: new Date(START + 2).toISOString(),
      subject: 'f-1',
      version: 2,
      kind: 'finding.acknowledged',
      by: 'U1',
      planHash: null,
      from: { kind: 'message', channelId: 'C1', messageTs: '1.1' },
    });
    expect(lines[3]).toMatchObject({ planHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it.skipIf(!hasTool('jq') || !hasTool('sha256sum'))(
    'is verified by the plain tools that the page names, and a changed byte is found',
    async () => {
      using folder = storeFolder();
      await lived(folder);
      const output = join(dirname(folder.path), 'log.ndjson');
      await portcullis('export', '--database', folder.path, '--output', output);
      const script = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8').match(
        /<!-- verify export -->\n```sh\n([\s\S]*?)```/,
      )?.[1];
      expect(script).toContain('sha256sum');
      const verify = () =>
        execFileSync('sh', ['-c', script ?? ''], { cwd: dirname(output), encoding: 'utf8' });
      expect(verify()).toBe('');
      const whole = readFileSync(output, 'utf8');
      writeFileSync(output, whole.replace('mine, ', 'nine, '));
      expect(verify()).toBe('entry 3 does not verify\n');
      writeFileSync(output, whole.split('\n').toSpliced(1, 1).join('\n'));
      expect(verify()).toBe('entry 3 does not verify\n');
    },
  );

  it('gives those of a finding and of a time', async () => {
    using folder = storeFolder();
    await lived(folder);
    const at = (offset: number): string => new Date(START + offset).toISOString();
    const seqs = async (...args: readonly string[]): Promise<readonly number[]> => {
      const { stdout } = await portcullis('export', '--database', folder.path, ...args);
      return linesOf(stdout).map(({ seq }) => seq);
    };
    expect(await seqs('--finding', 'f-1')).toEqual([1, 3]);
    expect(await seqs('--since', at(1), '--until', at(3))).toEqual([2, 3]);
  });

  it('writes a file that only its owner reads, and says how much', async () => {
    using folder = storeFolder();
    await lived(folder);
    const output = join(dirname(folder.path), 'log.csv');
    const ran = await portcullis(
      ...['export', '--database', folder.path, '--format', 'csv', '--output', output],
    );
    expect(ran).toEqual({ code: 0, stdout: '', stderr: `Wrote 4 entries to ${output}\n` });
    const [head, , , acknowledged] = readFileSync(output, 'utf8').split('\n');
    expect(head).toBe('TIME (UTC),SEQ,SUBJECT,WHAT,WHO,PLAN,FROM');
    expect(acknowledged).toMatch(/,3,f-1,finding\.acknowledged,U1,,message C1\/1\.1$/);
  });

  it('prints a table for people', async () => {
    using folder = storeFolder();
    await lived(folder);
    const args = ['export', '--database', folder.path, '--format', 'table'] as const;
    const { stdout } = await portcullis(...args);
    expect(stdout).toMatch(/^TIME \(UTC\) +SEQ +SUBJECT +WHAT +WHO +PLAN +FROM\n/);
    expect(stdout).toMatch(/ 4 +f-2 +execution\.approved +U1 +[0-9a-f]{12} +message C1\/1\.1\n$/);
  });

  it('gives a tampered entry as it is: to judge it is for verifying', async () => {
    using folder = storeFolder();
    await lived(folder);
    folder.tamper(`update log set body = 'no JSON' where seq = 2`);
    const { code, stdout } = await portcullis('export', '--database', folder.path);
    expect(code).toBe(0);
    expect(linesOf(stdout)[1]).toMatchObject({ seq: 2, kind: '', body: 'no JSON' });
  });

  it.each([
    ['a file that is not there', [], 'No such database: '],
    ['a wrong time', ['--since', 'yesterday'], 'Expected a day'],
    ['a wrong format', ['--format', 'xml'], 'Allowed choices are ndjson, csv, table'],
  ])('exits 2 for %s', async (_, args, said) => {
    using folder = storeFolder();
    const ran = await portcullis('export', '--database', folder.path, ...args);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(said);
  });
});
