import { instantOf } from '../../domain/backtest/door.ts';
import type { RecordHeader } from '../../domain/change/exposure-change.ts';

/** What of an archive was asked for. Records before `since` are still read for what they tell of
 * rules and groups; the archive counts as ending at `until`. */
export interface Scope {
  /** The first moment, in ms since 1970; inclusive. */
  readonly since: number | null;
  /** The moment at which it ends; exclusive. */
  readonly until: number | null;
  /** Accounts, 12 digits each; empty for all. */
  readonly accountIds: readonly string[];
  /** Groups, `sg-…`; empty for all. */
  readonly groupIds: readonly string[];
}

export const WHOLE_ARCHIVE: Scope = { since: null, until: null, accountIds: [], groupIds: [] };

/** Whether the archive had ended when a record was made. What has no time is never too late. */
export function isPastEnd({ until }: Scope, record: RecordHeader): boolean {
  const at = instantOf(record);
  return until !== null && at !== undefined && at >= until;
}

/** Whether a record was asked for. What a record does not tell never excludes it: what cannot be
 * read counts as exposed. */
export function isInScope(scope: Scope, record: RecordHeader, groupId: string | null): boolean {
  const at = instantOf(record);
  if (isPastEnd(scope, record)) return false;
  if (scope.since !== null && at !== undefined && at < scope.since) return false;
  return isAmong(scope.accountIds, record.accountId || null) && isAmong(scope.groupIds, groupId);
}

/** Whether anything is left out. */
export function isNarrowed({ since, until, accountIds, groupIds }: Scope): boolean {
  return since !== null || until !== null || accountIds.length > 0 || groupIds.length > 0;
}

function isAmong(wanted: readonly string[], actual: string | null): boolean {
  return wanted.length === 0 || actual === null || wanted.includes(actual);
}

/** A day as ISO 8601 writes it, or a moment with its zone; a moment without a zone would depend on
 * where the command runs. */
const ISO_REGEXP = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** The moment that an option names, in ms since 1970: a day is its first moment in UTC. Undefined
 * where the text is neither a day nor a moment. */
export function readMoment(text: string): number | undefined {
  const at = ISO_REGEXP.test(text) ? Date.parse(text) : Number.NaN;
  const isReal =
    !Number.isNaN(at) && (text.length > 10 || new Date(at).toISOString().startsWith(text));
  return isReal ? at : undefined;
}
