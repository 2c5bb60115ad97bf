import type { WebClient } from '@slack/web-api';
import type { Clock, Log, Looked, People } from '../../app/ports.ts';
import type { Person } from '../../domain/people/person.ts';
import type { GroupMembers } from '../../domain/people/possible-approvers.ts';
import { remembered } from './remembered.ts';
import { rethrow, slackErrorCode, toOutsideError } from './slack-errors.ts';

type User = Omit<Person, 'userGroupIds' | 'unknownGroupIds'>;

/** People as Slack knows them. For every decision it is asked anew, since what is decided here changes a production
 * firewall; for telling who can approve, an answer is believed for a minute. Anything that fails makes a person, or the
 * members of a group, unknown, and the unknown may nothing.
 * Source: Slack `users.info`, `usergroups.users.list`, `users.lookupByEmail`. */
export function slackPeople(
  client: WebClient,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): People {
  const membersNow = (userGroupId: string) => askMembers(client, userGroupId, log);
  const membersOf = remembered(membersNow, ({ kind }) => kind === 'members', clock);
  const userInfo = (userId: string) => askUser(client, userId, log);
  const userSeen = remembered(userInfo, (user) => user !== null, clock);
  const byEmail = remembered(
    (email) => askEmail(client, email, log),
    ({ kind }) => kind !== 'couldNotLook',
    clock,
  );
  const withGroups = async (
    asked: Promise<User | null>,
    userGroupIds: readonly string[],
    members: typeof membersNow,
  ) => {
    const [user, groups] = await Promise.all([asked, Promise.all(userGroupIds.map(members))]);
    return user === null ? null : { ...user, ...groupsOf(user.userId, userGroupIds, groups) };
  };
  return {
    lookUp: (userId, userGroupIds) => withGroups(userInfo(userId), userGroupIds, membersNow),
    glance: (userId, userGroupIds) => withGroups(userSeen(userId), userGroupIds, membersOf),
    membersOf,
    byEmail: (email) => byEmail(email.toLowerCase()),
  };
}

function groupsOf(
  userId: string,
  userGroupIds: readonly string[],
  groups: readonly GroupMembers[],
): Pick<Person, 'userGroupIds' | 'unknownGroupIds'> {
  const isIn = (group: GroupMembers | undefined) =>
    group?.kind === 'members' && group.userIds.includes(userId);
  return {
    userGroupIds: userGroupIds.filter((_, i) => isIn(groups[i])),
    unknownGroupIds: userGroupIds.filter((_, i) => groups[i]?.kind !== 'members'),
  };
}

async function askUser(client: WebClient, userId: string, log: Log): Promise<User | null> {
  try {
    const { user } = await client.users.info({ user: userId }).catch(rethrow('users.info'));
    return readUser(user, userId);
  } catch (error) {
    log.error({ userId, error }, 'user not looked up');
    return null;
  }
}

async function askMembers(client: WebClient, userGroupId: string, log: Log): Promise<GroupMembers> {
  try {
    const { users } = await client.usergroups.users.list({ usergroup: userGroupId });
    return { kind: 'members', userIds: users ?? [] };
  } catch (error) {
    const isGone = slackErrorCode(error) === 'no_such_subteam';
    log.error({ userGroupId, isGone, error }, 'user group not looked up (usergroups.users.list)');
    return { kind: isGone ? 'gone' : 'couldNotLook' };
  }
}

async function askEmail(client: WebClient, email: string, log: Log): Promise<Looked<Person>> {
  try {
    const { user } = await client.users.lookupByEmail({ email });
    // What Slack finds by some other rule than equality is somebody else.
    if (user?.profile?.email?.toLowerCase() !== email) return { kind: 'notThere' };
    return { kind: 'found', value: { ...readUser(user, email), userGroupIds: [] } };
  } catch (error) {
    if (slackErrorCode(error) === 'users_not_found') return { kind: 'notThere' };
    log.error({ error }, 'user not looked up by e-mail address (users.lookupByEmail)');
    const { message: reason } = toOutsideError(error, 'users.lookupByEmail');
    return { kind: 'couldNotLook', reason };
  }
}

type WireUser = NonNullable<Awaited<ReturnType<WebClient['users']['info']>>['user']>;

function readUser(user: WireUser | undefined, asked: string): User {
  if (user?.id === undefined || user.team_id === undefined) {
    throw new Error(`Slack said nothing of user ${asked}`);
  }
  return {
    userId: user.id,
    teamId: user.team_id,
    enterpriseId: user.enterprise_user?.enterprise_id ?? null,
    isDeactivated: user.deleted === true,
    isBot: user.is_bot === true || user.is_app_user === true,
    isGuest: user.is_restricted === true || user.is_ultra_restricted === true,
    isStranger: user.is_stranger === true,
  };
}
