import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BEHIND_UNKNOWN } from '../../../src/domain/guard/behind.ts';
import { type GroupToMatch, matchesPattern, matchGuard } from '../../../src/domain/guard/match.ts';
import {
  type BesideGroup,
  STANDING_UNKNOWN,
  STANDS_ALONE,
} from '../../../src/domain/guard/standing.ts';
import type { GroupSelector, Guard, Policy } from '../../../src/domain/policy/policy.ts';

function guard(name: string, ...match: readonly GroupSelector[]): Guard {
  return { name, kind: 'windows', match, approved: new Map() };
}

function policy(...guards: readonly Guard[]): Policy {
  return { guards, approvers: { userIds: [], userGroupIds: [] }, channelId: 'C0123ABCD' };
}

const KNOWN: GroupToMatch = {
  reference: { groupId: 'sg-1', groupName: null, ownerId: '111122223333' },
  region: 'eu-central-1',
  facts: {
    groupName: 'win-hosts',
    vpcId: 'vpc-1',
    tags: new Map([
      ['Role', 'windows'],
      ['Empty', ''],
    ]),
  },
  standing: STANDS_ALONE,
};
/** All that a record tells which names the group by id. */
const RECORD_ONLY: GroupToMatch = { ...KNOWN, facts: null };
/** All that a record tells which names the group by name. */
const NAMED_ONLY: GroupToMatch = {
  ...RECORD_ONLY,
  reference: { groupId: null, groupName: 'win-hosts', ownerId: '111122223333' },
};

/** What a guard with this one selector says of a group. */
function answer(selector: GroupSelector, group: GroupToMatch): string {
  return matchGuard(policy(guard('only', selector)), group).kind;
}

describe('matchGuard()', () => {
  const all: GroupSelector = {
    id: 'sg-1',
    name: 'win-*',
    tag: { key: 'Role', value: 'windows' },
    vpc: 'vpc-1',
    account: '111122223333',
    region: 'eu-central-1',
  };

  test.each<[GroupSelector, string]>([
    [{ id: 'sg-1' }, 'guarded'],
    [{ id: 'sg-2' }, 'notGuarded'],
    [{ id: 'sg-*' }, 'notGuarded'],
    [{ name: 'win-hosts' }, 'guarded'],
    [{ name: 'win-*' }, 'guarded'],
    [{ name: '*' }, 'guarded'],
    [{ name: 'WIN-*' }, 'notGuarded'],
    [{ name: 'win' }, 'notGuarded'],
    [{ tag: { key: 'Role', value: 'windows' } }, 'guarded'],
    [{ tag: { key: 'Role', value: 'linux' } }, 'notGuarded'],
    [{ tag: { key: 'Role', value: '*' } }, 'guarded'],
    [{ tag: { key: 'Empty', value: '*' } }, 'guarded'],
    [{ tag: { key: 'role', value: '*' } }, 'notGuarded'],
    [{ tag: { key: 'Role', value: 'win*' } }, 'notGuarded'],
    [{ tag: { key: 'constructor', value: '*' } }, 'notGuarded'],
    [{ vpc: 'vpc-1' }, 'guarded'],
    [{ vpc: 'vpc-2' }, 'notGuarded'],
    [{ account: '111122223333' }, 'guarded'],
    [{ account: '999999999999' }, 'notGuarded'],
    [{ region: 'eu-central-1' }, 'guarded'],
    [{ region: 'eu-west-1' }, 'notGuarded'],
    [all, 'guarded'],
    [{ ...all, region: 'eu-west-1' }, 'notGuarded'],
    [{ ...all, vpc: 'vpc-2' }, 'notGuarded'],
  ])('with everything known, %j says %s', (selector, expected) => {
    expect(answer(selector, KNOWN)).toBe(expected);
  });

  test.each<[GroupSelector, string]>([
    [{ id: 'sg-1' }, 'guarded'],
    [{ name: 'win-*' }, 'possible'],
    [{ tag: { key: 'Role', value: '*' } }, 'possible'],
    [{ vpc: 'vpc-1' }, 'possible'],
    [{ vpc: 'vpc-1', region: 'eu-west-1' }, 'notGuarded'],
    [{ id: 'sg-1', vpc: 'vpc-1' }, 'possible'],
    [{ id: 'sg-2', vpc: 'vpc-1' }, 'notGuarded'],
  ])('with a record alone, %j says %s', (selector, expected) => {
    expect(answer(selector, RECORD_ONLY)).toBe(expected);
  });

  test('a group known by name matches by name, and possibly by id', () => {
    expect(answer({ name: 'win-*' }, NAMED_ONLY)).toBe('guarded');
    expect(answer({ name: 'lin-*' }, NAMED_ONLY)).toBe('notGuarded');
    expect(answer({ id: 'sg-1' }, NAMED_ONLY)).toBe('possible');
  });

  test('a VPC that could not be looked up is possible, not no', () => {
    const facts = { groupName: 'win-hosts', vpcId: null, tags: new Map<string, string>() };
    expect(answer({ vpc: 'vpc-1' }, { ...KNOWN, facts })).toBe('possible');
  });

  test('any entry of a guard is enough', () => {
    const either = guard('either', { id: 'sg-2' }, { name: 'win-*' });
    expect(matchGuard(policy(either), KNOWN)).toMatchObject({ guard: either, unless: [] });
  });

  test('the first guard in the file wins', () => {
    const [first, second] = [guard('first', { name: 'win-*' }), guard('second', { id: 'sg-1' })];
    expect(matchGuard(policy(first, second), KNOWN)).toMatchObject({ guard: first, unless: [] });
    expect(matchGuard(policy(second, first), KNOWN)).toMatchObject({ guard: second, unless: [] });
  });

  test('a certain guard counts, unless a possible one before it does', () => {
    const [vague, certain] = [guard('vague', { vpc: 'vpc-1' }), guard('certain', { id: 'sg-1' })];
    expect(matchGuard(policy(vague, certain), RECORD_ONLY)).toEqual({
      kind: 'guarded',
      guard: certain,
      why: { kind: 'selected', by: { selector: { id: 'sg-1' }, behind: [] } },
      also: [],
      unless: [
        { guard: vague, why: { kind: 'selected', by: { selector: { vpc: 'vpc-1' }, behind: [] } } },
      ],
    });
  });

  test('all possible guards are named, in the order of the file', () => {
    const guards = [
      guard('a', { vpc: 'vpc-1' }),
      guard('no', { id: 'sg-2' }),
      guard('b', { name: 'win-*' }),
    ];
    const match = matchGuard(policy(...guards), RECORD_ONLY);
    expect(match.kind === 'possible' && match.guards.map((each) => each.guard.name)).toEqual([
      'a',
      'b',
    ]);
  });
});

describe('matchGuard() of a group that no guard selects', () => {
  const windows = guard('windows', { name: 'win-*' });
  const controllers = guard('controllers', { tag: { key: 'Role', value: 'dc' } });
  const guards = policy(controllers, windows);
  const facts = (groupName: string, role = 'none') => {
    return { groupName, vpcId: 'vpc-1', tags: new Map([['Role', role]]) };
  };
  const LONE: GroupToMatch = { ...KNOWN, facts: facts('any') };
  const among = (...beside: readonly BesideGroup[]) =>
    matchGuard(guards, { ...LONE, standing: { beside, behind: BEHIND_UNKNOWN } });
  const win: BesideGroup = { groupId: 'sg-2', hosts: ['i-1'], facts: facts('win-1') };
  const dc: BesideGroup = { groupId: 'sg-3', hosts: ['i-2'], facts: facts('ad', 'dc') };
  const other: BesideGroup = { groupId: 'sg-4', hosts: ['i-3'], facts: facts('lin-1') };

  test('is no', () => {
    expect(among().kind).toBe('notGuarded');
    expect(among(other).kind).toBe('notGuarded');
  });

  test('is guarded as one that stands on the same host, and says beside which and where', () => {
    expect(among(other, win)).toEqual({
      kind: 'guarded',
      guard: windows,
      why: {
        kind: 'beside',
        groupId: 'sg-2',
        groupName: 'win-1',
        hosts: ['i-1'],
        ownGroupId: 'sg-2',
      },
      also: [],
      unless: [],
    });
  });

  test('counts every guard of its hosts, in the order of the file', () => {
    expect(among(win, dc)).toMatchObject({ guard: controllers, also: [{ guard: windows }] });
  });

  test('beside two of one guard has members of neither for its own', () => {
    const second = { ...win, groupId: 'sg-5', hosts: ['i-5'] };
    expect(among(win, second)).toMatchObject({ why: { hosts: ['i-1', 'i-5'], ownGroupId: null } });
  });

  test('that one of them is selected is certain, what is not known of another is not', () => {
    const vague = { ...other, facts: null };
    expect(among(vague)).toMatchObject({
      kind: 'possible',
      guards: [{ guard: controllers }, { guard: windows }],
    });
    expect(among(vague, win)).toMatchObject({ guard: windows, unless: [{ guard: controllers }] });
  });

  test('may be guarded by any guard for its account and Region where nobody could look', () => {
    const elsewhere = guard('elsewhere', { name: 'win-*', account: '999999999999' });
    const far = guard('far', { name: 'win-*', region: 'eu-west-1' });
    const match = matchGuard(policy(elsewhere, far, windows), {
      ...LONE,
      standing: STANDING_UNKNOWN,
    });
    expect(match).toEqual({
      kind: 'possible',
      guards: [{ guard: windows, why: { kind: 'unknown' } }],
    });
  });

  test('one that a guard selects is not guarded by others, whatever stands beside it', () => {
    const match = matchGuard(guards, {
      ...KNOWN,
      standing: { beside: [dc], behind: BEHIND_UNKNOWN },
    });
    expect(match).toMatchObject({ guard: windows, why: { kind: 'selected' }, also: [] });
    const unknown = matchGuard(guards, { ...KNOWN, standing: STANDING_UNKNOWN });
    expect(unknown).toMatchObject({ guard: windows, unless: [] });
  });
});

/** The pattern by its definition: `*` is tried as every text that there is room for. */
function bruteForce(pattern: string, text: string): boolean {
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first === undefined) return text === '';
  if (first !== '*') return text[0] === first && bruteForce(rest, text.slice(1));
  return Array.from({ length: text.length + 1 }).some((_, i) => bruteForce(rest, text.slice(i)));
}

describe('matchesPattern()', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 7 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });

  test('answers as trying everything does', () => {
    fc.assert(
      fc.property(pattern, text, (wanted, actual) => {
        expect(matchesPattern(wanted, actual)).toBe(bruteForce(wanted, actual));
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ['a*a', 'a', false],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['d-*_controllers', 'd-1234567890_controllers', true],
    ['d-*_controllers', 'd-_controllers2', false],
    ['a.c', 'abc', false],
    ['[a]', 'a', false],
    ['win-*', 'win-\n', true],
  ])('%j and %j: %j', (wanted, actual, expected) => {
    expect(matchesPattern(wanted, actual)).toBe(expected);
  });

  /** In ms, for a million characters: a matcher that steps back needs longer than anyone waits. */
  const HOSTILE_DEADLINE_MS = 2000;

  test.each([
    ['many stars', `${'*a'.repeat(1000)}*b`, 'a'.repeat(1_000_000)],
    ['stars only', '*'.repeat(10_000), 'a'.repeat(1_000_000)],
    ['a piece that almost fits everywhere', `*${'a'.repeat(500)}b*`, 'a'.repeat(1_000_000)],
    ['a piece that fits from its end', `*b${'a'.repeat(500)}*`, 'a'.repeat(1_000_000)],
  ])('hostile input is answered at once: %s', (_, wanted, actual) => {
    const startedAt = performance.now();
    matchesPattern(wanted, actual);
    expect(performance.now() - startedAt).toBeLessThan(HOSTILE_DEADLINE_MS);
  });
});
