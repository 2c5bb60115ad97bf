import { isRecord } from '../json.ts';
import {
  button,
  checkboxes,
  contextText,
  image,
  overflow,
  plainTextInput,
  radioButtons,
  staticSelect,
} from './elements.ts';
import { LIMITS } from './limits.ts';
import { anyText, plainText } from './objects.ts';
import { richTextParts } from './rich-text.ts';
import {
  both,
  byType,
  flag,
  list,
  oneOf,
  problem,
  type Rule,
  type Surface,
  shape,
  text,
} from './rules.ts';

const blockId = { block_id: text(LIMITS.id) };
const CLICKABLE = {
  button,
  overflow,
  static_select: staticSelect,
  radio_buttons: radioButtons,
  checkboxes,
};

const section = both(
  shape({
    optional: {
      ...blockId,
      text: anyText(LIMITS.sectionText),
      fields: list(LIMITS.sectionFields, anyText(LIMITS.sectionField)),
      accessory: byType({ ...CLICKABLE, image }),
      expand: flag,
    },
  }),
  (value, place) =>
    isRecord(value) && value.text === undefined && value.fields === undefined
      ? problem(place, 'missing required field: text or fields')
      : [],
);

const context = shape({
  required: {
    elements: list(
      LIMITS.contextElements,
      byType({ image, plain_text: contextText, mrkdwn: contextText }),
    ),
  },
  optional: blockId,
});

const input = shape({
  required: {
    label: plainText(LIMITS.inputText),
    element: byType({
      plain_text_input: plainTextInput,
      static_select: staticSelect,
      radio_buttons: radioButtons,
      checkboxes,
    }),
  },
  optional: {
    ...blockId,
    hint: plainText(LIMITS.inputText),
    optional: flag,
    dispatch_action: flag,
  },
});

/** The block types that the validator can judge. Others are refused: see differences.md. */
export const blockRules: Readonly<Record<string, Rule>> = {
  section,
  context,
  input,
  header: shape({ required: { text: plainText(LIMITS.header) }, optional: blockId }),
  divider: shape({ optional: blockId }),
  actions: shape({
    required: { elements: list(LIMITS.actionsElements, byType(CLICKABLE)) },
    optional: blockId,
  }),
  image: shape({
    required: { image_url: text(LIMITS.imageUrl), alt_text: text(LIMITS.imageText) },
    optional: { ...blockId, title: plainText(LIMITS.imageText) },
  }),
  rich_text: shape({ required: { elements: richTextParts }, optional: blockId }),
  markdown: only(
    ['message'],
    shape({ required: { text: text(LIMITS.markdown) }, optional: blockId }),
  ),
  alert: only(
    ['modal'],
    shape({
      required: { text: anyText(LIMITS.alertText) },
      optional: { ...blockId, level: oneOf('default', 'info', 'warning', 'error', 'success') },
    }),
  ),
};

/** A block that only some surfaces show. Source: docs.slack.dev, slackapi/node-slack-sdk#2567. */
function only(surfaces: readonly Surface[], rule: Rule): Rule {
  return (value, place) => {
    if (surfaces.includes(place.surface)) return rule(value, place);
    const type = isRecord(value) ? String(value.type) : 'this';
    return problem(place, `${type} blocks are not allowed in a ${place.surface}`);
  };
}
