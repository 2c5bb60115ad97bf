import { type Html, html } from './html.ts';

/** A box in place of what the renderer does not draw: never an empty spot. */
export function unsupported(what: 'block' | 'element' | 'rich text', type: unknown): Html {
  return html`<span class="slack-unsupported">unsupported ${what}: ${String(type)}</span>`;
}
