import { type Door, instantOf, openForMs } from '../../domain/backtest/door.ts';
import type { DirectedRule } from '../../domain/backtest/judged.ts';
import type {
  Direction,
  GroupReference,
  ListChange,
  RecordHeader,
} from '../../domain/change/exposure-change.ts';
import type { ExposureRow } from '../../domain/net/exposure.ts';
import { sourceText } from '../../domain/net/source.ts';

/** What one record comes to, as `--format ndjson` prints it. The names are a contract with the
 * scripts of others: keys may be added, none renamed or dropped. */
export interface OutcomeRow {
  readonly outcome: 'finding' | 'permitted' | 'ignored' | 'undecodable';
  /** One sentence for people; its wording is no contract. */
  readonly reason: string;
  readonly eventId: string;
  readonly eventTime: string;
  readonly eventName: string;
  readonly accountId: string;
  readonly region: string;
  /** Null where the record names the group only by name, or not at all. */
  readonly groupId: string | null;
  readonly actor: string;
  /** The offending rules of a finding; all rules of any other change. */
  readonly rules: readonly RuleRow[];
  /** What is let in, or out, beyond what is approved; empty for anything but a finding. */
  readonly excess: readonly DirectedRow[];
  /** The part of `excess` that no other rule of the group was known to let in at that moment. */
  readonly newlyOpened: readonly DirectedRow[];
  /** When the finding opened its doors; null for anything but a finding. */
  readonly openedAt: string | null;
  /** When the last of its doors was shut; null while one stands open at the end of the archive. */
  readonly closedAt: string | null;
  /** Who shut the last of its doors; null also where no record of the archive tells. */
  readonly closedBy: string | null;
  /** From `openedAt` to `closedAt`, in ms. */
  readonly openForMs: number | null;
  /** The groups in which a finding opened doors, each once, where their ids are known: by a prefix list
   * there may be several, though its record names none. */
  readonly groupIds: readonly string[];
  /** The list that the record is about, and the entries that it tells; null for any other record. */
  readonly prefixList: ListRow | null;
}

/** What is let through one way: `source` is whom members of the group can be reached by, or, of an
 * outbound row, whom they can reach. */
export interface DirectedRow extends ExposureRow {
  readonly direction: Direction | 'unknown';
}

export interface RuleRow extends DirectedRow {
  readonly ruleId: string | null;
}

/** A change of a prefix list: CIDR blocks, canonical. */
export interface ListRow {
  readonly prefixListId: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** What a judgement says beyond where the record comes from. */
export interface Outcome {
  readonly outcome: OutcomeRow['outcome'];
  readonly reason: string;
  readonly groupId?: GroupReference['groupId'];
  readonly rules?: readonly RuleRow[];
  readonly excess?: readonly DirectedRow[];
  readonly newlyOpened?: readonly DirectedRow[];
  /** The doors that a finding opened. */
  readonly doors?: readonly Door[];
  readonly prefixList?: ListRow;
}

/** The row of a record; every key is there, in the order of the contract. */
export function outcomeRow(record: RecordHeader, outcome: Outcome): OutcomeRow {
  return {
    outcome: outcome.outcome,
    reason: outcome.reason,
    eventId: record.eventId,
    eventTime: record.eventTime,
    eventName: record.eventName,
    accountId: record.accountId,
    region: record.region,
    groupId: outcome.groupId ?? null,
    actor: record.actor.name,
    rules: outcome.rules ?? [],
    excess: outcome.excess ?? [],
    newlyOpened: outcome.newlyOpened ?? [],
    openedAt: outcome.outcome === 'finding' ? record.eventTime : null,
    ...closingOf(outcome.doors ?? []),
    groupIds: groupIdsOf(outcome.doors ?? []),
    prefixList: outcome.prefixList ?? null,
  };
}

/** A finding is over when its last door is shut. */
function closingOf(
  doors: readonly Door[],
): Pick<OutcomeRow, 'closedAt' | 'closedBy' | 'openForMs'> {
  const last = doors.toSorted((a, b) => closedInstant(a) - closedInstant(b)).at(-1);
  if (last?.closing == null) return { closedAt: null, closedBy: null, openForMs: null };
  const { kind, record } = last.closing;
  const closedBy = kind === 'unseen' ? null : record.actor.name;
  return { closedAt: record.eventTime, closedBy, openForMs: openForMs(last) };
}

/** Doors that stand open come last. */
function closedInstant({ closing }: Door): number {
  return closing === null ? Number.POSITIVE_INFINITY : (instantOf(closing.record) ?? 0);
}

function groupIdsOf(doors: readonly Door[]): readonly string[] {
  return [...new Set(doors.flatMap(({ group }) => group.groupId ?? []))];
}

/** The rows of a change's rules. A rule known only by its id is told by its id alone elsewhere. */
export function ruleRow({
  direction,
  rule,
}: Pick<DirectedRule, 'rule'> & Pick<RuleRow, 'direction'>): RuleRow {
  const { ruleId, protocol, fromPort, toPort, source } = rule;
  return { ruleId, protocol, fromPort, toPort, source: sourceText(source), direction };
}

/** What a record tells of a list. */
export function listRow({ prefixListId, added, removed }: ListChange): ListRow {
  return { prefixListId, added: added.map(({ cidr }) => cidr), removed };
}
