import { textArg } from '../args.ts';
import { userById } from '../lookups.ts';
import type { Method } from '../method.ts';
import { wireUser } from '../wire-user.ts';

export const usersInfo: Method = {
  name: 'users.info',
  token: 'bot',
  scopes: ['users:read'],
  args: ['user', 'include_locale'],
  run: ({ app, workspace }, args) => ({
    user: wireUser(app, userById(workspace, textArg(args, 'user'))),
  }),
};
