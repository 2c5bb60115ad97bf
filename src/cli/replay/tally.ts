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
  readonly outcomes: Record<OutcomeRow['outcome'], number>;
}

export function emptyTally(): Tally {
  return {
    inputs: 0,
    unread: 0,
    repeated: 0,
    unsettled: 0,
    outcomes: { finding: 0, permitted: 0, ignored: 0, undecodable: 0 },
  };
}

/** The last words of a replay, a sentence a line. */
export function summaryLines(tally: Readonly<Tally>): readonly string[] {
  const { finding, permitted, ignored, undecodable } = tally.outcomes;
  const records = finding + permitted + ignored + undecodable;
  const outcomes = `${finding} finding${plural(finding)}, ${permitted} permitted, ${ignored} ignored, ${undecodable} undecodable`;
  const lines = [
    `${number(records)} record${plural(records)} from ${number(tally.inputs)} input${plural(tally.inputs)}: ${outcomes}.`,
  ];
  if (tally.repeated > 0)
    lines.push(`${number(tally.repeated)} more came again and are told once.`);
  if (tally.unsettled > 0) {
    lines.push(
      `${number(tally.unsettled)} of the ignored may be guarded: records tell no tags and VPCs. Name the groups by id in the policy, or add --assume-guarded.`,
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
