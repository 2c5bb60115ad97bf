import { isRecord, type JsonRecord } from '../json.ts';
import { choiceGroup, overflow, staticSelect } from './choices.ts';
import { attributes, type Html, html } from './html.ts';
import type { Names } from './names.ts';
import { attribute, bareText, plain, textObject } from './text.ts';
import { unsupported } from './unsupported.ts';

type DrawElement = (element: JsonRecord, ids: Html, name: string, names: Names) => Html;

const DRAW: Readonly<Record<string, DrawElement>> = {
  button,
  overflow,
  static_select: staticSelect,
  radio_buttons: choiceGroup,
  checkboxes: choiceGroup,
  plain_text_input: textInput,
  image: imageBox,
};

/** The element types that the renderer draws. */
export const DRAWN_ELEMENTS: readonly string[] = Object.keys(DRAW);

/**
 * An element of a block. Everything that can be touched carries `data-type`, `data-action-id` and
 * `data-block-id`; a confirmation lies beside it as a closed `<dialog>`.
 */
export function renderElement(element: JsonRecord, blockId: string, names: Names): Html {
  const actionId = attribute(element, 'action_id') ?? '';
  const ids = attributes({
    'data-type': attribute(element, 'type'),
    'data-action-id': actionId,
    'data-block-id': blockId,
  });
  const draw = DRAW[String(element.type)];
  if (draw === undefined) return unsupported('element', element.type);
  const drawn = draw(element, ids, `${blockId}/${actionId}`, names);
  if (!isRecord(element.confirm)) return drawn;
  return html`<span class="slack-confirmed">${drawn}${confirmDialog(element.confirm, names)}</span>`;
}

/** An image as a box that says what it shows: nothing is loaded from outside. */
export function imageBox(image: JsonRecord): Html {
  return html`<span class="slack-image" role="img">${bareText(image.title)} ${attribute(image, 'alt_text')} <small>${attribute(image, 'image_url')}</small></span>`;
}

function button(element: JsonRecord, ids: Html): Html {
  const style = attribute(element, 'style') ?? 'default';
  const more = attributes({
    'data-url': attribute(element, 'url'),
    'aria-label': attribute(element, 'accessibility_label'),
  });
  return html`<button type="button" class="slack-button slack-button-${style}"${ids}${more}>${plain(bareText(element.text))}</button>`;
}

function textInput(element: JsonRecord, ids: Html, name: string): Html {
  const value = attribute(element, 'initial_value');
  const common = attributes({
    name,
    placeholder: bareText(element.placeholder) || undefined,
    minlength: element.min_length === undefined ? undefined : String(element.min_length),
    maxlength: element.max_length === undefined ? undefined : String(element.max_length),
  });
  if (element.multiline === true) {
    return html`<textarea class="slack-text-input"${ids}${common}>${value}</textarea>`;
  }
  return html`<input type="text" class="slack-text-input"${ids}${common}${attributes({ value })}>`;
}

function confirmDialog(confirm: JsonRecord, names: Names): Html {
  const style = attribute(confirm, 'style') ?? 'primary';
  return html`<dialog class="slack-confirm"><h4>${bareText(confirm.title)}</h4><p>${textObject(confirm.text, names)}</p><button type="button" class="slack-button" data-confirm="deny">${bareText(confirm.deny) || 'Cancel'}</button><button type="button" class="slack-button slack-button-${style}" data-confirm="confirm">${bareText(confirm.confirm) || 'Yes'}</button></dialog>`;
}
