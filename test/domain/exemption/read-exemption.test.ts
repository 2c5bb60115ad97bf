import { describe, expect, it } from 'vitest';
import {
  BY_DATE,
  lengthChoices,
  readExemption,
  type TypedExemption,
} from '../../../src/domain/exemption/read-exemption.ts';
import { DAY_MS, HOUR_MS } from '../../../src/domain/instant.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const LIMITS = { now: NOW, msMax: 7 * DAY_MS, ticket: /[A-Z]+-[0-9]+/u };
const RIGHT: TypedExemption = {
  reason: ' A migration ',
  ticket: 'OPS-12',
  lasts: String(DAY_MS),
  date: '',
  atEnd: 'revert',
};

function fieldsOf(typed: Partial<TypedExemption>): readonly string[] {
  const read = readExemption({ ...RIGHT, ...typed }, LIMITS);
  return read.kind === 'problems' ? read.problems.map(({ field }) => field) : [];
}

describe('the form of an exemption', () => {
  it('is read as it was meant', () => {
    expect(readExemption(RIGHT, LIMITS)).toEqual({
      kind: 'wanted',
      exemption: { reason: 'A migration', ticket: 'OPS-12', until: NOW + DAY_MS, atEnd: 'revert' },
    });
  });

  it('ends at the end of the day that is typed', () => {
    const read = readExemption(
      { ...RIGHT, lasts: BY_DATE, date: '2026-11-23', ticket: '' },
      LIMITS,
    );
    const until = Date.parse('2026-11-24T00:00:00Z');
    expect(read).toMatchObject({ kind: 'wanted', exemption: { until, ticket: null } });
  });

  it.each([
    ['no reason', { reason: '  ' }, ['reason']],
    ['a long reason', { reason: 'x'.repeat(501) }, ['reason']],
    ['a ticket that only begins like one', { ticket: 'OPS-12x' }, ['ticket']],
    ['a length that policy does not allow', { lasts: String(8 * DAY_MS) }, ['lasts']],
    ['no length', { lasts: '' }, ['lasts']],
    ['a day that there is not', { lasts: BY_DATE, date: '2026-02-30' }, ['date']],
    ['a day that is over', { lasts: BY_DATE, date: '2026-11-20' }, ['date']],
    ['a day too far off', { lasts: BY_DATE, date: '2026-12-21' }, ['date']],
    ['all of it', { reason: '', ticket: 'x', lasts: BY_DATE }, ['reason', 'ticket', 'date']],
  ])('%s is told beside its field', (_, typed, fields) => {
    expect(fieldsOf(typed)).toEqual(fields);
  });

  it('offers no length beyond what policy allows, and that itself', () => {
    expect(lengthChoices(2 * DAY_MS)).toEqual([HOUR_MS, 8 * HOUR_MS, DAY_MS, 2 * DAY_MS]);
  });
});
