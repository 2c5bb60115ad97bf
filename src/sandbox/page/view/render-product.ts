import type { ProductState } from '../../run/product-process.ts';
import { type Html, html } from '../../slack/render/html.ts';

/** How the product's process stands, and how to get it back. Pure. */
export function renderProduct(state: ProductState): Html {
  switch (state.kind) {
    case 'starting':
      return html`<span class="state state-wait">Portcullis is starting (pid ${state.pid})</span>`;
    case 'ready':
      return html`<span class="state state-good">Portcullis runs (pid ${state.pid})</span>`;
    case 'stopped':
      return html`<span class="state state-bad">Portcullis is stopped</span>${START_AGAIN}`;
    case 'crashed':
      return html`<span class="state state-bad">Portcullis ${state.how}</span>${START_AGAIN}<details class="last-lines"><summary>Its last words</summary><pre>${state.lastLines.join('\n')}</pre></details>`;
  }
}

const START_AGAIN = html`<button type="button" class="button" data-start-product>Start again</button>`;
