import { describe, expect, it } from 'vitest';
import { entryOf, type LogRow } from '../../../src/cli/export/entry.ts';

function row(event: object): LogRow {
  const body = JSON.stringify({ event: { at: 0, ...event }, from: null });
  return { seq: 1, finding_id: 'f-1', version: 1, body, previous_hash: '0', hash: '1' };
}

const ENTRIES: readonly (readonly [string, object, object])[] = [
  [
    'all who approved',
    { kind: 'execution.approved', by: ['U1', 'U2'], planHash: 'p1' },
    { by: 'U1 U2', planHash: 'p1' },
  ],
  [
    'nobody where the clock approved',
    { kind: 'execution.approved', by: [], planHash: 'p1' },
    { by: null, planHash: 'p1' },
  ],
  [
    'the plan that was asked for',
    { kind: 'request.made', by: 'U1', matter: { kind: 'plan', intent: 'revert', hash: 'p1' } },
    { by: 'U1', planHash: 'p1' },
  ],
  [
    'no plan of an exemption',
    { kind: 'request.made', by: 'U1', matter: { kind: 'exemption', hash: 'e1' } },
    { by: 'U1', planHash: null },
  ],
  [
    'a plan that is not there',
    { kind: 'execution.started', planHash: 'p1', plan: null },
    { by: null, planHash: 'p1' },
  ],
  ['a tampered body', { kind: 5, by: [5], planHash: 5, matter: 5 }, { by: null, planHash: null }],
];

describe('an entry of the export', () => {
  it.each(ENTRIES)('names %s', (_, event, expected) => {
    expect(entryOf(row(event)).entry).toMatchObject(expected);
  });
});
