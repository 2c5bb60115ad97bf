/** What is asked to be audited. */
export type AuditQuery =
  | { readonly kind: 'directory'; readonly directoryId: string }
  | { readonly kind: 'group'; readonly groupId: string }
  /** Every guarded group, and every directory's, of the account in the Region. */
  | { readonly kind: 'account' };

/** Source: Directory Service API, `DirectoryId`. */
const DIRECTORY_ID_REGEXP = /^d-[0-9a-f]{10}$/;
/** Source: Amazon EC2 User Guide, resource IDs. */
const GROUP_ID_REGEXP = /^sg-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

/** What a word asks to be audited: a directory or group by its id, or `account`; null for any other. Pure. */
export function readAuditQuery(word: string): AuditQuery | null {
  if (word === 'account') return { kind: 'account' };
  if (DIRECTORY_ID_REGEXP.test(word)) return { kind: 'directory', directoryId: word };
  return GROUP_ID_REGEXP.test(word) ? { kind: 'group', groupId: word } : null;
}
