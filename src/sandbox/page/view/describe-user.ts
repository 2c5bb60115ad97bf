import type { SlackUser, SlackWorld, UserKind } from '../../slack/world.ts';
import type { SandboxPolicy } from '../../stories/sandbox-policy.ts';

const KINDS: Readonly<Record<UserKind, string | undefined>> = {
  member: undefined,
  guest: 'a guest',
  singleChannelGuest: 'a guest of one channel',
  stranger: 'of another company',
  bot: 'a bot',
  deactivated: 'deactivated',
};

/** `Alice Admin: approver (by @security-oncall)`, for the switcher. Pure. */
export function describeUser(
  { userGroups }: Pick<SlackWorld, 'userGroups'>,
  approvers: SandboxPolicy['approvers'],
  user: SlackUser,
): string {
  const group = userGroups.find(
    ({ id, userIds }) => approvers.groups.includes(id) && userIds.includes(user.id),
  );
  const by = group === undefined ? undefined : `by @${group.handle}`;
  const named = approvers.users.includes(user.id) ? 'by name' : by;
  const kind = KINDS[user.kind];
  if (kind !== undefined) return `${user.realName}: ${kind}, no approver`;
  return `${user.realName}: ${named === undefined ? 'no approver' : `approver ${named}`}`;
}
