import { SlackApiError } from '../../slack-api-error.ts';
import { textArg } from '../args.ts';
import type { Method } from '../method.ts';

export const usergroupsUsersList: Method = {
  name: 'usergroups.users.list',
  token: 'bot',
  scopes: ['usergroups:read'],
  args: ['usergroup', 'include_disabled'],
  run: ({ workspace }, args) => {
    const group = workspace.userGroups.find(({ id }) => id === textArg(args, 'usergroup'));
    if (group === undefined) throw new SlackApiError('no_such_subteam');
    return { users: group.userIds };
  },
};
