import { SlackApiError } from '../../slack-api-error.ts';
import { textArg } from '../args.ts';
import { messageAt, visibleChannel } from '../lookups.ts';
import type { Method } from '../method.ts';

export const chatDelete: Method = {
  name: 'chat.delete',
  token: 'bot',
  scopes: ['chat:write'],
  args: ['channel', 'ts'],
  run: ({ workspace }, args) => {
    const channel = visibleChannel(workspace, textArg(args, 'channel'));
    const message = messageAt(workspace, channel, textArg(args, 'ts'));
    if (message.userId !== workspace.botUserId) throw new SlackApiError('cant_delete_message');
    workspace.removeMessage(message);
    return { channel: channel.id, ts: message.ts };
  },
};
