import type { SlackChannel, SlackTeam, SlackUser, SlackUserGroup, UserKind } from './world.ts';

/** Who and what is there before the app starts. The bot user is one of `users`. */
export interface SlackSeed {
  readonly team: SlackTeam;
  readonly appId: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly users: readonly SlackUser[];
  readonly userGroups: readonly SlackUserGroup[];
  readonly channels: readonly SlackChannel[];
}

const TEAM: SlackTeam = { id: 'T0EXAMPLE1', name: 'Example Corp', domain: 'example-corp' };
const OTHER_TEAM_ID = 'T0PARTNER1';

/** The people of the default seed, by first name. */
export const SEED_USERS = {
  alice: user('U0ALICE001', 'alice', 'Alice Admin', 'member'),
  bob: user('U0BOB00001', 'bob', 'Bob Builder', 'member'),
  carol: user('U0CAROL001', 'carol', 'Carol Chief', 'member'),
  gus: user('U0GUS00001', 'gus', 'Gus Guest', 'guest'),
  sam: {
    ...user('U0SAM00001', 'sam', 'Sam Stranger', 'stranger'),
    teamId: OTHER_TEAM_ID,
    email: 'sam@partner.example',
  },
  dora: user('U0DORA0001', 'dora', 'Dora Deactivated', 'deactivated'),
  bot: user('U0PORTCULL', 'portcullis', 'Portcullis', 'bot'),
} as const;

/** The user group of the default seed: Alice, and Dora who has left the company but not the group. */
export const SEED_APPROVERS: SlackUserGroup = {
  id: 'S0ONCALL01',
  handle: 'security-oncall',
  name: 'Security on call',
  userIds: [SEED_USERS.alice.id, SEED_USERS.dora.id],
};

/** The channels of the default seed: the bot is a member of the first only. */
export const SEED_CHANNELS = {
  alerts: channel('C0ALERTS01', 'portcullis-alerts', {
    memberIds: Object.values(SEED_USERS).map(({ id }) => id),
    isExtShared: true,
  }),
  general: channel('C0GENERAL1', 'general', {
    memberIds: [SEED_USERS.alice.id, SEED_USERS.bob.id],
  }),
  secret: channel('C0SECRET01', 'incident-room', {
    kind: 'private',
    memberIds: [SEED_USERS.carol.id],
  }),
  archived: channel('C0ARCHIVE1', 'old-alerts', {
    memberIds: [SEED_USERS.bot.id],
    isArchived: true,
  }),
} as const;

/** Example Corp: approvers by group and by id, and everybody who must never count as one. */
export const DEFAULT_SEED: SlackSeed = {
  team: TEAM,
  appId: 'A0PORTCULL',
  botUserId: SEED_USERS.bot.id,
  botId: 'B0PORTCULL',
  users: Object.values(SEED_USERS),
  userGroups: [SEED_APPROVERS],
  channels: Object.values(SEED_CHANNELS),
};

function user(id: string, name: string, realName: string, kind: UserKind): SlackUser {
  const email = kind === 'bot' ? undefined : `${name}@example.com`;
  return { id, name, realName, email, teamId: TEAM.id, kind };
}

function channel(id: string, name: string, special: Partial<SlackChannel>): SlackChannel {
  return {
    id,
    name,
    kind: 'public',
    memberIds: [],
    isArchived: false,
    isExtShared: false,
    ...special,
  };
}
