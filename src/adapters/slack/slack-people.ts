import type { WebClient } from '@slack/web-api';
import type { Log, People } from '../../app/ports.ts';
import type { Person } from '../../domain/people/authorise.ts';
import { rethrow } from './slack-errors.ts';

/** People as Slack knows them at this moment: nothing is cached, since what is decided here changes
 * a production firewall. Anything that fails makes the person unknown, and the unknown may nothing.
 * Source: Slack `users.info`, `usergroups.users.list`. */
export function slackPeople(client: WebClient, log: Log): People {
  return {
    lookUp: async (userId, userGroupIds) => {
      try {
        const [user, groups] = await Promise.all([
          userInfo(client, userId),
          groupsOf(client, userId, userGroupIds),
        ]);
        return { ...user, userGroupIds: groups };
      } catch (error) {
        log.error({ userId, error }, 'user not looked up');
        return null;
      }
    },
  };
}

async function userInfo(client: WebClient, userId: string): Promise<Omit<Person, 'userGroupIds'>> {
  const { user } = await client.users.info({ user: userId }).catch(rethrow('users.info'));
  if (user?.id === undefined || user.team_id === undefined) {
    throw new Error(`Slack said nothing of user ${userId}`);
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

async function groupsOf(
  client: WebClient,
  userId: string,
  userGroupIds: readonly string[],
): Promise<readonly string[]> {
  const memberships = await Promise.all(
    userGroupIds.map(async (usergroup) => {
      const { users } = await client.usergroups.users
        .list({ usergroup })
        .catch(rethrow('usergroups.users.list'));
      return users?.includes(userId) === true ? [usergroup] : [];
    }),
  );
  return memberships.flat();
}
