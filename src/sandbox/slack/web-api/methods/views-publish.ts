import { SlackApiError } from '../../slack-api-error.ts';
import { acceptViewBody, createModal, renewView, viewPayload } from '../../views.ts';
import type { SlackView } from '../../world.ts';
import { objectArg, textArg } from '../args.ts';
import { userById } from '../lookups.ts';
import type { Method } from '../method.ts';

export const viewsPublish: Method = {
  name: 'views.publish',
  token: 'bot',
  scopes: [],
  args: ['user_id', 'hash', 'view'],
  run: ({ app, workspace }, args) => {
    if (!app.hasHomeTab) throw new SlackApiError('not_enabled');
    const user = userById(workspace, textArg(args, 'user_id'));
    const old = workspace.homeViews.get(user.id);
    const hash = textArg(args, 'hash');
    if (hash !== undefined && hash !== old?.hash) throw new SlackApiError('hash_conflict');
    const sent = objectArg(args, 'view', 'invalid_arguments');
    const body = acceptViewBody(workspace, 'home', sent, old);
    const view: SlackView =
      old === undefined
        ? { ...createModal(workspace, user.id, body, undefined), kind: 'home' }
        : renewView(workspace, old, body);
    workspace.setHome(view);
    return { view: viewPayload(workspace, view) };
  },
};
