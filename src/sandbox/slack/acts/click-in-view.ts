import { viewPayload } from '../views.ts';
import { type ActContext, actor, interactionOf, requireInteractivity } from './act-context.ts';
import { ActRefused, type ActResult } from './act-result.ts';
import { actionPayload, type FoundElement, findElement, type Touch } from './action-payload.ts';
import { deliverInteraction } from './deliver-interaction.ts';
import { viewInFrontOf } from './open-view.ts';
import { stateOf, type ViewValues } from './view-state.ts';

/** A person touches an element of a modal or of their Home. */
export interface ViewClickAct extends Touch {
  readonly userId: string;
  readonly viewId: string;
  /** What is filled in at that moment. */
  readonly values?: ViewValues;
}

/** Delivers a `block_actions` from a view. @throws ActRefused */
export function clickInView(context: ActContext, act: ViewClickAct): Promise<ActResult> {
  requireInteractivity(context);
  const { workspace } = context;
  const user = actor(workspace, act.userId);
  const view = viewInFrontOf(workspace, user.id, act.viewId);
  const found = findElement(view.body.blocks, act);
  if (found.block.type === 'input' && found.block.dispatch_action !== true) {
    throw new ActRefused(`${act.actionId} is an input without dispatch_action: submit the view`);
  }
  const state = stateOf(view, withTouched(act, found));
  return deliverInteraction(context, {
    type: 'block_actions',
    ...interactionOf(context, user),
    container: { type: 'view', view_id: view.id },
    trigger_id: context.triggers.issue(user.id),
    view: viewPayload(workspace, view, state),
    actions: [actionPayload(found, act, workspace.nextTs())],
  });
}

/** What is filled in, the choice that is just made included. */
function withTouched({ values = {}, option }: ViewClickAct, found: FoundElement): ViewValues {
  if (found.block.type !== 'input' || option === undefined) return values;
  const blockId = String(found.block.block_id);
  const touched = { ...values[blockId], [String(found.element.action_id)]: option };
  return { ...values, [blockId]: touched };
}
