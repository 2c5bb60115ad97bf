// The server draws everything; this fetches the drawn parts again when the server says that
// something changed, and sends what people do.

import { filledIn, valuesOf } from './filled-in.js';
import { keepingFocus, morphChildren } from './morph.js';

const NO_ANSWER_TEXT = 'The sandbox does not answer. Is it still running?';
/** How long a message stays, in ms: long enough to read two sentences. */
const TOAST_MS = 5_000;
/** Closer to the end of the channel than this, in px, one is reading along. */
const NEAR_END_PX = 80;

const find = (selector) => document.querySelector(selector);
const user = find('#user');
const identity = find('#identity');
const channel = find('#channel');
const modal = find('#modal');
const modalTold = find('#modal-told');
const toast = find('#toast');
const estate = find('#estate');
const slackSwitch = find('[data-show-pane="slack"]');

// --- Parts of the page, fetched again --------------------------------------------------------------

let refreshing;
let isRefreshWanted = false;

/** Fetches every part again; asked for meanwhile, it goes round once more. Resolves when all that is
 * known by now is shown. */
function refresh() {
  isRefreshWanted = true;
  refreshing ??= refreshWhileWanted().finally(() => {
    refreshing = undefined;
  });
  return refreshing;
}

async function refreshWhileWanted() {
  try {
    while (isRefreshWanted) {
      isRefreshWanted = false;
      await Promise.all([...document.querySelectorAll('[data-fragment]')].map(refreshPart));
    }
  } catch {
    tell(NO_ANSWER_TEXT);
  }
}

async function refreshPart(part) {
  const askedFor = user.value;
  const response = await fetch(
    `${part.dataset.fragment}?${new URLSearchParams({ user: askedFor })}`,
  );
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  // Somebody else was chosen while this was on its way.
  if (askedFor !== user.value) return;
  takeOver(part, text);
}

function takeOver(part, text) {
  const wanted = document.createElement('template');
  wanted.innerHTML = text;
  const isAtEnd = channel.scrollHeight - channel.scrollTop - channel.clientHeight < NEAR_END_PX;
  keepingFocus(() => morphChildren(part, wanted.content));
  if (part === channel) {
    if (isAtEnd) channel.scrollTop = channel.scrollHeight;
    noteNews(text);
  }
  if (modal.contains(part)) showOrHideModal();
}

let lastChannel;

/** Marks the switch to the channel when there is something new that a narrow screen does not show. */
function noteNews(text) {
  const isNews = lastChannel !== undefined && text !== lastChannel;
  lastChannel = text;
  if (isNews && document.body.dataset.pane !== 'slack') slackSwitch.dataset.hasNews = '';
}

// --- What people do --------------------------------------------------------------------------------

/** Sends an act and tells what came of it, if it does not show by itself. */
async function act(path, body, button) {
  button?.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(`/act/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) tell(await response.text());
    else tell((await response.json()).told);
  } catch {
    tell(NO_ANSWER_TEXT);
  } finally {
    button?.removeAttribute('aria-busy');
  }
  await refresh();
}

/** Plays a story, and shows the first rule, entry or host that it added or edited. */
async function play(story) {
  const changed = () => [...estate.querySelectorAll('.rule-added, .rule-edited')];
  const before = new Set(changed().map(({ dataset }) => dataset.key));
  await act('story', { story: story.dataset.story, as: identity.value, userId: user.value }, story);
  const news = changed().find(({ dataset }) => !before.has(dataset.key));
  news?.scrollIntoView({ block: 'center' });
}

let toastTimer;

/** Shows a message where it is seen: in the modal while one is open, which covers everything else. */
function tell(text) {
  modalTold.textContent = modal.open && text ? text : '';
  if (modal.open || !text) return;
  toast.textContent = text;
  toast.showPopover();
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => toast.hidePopover(), TOAST_MS);
}

/** Touches an element of a message or of the modal, after its confirmation if it has one. */
function touch(element, option) {
  const confirm = element.closest('.slack-confirmed')?.querySelector('dialog.slack-confirm');
  const go = () => sendTouch(element, option);
  if (!confirm) return go();
  confirm.onclose = () => {
    element.focus();
    if (confirm.returnValue === 'confirm') go();
  };
  confirm.returnValue = '';
  confirm.showModal();
}

function sendTouch(element, option) {
  const { actionId, blockId } = element.dataset;
  const common = {
    userId: user.value,
    actionId,
    blockId,
    ...(option === undefined ? {} : { option }),
  };
  const view = element.closest('[data-view-id]');
  if (view) {
    return act(
      'click-in-view',
      { ...common, viewId: view.dataset.viewId, values: valuesOf(view) },
      element,
    );
  }
  return act('click', { ...common, ts: element.closest('[data-ts]').dataset.ts }, element);
}

/** Slack opens links to its messages in place. */
function jumpToMessage(address) {
  const place = /\/archives\/[^/]+\/p(\d+)(\d{6})/.exec(address ?? '');
  const message = place && find(`[data-ts="${place[1]}.${place[2]}"]`);
  if (!message) return false;
  message.scrollIntoView({ block: 'center' });
  message.focus({ preventScroll: true });
  return true;
}

// --- The modal -------------------------------------------------------------------------------------

let openedFrom;

function showOrHideModal() {
  const isWanted = modal.querySelector('[data-view-id]') !== null;
  if (isWanted && !modal.open) {
    openedFrom = document.activeElement;
    toast.hidePopover();
    modalTold.textContent = '';
    modal.showModal();
  } else if (!isWanted && modal.open) {
    modal.close();
    const back = openedFrom?.isConnected && openedFrom !== document.body ? openedFrom : channel;
    back.focus({ preventScroll: true });
  }
}

function closeView() {
  const view = modal.querySelector('[data-view-id]');
  if (view) act('close-view', { userId: user.value, viewId: view.dataset.viewId });
}

modal.addEventListener('cancel', (event) => {
  event.preventDefault();
  closeView();
});

modal.addEventListener('submit', (event) => {
  event.preventDefault();
  const view = event.target.closest('[data-view-id]');
  const body = { userId: user.value, viewId: view.dataset.viewId, values: valuesOf(view) };
  act('submit-view', body, event.submitter);
});

// --- Everything that can be pressed ----------------------------------------------------------------

document.addEventListener('click', (event) => {
  const on = (selector) => event.target.closest(selector);
  const confirmation = on('[data-confirm]');
  if (confirmation) return confirmation.closest('dialog').close(confirmation.dataset.confirm);
  if (on('[data-close-view]')) return closeView();
  const button = on('button[data-action-id]');
  if (button) {
    jumpToMessage(button.dataset.url);
    return touch(button, button.dataset.option);
  }
  const link = on('.slack-content a[href]');
  if (link && jumpToMessage(link.href)) return event.preventDefault();
  const story = on('[data-story]');
  if (story) return play(story);
  const start = on('[data-start-product]');
  if (start) return act('start-product', {}, start);
  const chapter = on('[data-show-chapter]');
  if (chapter) return showChapter(chapter.dataset.showChapter);
  const pane = on('[data-show-pane]');
  if (pane) showPane(pane.dataset.showPane);
});

document.addEventListener('change', (event) => {
  const choice = event.target.closest('select[data-action-id], fieldset[data-action-id]');
  // An input waits for the form to be submitted, unless it asks to be told of at once.
  const waits = choice?.closest('.slack-input:not([data-dispatch])');
  if (choice && !waits) touch(choice, filledIn(choice));
});

find('#composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = event.target.elements.text.value;
  act('command', { userId: user.value, text }, event.submitter);
});

for (const select of [user, identity]) {
  select.addEventListener('change', () => {
    const chosen = new URLSearchParams({ user: user.value, as: identity.value });
    history.replaceState(null, '', `?${chosen}`);
    refresh();
  });
}

/** One chapter of the things to do is shown at a time. */
function showChapter(name) {
  for (const button of document.querySelectorAll('[data-show-chapter]')) {
    button.setAttribute('aria-pressed', String(button.dataset.showChapter === name));
  }
  for (const chapter of document.querySelectorAll('[data-chapter]')) {
    chapter.hidden = chapter.dataset.chapter !== name;
  }
}

/** On a narrow screen one pane is shown at a time. */
function showPane(name) {
  document.body.dataset.pane = name;
  for (const button of document.querySelectorAll('[data-show-pane]')) {
    button.setAttribute('aria-pressed', String(button.dataset.showPane === name));
  }
  if (name !== 'slack') return;
  delete slackSwitch.dataset.hasNews;
  channel.scrollTop = channel.scrollHeight;
}

channel.scrollTop = channel.scrollHeight;
const live = new EventSource('/live');
live.addEventListener('changed', refresh);
live.addEventListener('error', () => tell(NO_ANSWER_TEXT));
