import { MAX_VIEW_STACK_DEPTH } from '../../limits.ts';
import { SlackApiError } from '../../slack-api-error.ts';
import { acceptViewBody, createModal, stackOf, viewPayload } from '../../views.ts';
import { objectArg, textArg } from '../args.ts';
import type { Method } from '../method.ts';

export const viewsPush: Method = {
  name: 'views.push',
  token: 'bot',
  scopes: [],
  args: ['trigger_id', 'view'],
  run: ({ workspace, triggers }, args) => {
    const trigger = triggers.check(textArg(args, 'trigger_id'));
    const stack = stackOf(workspace, trigger.userId);
    const top = stack.at(-1);
    // A push needs something to lie on: the trigger has to come from an open modal.
    if (top === undefined) throw new SlackApiError('invalid_trigger_id');
    if (stack.length >= MAX_VIEW_STACK_DEPTH) throw new SlackApiError('push_limit_reached');
    const body = acceptViewBody(workspace, 'modal', objectArg(args, 'view', 'invalid_arguments'));
    trigger.use();
    const view = createModal(workspace, trigger.userId, body, top);
    workspace.setViews(trigger.userId, [...stack, view]);
    return { view: viewPayload(workspace, view) };
  },
};
