import { stackOf, viewPayload } from '../views.ts';
import { type ActContext, actor, interactionOf } from './act-context.ts';
import type { ActResult, Shown } from './act-result.ts';
import { modalInFrontOf } from './open-view.ts';

/** A person closes the modal on top. */
export interface CloseViewAct {
  readonly userId: string;
  readonly viewId: string;
}

/** Closes the modal, and tells the app if the view asked for that. @throws ActRefused */
export async function closeView(context: ActContext, act: CloseViewAct): Promise<ActResult> {
  const { workspace } = context;
  const user = actor(workspace, act.userId);
  const view = modalInFrontOf(workspace, user.id, act.viewId);
  const clearsAll = view.body.clear_on_close === true;
  workspace.setViews(user.id, clearsAll ? [] : stackOf(workspace, user.id).slice(0, -1));
  const shown: Shown = clearsAll
    ? { kind: 'viewsCleared' }
    : { kind: 'viewClosed', viewId: view.id };
  if (view.body.notify_on_close !== true) return { kind: 'notTold', shown };
  const payload = {
    type: 'view_closed',
    ...interactionOf(context, user),
    view: viewPayload(workspace, view),
    is_cleared: clearsAll,
  };
  const envelope = { type: 'interactive', payload, acceptsResponsePayload: false } as const;
  const delivery = await context.deliver(envelope);
  return delivery.kind === 'acked' ? { ...delivery, shown } : delivery;
}
