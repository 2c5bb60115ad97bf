import { checkView } from './block-kit/check-view.ts';
import { fillIds } from './block-kit/fill-ids.ts';
import type { JsonRecord } from './json.ts';
import { textOf } from './json.ts';
import { describe } from './message-content.ts';
import { SlackApiError } from './slack-api-error.ts';
import type { Workspace } from './workspace.ts';
import type { SlackView } from './world.ts';

/**
 * Accepts the body of a view of one kind, ids filled in.
 * @throws SlackApiError `invalid_arguments` with pointers, or `duplicate_external_id`
 */
export function acceptViewBody(
  workspace: Workspace,
  kind: SlackView['kind'],
  body: JsonRecord,
  replaces?: SlackView,
): JsonRecord {
  const problems = checkView(body);
  const wrongKind =
    body.type === kind ? [] : [{ pointer: '/view/type', message: `must be ${kind}` }];
  if (problems.length + wrongKind.length > 0) {
    throw new SlackApiError('invalid_arguments', describe([...problems, ...wrongKind]));
  }
  const externalId = textOf(body.external_id) ?? '';
  const holder = externalId === '' ? undefined : findView(workspace, { externalId });
  if (holder !== undefined && holder.id !== replaces?.id) {
    throw new SlackApiError('duplicate_external_id');
  }
  return { ...body, blocks: fillIds(body.blocks, workspace.newId) };
}

/** A modal on top of what its user has open (`below`), or the first. */
export function createModal(
  workspace: Workspace,
  userId: string,
  body: JsonRecord,
  below: SlackView | undefined,
): SlackView {
  const id = workspace.newId('V');
  return {
    id,
    kind: 'modal',
    userId,
    hash: newHash(workspace),
    callbackId: textOf(body.callback_id) ?? '',
    rootViewId: below?.rootViewId ?? id,
    previousViewId: below?.id,
    body,
    errors: {},
  };
}

/** The next version of a view: same id, new hash, no errors. */
export function renewView(workspace: Workspace, view: SlackView, body: JsonRecord): SlackView {
  const callbackId = textOf(body.callback_id) ?? '';
  return { ...view, hash: newHash(workspace), callbackId, body, errors: {} };
}

/** Puts a new version where the old one is: on its user's stack, or as their Home. */
export function replaceView(workspace: Workspace, view: SlackView): void {
  if (view.kind === 'home') {
    workspace.setHome(view);
    return;
  }
  const stack = stackOf(workspace, view.userId);
  workspace.setViews(
    view.userId,
    stack.map((old) => (old.id === view.id ? view : old)),
  );
}

/** The modals that a user has open, the top one last. */
export function stackOf(workspace: Workspace, userId: string): readonly SlackView[] {
  return workspace.openViews.get(userId) ?? [];
}

/** A view that somebody has open now, by its id or by the app's own. */
export function findView(
  workspace: Workspace,
  by: { readonly id: string } | { readonly externalId: string },
): SlackView | undefined {
  const views = [...[...workspace.openViews.values()].flat(), ...workspace.homeViews.values()];
  return views.find((view) =>
    'id' in by ? view.id === by.id : view.body.external_id === by.externalId,
  );
}

/** A view as Slack sends it; `values` is the state of its inputs. */
export function viewPayload(
  workspace: Workspace,
  view: SlackView,
  values: JsonRecord = {},
): JsonRecord {
  return {
    private_metadata: '',
    callback_id: '',
    external_id: '',
    title: null,
    close: null,
    submit: null,
    clear_on_close: false,
    notify_on_close: false,
    ...view.body,
    id: view.id,
    team_id: workspace.team.id,
    state: { values },
    hash: view.hash,
    previous_view_id: view.previousViewId ?? null,
    root_view_id: view.rootViewId,
    app_id: workspace.appId,
    app_installed_team_id: workspace.team.id,
    bot_id: workspace.botId,
  };
}

function newHash(workspace: Workspace): string {
  return `${workspace.nextTs()}.${workspace.newId('hash')}`;
}
