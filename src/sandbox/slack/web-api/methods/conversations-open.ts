import { invalidArguments, SlackApiError } from '../../slack-api-error.ts';
import type { Workspace } from '../../workspace.ts';
import type { SlackChannel } from '../../world.ts';
import { requiredTextArg } from '../args.ts';
import { userById } from '../lookups.ts';
import type { Method } from '../method.ts';

export const conversationsOpen: Method = {
  name: 'conversations.open',
  token: 'bot',
  scopes: ['im:write'],
  args: ['users'],
  run: ({ workspace }, args) => {
    const userId = requiredTextArg(args, 'users');
    if (userId.includes(',')) {
      throw invalidArguments('the emulator opens conversations with one user only');
    }
    const user = userById(workspace, userId);
    if (user.kind === 'deactivated') throw new SlackApiError('user_disabled');
    const existing = workspace.channels.find(
      ({ kind, memberIds }) => kind === 'im' && memberIds.includes(user.id),
    );
    const channel = existing ?? openIm(workspace, user.id);
    return { already_open: existing !== undefined, channel: { id: channel.id } };
  },
};

function openIm(workspace: Workspace, userId: string): SlackChannel {
  const channel: SlackChannel = {
    id: workspace.newId('D'),
    name: 'directmessage',
    kind: 'im',
    memberIds: [userId, workspace.botUserId],
    isArchived: false,
    isExtShared: false,
  };
  workspace.setChannel(channel);
  return channel;
}
