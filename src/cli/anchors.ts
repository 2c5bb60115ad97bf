import { InvalidArgumentError } from 'commander';

/** The end that the log had at some time. */
export interface Anchor {
  readonly seq: number;
  /** 64 hex digits. */
  readonly hash: string;
}

const ANCHOR_REGEXP = /^(\d{1,15}):([0-9a-f]{64})$/i;

/** The anchor of an option: `SEQ:HASH`.
 * @throws InvalidArgumentError for any other text. */
export function readAnchor(text: string): Anchor {
  const anchor = anchorOf(text);
  if (anchor !== null) return anchor;
  throw new InvalidArgumentError(
    'Expected the number of an entry, a colon and its hash of 64 hex digits, as "log anchored" in the process log tells them.',
  );
}

/** Anchors, or the line that is none. */
export type ReadAnchors =
  | { readonly kind: 'anchors'; readonly anchors: readonly Anchor[] }
  | { readonly kind: 'problem'; readonly reason: string };

/** The anchors in a file: a line is `SEQ:HASH`, or an object with `seq` and `hash`, as the file of
 * `log.anchor` and the process log have them. Objects without these are other lines of a process log. */
export function readAnchors(text: string): ReadAnchors {
  const anchors: Anchor[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    const read = anchorOf(trimmed) ?? anchorOfObject(trimmed);
    if (read === null) {
      const reason = `line ${index + 1} is no anchor: expected SEQ:HASH, or a JSON object with seq and hash`;
      return { kind: 'problem', reason };
    }
    if (read !== 'other') anchors.push(read);
  }
  if (anchors.length > 0) return { kind: 'anchors', anchors };
  return { kind: 'problem', reason: 'there is no anchor in it' };
}

function anchorOf(text: string): Anchor | null {
  const [, seq, hash] = text.match(ANCHOR_REGEXP) ?? [];
  if (seq === undefined || hash === undefined) return null;
  return { seq: Number(seq), hash: hash.toLowerCase() };
}

function anchorOfObject(text: string): Anchor | 'other' | null {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { seq, hash } = value as { readonly seq?: unknown; readonly hash?: unknown }; // Any object may be asked for these.
  return anchorOf(`${String(seq)}:${String(hash)}`) ?? 'other';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
