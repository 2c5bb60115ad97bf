import { isRecord } from '../json.ts';
import { LIMITS, type Limit } from './limits.ts';
import { byType, flag, list, oneOf, problem, type Rule, shape, text } from './rules.ts';

// Composition objects: texts, options, confirmation dialogs.

/** A `plain_text` object of at most `limit` characters. */
export function plainText(limit: Limit): Rule {
  return byType({ plain_text: plainTextShape(limit) });
}

/** A `plain_text` or `mrkdwn` object of at most `limit` characters. */
export function anyText(limit: Limit): Rule {
  return byType({
    plain_text: plainTextShape(limit),
    mrkdwn: shape({ required: { text: text(limit) }, optional: { verbatim: flag } }),
  });
}

export const confirm: Rule = shape({
  required: { title: plainText(LIMITS.confirmTitle), text: anyText(LIMITS.confirmText) },
  optional: {
    confirm: plainText(LIMITS.confirmButton),
    deny: plainText(LIMITS.confirmButton),
    style: oneOf('primary', 'danger'),
  },
});

/** An option of a menu. */
export const menuOption: Rule = shape({
  required: { text: plainText(LIMITS.optionText), value: text(LIMITS.optionValue) },
  optional: { description: plainText(LIMITS.optionText) },
});

/** An option of an overflow menu, which may be a link. */
export const overflowOption: Rule = shape({
  required: { text: plainText(LIMITS.optionText), value: text(LIMITS.optionValue) },
  optional: { description: plainText(LIMITS.optionText), url: text(LIMITS.buttonUrl) },
});

/** An option of radio buttons or checkboxes, which may be formatted. */
export const choiceOption: Rule = shape({
  required: { text: anyText(LIMITS.optionText), value: text(LIMITS.optionValue) },
  optional: { description: anyText(LIMITS.optionText) },
});

export const optionGroup: Rule = shape({
  required: {
    label: plainText(LIMITS.optionText),
    options: list(LIMITS.selectOptions, menuOption),
  },
});

/** A select has `options` or `option_groups`, never both. */
export const optionsOrGroups: Rule = (value, place) => {
  if (!isRecord(value)) return [];
  const given = ['options', 'option_groups'].filter((name) => value[name] !== undefined);
  return given.length === 1
    ? []
    : problem(place, 'must have either `options` or `option_groups`, not both and not neither');
};

function plainTextShape(limit: Limit): Rule {
  return shape({ required: { text: text(limit) }, optional: { emoji: flag } });
}
