import { textArg } from '../args.ts';
import { messageAt, visibleChannel } from '../lookups.ts';
import type { Method } from '../method.ts';

export const chatGetPermalink: Method = {
  name: 'chat.getPermalink',
  token: 'bot',
  scopes: [],
  args: ['channel', 'message_ts'],
  run: ({ workspace }, args) => {
    const channel = visibleChannel(workspace, textArg(args, 'channel'));
    const { ts, threadTs } = messageAt(workspace, channel, textArg(args, 'message_ts'));
    const path = `archives/${channel.id}/p${ts.replace('.', '')}`;
    const thread = threadTs === undefined ? '' : `?thread_ts=${threadTs}&cid=${channel.id}`;
    return {
      channel: channel.id,
      permalink: `https://${workspace.team.domain}.slack.com/${path}${thread}`,
    };
  },
};
