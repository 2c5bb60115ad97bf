import { findView, stackOf } from '../views.ts';
import type { Workspace } from '../workspace.ts';
import type { SlackView } from '../world.ts';
import { ActRefused } from './act-result.ts';

/** A view that this user has before them: their Home, or the modal on top. @throws ActRefused */
export function viewInFrontOf(workspace: Workspace, userId: string, viewId: string): SlackView {
  const view = findView(workspace, { id: viewId });
  if (view === undefined || view.userId !== userId) {
    throw new ActRefused(`${userId} has no view ${viewId} open`);
  }
  if (view.kind === 'modal' && stackOf(workspace, userId).at(-1)?.id !== viewId) {
    throw new ActRefused(`the view ${viewId} lies under another one`);
  }
  return view;
}

/** The same, for what only modals can do. @throws ActRefused */
export function modalInFrontOf(workspace: Workspace, userId: string, viewId: string): SlackView {
  const view = viewInFrontOf(workspace, userId, viewId);
  if (view.kind !== 'modal') throw new ActRefused(`the view ${viewId} is not a modal`);
  return view;
}
