import { recordsOf } from '../json.ts';
import type { SlackView } from '../world.ts';
import { type Html, html } from './html.ts';
import type { Names } from './names.ts';
import { drawBlocks } from './render-blocks.ts';
import { bareText } from './text.ts';

/** A modal as a form with its title, errors and buttons, or a Home as its blocks alone. */
export function renderView(view: SlackView, names: Names): string {
  const blocks = drawBlocks(recordsOf(view.body.blocks), names, view.errors);
  const body = view.kind === 'home' ? blocks : modal(view, blocks);
  return html`<div class="slack-view" data-view-id="${view.id}">${body}</div>`.text;
}

function modal(view: SlackView, blocks: Html): Html {
  const submit =
    view.body.submit === undefined
      ? undefined
      : html`<button type="submit" class="slack-button slack-button-primary">${bareText(view.body.submit)}</button>`;
  return html`<form class="slack-modal"><h3>${bareText(view.body.title)}</h3>${blocks}<button type="button" class="slack-button" data-close-view>${bareText(view.body.close) || 'Cancel'}</button>${submit}</form>`;
}
