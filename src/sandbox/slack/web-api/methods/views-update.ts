import { invalidArguments, SlackApiError } from '../../slack-api-error.ts';
import { acceptViewBody, findView, renewView, replaceView, viewPayload } from '../../views.ts';
import type { Workspace } from '../../workspace.ts';
import type { SlackView } from '../../world.ts';
import { type Args, objectArg, textArg } from '../args.ts';
import type { Method } from '../method.ts';

export const viewsUpdate: Method = {
  name: 'views.update',
  token: 'bot',
  scopes: [],
  args: ['view_id', 'external_id', 'hash', 'view'],
  run: ({ workspace }, args) => {
    const old = addressedView(workspace, args);
    const hash = textArg(args, 'hash');
    if (hash !== undefined && hash !== old.hash) throw new SlackApiError('hash_conflict');
    const sent = objectArg(args, 'view', 'invalid_arguments');
    const view = renewView(workspace, old, acceptViewBody(workspace, old.kind, sent, old));
    replaceView(workspace, view);
    return { view: viewPayload(workspace, view) };
  },
};

function addressedView(workspace: Workspace, args: Args): SlackView {
  const id = textArg(args, 'view_id');
  const externalId = textArg(args, 'external_id');
  if (id === undefined && externalId === undefined) {
    throw invalidArguments('missing required field: view_id or external_id');
  }
  const view = findView(workspace, id === undefined ? { externalId: externalId ?? '' } : { id });
  if (view === undefined) throw new SlackApiError('not_found');
  return view;
}
