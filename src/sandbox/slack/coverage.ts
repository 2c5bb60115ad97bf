/** How far the emulator goes with something. `partial`: `notes` says what is missing. */
export interface Coverage {
  readonly surface: 'method' | 'act' | 'block' | 'element' | 'fault' | 'endpoint';
  readonly name: string;
  readonly status: 'supported' | 'partial';
  readonly notes: string;
}

/** Everything that the emulator answers. What is not here is refused loudly; a test holds it to the code. */
export const COVERAGE: readonly Coverage[] = [
  full('method', 'apps.connections.open', 'one-use ticket, app-level token only'),
  full('method', 'auth.test'),
  partial('method', 'bots.info', 'the app’s own bot only'),
  full('method', 'chat.delete', 'own messages only'),
  full('method', 'chat.getPermalink'),
  partial('method', 'chat.postEphemeral', 'no attachments; the thread is not checked'),
  partial('method', 'chat.postMessage', 'no attachments, files, custom author, broadcast or parse'),
  partial('method', 'chat.update', 'no attachments, files or parse'),
  partial('method', 'conversations.info', 'membership, archive and sharing; no topic or purpose'),
  partial('method', 'conversations.open', 'with one user'),
  partial('method', 'usergroups.list', 'no date_delete of disabled groups'),
  partial('method', 'usergroups.users.list', 'disabled groups; no plan_upgrade_required'),
  partial(
    'method',
    'users.info',
    'the flags that say who somebody is; no enterprise_user, no locale',
  ),
  full('method', 'users.lookupByEmail'),
  full('method', 'views.open'),
  full('method', 'views.publish'),
  partial('method', 'views.push', 'the trigger is tied to the user, not to the modal it came from'),
  full('method', 'views.update', 'by view_id or external_id, with hash'),
  partial('endpoint', 'response_url', 'five uses in 30 minutes; HTTP statuses are not confirmed'),
  full('endpoint', 'link', 'Socket Mode: hello, pings, envelopes, acknowledgements, refresh'),
  full('act', 'click', 'buttons and menus of messages and ephemerals'),
  full('act', 'clickRaw', 'what Slack would never send'),
  partial(
    'act',
    'clickInView',
    'the state is what the act says: the emulator keeps no half-typed text',
  ),
  full('act', 'submitView', 'errors, update, push, clear, close'),
  full('act', 'closeView', 'notify_on_close, clear_on_close'),
  partial('act', 'command', 'in channels; the command itself is not shown'),
  partial('act', 'openHome', 'home tab only; redelivered as the Events API does'),
  full('block', 'actions'),
  full('block', 'alert', 'modals only'),
  full('block', 'context'),
  full('block', 'divider'),
  full('block', 'header'),
  partial('block', 'image', 'by image_url; drawn as a labelled box'),
  full('block', 'input'),
  partial('block', 'markdown', 'messages only; drawn as its source'),
  partial('block', 'rich_text', 'no date, color or team elements'),
  full('block', 'section'),
  full('element', 'button', 'confirm is drawn, never enforced: it is the client’s'),
  full('element', 'checkboxes'),
  partial('element', 'image', 'by image_url; drawn as a labelled box'),
  partial('element', 'overflow', 'links are not followed'),
  partial('element', 'plain_text_input', 'no dispatch_action_config'),
  full('element', 'radio_buttons'),
  full('element', 'static_select', 'options or option_groups'),
  full('fault', 'rateLimit'),
  full('fault', 'error'),
  full('fault', 'http500'),
  full('fault', 'drop'),
  full('fault', 'hold'),
  full('fault', 'unreachable'),
  full('fault', 'disconnectAll'),
  full('fault', 'requestRefresh'),
  full('fault', 'redeliver'),
];

function full(surface: Coverage['surface'], name: string, notes = ''): Coverage {
  return { surface, name, status: 'supported', notes };
}

function partial(surface: Coverage['surface'], name: string, notes: string): Coverage {
  return { surface, name, status: 'partial', notes };
}
