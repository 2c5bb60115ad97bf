import { isRecord, type JsonRecord, recordOf, recordsOf } from '../json.ts';
import { MAX_VIEW_STACK_DEPTH } from '../limits.ts';
import { SlackApiError } from '../slack-api-error.ts';
import { acceptViewBody, createModal, renewView, replaceView, stackOf } from '../views.ts';
import type { Workspace } from '../workspace.ts';
import type { SlackView } from '../world.ts';
import type { Shown } from './act-result.ts';

/** What an acknowledgement did, or why Slack would not take it. */
export type Applied =
  | { readonly kind: 'applied'; readonly shown: Shown }
  | { readonly kind: 'bad'; readonly problem: string };

/** Does what the acknowledgement of a submission asks: close, errors, update, push or clear. */
export function applyResponseAction(
  workspace: Workspace,
  view: SlackView,
  ack: JsonRecord,
): Applied {
  try {
    return apply(workspace, view, ack);
  } catch (error) {
    if (!(error instanceof SlackApiError)) throw error;
    return bad(`${error.code} ${JSON.stringify(error.details)}`);
  }
}

function apply(workspace: Workspace, view: SlackView, ack: JsonRecord): Applied {
  switch (ack.response_action) {
    case undefined:
      return close(workspace, view, ack);
    case 'errors':
      return showErrors(workspace, view, ack.errors);
    case 'clear':
      workspace.setViews(view.userId, []);
      return { kind: 'applied', shown: { kind: 'viewsCleared' } };
    case 'update':
      return update(workspace, view, recordOf(ack.view));
    case 'push':
      return push(workspace, view, recordOf(ack.view));
    default:
      return bad(`Slack knows no response_action ${String(ack.response_action)}`);
  }
}

function close(workspace: Workspace, view: SlackView, ack: JsonRecord): Applied {
  const stray = Object.keys(ack);
  if (stray.length > 0)
    return bad(`a view_submission is not acknowledged with ${stray.join(', ')}`);
  // The app may have changed the stack while it worked on the submission.
  const stack = stackOf(workspace, view.userId).filter(({ id }) => id !== view.id);
  workspace.setViews(view.userId, stack);
  return { kind: 'applied', shown: { kind: 'viewClosed', viewId: view.id } };
}

function showErrors(workspace: Workspace, view: SlackView, errors: unknown): Applied {
  const given = isRecord(errors) ? Object.entries(errors) : [];
  if (given.length === 0) return bad('response_action errors needs errors by block id');
  const inputs = recordsOf(view.body.blocks).filter((block) => block.type === 'input');
  const stray = given.find(([blockId]) => !inputs.some((block) => block.block_id === blockId));
  if (stray !== undefined)
    return bad(`errors name ${stray[0]}, which is no input block of the view`);
  const shown = Object.fromEntries(given.map(([id, message]) => [id, String(message)]));
  replaceView(workspace, { ...view, errors: shown });
  return { kind: 'applied', shown: { kind: 'viewErrors', errors: shown } };
}

function update(workspace: Workspace, view: SlackView, body: JsonRecord): Applied {
  const renewed = renewView(workspace, view, acceptViewBody(workspace, 'modal', body, view));
  replaceView(workspace, renewed);
  return { kind: 'applied', shown: { kind: 'viewUpdated', viewId: view.id } };
}

function push(workspace: Workspace, view: SlackView, body: JsonRecord): Applied {
  const stack = stackOf(workspace, view.userId);
  if (stack.length >= MAX_VIEW_STACK_DEPTH) {
    return bad(`no more than ${MAX_VIEW_STACK_DEPTH} views may lie on one another`);
  }
  const accepted = acceptViewBody(workspace, 'modal', body);
  const pushed = createModal(workspace, view.userId, accepted, view);
  workspace.setViews(view.userId, [...stack, pushed]);
  return { kind: 'applied', shown: { kind: 'viewPushed', viewId: pushed.id } };
}

function bad(problem: string): Applied {
  return { kind: 'bad', problem };
}
