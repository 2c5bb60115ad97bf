import { interactiveElements } from '../block-kit/check-blocks.ts';
import { type JsonRecord, recordOf, recordsOf, textOf } from '../json.ts';
import type { SlackView } from '../world.ts';
import { ActRefused } from './act-result.ts';
import { pickOption } from './action-payload.ts';

/** What a person fills in: by block id, by action id, the text or the option's value (checkboxes: joined by commas). */
export type ViewValues = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The state of a view's inputs, from what is filled in and else from the initial values.
 * @throws ActRefused when something is filled in that the view does not have
 */
export function stateOf(view: SlackView, values: ViewValues): JsonRecord {
  refuseStrays(view, values);
  const blocks = recordsOf(view.body.blocks);
  const entries = blocks.flatMap((block) => {
    const elements = interactiveElements(block).filter(holdsState);
    if (elements.length === 0) return [];
    const given = values[String(block.block_id)] ?? {};
    const states = elements.map((element) => {
      const id = String(element.action_id);
      return [id, stateOfElement(element, given[id])] as const;
    });
    return [[String(block.block_id), Object.fromEntries(states)] as const];
  });
  return Object.fromEntries(entries);
}

/** What Slack's client checks before it submits. @throws ActRefused naming the first input that is wrong */
export function refuseIncomplete(view: SlackView, state: JsonRecord): void {
  for (const block of recordsOf(view.body.blocks)) {
    if (block.type !== 'input') continue;
    const element = recordOf(block.element);
    const answer = recordOf(recordOf(state[String(block.block_id)])[String(element.action_id)]);
    const label = textOf(recordOf(block.label).text) ?? '';
    if (block.optional !== true && isEmpty(answer)) {
      throw new ActRefused(`"${label}" is required and empty`);
    }
    refuseWrongLength(element, textOf(answer.value), label);
  }
}

function refuseWrongLength(element: JsonRecord, text: string | undefined, label: string): void {
  if (text === undefined) return;
  const min = Number(element.min_length ?? 0);
  const max = Number(element.max_length ?? Number.POSITIVE_INFINITY);
  if (text.length >= min && text.length <= max) return;
  throw new ActRefused(`"${label}" takes ${min} to ${max} characters, ${text.length} were typed`);
}

function refuseStrays(view: SlackView, values: ViewValues): void {
  const blocks = recordsOf(view.body.blocks);
  for (const [blockId, answers] of Object.entries(values)) {
    const block = blocks.find((one) => one.block_id === blockId) ?? {};
    const ids = interactiveElements(block).map((element) => element.action_id);
    const stray = Object.keys(answers).find((id) => !ids.includes(id));
    if (stray !== undefined) throw new ActRefused(`the view has no input ${blockId}/${stray}`);
  }
}

function stateOfElement(element: JsonRecord, given: string | undefined): JsonRecord {
  const { type } = element;
  if (type === 'plain_text_input') return { type, value: given ?? element.initial_value ?? null };
  if (type === 'checkboxes') {
    const picked = given?.split(',').filter((value) => value !== '');
    const options = picked?.map((value) => pickOption(element, value));
    return { type, selected_options: options ?? recordsOf(element.initial_options) };
  }
  if (given === undefined) return { type, selected_option: element.initial_option ?? null };
  return { type, selected_option: pickOption(element, given) };
}

function isEmpty(answer: JsonRecord): boolean {
  if (Array.isArray(answer.selected_options)) return answer.selected_options.length === 0;
  const value = answer.selected_option ?? answer.value ?? '';
  return value === '';
}

/** Buttons and overflow menus are touched, not filled in. */
function holdsState(element: JsonRecord): boolean {
  return element.type !== 'button' && element.type !== 'overflow';
}
