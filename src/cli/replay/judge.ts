import { backtest } from '../../domain/backtest/backtest.ts';
import type { Door } from '../../domain/backtest/door.ts';
import type { BacktestReason, Judged, Opening } from '../../domain/backtest/judged.ts';
import {
  type Decoded,
  type Direction,
  type ExposureChange,
  type GroupDeletion,
  type IgnoredReason,
  isRuleChange,
  type ListChange,
  type RecordHeader,
  type RuleChange,
} from '../../domain/change/exposure-change.ts';
import { type Exposure, toRows } from '../../domain/net/exposure.ts';
import { PERMITTED_TEXTS } from '../../domain/policy/permitted-text.ts';
import { exposureText, listText } from './exposure-text.ts';
import { chooseGuard, type GuardChoice } from './guard-choice.ts';
import {
  type DirectedRow,
  listRow,
  type Outcome,
  type OutcomeRow,
  outcomeRow,
  ruleRow,
} from './outcome-row.ts';
import { headerOf, type JudgedChange, judgedChange } from './replayed.ts';

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
  asJudged: JudgedChange | null,
  judged: Judged | undefined,
): Judgement {
  if (asJudged !== null && isRuleChange(asJudged)) {
    return judgeRules(asJudged, judged ?? { kind: 'notGuarded' });
  }
  if (asJudged !== null) return judgeList(asJudged, judged);
  if (change.kind === 'groupDeleted') return settled(deletedRow(change));
  return settled(notJudgedRow(change.record));
}

function deletedRow({ record, group: { groupId } }: GroupDeletion): OutcomeRow {
  const reason = 'The group was deleted, and its rules with it';
  return outcomeRow(record, { outcome: 'ignored', reason, groupId });
}

function judgeRules(change: RuleChange, judged: Judged): Judgement {
  const { record, group, direction } = change;
  const about = {
    groupId: group.groupId,
    rules: change.rules.map((rule) => ruleRow({ direction, rule })),
  };
  if (judged.kind === 'violates') {
    return settled(findingRow(record, judged, { groupId: group.groupId }, ''));
  }
  return withoutFinding(record, judged, about);
}

/** A change of a list is judged by the groups whose rules are known to name it. */
function judgeList(change: ListChange, judged: Judged | undefined): Judgement {
  const { record, prefixListId } = change;
  const about = { prefixList: listRow(change) };
  if (judged === undefined) {
    const reason = 'The prefix list was deleted, which EC2 only does when no rule names it';
    return settled(outcomeRow(record, { ...about, outcome: 'ignored', reason }));
  }
  if (judged.kind === 'violates') {
    const names = [...new Set(judged.doors.map(groupText))];
    return settled(findingRow(record, judged, about, `, by ${prefixListId} in ${listText(names)}`));
  }
  return withoutFinding(record, judged, about);
}

/** What a record is about, as its row tells it. */
type About = Pick<Outcome, 'groupId' | 'rules' | 'prefixList'>;

function withoutFinding(
  record: RecordHeader,
  judged: Exclude<Judged, { kind: 'violates' }>,
  about: About,
): Judgement {
  const ignored = (reason: string) =>
    settled(outcomeRow(record, { ...about, outcome: 'ignored', reason }));
  switch (judged.kind) {
    case 'permitted': {
      const reason = `${REASON_TEXTS[judged.reason]}${directionText(judged.isDirectionKnown)}`;
      return settled(outcomeRow(record, { ...about, outcome: 'permitted', reason }));
    }
    case 'notGuarded':
      return ignored('No guard of the policy matches this group');
    case 'outbound':
      return ignored('Outbound traffic is not guarded by the policy');
    case 'notNamed':
      return ignored(
        'No record tells of a rule that names this prefix list: one that was made before the first record may',
      );
    case 'restored':
      return ignored(
        'A replay cannot tell what the restored version of the prefix list holds: no record says it',
      );
    case 'possible': {
      const names = judged.guards.map(({ guard }) => guard.name).join(', ');
      const reason = `A record does not tell whether the group has what these guards ask for (a tag, VPC, name or id): ${names}`;
      return { ...ignored(reason), unsettled: true };
    }
  }
}

function groupText({ group }: Door): string {
  return group.groupId ?? group.groupName ?? '';
}

/** The row of a record that a replay does not take in. */
export function leftOutRow(decoded: Decoded): OutcomeRow {
  return decoded.kind === 'ignored'
    ? judgementOf(decoded, undefined).row
    : notJudgedRow(headerOf(decoded));
}

/** An archive does not tell what stands on an interface, or what AWS makes of a directory's group. */
function notJudgedRow(record: RecordHeader): OutcomeRow {
  const reason = `A replay does not judge ${record.eventName}: an archive alone does not tell whom it lets in`;
  return outcomeRow(record, { outcome: 'ignored', reason });
}

function findingRow(
  record: RecordHeader,
  { openings, offending, doors, isDirectionKnown }: Extract<Judged, { kind: 'violates' }>,
  about: About,
  byWhat: string,
): OutcomeRow {
  const newlyOpened = openings.flatMap((each) => directedRows(each.newlyOpened, each.direction));
  const already =
    newlyOpened.length === 0 ? `; other rules let ${ALREADY_TEXTS[ways(openings)]} already` : '';
  return outcomeRow(record, {
    ...about,
    outcome: 'finding',
    reason: `${openings.map(openingText).join('; ')}${byWhat}, beyond what is approved${already}${directionText(isDirectionKnown)}`,
    rules: offending.map(ruleRow),
    excess: openings.flatMap((each) => directedRows(each.excess, each.direction)),
    newlyOpened,
    doors,
  });
}

function openingText({ direction, excess }: Opening): string {
  const text = exposureText(toRows(excess), direction);
  return direction === 'inbound' ? text : `lets out ${text}`;
}

function ways(openings: readonly Opening[]): keyof typeof ALREADY_TEXTS {
  const [first, second] = openings;
  return second === undefined ? (first?.direction ?? 'inbound') : 'both';
}

const ALREADY_TEXTS = {
  inbound: 'all of it in',
  outbound: 'all of it out',
  both: 'all of it through',
} as const;

function directedRows(exposure: Exposure, direction: Direction): readonly DirectedRow[] {
  return toRows(exposure).map((row) => ({ ...row, direction }));
}

const REASON_TEXTS: Readonly<Record<BacktestReason, string>> = {
  ...PERMITTED_TEXTS,
  opensNothingNew: 'It replaces what it was, and opens nothing that was not open before',
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
