import { describe, expect, it } from 'vitest';
import type { InterfaceState } from '../../../src/domain/inventory/interface-state.ts';
import { placedState, seenState, standingOf } from '../../../src/domain/inventory/standing.ts';
import { interfaceOf } from '../../support/attachment-findings.ts';

function known(groupIds: readonly string[], overrides: Partial<InterfaceState> = {}) {
  return interfaceOf('eni-1', groupIds, { observedAt: 100, ...overrides });
}

function placed(after: readonly string[], changedAt: number, isFirst = false) {
  return { after, changedAt, isFirst };
}

describe('standingOf()', () => {
  it('knows nothing of before: every group is new', () => {
    expect(standingOf(null, placed(['a'], 50))).toEqual({
      newcomers: ['a'],
      stayed: [],
      isBeforeKnown: false,
    });
  });

  it('of an interface that was made by the call is sure', () => {
    expect(standingOf(known(['a']), placed(['a'], 150, true))).toEqual({
      newcomers: ['a'],
      stayed: [],
      isBeforeKnown: true,
    });
  });

  it('after what is known: what is not there yet is new', () => {
    expect(standingOf(known(['a']), placed(['a', 'b'], 150))).toEqual({
      newcomers: ['b'],
      stayed: ['a'],
      isBeforeKnown: true,
    });
  });

  it('before what is known: what came later is new, what stood there stayed', () => {
    const row = known(['a', 'b'], { since: { b: 90 }, knownSince: 10 });
    expect(standingOf(row, placed(['a', 'b'], 50))).toEqual({
      newcomers: ['b'],
      stayed: ['a'],
      isBeforeKnown: true,
    });
  });

  it('before what is known: who was there when it was first seen, or is gone, may have been for long', () => {
    const row = known(['a'], { knownSince: 80 });
    expect(standingOf(row, placed(['a'], 50))).toMatchObject({ isBeforeKnown: false });
    expect(standingOf(row, placed(['b'], 90))).toMatchObject({
      newcomers: ['b'],
      isBeforeKnown: false,
    });
  });
});

describe('what is known of an interface', () => {
  it('is moved by a change, and tells when each group came', () => {
    const row = known(['a', 'c']);
    const moved = placedState(row, row, placed(['a', 'b'], 150));
    expect(moved).toMatchObject({
      groupIds: ['a', 'b'],
      observedAt: 150,
      since: { b: 150 },
      knownSince: 100,
    });
    expect(seenState(moved, { ...moved, observedAt: 300 })).toMatchObject({
      observedAt: 300,
      since: { b: 150 },
      knownSince: 100,
    });
  });

  it('is not moved by an older one', () => {
    const row = known(['a']);
    expect(placedState(row, row, placed(['b'], 99))).toBe(row);
  });

  it('begins with no moment for what stood there, unless it was made by the call', () => {
    const seen = interfaceOf('eni-1', ['a'], { observedAt: 100 });
    expect(seenState(null, seen)).toMatchObject({ since: {}, knownSince: 100 });
    expect(placedState(null, seen, placed(['a'], 90))).toMatchObject({ since: {}, knownSince: 90 });
    expect(placedState(null, seen, placed(['a'], 90, true))).toMatchObject({ since: { a: 90 } });
  });
});
