import { ATTACHMENT_EVENT_NAMES } from '../../adapters/cloudtrail/watched.ts';
import {
  type Decoded,
  type ExposureChange,
  isRuleChange,
  type ListChange,
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

/** A change that a replay judges. */
export type JudgedChange = RuleChange | ListChange;

/** The change that a replay judges, or null: an archive does not tell where groups stand, or what AWS
 * makes of a directory's group. */
export function judgedChange(decoded: Decoded): JudgedChange | null {
  if (decoded.kind !== 'change') return null;
  const { change } = decoded;
  return isRuleChange(change) || isListChange(change) ? change : null;
}

function isListChange(change: ExposureChange): change is ListChange {
  return (
    change.kind === 'listModified' ||
    change.kind === 'listRestored' ||
    change.kind === 'listDeleted'
  );
}
