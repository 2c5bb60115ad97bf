import { type Html, html, trusted } from '../../slack/render/html.ts';
import { namesOf } from '../../slack/render/names.ts';
import { renderView } from '../../slack/render/render-view.ts';
import type { SlackWorld } from '../../slack/world.ts';

/** The modal on top of what a user has open; nothing when none is. Pure. */
export function renderTopModal(world: SlackWorld, userId: string): Html {
  const view = world.openViews.get(userId)?.at(-1);
  if (view === undefined) return html``;
  return html`<div data-key="${view.id}">${trusted(renderView(view, namesOf(world)))}</div>`;
}
