import { acceptViewBody, createModal, viewPayload } from '../../views.ts';
import { objectArg, textArg } from '../args.ts';
import type { Method } from '../method.ts';

export const viewsOpen: Method = {
  name: 'views.open',
  token: 'bot',
  scopes: [],
  args: ['trigger_id', 'view'],
  run: ({ workspace, triggers }, args) => {
    const trigger = triggers.check(textArg(args, 'trigger_id'));
    const body = acceptViewBody(workspace, 'modal', objectArg(args, 'view', 'invalid_arguments'));
    trigger.use();
    const view = createModal(workspace, trigger.userId, body, undefined);
    workspace.setViews(trigger.userId, [view]);
    return { view: viewPayload(workspace, view) };
  },
};
