import type { SlackUserGroup, SlackWorld } from '../../world.ts';
import { flagArg } from '../args.ts';
import type { Method } from '../method.ts';

export const usergroupsList: Method = {
  name: 'usergroups.list',
  token: 'bot',
  scopes: ['usergroups:read'],
  args: ['include_users', 'include_count', 'include_disabled'],
  run: ({ workspace }, args) => ({
    usergroups: seenGroups(workspace, flagArg(args, 'include_disabled')).map((group) => ({
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

function seenGroups(
  { userGroups }: Pick<SlackWorld, 'userGroups'>,
  isAll: boolean,
): readonly SlackUserGroup[] {
  return isAll ? userGroups : userGroups.filter(({ isDisabled }) => isDisabled !== true);
}
