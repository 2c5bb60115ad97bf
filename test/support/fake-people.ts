import type { Looked, People } from '../../src/app/ports.ts';
import type { Person } from '../../src/domain/people/person.ts';
import type { GroupMembers } from '../../src/domain/people/possible-approvers.ts';

/** What Slack knows of people, as a test has it. */
export interface FakePeople extends People {
  /** What of somebody is otherwise than of an active member; null where Slack could not be asked. */
  readonly special: Map<string, Partial<Person> | null>;
  /** User groups by id; one that is missing is gone. */
  readonly groups: Map<string, GroupMembers>;
  readonly emails: Map<string, Looked<Person>>;
}

/** An active member of the workspace T1, whoever is asked for. */
export function memberOf(userId: string, special: Partial<Person> = {}): Person {
  return {
    userId,
    teamId: 'T1',
    enterpriseId: null,
    isDeactivated: false,
    isBot: false,
    isGuest: false,
    isStranger: false,
    userGroupIds: [],
    ...special,
  };
}

export function fakePeople(): FakePeople {
  const special: FakePeople['special'] = new Map();
  const groups: FakePeople['groups'] = new Map();
  const emails: FakePeople['emails'] = new Map();
  const look = async (userId: string, userGroupIds: readonly string[]): Promise<Person | null> => {
    const known = special.get(userId);
    if (known === null) return null;
    const states = userGroupIds.map((id) => ({ id, group: groups.get(id) }));
    const isIn = ({ group }: (typeof states)[number]) =>
      group?.kind === 'members' && group.userIds.includes(userId);
    return {
      ...memberOf(userId),
      userGroupIds: states.filter(isIn).map(({ id }) => id),
      unknownGroupIds: states.filter(({ group }) => group?.kind !== 'members').map(({ id }) => id),
      ...known,
    };
  };
  return {
    special,
    groups,
    emails,
    lookUp: look,
    glance: look,
    membersOf: async (id) => groups.get(id) ?? { kind: 'gone' },
    byEmail: async (email) => emails.get(email) ?? { kind: 'notThere' },
  };
}
