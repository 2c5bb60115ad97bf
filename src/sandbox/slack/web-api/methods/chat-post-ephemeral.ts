import { acceptContent } from '../../message-content.ts';
import { SlackApiError } from '../../slack-api-error.ts';
import { jsonArg, requiredTextArg, textArg } from '../args.ts';
import { writableChannel } from '../lookups.ts';
import type { Method } from '../method.ts';

export const chatPostEphemeral: Method = {
  name: 'chat.postEphemeral',
  token: 'bot',
  scopes: ['chat:write'],
  args: ['channel', 'user', 'text', 'blocks', 'thread_ts'],
  run: ({ workspace }, args) => {
    const channel = writableChannel(workspace, textArg(args, 'channel'));
    const forUserId = requiredTextArg(args, 'user');
    if (!channel.memberIds.includes(forUserId)) throw new SlackApiError('user_not_in_channel');
    const ts = workspace.nextTs();
    workspace.addEphemeral({
      ...acceptContent(
        textArg(args, 'text'),
        jsonArg(args, 'blocks', 'invalid_blocks_format'),
        workspace.newId,
      ),
      channelId: channel.id,
      ts,
      threadTs: textArg(args, 'thread_ts'),
      forUserId,
    });
    return { message_ts: ts };
  },
};
