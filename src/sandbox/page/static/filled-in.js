// What a person has filled in or picked, as Slack's acts want it.

/** What is filled in, by block id and action id. */
export function valuesOf(view) {
  const values = {};
  for (const input of view.querySelectorAll('[data-action-id]')) {
    const value = filledIn(input);
    if (value === undefined) continue;
    values[input.dataset.blockId] ??= {};
    values[input.dataset.blockId][input.dataset.actionId] = value;
  }
  return values;
}

export function filledIn(input) {
  const checked = () => [...input.querySelectorAll(':checked')].map(({ value }) => value);
  switch (input.dataset.type) {
    case 'plain_text_input':
      return input.value;
    case 'static_select':
      return input.value || undefined;
    case 'radio_buttons':
      return checked()[0];
    case 'checkboxes':
      return checked().join(',');
    default:
      return undefined;
  }
}
