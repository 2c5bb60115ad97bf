import { LIMITS } from './limits.ts';
import {
  anyText,
  choiceOption,
  confirm,
  menuOption,
  optionGroup,
  optionsOrGroups,
  overflowOption,
  plainText,
} from './objects.ts';
import { both, flag, list, oneOf, type Rule, shape, text, wholeNumber } from './rules.ts';

const actionId = { action_id: text(LIMITS.id) };
const focusable = { focus_on_load: flag };
const placeholdable = { placeholder: plainText(LIMITS.placeholder) };

export const button: Rule = shape({
  required: { text: plainText(LIMITS.buttonText) },
  optional: {
    ...actionId,
    confirm,
    value: text(LIMITS.buttonValue),
    url: text(LIMITS.buttonUrl),
    style: oneOf('primary', 'danger'),
    accessibility_label: text(LIMITS.accessibilityLabel),
  },
});

export const overflow: Rule = shape({
  required: { options: list(LIMITS.overflowOptions, overflowOption) },
  optional: { ...actionId, confirm },
});

export const staticSelect: Rule = both(
  shape({
    optional: {
      ...actionId,
      ...focusable,
      ...placeholdable,
      confirm,
      options: list(LIMITS.selectOptions, menuOption),
      option_groups: list(LIMITS.optionGroups, optionGroup),
      initial_option: menuOption,
    },
  }),
  optionsOrGroups,
);

export const radioButtons: Rule = shape({
  required: { options: list(LIMITS.choiceOptions, choiceOption) },
  optional: { ...actionId, ...focusable, confirm, initial_option: choiceOption },
});

export const checkboxes: Rule = shape({
  required: { options: list(LIMITS.choiceOptions, choiceOption) },
  optional: {
    ...actionId,
    ...focusable,
    confirm,
    initial_options: list(LIMITS.choiceOptions, choiceOption),
  },
});

export const plainTextInput: Rule = shape({
  optional: {
    ...actionId,
    ...focusable,
    ...placeholdable,
    multiline: flag,
    initial_value: text(LIMITS.plainTextInput, 0),
    min_length: wholeNumber(0, LIMITS.plainTextInput.max),
    max_length: wholeNumber(1, LIMITS.plainTextInput.max),
  },
});

export const image: Rule = shape({
  required: { image_url: text(LIMITS.imageUrl), alt_text: text(LIMITS.imageText) },
});

export const contextText: Rule = anyText(LIMITS.contextText);
