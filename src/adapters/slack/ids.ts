/** Every id by which Slack tells us what was touched. One table: the buttons are made from it and
 * the listeners are bound to it. */
export const ACTION_IDS = {
  reviewRevert: 'review_revert',
  reviewAcknowledge: 'review_acknowledge',
} as const;

export const CALLBACK_IDS = {
  approveRevert: 'approve_revert',
  acknowledge: 'acknowledge',
} as const;

/** The input of the acknowledge form. */
export const NOTE_INPUT = { blockId: 'note', actionId: 'note_text' } as const;

export const COMMAND = '/portcullis';
