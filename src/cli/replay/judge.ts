import type {
  Decoded,
  ExposureChange,
  IgnoredReason,
} from '../../domain/change/exposure-change.ts';
import { toRows } from '../../domain/net/exposure.ts';
import { evaluate } from '../../domain/policy/evaluate.ts';
import { PERMITTED_TEXTS } from '../../domain/policy/permitted-text.ts';
import type { Guard } from '../../domain/policy/policy.ts';
import { exposureText } from './exposure-text.ts';
import { chooseGuard, type GuardChoice } from './guard-choice.ts';
import { type OutcomeRow, outcomeRow, ruleRow } from './outcome-row.ts';

/** What a replay says of a record. */
export interface Judgement {
  readonly row: OutcomeRow;
  /** Whether the record tells of a call that can change an exposure. */
  readonly watched: boolean;
  /** Whether the group is guarded hangs on facts that no record tells. */
  readonly unsettled: boolean;
}

/** What one decoded record comes to under what is taken as guarded. Pure, total. */
export function judge(decoded: Decoded, choice: GuardChoice): Judgement {
  switch (decoded.kind) {
    case 'change':
      return judgeChange(decoded.change, choice);
    case 'ignored': {
      const reason = ignoredText(decoded.reason, decoded.record.eventName);
      const row = outcomeRow(decoded.record, { outcome: 'ignored', reason });
      return { row, watched: decoded.reason.kind !== 'notWatched', unsettled: false };
    }
    case 'undecodable': {
      const { record, reason, groupId } = decoded;
      return settled(outcomeRow(record, { outcome: 'undecodable', reason, groupId }));
    }
  }
}

function judgeChange(change: ExposureChange, choice: GuardChoice): Judgement {
  const match = chooseGuard(choice, change.group, change.record.region);
  switch (match.kind) {
    case 'guarded':
      return settled(guardedRow(change, match.guard));
    case 'notGuarded':
      return settled(ignoredRow(change, 'No guard of the policy matches this group'));
    case 'possible': {
      const names = match.guards.map((guard) => guard.name).join(', ');
      const reason = `A record does not tell whether the group has what these guards ask for (a tag, VPC, name or id): ${names}`;
      return { row: ignoredRow(change, reason), watched: true, unsettled: true };
    }
  }
}

function guardedRow(change: ExposureChange, guard: Guard): OutcomeRow {
  const { group, record } = change;
  const verdict = evaluate(change, guard);
  if (verdict.kind === 'permitted') {
    const reason = `${PERMITTED_TEXTS[verdict.reason]}${directionText(change)}`;
    const rules = change.rules.map(ruleRow);
    return outcomeRow(record, { outcome: 'permitted', reason, groupId: group.groupId, rules });
  }
  const excess = toRows(verdict.excess);
  return outcomeRow(record, {
    outcome: 'finding',
    reason: `${exposureText(excess)}, beyond what is approved${directionText(change)}`,
    groupId: group.groupId,
    rules: verdict.offending.map(ruleRow),
    excess,
  });
}

function ignoredRow({ record, group, rules }: ExposureChange, reason: string): OutcomeRow {
  const rows = rules.map(ruleRow);
  return outcomeRow(record, { outcome: 'ignored', reason, groupId: group.groupId, rules: rows });
}

function directionText({ kind }: ExposureChange): string {
  if (kind !== 'rulesEdited') return '';
  return '; an edited rule, judged as inbound: the record does not tell its direction';
}

function ignoredText(reason: IgnoredReason, eventName: string): string {
  return reason.kind === 'notWatched'
    ? `${eventName} is not watched`
    : `The call failed and changed nothing: ${reason.errorCode}`;
}

function settled(row: OutcomeRow): Judgement {
  return { row, watched: true, unsettled: false };
}
