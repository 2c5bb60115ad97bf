import type { FindingEvent } from '../../domain/finding/events.ts';
import { evolve } from '../../domain/finding/evolve.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import type { HardeningEvent } from '../../domain/hardening/events.ts';
import { evolveHardening } from '../../domain/hardening/evolve.ts';
import type { Hardening } from '../../domain/hardening/hardening.ts';
import { isHardeningId } from '../../domain/hardening/subject.ts';
import type { Tx } from './db.ts';
import { findingRow } from './finding-rows.ts';
import { completedEvent } from './former-door.ts';
import { hardeningRow } from './hardening-rows.ts';
import { chainHash, GENESIS_HASH, type LogBody } from './log-chain.ts';
import { LOG_PAGE_MAX, logPages } from './log-pages.ts';
import type { LogAnchor } from './log-rows.ts';
import type { Database } from './schema.ts';

/** What a check of the log says: whole, or the entry at which it is not. */
export type LogVerdict =
  | {
      readonly kind: 'verified';
      readonly entries: number;
      readonly findings: number;
      readonly hardenings: number;
      readonly hash: string;
      /** How many anchors the log was held against. */
      readonly anchors: number;
    }
  | Broken;

interface Broken {
  readonly kind: 'broken';
  /** The entry; null where it is a finding, a hardening or the head that does not fit the log. */
  readonly seq: number | null;
  readonly reason: string;
}

/** Checks that the log is one gap-free chain that ends at its head, and that folding it again gives
 * every finding and hardening exactly as it is kept. Reads only, in the snapshot of the caller's transaction:
 * a commit in the middle would look like a break.
 *
 * `anchors` are ends that the log had at some time, kept elsewhere: without any, a log that was cut off or
 * made anew together with its head and findings verifies. */
export async function verifyLog(tx: Tx, anchors: readonly LogAnchor[]): Promise<LogVerdict> {
  const hashes = hashesBySeq(anchors);
  const chain = await followChain(tx, hashes);
  if (chain.kind === 'broken') return chain;
  return (
    cutOffProblem(chain, anchors) ??
    (await problemOfHead(tx, chain)) ??
    (await problemOfKept('finding', chain.findings, (afterId) => readFindings(tx, afterId))) ??
    (await problemOfKept('hardening', chain.hardenings, (afterId) =>
      readHardenings(tx, afterId),
    )) ?? {
      kind: 'verified',
      entries: chain.seq,
      findings: chain.findings.size,
      hardenings: chain.hardenings.size,
      hash: chain.hash,
      anchors: anchors.length,
    }
  );
}

function hashesBySeq(anchors: readonly LogAnchor[]): ReadonlyMap<number, readonly string[]> {
  const hashes = new Map<number, readonly string[]>();
  for (const { seq, hash } of anchors) hashes.set(seq, [...(hashes.get(seq) ?? []), hash]);
  return hashes;
}

/** What an anchor tells of and the log does not have any more. */
function cutOffProblem({ seq }: Chain, anchors: readonly LogAnchor[]): Broken | null {
  const furthest = Math.max(0, ...anchors.map((anchor) => anchor.seq));
  if (furthest <= seq) return null;
  const reason = `The log ends at entry ${seq}, an anchor says that it had ${furthest}: it was cut off`;
  return broken(seq + 1, reason);
}

/** The log as far as it was followed. */
interface Chain {
  readonly kind: 'chain';
  readonly seq: number;
  readonly hash: string;
  /** Every finding and hardening as the entries up to here make it. */
  readonly findings: Map<string, Finding>;
  readonly hardenings: Map<string, Hardening>;
}

async function followChain(
  tx: Tx,
  anchored: ReadonlyMap<number, readonly string[]>,
): Promise<Chain | Broken> {
  const nothing = { findings: new Map(), hardenings: new Map() };
  let chain: Chain = { kind: 'chain', seq: 0, hash: GENESIS_HASH, ...nothing };
  for await (const page of logPages(tx, null)) {
    for (const row of page) {
      const next = follow(chain, row);
      if (next.kind === 'broken') return next;
      if (anchored.get(next.seq)?.some((hash) => hash !== next.hash)) return notAnchored(next.seq);
      chain = next;
    }
  }
  return chain;
}

function notAnchored(seq: number): Broken {
  const reason = `Entry ${seq} does not have the hash of its anchor: it, or one before it, was made anew`;
  return broken(seq, reason);
}

function follow(chain: Chain, row: Database['log']): Chain | Broken {
  const seq = chain.seq + 1;
  if (row.seq !== seq) return broken(seq, `Entry ${seq} is missing`);
  if (row.previous_hash !== chain.hash || row.hash !== chainHash(chain.hash, row.body)) {
    return broken(seq, `Entry ${seq} does not have the hash of what it says`);
  }
  const body = parseBody(row.body);
  const isLabelled =
    body?.seq === seq && body.findingId === row.finding_id && body.version === row.version;
  if (!isLabelled) return broken(seq, `Entry ${seq} is filed under what it does not say`);
  if (!isNextOf(chain, body)) {
    return broken(seq, `Entry ${seq} is not the next event of ${subjectText(body.findingId)}`);
  }
  return { ...chain, seq, hash: row.hash };
}

/** Folds an entry into what it is about; false where it cannot follow. */
function isNextOf({ findings, hardenings }: Chain, { findingId: id, version, event }: LogBody) {
  // An id says which of the two its events are; one of the other kind does not fold.
  return isHardeningId(id)
    ? isFolded(hardenings, { id, version }, (before) =>
        evolveHardening(before, event as HardeningEvent),
      )
    : isFolded(findings, { id, version }, (before) =>
        evolve(before, completedEvent(event as FindingEvent)),
      );
}

interface Folded {
  readonly id: string;
  readonly version: number;
}

function isFolded<Subject extends Folded>(
  subjects: Map<string, Subject>,
  { id, version }: Folded,
  evolved: (before: Subject | null) => Subject,
): boolean {
  try {
    const after = evolved(subjects.get(id) ?? null);
    if (after.version !== version || after.id !== id) return false;
    subjects.set(id, after);
    return true;
  } catch {
    return false;
  }
}

function subjectText(id: string): string {
  return `${isHardeningId(id) ? 'hardening' : 'finding'} ${id}`;
}

/** Null for what is no body of an entry: its hash may fit all the same, if somebody made it anew. */
function parseBody(text: string): LogBody | null {
  try {
    return JSON.parse(text) as LogBody | null;
  } catch {
    return null;
  }
}

async function problemOfHead(tx: Tx, { seq, hash }: Chain): Promise<Broken | null> {
  const heads = await tx.selectFrom('log_head').selectAll().execute();
  const [head] = heads;
  if (head === undefined || heads.length > 1) {
    return broken(null, `The log has ${heads.length} heads, expected one`);
  }
  if (head.seq !== seq) {
    return broken(seq, `The log ends at entry ${seq}, its head says ${head.seq}`);
  }
  if (head.hash === hash) return null;
  return broken(seq, `The log's head does not have the hash of entry ${seq}, the last one`);
}

/** Whatever is kept otherwise than the log makes it, or not at all. */
async function problemOfKept<Subject extends Finding | Hardening>(
  kind: 'finding' | 'hardening',
  logged: ReadonlyMap<string, Subject>,
  readPage: (afterId: string) => Promise<readonly KeptRow[]>,
): Promise<Broken | null> {
  const kept = new Set<string>();
  for (let last = ''; ; ) {
    const page = await readPage(last);
    for (const row of page) {
      const problem = problemOfRow(`${capital(kind)} ${row.id}`, row, logged.get(row.id));
      if (problem !== null) return broken(null, problem);
      kept.add(row.id);
      last = row.id;
    }
    if (page.length === 0) break;
  }
  const missing = [...logged.keys()].find((id) => !kept.has(id));
  return missing === undefined
    ? null
    : broken(null, `${capital(kind)} ${missing} is in the log and is not kept`);
}

type KeptRow = Database['finding'] | Database['hardening'];

function problemOfRow(
  name: string,
  row: KeptRow,
  logged: Finding | Hardening | undefined,
): string | null {
  if (logged === undefined) return `${name} is not in the log`;
  const expected = 'door' in logged ? findingRow(logged) : hardeningRow(logged);
  const wrong = Object.entries(expected).find(
    ([column, value]) => Reflect.get(row, column) !== value,
  );
  if (wrong === undefined) return null;
  return `${name} is not what its log entries make it: its ${wrong[0]} differs`;
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

function readFindings(tx: Tx, afterId: string): Promise<Database['finding'][]> {
  return tx
    .selectFrom('finding')
    .selectAll()
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(LOG_PAGE_MAX)
    .execute();
}

function readHardenings(tx: Tx, afterId: string): Promise<Database['hardening'][]> {
  return tx
    .selectFrom('hardening')
    .selectAll()
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(LOG_PAGE_MAX)
    .execute();
}

function broken(seq: number | null, reason: string): Broken {
  return { kind: 'broken', seq, reason };
}
