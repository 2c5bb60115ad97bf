import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecordScanner } from '../../../src/cli/replay/scan/record-scanner.ts';

const WANTED = ['AuthorizeSecurityGroupIngress', 'CreateTags'];
const scanner = new RecordScanner(WANTED);

interface ScannedFile {
  readonly names: readonly unknown[];
  readonly skippedCount: number;
}

/** Scans a text in chunks; `unsafe`, or the eventName of each record that was handed out. */
function scanned(text: string, chunkBytes = 1 << 18): ScannedFile | 'unsafe' {
  const bytes = Buffer.from(text);
  scanner.begin();
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    scanner.add(bytes.subarray(at, at + chunkBytes));
  }
  const answer = scanner.end();
  if (answer.kind === 'unsafe') return 'unsafe';
  const names = answer.texts.map((text): unknown => JSON.parse(text)?.eventName);
  return { names, skippedCount: answer.skippedCount };
}

function record(eventName: string, rest: object = {}): object {
  return { eventVersion: '1.11', eventTime: '2026-03-01T10:00:00Z', eventName, ...rest };
}

function file(...records: readonly unknown[]): string {
  return JSON.stringify({ Records: records });
}

const OTHER = record('AssumeRole');
const WATCHED = record('AuthorizeSecurityGroupIngress');

describe('RecordScanner', () => {
  test('counts what is not wanted and hands out what is', () => {
    expect(scanned(file(OTHER, WATCHED, OTHER, record('CreateTags')))).toEqual({
      names: ['AuthorizeSecurityGroupIngress', 'CreateTags'],
      skippedCount: 2,
    });
  });

  test.each([
    ['pretty-printed', JSON.stringify(JSON.parse(file(OTHER, WATCHED)), null, 4)],
    ['a byte order mark', `\uFEFF${file(OTHER, WATCHED)}`],
    ['line breaks around', `\n ${file(OTHER, WATCHED)} \r\n`],
    [
      'keys in another order',
      file({ eventName: 'X', eventVersion: '1' }, { requestID: 'r', ...WATCHED }),
    ],
  ])('reads %s without a full parse', (_, text) => {
    expect(scanned(text)).toEqual({ names: ['AuthorizeSecurityGroupIngress'], skippedCount: 1 });
  });

  test.each([
    ['its name escaped', file(OTHER).replace('"AssumeRole"', '"\\u0041ssumeRole"')],
    ['a key escaped', file(OTHER).replace('"eventName"', '"\\u0065ventName"')],
    ['a second eventName', file(OTHER).replace('}]', ',"eventName":"CreateTags"}]')],
    ['no eventName', file({ eventVersion: '1' })],
    ['an eventName that is no text', file(record('X')).replace('"X"', '7')],
    ['a name that is not plain', file(record('REST.GET'))],
    ['a key that no record has', file(record('AssumeRole', { detail: {} }))],
    ['a key in another case', file({ eventname: 'AssumeRole' })],
    ['nothing', file({})],
  ])('hands out a record that has %s', (_, text) => {
    expect(scanned(text)).toMatchObject({ skippedCount: 0, names: { length: 1 } });
  });

  test.each([
    ['in a string', { requestParameters: { pattern: 'a "AuthorizeSecurityGroupIngress" \\' } }],
    ['as a nested record', { requestParameters: { Records: [WATCHED, { a: [WATCHED] }] } }],
    ['as a nested name', { responseElements: { eventName: 'AuthorizeSecurityGroupIngress' } }],
  ])('a wanted name %s makes no other record of it', (_, rest) => {
    expect(scanned(file(record('AssumeRole', rest), OTHER))).toEqual({
      names: [],
      skippedCount: 2,
    });
  });

  test.each([
    ['a bare record', JSON.stringify(OTHER)],
    ['a list', JSON.stringify([OTHER])],
    ['JSON Lines', `${JSON.stringify(OTHER)}\n${JSON.stringify(OTHER)}`],
    ['a second key', '{"Records":[{"eventName":"X"}],"More":1}'],
    ['another first key', '{"A":1,"Records":[{"eventName":"X"}]}'],
    ['what is no object at first', '{"Records":[null,{"eventName":"X"}]}'],
    ['no record', '{"Records":[]}'],
    ['what is no object', '{"Records":[{"eventName":"X"},1]}'],
    ['a comma too many', '{"Records":[{"eventName":"X"},]}'],
    ['a comma too few', '{"Records":[{"eventName":"X"}{"eventName":"Y"}]}'],
    ['a bracket of the wrong kind', '{"Records":[{"eventName":"X","resources":[}}]}'],
    ['an early end', '{"Records":[{"eventName":"X"}'],
    ['an early end in a string', '{"Records":[{"eventName":"X'],
    ['something behind it', '{"Records":[{"eventName":"X"}]}x'],
    ['a list around it', '[{"Records":[{"eventName":"X"}]}]'],
    ['nothing', ''],
    [
      'brackets too deep',
      `{"Records":[{"eventName":"X","resources":${'['.repeat(99)}${']'.repeat(99)}}]}`,
    ],
  ])('%s has to be parsed whole', (_, text) => {
    expect(scanned(text)).toBe('unsafe');
  });

  test('more records than it reports at once, and records larger than its window', () => {
    const many = Array.from({ length: 20_000 }, () => ({ eventName: 'CreateTags' }));
    const long = record('CreateTags', { requestParameters: { a: 'x'.repeat(3 << 20) } });
    const answer = scanned(file(...many, long, OTHER));
    expect(answer).toMatchObject({ skippedCount: 1 });
    expect(answer === 'unsafe' ? 0 : answer.names.length).toBe(20_001);
  });

  test('comes to the same as parsing, for any records, layout and chunks', () => {
    fc.assert(
      fc.property(
        fc.array(RECORD),
        fc.nat(3),
        fc.integer({ min: 1, max: 700 }),
        (records, indent, chunk) => {
          const text = JSON.stringify({ Records: records }, null, indent);
          const answer = scanned(text, chunk);
          if (records.length === 0) return;
          if (answer === 'unsafe') throw new Error('It is a log file');
          const wanted = records
            .map(({ eventName }) => eventName)
            .filter((name) => WANTED.includes(String(name)));
          expect(answer.names.filter((name) => WANTED.includes(String(name)))).toEqual(wanted);
          expect(answer.names.length + answer.skippedCount).toBe(records.length);
          const plain = records.filter(isPlain).length;
          expect(answer.skippedCount).toBe(plain);
        },
      ),
      { numRuns: 400 },
    );
  });
});

/** Strings full of what could be taken for structure. */
const TRICKY = fc.string({
  unit: fc.constantFrom(
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    'a',
    '\n',
    'é',
    '\u2028',
    '😀',
    '{"eventName":"CreateTags"}',
  ),
});
const JSON_VALUE = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    TRICKY,
    fc.constantFrom(null, true, 0, -1.5e30),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(TRICKY, fc.constantFrom('eventName', 'Records')), tie('value'), {
      maxKeys: 4,
    }),
  ),
})).value;
const NAMES = fc.constantFrom(
  'AssumeRole',
  'CreateTags',
  'AuthorizeSecurityGroupIngress',
  'A',
  'REST.GET',
  '',
  7,
  null,
);
const RECORD: fc.Arbitrary<Record<string, unknown>> = fc
  .record(
    {
      requestParameters: JSON_VALUE,
      eventVersion: fc.constant('1.11'),
      eventName: NAMES,
      userAgent: TRICKY,
      unknownKey: JSON_VALUE,
      responseElements: JSON_VALUE,
    },
    { requiredKeys: ['eventVersion'] },
  )
  .chain((fields) =>
    fc
      .shuffledSubarray(Object.keys(fields), { minLength: Object.keys(fields).length })
      .map((keys) =>
        Object.fromEntries(keys.map((key) => [key, fields[key as keyof typeof fields]])),
      ),
  );

/** Whether a record may be skipped. */
function isPlain(fields: Record<string, unknown>): boolean {
  const { eventName } = fields;
  return (
    !Object.hasOwn(fields, 'unknownKey') &&
    typeof eventName === 'string' &&
    /^[A-Za-z0-9]+$/.test(eventName) &&
    !WANTED.includes(eventName)
  );
}
