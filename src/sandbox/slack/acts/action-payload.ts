import { interactiveElements } from '../block-kit/check-blocks.ts';
import { type JsonRecord, recordsOf } from '../json.ts';
import { ActRefused } from './act-result.ts';

/** Which element of a message or view is touched, and which option of it is picked. */
export interface Touch {
  readonly actionId: string;
  /** Needed only where two blocks hold the same action id. */
  readonly blockId?: string;
  /** The `value` of the option, for menus, radio buttons and checkboxes (these: joined by commas). */
  readonly option?: string;
}

/** An element together with the block that holds it. */
export interface FoundElement {
  readonly block: JsonRecord;
  readonly element: JsonRecord;
}

/** The element that is touched. @throws ActRefused when the blocks do not hold it */
export function findElement(blocks: unknown, touch: Touch): FoundElement {
  const found = recordsOf(blocks)
    .filter((block) => touch.blockId === undefined || block.block_id === touch.blockId)
    .flatMap((block) => interactiveElements(block).map((element) => ({ block, element })))
    .find(({ element }) => element.action_id === touch.actionId);
  if (found === undefined) throw new ActRefused(`there is no element ${touch.actionId} to touch`);
  return found;
}

/** The entry of `actions` in a block_actions payload, with the element's own, honest value. */
export function actionPayload(found: FoundElement, touch: Touch, actionTs: string): JsonRecord {
  const { block, element } = found;
  return {
    ...answerOf(element, touch.option),
    type: element.type,
    action_id: element.action_id,
    block_id: block.block_id,
    action_ts: actionTs,
  };
}

/** The options of a select, radio group, checkbox group or overflow menu. */
export function optionsOf(element: JsonRecord): readonly JsonRecord[] {
  const groups = recordsOf(element.option_groups);
  return [...recordsOf(element.options), ...groups.flatMap((group) => recordsOf(group.options))];
}

/** The option with a value. @throws ActRefused when the element does not offer it */
export function pickOption(element: JsonRecord, value: string | undefined): JsonRecord {
  const option = optionsOf(element).find((one) => one.value === value);
  if (option === undefined) {
    throw new ActRefused(`${String(element.action_id)} offers no option ${String(value)}`);
  }
  return option;
}

function answerOf(element: JsonRecord, option: string | undefined): JsonRecord {
  if (element.type === 'button') {
    const { text, value, url, style, confirm } = element;
    const given = Object.entries({ text, value, url, style, confirm });
    return Object.fromEntries(given.filter(([, field]) => field !== undefined));
  }
  if (element.type === 'checkboxes') {
    const values = (option ?? '').split(',').filter((value) => value !== '');
    return { selected_options: values.map((value) => pickOption(element, value)) };
  }
  if (element.type === 'plain_text_input') return { value: option ?? '' };
  return { selected_option: pickOption(element, option) };
}
