import { type Door, instantOf, openForMs } from '../../domain/backtest/door.ts';
import type { GroupReference, RecordHeader } from '../../domain/change/exposure-change.ts';
import type { SecurityGroupRule } from '../../domain/change/security-group-rule.ts';
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
  /** What is let in beyond what is approved; empty for anything but a finding. */
  readonly excess: readonly ExposureRow[];
  /** The part of `excess` that no other rule of the group was known to let in at that moment. */
  readonly newlyOpened: readonly ExposureRow[];
  /** When the finding opened its doors; null for anything but a finding. */
  readonly openedAt: string | null;
  /** When the last of its doors was shut; null while one stands open at the end of the archive. */
  readonly closedAt: string | null;
  /** Who shut the last of its doors; null also where no record of the archive tells. */
  readonly closedBy: string | null;
  /** From `openedAt` to `closedAt`, in ms. */
  readonly openForMs: number | null;
}

export interface RuleRow extends ExposureRow {
  readonly ruleId: string | null;
}

/** What a judgement says beyond where the record comes from. */
export interface Outcome {
  readonly outcome: OutcomeRow['outcome'];
  readonly reason: string;
  readonly groupId?: GroupReference['groupId'];
  readonly rules?: readonly RuleRow[];
  readonly excess?: readonly ExposureRow[];
  readonly newlyOpened?: readonly ExposureRow[];
  /** The doors that a finding opened. */
  readonly doors?: readonly Door[];
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

/** The rows of a change's rules. A rule known only by its id is told by its id alone elsewhere. */
export function ruleRow({
  ruleId,
  protocol,
  fromPort,
  toPort,
  source,
}: SecurityGroupRule): RuleRow {
  return { ruleId, protocol, fromPort, toPort, source: sourceText(source) };
}
