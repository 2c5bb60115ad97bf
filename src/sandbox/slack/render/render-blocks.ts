import { type JsonRecord, recordOf, recordsOf, textOf } from '../json.ts';
import { imageBox, renderElement } from './elements.ts';
import { attributes, type Html, html } from './html.ts';
import type { Names } from './names.ts';
import { renderRichTextPart } from './rich-text.ts';
import { attribute, plain, textObject } from './text.ts';
import { unsupported } from './unsupported.ts';

type DrawBlock = (block: JsonRecord, names: Names, errors: Errors) => Html;

/** What the last submission was refused with, by block id. */
type Errors = Readonly<Record<string, string>>;

const DRAW: Readonly<Record<string, DrawBlock>> = {
  section,
  context,
  input,
  actions: (block, names) =>
    html`<div class="slack-actions">${recordsOf(block.elements).map((one) => renderElement(one, idOf(block), names))}</div>`,
  header: (block, names) => html`<h3 class="slack-header">${textObject(block.text, names)}</h3>`,
  divider: () => html`<hr class="slack-divider">`,
  image: imageBox,
  rich_text: (block, names) =>
    html`<div class="slack-rich-text">${recordsOf(block.elements).map((part) => renderRichTextPart(part, names))}</div>`,
  markdown: (block) => html`<pre class="slack-markdown">${plain(textOf(block.text) ?? '')}</pre>`,
  alert: (block, names) =>
    html`<div class="slack-alert" role="alert"${attributes({ 'data-level': attribute(block, 'level') ?? 'default' })}>${textObject(block.text, names)}</div>`,
};

/** The block types that the renderer draws. */
export const DRAWN_BLOCKS: readonly string[] = Object.keys(DRAW);

/**
 * Blocks as HTML without scripts and styles, fit for a strict content security policy.
 * What it does not draw shows as a box that says so.
 */
export function renderBlocks(
  blocks: readonly JsonRecord[],
  names: Names,
  errors: Errors = {},
): string {
  return drawBlocks(blocks, names, errors).text;
}

/** The same, to put into a template. */
export function drawBlocks(blocks: readonly JsonRecord[], names: Names, errors: Errors): Html {
  const drawn = blocks.map((block) => {
    const draw = DRAW[String(block.type)];
    const inner = draw?.(block, names, errors) ?? unsupported('block', block.type);
    return html`<div class="slack-block" data-block="${idOf(block)}">${inner}</div>`;
  });
  return html`${drawn}`;
}

function section(block: JsonRecord, names: Names): Html {
  const text =
    block.text === undefined
      ? undefined
      : html`<div class="slack-text">${textObject(block.text, names)}</div>`;
  const fields = recordsOf(block.fields).map(
    (field) => html`<div class="slack-field">${textObject(field, names)}</div>`,
  );
  const accessory =
    block.accessory === undefined
      ? undefined
      : html`<div class="slack-accessory">${renderElement(recordOf(block.accessory), idOf(block), names)}</div>`;
  return html`<div class="slack-section">${text}<div class="slack-fields">${fields}</div>${accessory}</div>`;
}

function context(block: JsonRecord, names: Names): Html {
  const parts = recordsOf(block.elements).map(
    (part) =>
      html`<span>${part.type === 'image' ? imageBox(part) : textObject(part, names)}</span>`,
  );
  return html`<div class="slack-context">${parts}</div>`;
}

function input(block: JsonRecord, names: Names, errors: Errors): Html {
  const error = errors[idOf(block)];
  const optional = block.optional === true ? html` <small>(optional)</small>` : undefined;
  const hint =
    block.hint === undefined ? undefined : html`<small>${textObject(block.hint, names)}</small>`;
  const told =
    error === undefined ? undefined : html`<p class="slack-error" role="alert">${error}</p>`;
  const element = recordOf(block.element);
  const label = html`<span class="slack-label">${textObject(block.label, names)}${optional}</span>`;
  const field = html`${label}${renderElement(element, idOf(block), names)}`;
  // A group of choices labels itself: a label around it would press its first choice.
  const isOneField = element.type === 'plain_text_input' || element.type === 'static_select';
  const labelled = isOneField ? html`<label>${field}</label>` : field;
  const marks = attributes({
    // Keeps what is typed in it, whatever comes or goes above it.
    'data-key': `input/${idOf(block)}`,
    'data-dispatch': block.dispatch_action === true ? true : undefined,
  });
  return html`<div class="slack-input"${marks}>${labelled}${hint}${told}</div>`;
}

function idOf(block: JsonRecord): string {
  return attribute(block, 'block_id') ?? '';
}
