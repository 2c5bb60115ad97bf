import type { JudgedEntry } from './archive.ts';
import type { OutcomeRow } from './outcome-row.ts';

/** What a replay has come across so far. */
export interface Tally {
  inputs: number;
  /** Inputs, or parts of them, that could not be read. */
  unread: number;
  /** Records that said again what another had said. */
  repeated: number;
  /** Ignored records of groups that may be guarded. */
  unsettled: number;
  /** Ignored changes of prefix lists of which records do not tell enough to judge them. */
  untoldLists: number;
  /** Records of calls that are replayed and were not asked for. */
  outside: number;
  /** Records of calls that are not replayed, each copy for itself; with `--all` each once. They are
   * told among the ignored. */
  unwatched: number;
  readonly outcomes: Record<OutcomeRow['outcome'], number>;
}

export function emptyTally(): Tally {
  return {
    inputs: 0,
    unread: 0,
    repeated: 0,
    unsettled: 0,
    untoldLists: 0,
    outside: 0,
    unwatched: 0,
    outcomes: { finding: 0, permitted: 0, ignored: 0, undecodable: 0 },
  };
}

/** Counts a record of a call that is replayed, or that nobody can read. */
export function tallyEntry(tally: Tally, { standing, row, judged, unsettled }: JudgedEntry): void {
  if (standing === 'repeated') tally.repeated += 1;
  if (standing === 'outside') tally.outside += 1;
  if (standing !== 'told') return;
  tally.outcomes[row.outcome] += 1;
  if (unsettled) tally.unsettled += 1;
  if (judged?.kind === 'notNamed' || judged?.kind === 'restored') tally.untoldLists += 1;
}

/** The last words of a replay, a sentence a line. */
export function summaryLines(tally: Readonly<Tally>): readonly string[] {
  const { finding, permitted, undecodable } = tally.outcomes;
  const ignored = tally.outcomes.ignored + tally.unwatched;
  const records = finding + permitted + ignored + undecodable;
  const outcomes = `${finding} finding${plural(finding)}, ${permitted} permitted, ${ignored} ignored, ${undecodable} undecodable`;
  const lines = [
    `${number(records)} record${plural(records)} from ${number(tally.inputs)} input${plural(tally.inputs)}: ${outcomes}.`,
  ];
  if (tally.repeated > 0)
    lines.push(`${number(tally.repeated)} more came again and are told once.`);
  if (tally.outside > 0) {
    lines.push(
      `${number(tally.outside)} more changes are not among those that --since, --until, --account and --group ask for.`,
    );
  }
  if (tally.unsettled > 0) {
    lines.push(
      `${number(tally.unsettled)} of the ignored may be guarded: records tell no tags and VPCs. Name the groups by id in the policy, or add --assume-guarded.`,
    );
  }
  if (tally.untoldLists > 0) {
    lines.push(
      `${number(tally.untoldLists)} of the ignored change prefix lists: records do not tell what a restored version holds, or which rules made before them name a list.`,
    );
  }
  if (tally.unread > 0) lines.push(`${number(tally.unread)} could not be read, see above.`);
  return lines;
}

function number(count: number): string {
  return count.toLocaleString('en-US');
}

function plural(count: number): string {
  return count === 1 ? '' : 's';
}
