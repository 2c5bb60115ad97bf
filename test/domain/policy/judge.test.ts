import { describe, expect, test } from 'vitest';
import type { MeantGuard } from '../../../src/domain/guard/match.ts';
import { judge } from '../../../src/domain/policy/judge.ts';
import type { Guard } from '../../../src/domain/policy/policy.ts';
import { changeOf, open, windowsGuard } from './change-of.ts';

const INBOUND_ONLY = windowsGuard('10.9.8.0/28');
const BOTH: Guard = { ...INBOUND_ONLY, name: 'both', outbound: new Map() };
const TO_ALL = { ...changeOf([open('tcp', '3389', '0.0.0.0/0')]), direction: 'outbound' } as const;

function meant(guard: Guard): MeantGuard {
  return { guard, why: { kind: 'selected' } };
}

function guardedBy(guard: Guard, ...unless: readonly Guard[]) {
  return { kind: 'guarded', ...meant(guard), also: [], unless: unless.map(meant) } as const;
}

describe('judge() of an outbound change', () => {
  test('is ignored where the guard does not guard outbound, with that reason', () => {
    expect(judge(guardedBy(INBOUND_ONLY), TO_ALL, [])).toEqual({
      kind: 'notGuarded',
      why: 'outbound',
    });
  });

  test('violates where it does, and an empty outbound approves nobody', () => {
    expect(judge(guardedBy(BOTH), TO_ALL, [])).toMatchObject({
      kind: 'violates',
      guard: BOTH,
      isCertain: true,
    });
  });

  test('counts as guarded where a guard that may count guards outbound', () => {
    expect(judge(guardedBy(INBOUND_ONLY, BOTH), TO_ALL, [])).toMatchObject({
      kind: 'violates',
      guard: BOTH,
      isCertain: false,
    });
    expect(
      judge({ kind: 'possible', guards: [meant(INBOUND_ONLY), meant(BOTH)] }, TO_ALL, []),
    ).toMatchObject({
      kind: 'violates',
      isCertain: false,
    });
  });

  test('on a group that nobody guards is ignored for that reason', () => {
    expect(judge({ kind: 'notGuarded' }, TO_ALL, [])).toEqual({
      kind: 'notGuarded',
      why: 'noGuard',
    });
  });

  test('opens nothing that stood open outbound before', () => {
    const before = [open('tcp', '3389', '0.0.0.0/0')];
    expect(judge(guardedBy(BOTH), TO_ALL, before)).toMatchObject({ reason: 'alreadyOpen' });
  });
});
