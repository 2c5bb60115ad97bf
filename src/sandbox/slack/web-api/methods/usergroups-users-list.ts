import { SlackApiError } from '../../slack-api-error.ts';
import { flagArg, textArg } from '../args.ts';
import type { Method } from '../method.ts';

export const usergroupsUsersList: Method = {
  name: 'usergroups.users.list',
  token: 'bot',
  scopes: ['usergroups:read'],
  args: ['usergroup', 'include_disabled'],
  run: ({ workspace }, args) => {
    const group = workspace.userGroups.find(({ id }) => id === textArg(args, 'usergroup'));
    const isSeen = group?.isDisabled !== true || flagArg(args, 'include_disabled');
    if (group === undefined || !isSeen) throw new SlackApiError('no_such_subteam');
    return { users: group.userIds };
  },
};
