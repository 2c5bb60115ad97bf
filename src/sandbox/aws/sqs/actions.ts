import type { SqsAction } from './action.ts';
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
  receiveMessage,
  sendMessage,
} from './messages.ts';
import { getQueueAttributes, getQueueUrl } from './queues.ts';

/** Every SQS action that is answered, by name. */
export const SQS_ACTIONS: ReadonlyMap<string, SqsAction> = new Map(
  [
    changeMessageVisibility,
    changeMessageVisibilityBatch,
    deleteMessage,
    deleteMessageBatch,
    getQueueAttributes,
    getQueueUrl,
    receiveMessage,
    sendMessage,
  ].map((action) => [action.name, action]),
);
