import { describeOrigin, type Origin } from '../../domain/origin.ts';

/** A row of the log as the store keeps it. */
export interface LogRow {
  readonly seq: number;
  readonly finding_id: string;
  readonly version: number;
  readonly body: string;
  readonly previous_hash: string;
  readonly hash: string;
}

/** A log entry as it is exported. The names and meanings are stable; further ones may be added at the end. */
export interface Entry {
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** A finding, `f-…`, or a hardening, `h-…`. */
  readonly subject: string;
  /** Which event of its subject it is, from 1. */
  readonly version: number;
  /** What happened. */
  readonly kind: string;
  /** Who did it: a Slack user id, or those of all who approved, with a space between them; null where it was
   * nobody in Slack. */
  readonly by: string | null;
  /** The plan that it is about; null where it is about none. */
  readonly planHash: string | null;
  /** From where it came; null in entries that are older than this. */
  readonly from: Origin | null;
  readonly hash: string;
  readonly previousHash: string;
  /** The text that is hashed, whole: sha256 of `previousHash`, a line feed and this is `hash`. */
  readonly body: string;
}

/** An entry with its moment. */
export interface EntryAt {
  readonly entry: Entry;
  /** When it happened, in ms since 1970. */
  readonly atMs: number;
}

/** An entry from its row. What a tampered body does not tell is empty: to judge it is for verifying. */
export function entryOf(row: LogRow): EntryAt {
  const { event = {}, from = null } = readBody(row.body);
  const atMs = typeof event.at === 'number' ? event.at : 0;
  const entry: Entry = {
    seq: Number(row.seq),
    at: new Date(atMs).toISOString(),
    subject: row.finding_id,
    version: Number(row.version),
    kind: textOf(event.kind) ?? '',
    by: whoOf(event),
    planHash: planHashOf(event),
    from,
    hash: row.hash,
    previousHash: row.previous_hash,
    body: row.body,
  };
  return { entry, atMs };
}

function readBody(text: string): ReadBody {
  try {
    return (JSON.parse(text) as ReadBody | null) ?? {}; // As the store writes it; its values are looked at one by one.
  } catch {
    return {};
  }
}

interface ReadBody {
  readonly event?: ReadEvent;
  readonly from?: Origin;
}

interface ReadEvent {
  readonly kind?: unknown;
  readonly at?: unknown;
  readonly by?: unknown;
  readonly planHash?: unknown;
  readonly plan?: { readonly hash?: unknown } | null;
  readonly matter?: { readonly kind?: unknown; readonly hash?: unknown };
}

/** A superseded hardening names there the plan that came for it. */
function whoOf({ kind, by }: ReadEvent): string | null {
  if (kind === 'hardening.superseded') return null;
  if (!Array.isArray(by)) return textOf(by);
  const people = by.flatMap((each) => textOf(each) ?? []);
  return people.length === 0 ? null : people.join(' ');
}

/** A request names the plan that it asks for. */
function planHashOf({ planHash, plan, matter }: ReadEvent): string | null {
  const asked = matter?.kind === 'plan' ? textOf(matter.hash) : null;
  return textOf(planHash) ?? textOf(plan?.hash) ?? asked;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The titles of the cells of {@link cellsOf}. */
export const CELL_TITLES = ['TIME (UTC)', 'SEQ', 'SUBJECT', 'WHAT', 'WHO', 'PLAN', 'FROM'] as const;

/** An entry in a row of short texts for people. */
export function cellsOf({ at, seq, subject, kind, by, planHash, from }: Entry): readonly string[] {
  const where = from === null ? '' : describeOrigin(from);
  return [at, `${seq}`, subject, kind, by ?? '', planHash ?? '', where];
}
