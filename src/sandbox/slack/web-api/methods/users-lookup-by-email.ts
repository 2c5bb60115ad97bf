import { SlackApiError } from '../../slack-api-error.ts';
import { requiredTextArg } from '../args.ts';
import type { Method } from '../method.ts';
import { wireUser } from '../wire-user.ts';

export const usersLookupByEmail: Method = {
  name: 'users.lookupByEmail',
  token: 'bot',
  scopes: ['users:read.email'],
  args: ['email'],
  run: ({ app, workspace }, args) => {
    const email = requiredTextArg(args, 'email').toLowerCase();
    const user = workspace.users.find((one) => one.email?.toLowerCase() === email);
    if (user === undefined || user.kind === 'deactivated') {
      throw new SlackApiError('users_not_found');
    }
    return { user: wireUser(app, user) };
  },
};
