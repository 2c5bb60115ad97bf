import { isRecord, type JsonRecord, recordsOf } from '../json.ts';

type NewId = (prefix: string) => string;

/** Gives every block and every interactive element the id that the app left out, as Slack does. */
export function fillIds(blocks: unknown, newId: NewId): readonly JsonRecord[] {
  return recordsOf(blocks).map((block) => ({
    ...block,
    block_id: block.block_id ?? newId('block'),
    ...(block.type === 'actions' && {
      elements: recordsOf(block.elements).map((element) => withActionId(element, newId)),
    }),
    ...(isActionable(block.accessory) && {
      accessory: withActionId(block.accessory, newId),
    }),
    ...(isActionable(block.element) && { element: withActionId(block.element, newId) }),
  }));
}

function isActionable(element: unknown): element is JsonRecord {
  return isRecord(element) && element.type !== 'image';
}

function withActionId(element: JsonRecord, newId: NewId): JsonRecord {
  return { ...element, action_id: element.action_id ?? newId('action') };
}
