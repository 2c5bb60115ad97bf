import type { Method } from '../method.ts';

export const authTest: Method = {
  name: 'auth.test',
  token: 'bot',
  scopes: [],
  args: [],
  run: ({ workspace }) => ({
    url: `https://${workspace.team.domain}.slack.com/`,
    team: workspace.team.name,
    user: workspace.users.find(({ id }) => id === workspace.botUserId)?.name,
    team_id: workspace.team.id,
    user_id: workspace.botUserId,
    bot_id: workspace.botId,
    is_enterprise_install: false,
  }),
};
