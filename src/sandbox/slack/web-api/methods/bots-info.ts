import { SlackApiError } from '../../slack-api-error.ts';
import { textArg } from '../args.ts';
import type { Method } from '../method.ts';

export const botsInfo: Method = {
  name: 'bots.info',
  token: 'bot',
  scopes: ['users:read'],
  args: ['bot'],
  run: ({ workspace }, args) => {
    if (textArg(args, 'bot') !== workspace.botId) throw new SlackApiError('bot_not_found');
    const user = workspace.users.find(({ id }) => id === workspace.botUserId);
    return {
      bot: {
        id: workspace.botId,
        deleted: false,
        name: user?.name,
        app_id: workspace.appId,
        user_id: workspace.botUserId,
      },
    };
  },
};
