/** Who may do something. */
export type Need =
  /** Any active member of the workspace. */
  | 'member'
  | 'approver'
  /** An approver, or the actor of the opening call. */
  | 'approverOrActor'
  | 'actor'
  | 'requester'
  | 'breakGlass';

/** Whose own matter it must not be. */
export type Own = 'actor' | 'requester' | 'glassBreaker';

interface Rule {
  readonly need: Need;
  readonly notOwn: readonly Own[];
  /** For people, and for docs/security.md. */
  readonly text: string;
}

/** Everything that a person in Slack can want to do, and who may. docs/security.md prints this table. */
export const ACTIONS = {
  view: rule('member', [], 'look at findings, plans, scope and audits'),
  acknowledge: rule('approver', [], 'say that one has seen it'),
  requestPlan: rule('approverOrActor', [], 'ask for a revert or a narrowing'),
  vote: rule('approver', [], 'approve a revert, a narrowing or a hardening'),
  requestUndo: rule('approverOrActor', [], 'ask to undo an executed plan'),
  voteUndo: rule('approver', ['actor'], 'approve an undo, which opens the door again'),
  deny: rule('approver', [], 'end a request with a reason'),
  withdraw: rule('requester', [], 'take back a request of one’s own'),
  requestExemption: rule('approverOrActor', [], 'ask to let it stay open for a time'),
  approveExemption: rule('approver', ['actor', 'requester'], 'approve an exemption'),
  endExemption: rule('approverOrActor', [], 'end an exemption before its time'),
  cancelDeadline: rule('approver', [], 'keep a deadline from reverting'),
  sayWhose: rule('actor', [], 'answer "was this you?"'),
  closeOwn: rule('actor', [], 'revert or narrow one’s own door alone'),
  breakGlass: rule('breakGlass', [], 'act alone, with a reason and a review'),
  signReview: rule('approver', ['glassBreaker'], 'sign the review of a broken glass'),
  harden: rule('approver', [], 'propose, approve, decline or undo a hardening'),
} as const satisfies Readonly<Record<string, Rule>>;

/** What a person in Slack wants to do. */
export type Action = keyof typeof ACTIONS;

/** In the order of the table. */
// The keys of a constant without an index signature are exactly its type's.
export const ACTION_NAMES = Object.keys(ACTIONS) as readonly Action[];

function rule<const N extends Need, const O extends readonly Own[]>(
  need: N,
  notOwn: O,
  text: string,
) {
  return { need, notOwn, text };
}

/** The action that a vote on a matter is: an undo and an exemption let a door stand open, and are not for
 * whose door it is to approve. Pure, total. */
export function actionOfVote(
  matter:
    | { readonly kind: 'plan'; readonly intent: 'revert' | 'narrow' | 'undo' }
    | { readonly kind: 'exemption' },
): Action & ('vote' | 'voteUndo' | 'approveExemption') {
  if (matter.kind === 'exemption') return 'approveExemption';
  return matter.intent === 'undo' ? 'voteUndo' : 'vote';
}

/** The action that asking for a matter is, as {@link actionOfVote}. Pure, total. */
export function actionOfRequest(
  matter: Parameters<typeof actionOfVote>[0],
): Action & ('requestPlan' | 'requestUndo' | 'requestExemption') {
  if (matter.kind === 'exemption') return 'requestExemption';
  return matter.intent === 'undo' ? 'requestUndo' : 'requestPlan';
}
