import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../src/domain/assert.ts';
import { evolve, fold } from '../../../src/domain/finding/evolve.ts';
import { LOOK_AGAIN_MS } from '../../../src/domain/finding/evolve-decided.ts';
import { STACK_IN_PROGRESS_MS } from '../../../src/domain/guard/managed-by.ts';
import { planRevert } from '../../../src/domain/plan/plan.ts';
import type { RevertResult } from '../../../src/domain/plan/revert-result.ts';
import {
  CALL,
  DOOR,
  findingOf,
  OPENED_AT,
  OWN_ACCOUNTS,
  openedEvent,
  RDP_FROM_ANYWHERE,
  withEvents,
} from './finding-of.ts';

const at = OPENED_AT + 60_000;
const planHash = 'a'.repeat(64);
const reverting = withEvents(
  findingOf(),
  { kind: 'revert.approved', by: 'U1', planHash, at },
  { kind: 'revert.started', planHash, at },
);

describe('evolve()', () => {
  it.each([
    ['nothing before the opening', () => evolve(null, { kind: 'door.seenOpen', at })],
    ['no second opening', () => evolve(findingOf(), openedEvent())],
    [
      'no start without an approval',
      () => withEvents(findingOf(), { kind: 'revert.started', planHash, at }),
    ],
    ['no empty history', () => fold([])],
  ])('takes %s', (_, act) => {
    expect(act).toThrow(InvariantError);
  });

  it('takes the new id of a door that was made again, and leaves the others theirs', () => {
    const other = { ...RDP_FROM_ANYWHERE, ruleId: 'sgr-2', source: '::/0' };
    const finding = findingOf({ rules: [RDP_FROM_ANYWHERE, other] });
    const heard = [
      { ...RDP_FROM_ANYWHERE, ruleId: 'sgr-7' },
      { ...other, ruleId: null },
    ];
    const { rules } = withEvents(finding, {
      kind: 'finding.heardAgain',
      eventId: 'e-2',
      rules: heard,
      at,
    });
    expect(rules.map(({ ruleId }) => ruleId)).toEqual(['sgr-7', 'sgr-2']);
  });

  it('asks for a look when somebody touched a rule, and no more after the look', () => {
    const touched = withEvents(findingOf(), {
      kind: 'door.touched',
      how: 'edited',
      name: 'erin',
      eventId: 'e-9',
      at,
    });
    expect(touched).toMatchObject({ lookAt: at, touchedBy: { name: 'erin', eventId: 'e-9' } });
    expect(withEvents(touched, { kind: 'door.seenOpen', at })).toMatchObject({
      lookAt: null,
      touchedBy: null,
    });
  });

  it.each<RevertResult>([
    { kind: 'refused', code: 'UnauthorizedOperation', advice: 'allow' },
    { kind: 'unknown', reason: 'lost' },
  ])('looks again after a revert that left the door open: $kind', (result) => {
    const finished = withEvents(reverting, { kind: 'revert.finished', planHash, result, at });
    expect(finished).toMatchObject({
      state: { kind: 'open' },
      lastResult: { result, at },
      lookAt: at + LOOK_AGAIN_MS,
    });
  });

  it('looks again after an approval that expired: what happened meanwhile was not followed', () => {
    const approved = withEvents(findingOf(), { kind: 'revert.approved', by: 'U1', planHash, at });
    const expired = withEvents(approved, { kind: 'approval.expired', planHash, at });
    expect(expired).toMatchObject({ state: { kind: 'open' }, lookAt: at });
  });

  it('forgets the last result with a new approval', () => {
    const result = { kind: 'unknown', reason: 'lost' } as const;
    const failed = withEvents(reverting, { kind: 'revert.finished', planHash, result, at });
    const again = withEvents(failed, { kind: 'revert.approved', by: 'U1', planHash, at });
    expect(again).toMatchObject({ lastResult: null, state: { kind: 'executing', attempts: 0 } });
  });

  it('counts the executions that were begun', () => {
    expect(withEvents(reverting, { kind: 'revert.started', planHash, at }).state).toMatchObject({
      attempts: 2,
    });
  });
});

describe("a door that is a stack's for a while", () => {
  const managedUntil = OPENED_AT + STACK_IN_PROGRESS_MS;
  const door = { ...DOOR, managedBy: 'CloudFormation stack web', managedUntil };
  const finding = evolve(null, openedEvent({ door }));
  const look = (when: number) => withEvents(finding, { kind: 'door.seenOpen', at: when });

  it('has no plan, and is looked at when that ends', () => {
    expect(finding.lookAt).toBe(managedUntil);
    expect(planRevert(finding, OWN_ACCOUNTS)).toBe('managedElsewhere');
  });

  it('is looked at once more after a look before that', () => {
    expect(look(managedUntil - 1)).toMatchObject({ door, lookAt: managedUntil });
  });

  it("is anybody's after a look that finds it open then", () => {
    const after = look(managedUntil);
    expect(after).toMatchObject({ door: DOOR, lookAt: null });
    expect(after.door).not.toHaveProperty('managedUntil');
    expect(planRevert(after, OWN_ACCOUNTS)).toMatchObject({ kind: 'rules' });
  });

  it('is not looked at where nothing is known to look at', () => {
    const unnamed = { ...door, groupId: null };
    expect(evolve(null, openedEvent({ door: unnamed })).lookAt).toBeNull();
  });

  it('is found out by the record of what a sweep saw', () => {
    const drift = { kind: 'drift', at, otherwiseAt: OPENED_AT, call: null } as const;
    const actor = { ...CALL.actor, invokedBy: 'cloudformation.amazonaws.com' };
    const found = evolve(null, openedEvent({ opening: drift }));
    expect(found.lookAt).toBeNull();
    const told = withEvents(found, { kind: 'finding.explained', call: { ...CALL, actor }, at });
    expect(told).toMatchObject({ door: { managedBy: 'AWS CloudFormation' }, lookAt: managedUntil });
  });
});
