import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  authorize,
  ec2Call,
  editedRule,
  eventBridgeEvent,
  type Fields,
  lookupEventsAnswer,
  modify,
  rdpFrom,
  revoke,
  snsNotification,
} from '../fixtures/cloudtrail/records.ts';
import { SHARED_ABSENT, SHARED_FOLDER } from '../fixtures/cloudtrail/shared-records.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const FINDING = authorize([rdpFrom('0.0.0.0/0')]);
const HARMLESS = revoke({ ipPermissions: { items: [rdpFrom('0.0.0.0/0')] } }, undefined, {
  eventID: 'e-revoke',
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-replay-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, content: unknown): string {
  const path = join(folder, name);
  const isRaw = typeof content === 'string' || Buffer.isBuffer(content);
  writeFileSync(path, isRaw ? content : JSON.stringify(content));
  return path;
}

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command line; `input` is piped into it. */
async function portcullis(args: readonly string[], input: string | Buffer = ''): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args]);
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exitCode: await ended, stdout, stderr };
}

function replay(...args: readonly string[]): Promise<Ended> {
  return portcullis(['replay', '--assume-guarded', 'windows', ...args]);
}

function rows(stdout: string): readonly Fields[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

async function ndjson(...args: readonly string[]): Promise<readonly Fields[]> {
  return rows((await replay('--format', 'ndjson', ...args)).stdout);
}

function withEventId(record: Fields, eventID: string): Fields {
  return { ...record, eventID };
}

describe('portcullis replay: what it prints', () => {
  test('a table for people on stdout, the sum on stderr', async () => {
    const ended = await replay(put('a.json', { Records: [FINDING, HARMLESS] }));
    const [header, line, ...others] = ended.stdout.trimEnd().split('\n');
    expect(header).toMatch(/^TIME \(UTC\) .*OUTCOME .*GROUP .*ACTOR .*WHAT$/);
    expect(line).toContain('TCP 3389 from 0.0.0.0/0');
    expect(others).toEqual([]);
    expect(ended.stderr).toBe(
      '2 records from 1 input: 1 finding, 1 permitted, 0 ignored, 0 undecodable.\n',
    );
    expect(ended.exitCode).toBe(0);
  });

  test('ndjson rows have the keys of the contract, in order', async () => {
    const [row] = await ndjson(put('a.json', FINDING));
    expect(Object.keys(row ?? {})).toEqual([
      'outcome',
      'reason',
      'eventId',
      'eventTime',
      'eventName',
      'accountId',
      'region',
      'groupId',
      'actor',
      'rules',
      'excess',
      'newlyOpened',
      'openedAt',
      'closedAt',
      'closedBy',
      'openForMs',
      'groupIds',
      'prefixList',
    ]);
    const opening = { protocol: 'tcp', fromPort: 3389, toPort: 3389, source: '0.0.0.0/0' };
    expect(row).toMatchObject({
      outcome: 'finding',
      actor: 'alice',
      rules: [{ ruleId: null, ...opening }],
      excess: [opening],
    });
  });

  test('findings and undecodable records are printed, with --all the others too', async () => {
    const path = put('a.json', [
      withEventId(FINDING, '1'),
      withEventId(HARMLESS, '2'),
      withEventId(modify(editedRule({})), '3'),
      withEventId({ ...FINDING, eventName: 'DescribeInstances' }, '4'),
    ]);
    const outcomes = (found: readonly Fields[]) => found.map(({ outcome }) => outcome);
    expect(outcomes(await ndjson(path))).toEqual(['finding', 'undecodable']);
    expect(outcomes(await ndjson('--all', path))).toEqual([
      'finding',
      'permitted',
      'undecodable',
      'ignored',
    ]);
  });

  test('calls that only change where groups stand are told with --all only', async () => {
    const launch = ec2Call('RunInstances', null, null, { eventID: '4' });
    for (const document of [[launch], { Records: [launch] }]) {
      const path = put('a.json', document);
      expect(await ndjson(path)).toEqual([]);
      const [row, ...others] = await ndjson('--all', path);
      expect(others).toEqual([]);
      expect(row).toMatchObject({
        outcome: 'ignored',
        reason: expect.stringContaining('does not judge RunInstances'),
      });
    }
  });

  test('a record that comes again is told once', async () => {
    const first = put('a.json', FINDING);
    const again = put('b.json', eventBridgeEvent(FINDING));
    const ended = await replay('--format', 'ndjson', first, again);
    expect(rows(ended.stdout)).toHaveLength(1);
    expect(ended.stderr).toContain('1 more came again');
  });

  test('trap 10: two openings in one account at one time are both visible', async () => {
    const second = withEventId(authorize([rdpFrom('10.0.0.0/8')]), 'e-2');
    const found = await ndjson(put('a.json', { Records: [FINDING, second] }));
    expect(found.map(({ outcome }) => outcome)).toEqual(['finding', 'finding']);
  });

  test('two records that share an id and say different things are both visible', async () => {
    const other = authorize([rdpFrom('10.0.0.0/8')]);
    expect(await ndjson(put('a.json', [FINDING, other]))).toHaveLength(2);
  });

  test('a directory guards what a Windows host does not', async () => {
    const ldap = rdpFrom('0.0.0.0/0');
    const path = put('a.json', authorize([{ ...ldap, fromPort: 389, toPort: 389 }]));
    expect(await ndjson(path)).toEqual([]);
    const args = ['replay', '--assume-guarded', 'directory', '--format', 'ndjson', path];
    expect(rows((await portcullis(args)).stdout)).toMatchObject([{ outcome: 'finding' }]);
  });
});

describe('portcullis replay: what it reads', () => {
  test.each([
    ['a log file', { Records: [FINDING] }],
    ['an EventBridge event', eventBridgeEvent(FINDING)],
    ['an SNS notification', snsNotification(JSON.stringify(eventBridgeEvent(FINDING)))],
    ['an answer of LookupEvents', lookupEventsAnswer(FINDING)],
    ['an array', [FINDING]],
    ['a bare record', FINDING],
  ])('%s, on standard input too', async (_, document) => {
    const path = put('a.json', document);
    expect(await ndjson(path)).toMatchObject([{ outcome: 'finding' }]);
    const args = ['replay', '--assume-guarded', 'windows', '--format', 'ndjson'];
    for (const path of [[], ['-']]) {
      const ended = await portcullis([...args, ...path], JSON.stringify(document, null, 2));
      expect(rows(ended.stdout)).toMatchObject([{ outcome: 'finding' }]);
    }
  });

  test('gzip, by its content: in files and on standard input', async () => {
    const packed = gzipSync(JSON.stringify({ Records: [FINDING] }));
    expect(await ndjson(put('a.json.gz', packed), put('named-otherwise', packed))).toHaveLength(1);
    const ended = await portcullis(['replay', '--assume-guarded', 'windows'], packed);
    expect(ended.stdout).toContain('TCP 3389');
  });

  test('folders, in sorted order, without digests and files of other kinds', async () => {
    mkdirSync(join(folder, 'b', 'CloudTrail-Digest'), { recursive: true });
    put('c.jsonl', `${JSON.stringify(withEventId(FINDING, 'c'))}\n`);
    put('b/b.ndjson', JSON.stringify(withEventId(FINDING, 'b')));
    put('a.json.gz', gzipSync(JSON.stringify(withEventId(FINDING, 'a'))));
    put('b/CloudTrail-Digest/d.json', '{"digestS3Bucket":"x"}');
    put('README.md', '# not JSON');
    put('x.txt', JSON.stringify(withEventId(FINDING, 'x')));
    const ended = await replay('--format', 'ndjson', folder);
    expect(rows(ended.stdout).map(({ eventId }) => eventId)).toEqual(['a', 'b', 'c']);
    expect(ended.exitCode).toBe(0);
  });

  test('a file that is named is read whatever it is called', async () => {
    expect(await ndjson(put('x.txt', FINDING))).toHaveLength(1);
  });
});

describe('portcullis replay: what it cannot read', () => {
  test.each([
    ['malformed JSON', 'bad.json', '{"Records": [', /bad\.json:1: malformed JSON/],
    [
      'a broken line',
      'bad.jsonl',
      `${JSON.stringify(HARMLESS)}\n{"a":\n`,
      /bad\.jsonl:2: malformed/,
    ],
    [
      'a truncated gzip',
      'bad.json.gz',
      gzipSync('{"Records":[]}').subarray(0, 20),
      /bad\.json\.gz: truncated gzip/,
    ],
    ['a foreign document', 'bad.json', '{"name":"x"}', /bad\.json:1: Expected a CloudTrail record/],
    [
      'an SNS message that is cut',
      'bad.json',
      snsNotification('{"a'),
      /bad\.json:1: Expected JSON inside/,
    ],
  ])('%s: says where, reads the rest, exits with 2', async (_, name, content, message) => {
    put(name, content);
    put('good.json', FINDING);
    const ended = await replay('--format', 'ndjson', '--fail-on-finding', folder);
    expect(ended.stderr).toMatch(message);
    expect(rows(ended.stdout)).toMatchObject([{ outcome: 'finding' }]);
    expect(ended.exitCode).toBe(2);
  });

  test('a path that leads nowhere', async () => {
    const ended = await replay('--format', 'ndjson', join(folder, 'none'), put('a.json', FINDING));
    expect(ended.stderr).toContain('none: no such file or folder');
    expect(rows(ended.stdout)).toHaveLength(1);
    expect(ended.exitCode).toBe(2);
  });

  test('a record of 50 MB is decoded like any other', async () => {
    const long = { ...FINDING, additionalEventData: 'x'.repeat(50 * 1024 * 1024) };
    expect(await ndjson(put('long.json', long))).toMatchObject([{ outcome: 'finding' }]);
  });
});

describe('portcullis replay: how it ends', () => {
  test('--fail-on-finding: 1 for a finding, 1 for what nobody understands, 0 for neither', async () => {
    const codes = [FINDING, modify(editedRule({})), HARMLESS].map(async (record, i) => {
      return (await replay('--fail-on-finding', put(`${i}.json`, record))).exitCode;
    });
    expect(await Promise.all(codes)).toEqual([1, 1, 0]);
  });

  test('without knowing what is guarded it says what to add', async () => {
    const ended = await portcullis(['replay', put('a.json', FINDING)]);
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ended.stderr).toMatch(/--policy .*--assume-guarded/);
  });

  test.each([
    [['--format', 'xml'], 'table, ndjson'],
    [['--assume-guarded', 'linux'], 'windows, directory'],
    [['--what'], '--what'],
    [['--policy', '/nowhere.yml'], '/nowhere.yml: no such file'],
  ])('wrong options %j end with 2', async (args, message) => {
    const ended = await replay(...args);
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
  });

  test('--help shows examples and ends with 0', async () => {
    const ended = await portcullis(['replay', '--help']);
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toContain('$ portcullis replay --assume-guarded windows');
  });

  test('a reader that goes away early is no error', async () => {
    const records = Array.from({ length: 5_000 }, (_, i) => withEventId(FINDING, `e-${i}`));
    const path = put('many.json', { Records: records });
    const child = spawn(process.execPath, [
      MAIN,
      'replay',
      '--assume-guarded',
      'windows',
      '--format',
      'ndjson',
      path,
    ]);
    child.stdout.once('data', () => child.stdout.destroy());
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    expect(await text(child.stderr)).not.toMatch(/EPIPE|Error/);
    expect(await ended).toBe(0);
  });
});

test.skipIf(SHARED_ABSENT !== undefined)(
  `the whole collection of records is replayed ${SHARED_ABSENT ?? ''}`,
  async () => {
    const ended = await replay('--format', 'ndjson', '--all', SHARED_FOLDER);
    expect(ended.exitCode).toBe(0);
    const found = rows(ended.stdout).filter(({ outcome }) => outcome === 'finding');
    // Three edits of one rule share a second: the one that counts first opens what the others open.
    expect(found).toHaveLength(8);
    expect(rows(ended.stdout).filter(({ outcome }) => outcome === 'undecodable')).toEqual([]);
  },
);
