import type { Direction, GroupReference, RecordHeader } from '../change/exposure-change.ts';
import type { SecurityGroupRule } from '../change/security-group-rule.ts';
import type { GroupFacts } from '../guard/group-facts.ts';
import type { Exposure } from '../net/exposure.ts';

/** How a door was shut. `entriesRemoved`: its list holds no entry any more that counted into it.
 * `unseen`: by a call that is not in the archive, as another shows: the same rule was added again, or
 * its list was deleted, which EC2 only allows when the rule has been removed; or the same entry was
 * added again after a restore. */
export type ClosingKind = 'revoked' | 'edited' | 'groupDeleted' | 'entriesRemoved' | 'unseen';

export interface Closing {
  readonly kind: ClosingKind;
  /** The record of the call that shut the door; where that is `unseen`, of the call that shows it. */
  readonly record: RecordHeader;
}

/** A rule that lets in (or out) more than is approved, from the call that made it so to the call that
 * ended that: a call about the rule, or one about the prefix list that the rule names. `closing` is null while it stands open, at last at the end of the archive. */
export interface Door {
  readonly opening: RecordHeader;
  readonly group: GroupReference;
  /** What the archive had told of the group when the door was opened. */
  readonly facts: GroupFacts | null;
  readonly guardName: string;
  readonly direction: Direction;
  readonly rule: SecurityGroupRule;
  /** The list whose new entries opened the door; null where a call about the rule did. */
  readonly prefixListId: string | null;
  /** What the rule lets through beyond what is approved, of the entries of a list those that are left
   * where some were removed; never empty. */
  readonly excess: Exposure;
  readonly closing: Closing | null;
}

/** The moment of a record, in ms since 1970, or undefined where its time is missing or no time. */
export function instantOf({ eventTime }: RecordHeader): number | undefined {
  const at = Date.parse(eventTime);
  return Number.isNaN(at) ? undefined : at;
}

/** How long a door stood open, in ms; null where it still does, or where a time is not known. */
export function openForMs({ opening, closing }: Door): number | null {
  const from = instantOf(opening);
  const until = closing === null ? undefined : instantOf(closing.record);
  return from === undefined || until === undefined ? null : until - from;
}
