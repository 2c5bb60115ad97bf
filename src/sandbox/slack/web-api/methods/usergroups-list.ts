import { flagArg } from '../args.ts';
import type { Method } from '../method.ts';

export const usergroupsList: Method = {
  name: 'usergroups.list',
  token: 'bot',
  scopes: ['usergroups:read'],
  args: ['include_users', 'include_count', 'include_disabled'],
  run: ({ workspace }, args) => ({
    usergroups: workspace.userGroups.map((group) => ({
      id: group.id,
      team_id: workspace.team.id,
      is_usergroup: true,
      handle: group.handle,
      name: group.name,
      ...(flagArg(args, 'include_users') && { users: group.userIds }),
      ...(flagArg(args, 'include_count') && { user_count: group.userIds.length }),
    })),
  }),
};
