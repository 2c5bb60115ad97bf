import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ACTION_NAMES,
  type Action,
  actionOfRequest,
  actionOfVote,
} from '../../../src/domain/people/actions.ts';
import { userGroupsOf } from '../../../src/domain/people/approver-list.ts';
import { authorise, exemptionQuorum, type Person } from '../../../src/domain/people/authorise.ts';
import { NO_SUBJECT, type Subject, subjectOfFinding } from '../../../src/domain/people/subject.ts';
import type { Approvers, Policy } from '../../../src/domain/policy/policy.ts';
import { findingOf } from '../finding/finding-of.ts';

const HOME = { teamId: 'T-HOME', enterpriseId: null };
const GRID_HOME = { teamId: 'T-HOME', enterpriseId: 'E-HOME' };
const MEMBER: Person = {
  userId: 'U-1',
  teamId: 'T-HOME',
  enterpriseId: null,
  isDeactivated: false,
  isBot: false,
  isGuest: false,
  isStranger: false,
  userGroupIds: [],
};
const NOBODY = { userIds: [], userGroupIds: [] };

function answer(action: Action, person: Person | null, approvers: Approvers, subject = NO_SUBJECT) {
  const policy = { approvers, breakGlass: { userIds: ['U-GLASS'], userGroupIds: [] } };
  const authorisation = authorise(action, person, subject, { policy, home: HOME });
  return authorisation.kind === 'allowed' ? 'yes' : authorisation.reason;
}

/** The oracle: for each action who may, of an approver (p), the actor (a), the requester (r), one who may break
 * glass (g) and any member (m), and of these who is kept from it for its being their own: the actor (A), the
 * requester (R), whoever broke the glass (G). */
const ORACLE: Readonly<Record<Action, string>> = {
  view: 'm',
  acknowledge: 'p',
  requestPlan: 'pa',
  vote: 'p',
  requestUndo: 'pa',
  voteUndo: 'pA',
  deny: 'p',
  withdraw: 'r',
  requestExemption: 'pa',
  approveExemption: 'pAR',
  endExemption: 'pa',
  cancelDeadline: 'p',
  sayWhose: 'a',
  closeOwn: 'a',
  breakGlass: 'g',
  signReview: 'pG',
  harden: 'p',
};

const LISTED = fc.constantFrom('id', 'group', 'unknown', 'no');

describe('authorise()', () => {
  it('allows exactly what the plain table says, to everybody', () => {
    const cases = fc.record({
      action: fc.constantFrom(...ACTION_NAMES),
      person: fc.constantFrom('member', 'guest', 'stranger', 'bot', 'left', 'elsewhere', 'unknown'),
      approver: LISTED,
      denied: LISTED,
      glass: LISTED,
      isActor: fc.constantFrom(true, false, null),
      isRequester: fc.constantFrom(true, false, null),
      isBreaker: fc.constantFrom(true, false, null),
    });
    fc.assert(
      fc.property(cases, (one) => {
        const lists = { approver: one.approver, denied: one.denied, glass: one.glass };
        const of = (how: string) =>
          Object.keys(lists).filter((key) => lists[key as keyof typeof lists] === how);
        const list = (key: keyof typeof lists) => ({
          userIds: lists[key] === 'id' ? ['U-1'] : ['U-9'],
          userGroupIds: [`S-${key}`],
        });
        const whole = {
          ...MEMBER,
          userGroupIds: of('group').map((key) => `S-${key}`),
          unknownGroupIds: of('unknown').map((key) => `S-${key}`),
        };
        const persons: Readonly<Record<string, Person | null>> = {
          member: whole,
          guest: { ...whole, isGuest: true },
          stranger: { ...whole, isStranger: true },
          bot: { ...whole, isBot: true },
          left: { ...whole, isDeactivated: true },
          elsewhere: { ...whole, teamId: 'T-2' },
          unknown: null,
        };
        const who = (is: boolean | null) => (is === null ? null : is ? 'U-1' : 'U-2');
        const subject: Subject = {
          ...NO_SUBJECT,
          actorUserId: who(one.isActor),
          requestedBy: who(one.isRequester),
          brokenBy: who(one.isBreaker),
        };
        const policy = {
          approvers: { ...list('approver'), deny: list('denied') },
          breakGlass: list('glass'),
        };
        const got = authorise(one.action, persons[one.person] ?? null, subject, {
          policy,
          home: HOME,
        });

        const is = (key: keyof typeof lists) => lists[key] === 'id' || lists[key] === 'group';
        const letters = ORACLE[one.action];
        const has =
          letters.includes('m') ||
          (letters.includes('p') && is('approver')) ||
          (letters.includes('a') && one.isActor === true) ||
          (letters.includes('r') && one.isRequester === true) ||
          (letters.includes('g') && is('glass'));
        const isOwn =
          (letters.includes('A') && one.isActor === true) ||
          (letters.includes('R') && one.isRequester === true) ||
          (letters.includes('G') && one.isBreaker === true);
        const isUndenied = letters.includes('m') || one.denied === 'no';
        const isAllowed = one.person === 'member' && has && !isOwn && isUndenied;
        expect(got.kind).toBe(isAllowed ? 'allowed' : 'refused');
      }),
      { numRuns: 5_000 },
    );
  });

  it.each<[string, string, Action, Person | null, Approvers, Partial<Subject>]>([
    ['couldNotLook', 'nobody known', 'view', null, NOBODY, {}],
    [
      'foreignTeam',
      'a stranger of our own team id',
      'vote',
      { ...MEMBER, isStranger: true },
      NOBODY,
      {},
    ],
    ['foreignTeam', 'another team', 'vote', { ...MEMBER, teamId: 'T-2' }, NOBODY, {}],
    ['deactivated', 'who has left', 'vote', { ...MEMBER, isDeactivated: true }, NOBODY, {}],
    ['bot', 'a bot', 'vote', { ...MEMBER, isBot: true }, NOBODY, {}],
    ['guest', 'a guest', 'view', { ...MEMBER, isGuest: true }, NOBODY, {}],
    ['notAnApprover', 'a member', 'vote', MEMBER, NOBODY, {}],
    [
      'approversNotKnown',
      'in a group not known, perhaps',
      'vote',
      { ...MEMBER, unknownGroupIds: ['S-1'] },
      { userIds: [], userGroupIds: ['S-1'] },
      {},
    ],
    [
      'yes',
      'by id, whatever groups are not known',
      'vote',
      { ...MEMBER, unknownGroupIds: ['S-1'] },
      { userIds: ['U-1'], userGroupIds: ['S-1'] },
      {},
    ],
    [
      'denied',
      'an approver who is denied',
      'vote',
      MEMBER,
      { userIds: ['U-1'], userGroupIds: [], deny: { userIds: ['U-1'], userGroupIds: [] } },
      {},
    ],
    [
      'deniedNotKnown',
      'denied, perhaps',
      'vote',
      { ...MEMBER, unknownGroupIds: ['S-1'] },
      { userIds: ['U-1'], userGroupIds: [], deny: { userIds: [], userGroupIds: ['S-1'] } },
      {},
    ],
    [
      'yes',
      'to look, though denied',
      'view',
      MEMBER,
      { ...NOBODY, deny: { userIds: ['U-1'], userGroupIds: [] } },
      {},
    ],
    ['actorNotKnown', 'nobody is known to be the actor', 'closeOwn', MEMBER, NOBODY, {}],
    ['notTheActor', 'somebody else is', 'closeOwn', MEMBER, NOBODY, { actorUserId: 'U-2' }],
    ['yes', 'one’s own door', 'closeOwn', MEMBER, NOBODY, { actorUserId: 'U-1' }],
    [
      'ownDoor',
      'the exemption of one’s own door',
      'approveExemption',
      MEMBER,
      { userIds: ['U-1'], userGroupIds: [] },
      { actorUserId: 'U-1' },
    ],
    [
      'ownRequest',
      'an exemption that one asked for',
      'approveExemption',
      MEMBER,
      { userIds: ['U-1'], userGroupIds: [] },
      { requestedBy: 'U-1' },
    ],
    [
      'ownReview',
      'the review of what one broke',
      'signReview',
      MEMBER,
      { userIds: ['U-1'], userGroupIds: [] },
      { brokenBy: 'U-1' },
    ],
    [
      'notBreakGlass',
      'an approver',
      'breakGlass',
      MEMBER,
      { userIds: ['U-1'], userGroupIds: [] },
      {},
    ],
    ['yes', 'whom policy lets', 'breakGlass', { ...MEMBER, userId: 'U-GLASS' }, NOBODY, {}],
    ['notTheRequester', 'another’s request', 'withdraw', MEMBER, NOBODY, { requestedBy: 'U-2' }],
  ])('%s: %s, %s', (expected, _, action, person, approvers, subject) => {
    expect(answer(action, person, approvers, { ...NO_SUBJECT, ...subject })).toBe(expected);
  });

  it('knows another team of our organisation, and nobody’s organisation is ours', () => {
    const policy = { approvers: NOBODY };
    const other = { ...MEMBER, teamId: 'T-2', enterpriseId: 'E-HOME' };
    const inGrid = { policy, home: GRID_HOME };
    expect(authorise('view', other, NO_SUBJECT, inGrid).kind).toBe('allowed');
    expect(authorise('view', { ...other, isStranger: true }, NO_SUBJECT, inGrid).kind).toBe(
      'refused',
    );
    expect(
      authorise('view', { ...other, enterpriseId: null }, NO_SUBJECT, { policy, home: HOME }).kind,
    ).toBe('refused');
  });

  it('the first rule that matches counts, and the general list only where none does', () => {
    const approvers: Approvers = {
      userIds: ['U-GENERAL'],
      userGroupIds: [],
      rules: [
        {
          for: { kinds: ['directory'], severities: ['critical'] },
          userIds: ['U-A'],
          userGroupIds: [],
        },
        { for: { kinds: ['directory'] }, userIds: ['U-B'], userGroupIds: [] },
        { for: { accounts: ['111122223333'] }, userIds: ['U-C'], userGroupIds: [] },
      ],
    };
    const may = (subject: Partial<Subject>) =>
      ['U-GENERAL', 'U-A', 'U-B', 'U-C'].filter(
        (userId) =>
          answer('vote', { ...MEMBER, userId }, approvers, { ...NO_SUBJECT, ...subject }) === 'yes',
      );
    expect(may({ kinds: ['directory'], severity: 'critical' })).toEqual(['U-A']);
    expect(
      may({ kinds: ['windows', 'directory'], severity: 'low', accountId: '111122223333' }),
    ).toEqual(['U-B']);
    expect(may({ kinds: ['directory'], severity: null })).toEqual(['U-B']);
    expect(may({ kinds: ['windows'], severity: 'critical', accountId: '111122223333' })).toEqual([
      'U-C',
    ]);
    expect(may({ kinds: ['windows'], accountId: '444455556666' })).toEqual(['U-GENERAL']);
    expect(may({})).toEqual(['U-GENERAL']);
  });
});

it('subjectOfFinding() takes a finding that is not weighed as its alert shows it: as open', () => {
  expect(
    subjectOfFinding({
      ...findingOf(),
      actorTie: { kind: 'tied', userId: 'U-1', by: 'map' },
    }),
  ).toEqual({
    kinds: ['windows'],
    accountId: '111122223333',
    severity: 'critical',
    actorUserId: 'U-1',
  });
});

it('userGroupsOf() names every user group of a policy once', () => {
  const group = (...userGroupIds: readonly string[]) => ({ userIds: [], userGroupIds });
  const policy: Pick<Policy, 'approvers' | 'breakGlass'> = {
    approvers: {
      ...group('S-1'),
      rules: [{ for: {}, ...group('S-2', 'S-1') }],
      deny: group('S-3'),
    },
    breakGlass: group('S-4'),
  };
  expect(userGroupsOf(policy)).toEqual(['S-1', 'S-2', 'S-3', 'S-4']);
});

it('an exemption of nobody’s door needs two, and never fewer than policy says', () => {
  expect(exemptionQuorum(1, { actorUserId: 'U-1' })).toBe(1);
  expect(exemptionQuorum(1, { actorUserId: null })).toBe(2);
  expect(exemptionQuorum(3, { actorUserId: null })).toBe(3);
});

it('a vote on an undo or an exemption is an action of its own', () => {
  expect(actionOfVote({ kind: 'plan', intent: 'narrow' })).toBe('vote');
  expect(actionOfVote({ kind: 'plan', intent: 'undo' })).toBe('voteUndo');
  expect(actionOfVote({ kind: 'exemption' })).toBe('approveExemption');
  expect(actionOfRequest({ kind: 'plan', intent: 'revert' })).toBe('requestPlan');
  expect(actionOfRequest({ kind: 'plan', intent: 'undo' })).toBe('requestUndo');
  expect(actionOfRequest({ kind: 'exemption' })).toBe('requestExemption');
});
