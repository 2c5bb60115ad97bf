/** What was looked up, or why it could not be. */
export type Known<T> =
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'unknown'; readonly reason: string };

/** An answer to a question of yes or no that may have none. */
export type Answer = 'yes' | 'no' | 'unknown';
