import type { JsonRecord } from '../json.ts';
import { viewPayload } from '../views.ts';
import { type ActContext, actor, interactionOf, requireInteractivity } from './act-context.ts';
import { ActRefused, type ActResult } from './act-result.ts';
import { modalInFrontOf } from './open-view.ts';
import { applyResponseAction } from './response-action.ts';
import { refuseIncomplete, stateOf, type ViewValues } from './view-state.ts';

/** A person presses the submit button of the modal on top. */
export interface SubmitViewAct {
  readonly userId: string;
  readonly viewId: string;
  readonly values: ViewValues;
}

/** Delivers a `view_submission` and does what its acknowledgement says. @throws ActRefused */
export async function submitView(context: ActContext, act: SubmitViewAct): Promise<ActResult> {
  requireInteractivity(context);
  const { workspace } = context;
  const user = actor(workspace, act.userId);
  const view = modalInFrontOf(workspace, user.id, act.viewId);
  if (view.body.submit === undefined) throw new ActRefused('the view has no submit button');
  const state = stateOf(view, act.values);
  refuseIncomplete(view, state);
  const payload: JsonRecord = {
    type: 'view_submission',
    ...interactionOf(context, user),
    trigger_id: context.triggers.issue(user.id),
    view: viewPayload(workspace, view, state),
    response_urls: [],
  };
  const envelope = { type: 'interactive', payload, acceptsResponsePayload: true } as const;
  const delivery = await context.deliver(envelope);
  if (delivery.kind !== 'acked') return delivery;
  const applied = applyResponseAction(workspace, view, delivery.payload);
  if (applied.kind === 'bad') {
    return { kind: 'badAck', payload: delivery.payload, problem: applied.problem };
  }
  return { ...delivery, shown: applied.shown };
}
