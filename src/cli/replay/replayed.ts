import { ATTACHMENT_EVENT_NAMES } from '../../adapters/cloudtrail/watched.ts';
import {
  type Decoded,
  isRuleChange,
  type RecordHeader,
  type RuleChange,
} from '../../domain/change/exposure-change.ts';

/** Whether a replay takes a record in: of the calls that are watched, all but those that change where
 * groups stand. They are among the most frequent of an account, and an archive alone does not tell
 * what a group lets in that stood there before. */
export function isReplayed(decoded: Decoded): boolean {
  if (decoded.kind === 'ignored' && decoded.reason.kind === 'notWatched') return false;
  return !ATTACHMENT_EVENT_NAMES.has(headerOf(decoded).eventName);
}

export function headerOf(decoded: Decoded): RecordHeader {
  return decoded.kind === 'change' ? decoded.change.record : decoded.record;
}

/** The change that a replay judges, or null: an archive does not tell which groups use a prefix
 * list, and a door of a backtest is an inbound one, whatever the policy guards outbound. */
export function judgedChange(decoded: Decoded): RuleChange | null {
  if (decoded.kind !== 'change' || !isRuleChange(decoded.change)) return null;
  return decoded.change.direction === 'outbound' ? null : decoded.change;
}
