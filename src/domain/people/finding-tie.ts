import type { NotTiedReason } from './trusted-identity.ts';

/** Who in Slack the actor of a finding's opening call is, as the finding keeps it: it decides who may close the
 * door alone, and who approves nothing that lets it stand open. Slack user ids. */
export type FindingTie =
  | { readonly kind: 'tied'; readonly userId: string; readonly by: 'map' | 'email' }
  | { readonly kind: 'notTied'; readonly why: NotTiedReason };
