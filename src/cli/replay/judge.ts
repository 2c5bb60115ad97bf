import { backtest } from '../../domain/backtest/backtest.ts';
import type { BacktestReason, Judged } from '../../domain/backtest/judged.ts';
import {
  type Decoded,
  type ExposureChange,
  type GroupDeletion,
  type IgnoredReason,
  isRuleChange,
  type RecordHeader,
  type RuleChange,
} from '../../domain/change/exposure-change.ts';
import { toRows } from '../../domain/net/exposure.ts';
import { PERMITTED_TEXTS } from '../../domain/policy/permitted-text.ts';
import { exposureText } from './exposure-text.ts';
import { chooseGuard, type GuardChoice } from './guard-choice.ts';
import { type OutcomeRow, outcomeRow, ruleRow } from './outcome-row.ts';
import { headerOf, judgedChange } from './replayed.ts';

/** What a replay says of a record. */
export interface Judgement {
  readonly row: OutcomeRow;
  /** Whether the record tells of a call that can change an exposure. */
  readonly watched: boolean;
  /** Whether the group is guarded hangs on facts that no record tells. */
  readonly unsettled: boolean;
}

/** What one decoded record comes to by itself, without any other. Pure, total. */
export function judge(decoded: Decoded, choice: GuardChoice): Judgement {
  const change = judgedChange(decoded);
  if (change === null) return judgementOf(decoded, undefined);
  const alone = backtest([change], (...group) => chooseGuard(choice, ...group));
  return judgementOf(decoded, alone.get(change));
}

/** What a record comes to, `judged` in its history where it is a change. Pure, total. */
export function judgementOf(decoded: Decoded, judged: Judged | undefined): Judgement {
  switch (decoded.kind) {
    case 'change':
      return ofChange(decoded.change, judgedChange(decoded), judged);
    case 'ignored': {
      const reason = ignoredText(decoded.reason, decoded.record.eventName);
      const row = outcomeRow(decoded.record, { outcome: 'ignored', reason });
      return { row, watched: decoded.reason.kind !== 'notWatched', unsettled: false };
    }
    case 'undecodable': {
      const { record, reason, subject } = decoded;
      const groupId = subject?.kind === 'group' ? subject.groupId : null;
      return settled(outcomeRow(record, { outcome: 'undecodable', reason, groupId }));
    }
  }
}

function ofChange(
  change: ExposureChange,
  asJudged: RuleChange | null,
  judged: Judged | undefined,
): Judgement {
  if (asJudged !== null) return judgeChange(asJudged, judged ?? { kind: 'notGuarded' });
  if (isRuleChange(change)) {
    return settled(
      ignoredRow(change, 'A replay judges inbound rules only, and this one is outbound'),
    );
  }
  if (change.kind === 'groupDeleted') return settled(deletedRow(change));
  return settled(notJudgedRow(change.record));
}

function deletedRow({ record, group: { groupId } }: GroupDeletion): OutcomeRow {
  const reason = 'The group was deleted, and its rules with it';
  return outcomeRow(record, { outcome: 'ignored', reason, groupId });
}

function judgeChange(change: RuleChange, judged: Judged): Judgement {
  switch (judged.kind) {
    case 'permitted':
      return settled(permittedRow(change, judged));
    case 'violates':
      return settled(findingRow(change, judged));
    case 'notGuarded':
      return settled(ignoredRow(change, 'No guard of the policy matches this group'));
    case 'possible': {
      const names = judged.guards.map((guard) => guard.name).join(', ');
      const reason = `A record does not tell whether the group has what these guards ask for (a tag, VPC, name or id): ${names}`;
      return { row: ignoredRow(change, reason), watched: true, unsettled: true };
    }
  }
}

/** The row of a record that a replay does not take in. */
export function leftOutRow(decoded: Decoded): OutcomeRow {
  return decoded.kind === 'ignored'
    ? judgementOf(decoded, undefined).row
    : notJudgedRow(headerOf(decoded));
}

/** An archive does not tell which groups use a prefix list, or what stands on an interface. */
function notJudgedRow(record: RecordHeader): OutcomeRow {
  const reason = `A replay does not judge ${record.eventName}: an archive alone does not tell whom it lets in`;
  return outcomeRow(record, { outcome: 'ignored', reason });
}

function permittedRow(
  change: RuleChange,
  { reason, isDirectionKnown }: Extract<Judged, { kind: 'permitted' }>,
): OutcomeRow {
  const { group, record, rules } = change;
  return outcomeRow(record, {
    outcome: 'permitted',
    reason: `${REASON_TEXTS[reason]}${directionText(isDirectionKnown)}`,
    groupId: group.groupId,
    rules: rules.map(ruleRow),
  });
}

function findingRow(
  { group, record }: RuleChange,
  judged: Extract<Judged, { kind: 'violates' }>,
): OutcomeRow {
  const [excess, newlyOpened] = [toRows(judged.excess), toRows(judged.newlyOpened)];
  const already = newlyOpened.length === 0 ? '; other rules let all of it in already' : '';
  return outcomeRow(record, {
    outcome: 'finding',
    reason: `${exposureText(excess)}, beyond what is approved${already}${directionText(judged.isDirectionKnown)}`,
    groupId: group.groupId,
    rules: judged.offending.map(ruleRow),
    excess,
    newlyOpened,
    doors: judged.doors,
  });
}

function ignoredRow({ record, group, rules }: RuleChange, reason: string): OutcomeRow {
  const rows = rules.map(ruleRow);
  return outcomeRow(record, { outcome: 'ignored', reason, groupId: group.groupId, rules: rows });
}

const REASON_TEXTS: Readonly<Record<BacktestReason, string>> = {
  ...PERMITTED_TEXTS,
  opensNothingNew: 'The edited rule lets in nothing that it did not let in before',
  onlyOutbound: 'The edited rule is outbound',
};

function directionText(isDirectionKnown: boolean): string {
  if (isDirectionKnown) return '';
  return '; an edited rule, judged as inbound: the record does not tell its direction';
}

function ignoredText(reason: IgnoredReason, eventName: string): string {
  switch (reason.kind) {
    case 'notWatched':
      return `${eventName} is not watched`;
    case 'failedCall':
      return `The call failed and changed nothing: ${reason.errorCode}`;
    case 'otherAttribute':
      return 'The call changed no group of an instance or network interface';
    case 'noListEntries':
      return 'The call changed no entry of the prefix list';
  }
}

function settled(row: OutcomeRow): Judgement {
  return { row, watched: true, unsettled: false };
}
