import type { JsonRecord } from '../json.ts';
import type { SlackApp } from '../slack-app.ts';
import type { SlackUser } from '../world.ts';

/** A user as Slack sends it: the address only to an app that may read addresses. */
export function wireUser(app: SlackApp, user: SlackUser): JsonRecord {
  const mayReadEmail = app.botScopes.includes('users:read.email');
  const email = mayReadEmail && user.email !== undefined ? { email: user.email } : {};
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    real_name: user.realName,
    deleted: user.kind === 'deactivated',
    profile: { real_name: user.realName, display_name: user.name, ...email },
    is_bot: user.kind === 'bot',
    is_app_user: false,
    ...guestFlags(user),
    ...(user.kind === 'stranger' && { is_stranger: true }),
  };
}

/** Slack leaves the membership flags out for somebody who has left. */
function guestFlags({ kind }: SlackUser): JsonRecord {
  if (kind === 'deactivated') return {};
  return {
    is_restricted: kind === 'guest' || kind === 'singleChannelGuest',
    is_ultra_restricted: kind === 'singleChannelGuest',
  };
}
