import { describe, expect, it } from 'vitest';
import { type Action, authorise, type Person } from '../../../src/domain/people/authorise.ts';

const APPROVERS = { userIds: ['U-BY-ID'], userGroupIds: ['S-ONCALL', 'S-LEADS'] };
const HOME = { teamId: 'T-HOME', enterpriseId: null };
const GRID_HOME = { teamId: 'T-HOME', enterpriseId: 'E-HOME' };

const member: Person = {
  userId: 'U-MEMBER',
  teamId: 'T-HOME',
  enterpriseId: null,
  isDeactivated: false,
  isBot: false,
  isGuest: false,
  isStranger: false,
  userGroupIds: [],
};
const byGroup: Person = { ...member, userGroupIds: ['S-LEADS'] };
const byId: Person = { ...member, userId: 'U-BY-ID' };

type Answer =
  | 'allowed'
  | 'notAnApprover'
  | 'foreignTeam'
  | 'deactivated'
  | 'bot'
  | 'guest'
  | 'couldNotLook';

/** Everybody, and what they may: to decide, and to view. Where both are possible, the person is an
 * approver too, so that nothing but what makes them special can be the reason. */
const MATRIX: readonly [
  who: string,
  person: Person | null,
  home: typeof HOME | typeof GRID_HOME,
  decide: Answer,
  view: Answer,
][] = [
  ['an approver by id', byId, HOME, 'allowed', 'allowed'],
  ['an approver by group', byGroup, HOME, 'allowed', 'allowed'],
  ['a member', member, HOME, 'notAnApprover', 'allowed'],
  [
    'a member of a group that policy does not name',
    { ...member, userGroupIds: ['S-OTHER'] },
    HOME,
    'notAnApprover',
    'allowed',
  ],
  ['a guest', { ...byGroup, isGuest: true }, HOME, 'guest', 'guest'],
  ['a guest named by id', { ...byId, isGuest: true }, HOME, 'guest', 'guest'],
  [
    'a stranger of our own team id',
    { ...byGroup, isStranger: true },
    HOME,
    'foreignTeam',
    'foreignTeam',
  ],
  [
    'somebody of another team who is no stranger',
    { ...byId, teamId: 'T-OTHER' },
    HOME,
    'foreignTeam',
    'foreignTeam',
  ],
  [
    'another team of our organisation',
    { ...byId, teamId: 'T-OTHER', enterpriseId: 'E-HOME' },
    GRID_HOME,
    'allowed',
    'allowed',
  ],
  [
    'a team of another organisation',
    { ...byId, teamId: 'T-OTHER', enterpriseId: 'E-OTHER' },
    GRID_HOME,
    'foreignTeam',
    'foreignTeam',
  ],
  [
    'a team without organisation, against a home without one',
    { ...byId, teamId: 'T-OTHER', enterpriseId: null },
    HOME,
    'foreignTeam',
    'foreignTeam',
  ],
  [
    'a stranger of our organisation',
    { ...byId, isStranger: true, enterpriseId: 'E-HOME' },
    GRID_HOME,
    'foreignTeam',
    'foreignTeam',
  ],
  [
    'somebody who has left, still in the group',
    { ...byGroup, isDeactivated: true },
    HOME,
    'deactivated',
    'deactivated',
  ],
  ['a bot', { ...byId, isBot: true }, HOME, 'bot', 'bot'],
  ['somebody who could not be looked up', null, HOME, 'couldNotLook', 'couldNotLook'],
];

describe('authorise()', () => {
  describe.each(MATRIX)('%s', (_, person, home, mayDecide, mayView) => {
    it.each<[Action, Answer]>([
      ['approveRevert', mayDecide],
      ['acknowledge', mayDecide],
      ['view', mayView],
    ])(`%s: %s`, (action, answer) => {
      const expected =
        answer === 'allowed' ? { kind: 'allowed' } : { kind: 'refused', reason: answer };
      expect(authorise(action, person, { approvers: APPROVERS, home })).toEqual(expected);
    });
  });

  it('lets nobody decide where policy names no approver', () => {
    const nobody = { userIds: [], userGroupIds: [] };
    for (const person of [byId, byGroup, member]) {
      expect(authorise('approveRevert', person, { approvers: nobody, home: HOME })).toEqual({
        kind: 'refused',
        reason: 'notAnApprover',
      });
    }
  });
});
