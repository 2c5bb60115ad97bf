/** Every id by which Slack tells us what was touched. One table: the buttons are made from it and
 * the listeners are bound to it. */
export const ACTION_IDS = {
  reviewRevert: 'review_revert',
  reviewAcknowledge: 'review_acknowledge',
  reviewDenial: 'review_denial',
  withdrawRequest: 'withdraw_request',
  reviewUndo: 'review_undo',
  cancelDeadline: 'cancel_deadline',
  reviewBreakGlass: 'review_break_glass',
  signReview: 'sign_review',
  reviewExemption: 'review_exemption',
  reviewExemptionVote: 'review_exemption_vote',
  reviewExemptionEnd: 'review_exemption_end',
  disown: 'disown_finding',
  reviewNarrow: 'review_narrow',
  reviewHardening: 'review_hardening',
  declineHardening: 'decline_hardening',
  undoHardening: 'undo_hardening',
  showHardening: 'show_hardening',
  pageBack: 'hardening_page_back',
  pageOn: 'hardening_page_on',
  callsBack: 'hardening_calls_back',
  callsOn: 'hardening_calls_on',
} as const;

export const CALLBACK_IDS = {
  approveRevert: 'approve_revert',
  acknowledge: 'acknowledge',
  deny: 'deny_request',
  approveUndo: 'approve_undo',
  breakGlass: 'break_glass',
  exempt: 'exempt',
  approveExemption: 'approve_exemption',
  endExemption: 'end_exemption',
  approveNarrow: 'approve_narrow',
  harden: 'harden',
  approveHardening: 'approve_hardening',
} as const;

/** The inputs of the form of a hardening; those of networks are named for their roles. */
export const HARDEN_INPUTS = {
  /** Its choice is told at once: which networks are asked for follows from it. */
  table: { blockId: 'table', actionId: 'table_choice' },
  onPremises: { blockId: 'onPremises', actionId: 'networks' },
  clients: { blockId: 'clients', actionId: 'networks' },
  certificateAuthority: { blockId: 'certificateAuthority', actionId: 'networks' },
  facts: { blockId: 'facts', actionId: 'facts_choice' },
} as const;

/** The input of the acknowledge form. */
export const NOTE_INPUT = { blockId: 'note', actionId: 'note_text' } as const;

/** The input of the form that denies a request. */
export const REASON_INPUT = { blockId: 'reason', actionId: 'reason_text' } as const;

/** The input of what is typed to show that the form of break glass was read. */
export const CONFIRM_INPUT = { blockId: 'confirm', actionId: 'confirm_text' } as const;
/** The inputs of the form of an exemption. */
export const EXEMPTION_INPUTS = {
  reason: { blockId: 'exempt_reason', actionId: 'reason_text' },
  ticket: { blockId: 'exempt_ticket', actionId: 'ticket_text' },
  lasts: { blockId: 'exempt_lasts', actionId: 'lasts_choice' },
  date: { blockId: 'exempt_date', actionId: 'date_text' },
  atEnd: { blockId: 'exempt_at_end', actionId: 'at_end_choice' },
} as const;

export const COMMAND = '/portcullis';
