import { describe, expect, it } from 'vitest';
import { mayBeToldBy, READ_LAG_MS } from '../../../src/domain/finding/told-by.ts';
import { findingOf, OPENED_AT } from './finding-of.ts';

const drift = {
  kind: 'drift',
  at: OPENED_AT,
  otherwiseAt: OPENED_AT - 900_000,
  call: null,
} as const;
const open = findingOf({ opening: drift });
const closed = findingOf({
  opening: drift,
  state: { kind: 'closed', at: OPENED_AT + 20_000, by: { kind: 'unknown' }, leftOpen: null },
});

describe('mayBeToldBy()', () => {
  it.each([
    ['between the two moments', OPENED_AT - 1, true],
    ['a little before the first', drift.otherwiseAt - READ_LAG_MS, true],
    ['long before', drift.otherwiseAt - READ_LAG_MS - 1, false],
    ['a little after the second', OPENED_AT + READ_LAG_MS, true],
    ['long after', OPENED_AT + READ_LAG_MS + 1, false],
  ])('a call %s', (_, at, expected) => {
    expect(mayBeToldBy(open, at)).toBe(expected);
  });

  it('a call after the door was shut again opened it once more', () => {
    expect(mayBeToldBy(closed, OPENED_AT + 10_000)).toBe(true);
    expect(mayBeToldBy(closed, OPENED_AT + 45_000)).toBe(false);
  });

  it('nothing is told that a record opened, or that is told already', () => {
    expect(mayBeToldBy(findingOf(), OPENED_AT)).toBe(false);
  });
});
