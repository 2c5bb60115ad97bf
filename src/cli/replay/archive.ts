import { decode } from '../../adapters/cloudtrail/decode.ts';
import { decodeGroupEvent } from '../../adapters/cloudtrail/decode-group-event.ts';
import type { Unwrapped } from '../../adapters/cloudtrail/unwrap.ts';
import { backtest } from '../../domain/backtest/backtest.ts';
import type { Judged } from '../../domain/backtest/judged.ts';
import type { HistoryEvent } from '../../domain/backtest/order.ts';
import type { Decoded } from '../../domain/change/exposure-change.ts';
import { chooseGuard, type GuardChoice } from './guard-choice.ts';
import { judge, judgementOf } from './judge.ts';

import type { OutcomeRow } from './outcome-row.ts';
import { headerOf, isReplayed, type JudgedChange, judgedChange } from './replayed.ts';
import { isInScope, isPastEnd, type Scope } from './scope.ts';

/** One record of a call that is replayed, or that nobody can read, at its place in the archive.
 * `repeated`: another has said the same; `outside`: it was not asked for. */
export interface Entry {
  readonly decoded: Decoded;
  readonly standing: 'told' | 'repeated' | 'outside';
}

/** An entry that is told, with what it comes to. */
export interface JudgedEntry extends Entry {
  readonly row: OutcomeRow;
  readonly judged: Judged | undefined;
  readonly unsettled: boolean;
}

/** The records of an archive that matter, taken in as they come and judged when all are there: a
 * door is shut by a record that comes later, in another file. */
export interface Archive {
  /** Takes a record in. False where it is a call that is not replayed, for others to count. */
  readonly add: (found: Extract<Unwrapped, { kind: 'record' }>) => boolean;
  /** All entries in the order of the archive, judged in the order of time. */
  readonly judged: () => readonly JudgedEntry[];
}

export function createArchive(choice: GuardChoice, scope: Scope): Archive {
  const entries: Entry[] = [];
  const events: HistoryEvent[] = [];
  const isRepeated = createRepeatCheck(choice);
  const add: Archive['add'] = ({ record, context }) => {
    const decoded = decode(record, context);
    const groupEvent = decodeGroupEvent(record, context);
    if (groupEvent !== undefined && !isPastEnd(scope, groupEvent.record)) events.push(groupEvent);
    if (!isReplayed(decoded)) return false;
    const standing = standingOf(decoded, scope, isRepeated);
    entries.push({ decoded, standing });
    const change = judgedChange(decoded);
    if (change !== null && isHistory(change, standing, scope)) events.push(change);
    return true;
  };
  const judged = () => {
    const answers = backtest(events, (...group) => chooseGuard(choice, ...group));
    return entries.map((entry) => judgedEntry(entry, answers, scope));
  };
  return { add, judged };
}

function judgedEntry(
  entry: Entry,
  answers: ReadonlyMap<HistoryEvent, Judged>,
  scope: Scope,
): JudgedEntry {
  const { decoded } = entry;
  const change = judgedChange(decoded);
  const judged = change === null ? undefined : answers.get(change);
  const { row, unsettled } = judgementOf(decoded, judged);
  const isElsewhere = entry.standing === 'told' && isOutside(scope, row);
  return { ...entry, standing: isElsewhere ? 'outside' : entry.standing, row, judged, unsettled };
}

/** Whether the groups that a change of a list opened are none of those that were asked for: only when
 * it is judged can they be told. */
function isOutside({ groupIds }: Scope, { prefixList, groupIds: opened }: OutcomeRow): boolean {
  if (prefixList === null || groupIds.length === 0 || opened.length === 0) return false;
  return !opened.some((groupId) => groupIds.includes(groupId));
}

function standingOf(
  decoded: Decoded,
  scope: Scope,
  isRepeated: (decoded: Decoded) => boolean,
): Entry['standing'] {
  if (isRepeated(decoded)) return 'repeated';
  return isInScope(scope, headerOf(decoded), groupIdOf(decoded)) ? 'told' : 'outside';
}

function groupIdOf(decoded: Decoded): string | null {
  if (decoded.kind === 'change')
    return 'group' in decoded.change ? decoded.change.group.groupId : null;
  const isOfGroup = decoded.kind === 'undecodable' && decoded.subject?.kind === 'group';
  return isOfGroup ? decoded.subject.groupId : null;
}

/** What is not asked for still tells of the rules that were there, until the archive ends. */
function isHistory(change: JudgedChange, standing: Entry['standing'], scope: Scope): boolean {
  return standing !== 'repeated' && !isPastEnd(scope, change.record);
}

/** Whether a record has come before. Copies of one call share account and `eventID` and come to
 * equal rows; should two that share them differ, both are told, for one of them is news. */
function createRepeatCheck(choice: GuardChoice): (decoded: Decoded) => boolean {
  const seen = new Set<string>();
  return (decoded) => {
    const key = JSON.stringify(judge(decoded, choice).row);
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  };
}
