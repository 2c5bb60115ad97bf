import { type JsonRecord, recordOf, recordsOf } from '../json.ts';
import { attributes, type Html, html } from './html.ts';
import type { Names } from './names.ts';
import { attribute, bareText, textObject } from './text.ts';

// Elements that offer options. `ids` are the data attributes that say which element it is.

export function staticSelect(element: JsonRecord, ids: Html): Html {
  const initial = attribute(recordOf(element.initial_option), 'value');
  const option = (one: JsonRecord) => menuOption(one, initial);
  const groups = recordsOf(element.option_groups).map(
    (group) =>
      html`<optgroup label="${bareText(group.label)}">${recordsOf(group.options).map(option)}</optgroup>`,
  );
  const placeholder = bareText(element.placeholder) || 'Select an option';
  return html`<select class="slack-select"${ids} aria-label="${placeholder}"><option value="">${placeholder}</option>${recordsOf(element.options).map(option)}${groups}</select>`;
}

export function overflow(element: JsonRecord, ids: Html): Html {
  const items = recordsOf(element.options).map(
    (option) =>
      html`<button type="button" class="slack-overflow-option"${ids}${attributes({ 'data-option': attribute(option, 'value') })}>${bareText(option.text)}</button>`,
  );
  return html`<details class="slack-overflow"><summary aria-label="More">…</summary>${items}</details>`;
}

/** Radio buttons or checkboxes; `name` groups them in their form. */
export function choiceGroup(element: JsonRecord, ids: Html, name: string, names: Names): Html {
  const isRadio = element.type === 'radio_buttons';
  const chosen = isRadio
    ? [recordOf(element.initial_option).value]
    : recordsOf(element.initial_options).map(({ value }) => value);
  const items = recordsOf(element.options).map((option) => {
    const input = attributes({
      type: isRadio ? 'radio' : 'checkbox',
      name,
      value: attribute(option, 'value'),
      checked: chosen.includes(option.value) ? true : undefined,
    });
    const description =
      option.description === undefined
        ? undefined
        : html`<small>${textObject(option.description, names)}</small>`;
    return html`<label class="slack-choice"><input${input}>${textObject(option.text, names)}${description}</label>`;
  });
  return html`<fieldset class="slack-choices"${ids}>${items}</fieldset>`;
}

function menuOption(option: JsonRecord, initial: string | undefined): Html {
  const value = attribute(option, 'value');
  const selected = initial !== undefined && value === initial ? true : undefined;
  return html`<option${attributes({ value, selected })}>${bareText(option.text)}</option>`;
}
