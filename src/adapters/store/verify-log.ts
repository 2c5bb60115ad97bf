import type { FindingEvent } from '../../domain/finding/events.ts';
import { fold } from '../../domain/finding/evolve.ts';
import type { Db } from './db.ts';
import { chainHash, GENESIS_HASH, type LogBody } from './log-chain.ts';

/** What a check of the log says: whole, or the entry at which it is not. */
export type LogVerdict =
  | {
      readonly kind: 'verified';
      readonly entries: number;
      readonly findings: number;
      readonly hash: string;
    }
  | { readonly kind: 'broken'; readonly seq: number | null; readonly reason: string };

/** Log entries read at a time: enough to be quick, little enough to hold. */
const PAGE_SIZE = 1_000;

/** Checks that the log is one gap-free chain that ends at its head, and that folding it again gives
 * every finding exactly as it is kept. Reads only. */
export async function verifyLog(db: Db): Promise<LogVerdict> {
  const chain = await verifyChain(db);
  if (chain.kind === 'broken') return chain;
  const head = await db.selectFrom('log_head').select(['seq', 'hash']).executeTakeFirstOrThrow();
  if (head.seq !== chain.entries || head.hash !== chain.hash) {
    return broken(
      chain.entries,
      `The log ends at entry ${chain.entries}, its head says ${head.seq}`,
    );
  }
  return verifyFindings(db, chain);
}

interface Chain {
  readonly kind: 'chain';
  readonly entries: number;
  readonly hash: string;
  readonly events: ReadonlyMap<string, readonly FindingEvent[]>;
}

type Broken = LogVerdict & { readonly kind: 'broken' };

async function verifyChain(db: Db): Promise<Chain | Broken> {
  const events = new Map<string, FindingEvent[]>();
  let seq = 0;
  let hash = GENESIS_HASH;
  for (;;) {
    const page = await readPage(db, seq);
    if (page.length === 0) return { kind: 'chain', entries: seq, hash, events };
    for (const row of page) {
      seq += 1;
      if (row.seq !== seq) return broken(seq, `Entry ${seq} is missing`);
      if (row.previous_hash !== hash || row.hash !== chainHash(hash, row.body)) {
        return broken(seq, `Entry ${seq} does not have the hash of what it says`);
      }
      hash = row.hash;
      const body = JSON.parse(row.body) as LogBody;
      const isMislabelled =
        body.seq !== seq || body.findingId !== row.finding_id || body.version !== row.version;
      if (isMislabelled) return broken(seq, `Entry ${seq} is filed under what it does not say`);
      const ofFinding = events.get(body.findingId) ?? [];
      if (body.version !== ofFinding.length + 1) {
        return broken(seq, `Entry ${seq} is not the next event of finding ${body.findingId}`);
      }
      events.set(body.findingId, [...ofFinding, body.event]);
    }
  }
}

function readPage(db: Db, afterSeq: number) {
  return db
    .selectFrom('log')
    .selectAll()
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .limit(PAGE_SIZE)
    .execute();
}

async function verifyFindings(db: Db, chain: Chain): Promise<LogVerdict> {
  const rows = await db.selectFrom('finding').select(['id', 'version', 'state', 'body']).execute();
  for (const row of rows) {
    const logged = chain.events.get(row.id);
    if (logged === undefined) return broken(null, `Finding ${row.id} is not in the log`);
    const finding = fold(logged);
    const isAsLogged =
      JSON.stringify(finding) === row.body &&
      finding.version === row.version &&
      finding.state.kind === row.state;
    if (!isAsLogged) return broken(null, `Finding ${row.id} is not what its log entries make it`);
  }
  if (rows.length !== chain.events.size) {
    return broken(null, `The log tells of ${chain.events.size} findings, ${rows.length} are kept`);
  }
  return {
    kind: 'verified',
    entries: chain.entries,
    findings: rows.length,
    hash: chain.hash,
  };
}

function broken(seq: number | null, reason: string): Broken {
  return { kind: 'broken', seq, reason };
}
