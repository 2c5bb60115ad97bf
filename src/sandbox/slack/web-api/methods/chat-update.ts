import { acceptContent } from '../../message-content.ts';
import { SlackApiError } from '../../slack-api-error.ts';
import { wireMessage } from '../../wire-message.ts';
import type { SlackMessage } from '../../world.ts';
import { jsonArg, textArg } from '../args.ts';
import { messageAt, visibleChannel } from '../lookups.ts';
import type { Method } from '../method.ts';
import { metadataArg } from './chat-post-message.ts';

export const chatUpdate: Method = {
  name: 'chat.update',
  token: 'bot',
  scopes: ['chat:write'],
  args: ['channel', 'ts', 'text', 'blocks', 'metadata'],
  run: ({ workspace }, args) => {
    const channel = visibleChannel(workspace, textArg(args, 'channel'));
    const old = messageAt(workspace, channel, textArg(args, 'ts'));
    if (old.userId !== workspace.botUserId) throw new SlackApiError('cant_update_message');
    if (channel.isArchived) throw new SlackApiError('is_archived');
    const blocks = jsonArg(args, 'blocks', 'invalid_blocks_format');
    const content = acceptContent(textArg(args, 'text'), blocks, workspace.newId);
    const message: SlackMessage = {
      ...old,
      ...content,
      // Blocks that are not given stay as they were; an empty list takes them away.
      blocks: blocks === undefined ? old.blocks : content.blocks,
      metadata: metadataArg(args) ?? old.metadata,
      editedTs: workspace.nextTs(),
    };
    workspace.replaceMessage(message);
    const wire = wireMessage(workspace, message);
    return { channel: channel.id, ts: message.ts, text: message.text, message: wire };
  },
};
