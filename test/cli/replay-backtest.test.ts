import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorize, type Fields, rdpFrom, revoke } from '../fixtures/cloudtrail/records.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const EVIL = '=<script>alert("1")</script>\u202E';

function made(
  record: Fields,
  day: string,
  eventID: string,
  userName: string,
  account = '111122223333',
): Fields {
  const userIdentity = { type: 'IAMUser', userName };
  return {
    ...record,
    eventTime: `${day}T10:00:00Z`,
    eventID,
    userIdentity,
    recipientAccountId: account,
  };
}

function inGroup(record: Fields, groupId: string): Fields {
  return JSON.parse(JSON.stringify(record).replaceAll('sg-0123456789abcdef0', groupId));
}

const OPEN = authorize([rdpFrom('0.0.0.0/0')]);
const CLOSE = revoke({ ipPermissions: { items: [rdpFrom('0.0.0.0/0')] } });
const RECORDS = [
  made(CLOSE, '2026-03-04', 'closed-1', 'bob'),
  made(OPEN, '2026-03-02', 'opened-1', 'alice'),
  made(inGroup(OPEN, 'sg-2'), '2026-03-10', 'opened-2', EVIL, '222233334444'),
];

let folder = '';
let path = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-backtest-'));
  path = join(folder, 'a.json');
  writeFileSync(path, JSON.stringify({ Records: RECORDS }));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function replay(...args: readonly string[]) {
  const child = spawn(process.execPath, [
    MAIN,
    'replay',
    '--assume-guarded',
    'windows',
    ...args,
    path,
  ]);
  child.stdin.end();
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr, exitCode: await ended };
}

async function eventIds(...args: readonly string[]): Promise<readonly unknown[]> {
  const { stdout } = await replay('--format', 'ndjson', ...args);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).eventId);
}

describe('portcullis replay: a door from its opening to its closing', () => {
  test('a finding says when it was opened, when and by whom it was shut, and how long that took', async () => {
    const { stdout } = await replay('--format', 'ndjson');
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({
      eventId: 'opened-1',
      openedAt: '2026-03-02T10:00:00Z',
      closedAt: '2026-03-04T10:00:00Z',
      closedBy: 'bob',
      openForMs: 2 * 86_400_000,
    });
  });

  test('--all prints every record once, in the order of the archive, with the same doors', async () => {
    expect(await eventIds('--all')).toEqual(['closed-1', 'opened-1', 'opened-2']);
  });
});

describe('portcullis replay: what is asked for', () => {
  test.each([
    [['--since', '2026-03-10'], ['opened-2']],
    [['--since', '2026-03-10T10:00:00Z'], ['opened-2']],
    [['--since', '2026-03-10T10:00:01Z'], []],
    [['--until', '2026-03-10T10:00:00Z'], ['opened-1']],
    [
      ['--until', '2026-03-10T12:00:01+02:00'],
      ['opened-1', 'opened-2'],
    ],
    [['--account', '222233334444'], ['opened-2']],
    [['--group', 'sg-2', '--group', 'sg-3'], ['opened-2']],
  ])('%j', async (args, expected) => {
    expect(await eventIds(...args)).toEqual(expected);
  });

  test('the archive counts as ending at --until: what was shut later is open', async () => {
    const { stdout, stderr } = await replay('--format', 'ndjson', '--until', '2026-03-03');
    expect(JSON.parse(stdout)).toMatchObject({
      eventId: 'opened-1',
      closedAt: null,
      openForMs: null,
    });
    expect(stderr).toContain('2 more changes are not among those that');
  });

  test.each([
    [['--since', 'yesterday'], 'Expected a day such as 2026-03-01'],
    [['--since', '2026-02-30'], 'Expected a day such as 2026-03-01'],
    [['--until', '2026-03-01T10:00'], 'with its zone'],
    [['--jobs', '0'], 'Expected a number from 1 to 64'],
    [['--summary', 'xml'], 'table, ndjson, csv'],
  ])('wrong: %j', async (args, message) => {
    const ended = await replay(...args);
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
  });
});

describe('portcullis replay --summary', () => {
  test('csv: by actor, group and week, without formulas', async () => {
    const { stdout } = await replay('--summary', 'csv');
    expect(stdout.trimEnd().split('\n')).toEqual([
      'by,key,findings,doors,openDoors,longestOpenForMs,medianOpenForMs',
      `actor,"'=<script>alert(""1"")</script>\uFFFD",1,1,1,,`,
      'actor,alice,1,1,0,172800000,172800000',
      'group,sg-2,1,1,1,,',
      'group,sg-0123456789abcdef0,1,1,0,172800000,172800000',
      'week,2026-03-02,1,1,0,172800000,172800000',
      'week,2026-03-09,1,1,1,,',
    ]);
  });

  test('ndjson: a row a line', async () => {
    const { stdout } = await replay('--summary', 'ndjson');
    expect(JSON.parse(stdout.split('\n')[1] ?? '')).toEqual({
      by: 'actor',
      key: 'alice',
      findings: 1,
      doors: 1,
      openDoors: 0,
      longestOpenForMs: 172_800_000,
      medianOpenForMs: 172_800_000,
    });
  });

  test('table: for people', async () => {
    const { stdout } = await replay('--summary', 'table');
    expect(stdout).toMatch(/^ACTOR +FINDINGS +DOORS +STILL OPEN +LONGEST OPEN +MEDIAN OPEN\n/);
    expect(stdout).toMatch(/\nalice +1 +1 +0 +2 d +2 d\n/);
  });
});

describe('portcullis replay --report', () => {
  test('one page that allows nothing from outside, with every text escaped', async () => {
    const report = join(folder, 'report.html');
    const ended = await replay('--report', report);
    expect(ended.stderr).toContain(`Report: ${report}`);
    const page = readFileSync(report, 'utf8');
    expect(page.replaceAll('&#39;', "'")).toMatch(
      /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^']+'; base-uri/,
    );
    expect(page).not.toMatch(/<script|https?:|url\(|style="|\u202E/);
    expect(page).toContain('=&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;\uFFFD');
    expect(page).toContain('shut by bob after 2 d');
    expect(page.match(/<rect class="world"/g)?.length).toBeGreaterThan(2);
  });

  test('where it cannot be written it says so, and ends with 2', async () => {
    const ended = await replay('--report', join(folder, 'none', 'report.html'));
    expect(ended.stderr).toContain('the report cannot be written: no such file or folder');
    expect(ended.exitCode).toBe(2);
  });
});
