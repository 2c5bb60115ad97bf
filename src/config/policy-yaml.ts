import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Path } from './policy-problem.ts';
import { quoted } from './safe-text.ts';

/** Largest policy that is read, in characters: hundreds of times a usual one. */
export const POLICY_CHARS_MAX = 262_144;

/** How many syntax errors are told: those after the first few only follow from them. */
const SYNTAX_PROBLEMS_MAX = 5;

/** A problem of the text itself, before anything is known of its meaning. Lines from 1; 0 for the
 * file as a whole. */
export interface YamlProblem {
  readonly line: number;
  readonly message: string;
}

/** A YAML text as plain values, with the way back to where each stands. */
export interface YamlDocument {
  readonly kind: 'document';
  readonly value: unknown;
  /** What is wrong with a text that can be read all the same: keys that stand twice. */
  readonly problems: readonly YamlProblem[];
  /** The line of the value at `path`, or of the nearest thing around it that exists. */
  lineOf(path: Path): number;
  /** The scalar at `path` as it is written, quotes aside: `012`, where its value is 12. */
  writtenAt(path: Path): string | undefined;
}

/** Reads one YAML document (YAML 1.2, core schema). Pure, total. */
export function parseYaml(
  text: string,
): YamlDocument | { readonly kind: 'problems'; readonly problems: readonly YamlProblem[] } {
  if (text.length > POLICY_CHARS_MAX) return wholeFile(tooLarge(text.length));
  try {
    return readDocument(text);
  } catch (error) {
    // The parser is recursive: what is nested without end is all that can make it overflow.
    if (error instanceof RangeError) return wholeFile('Nested too deeply to be read');
    throw error;
  }
}

function readDocument(text: string): ReturnType<typeof parseYaml> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'core',
    stringKeys: true,
    prettyErrors: false,
    // Its own check compares each key with every other: minutes for a large map.
    uniqueKeys: false,
    lineCounter: lines,
  });
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const unreadable = [...syntaxProblems(document, lineAt), ...aliasProblems(document, lineAt)];
  if (unreadable.length > 0) return { kind: 'problems', problems: unreadable };
  return {
    kind: 'document',
    value: document.toJS(),
    problems: keyProblems(document, lineAt),
    lineOf: (path) => lineAt(locate(document, path).offset),
    writtenAt: (path) => writtenAt(document, path),
  };
}

type LineAt = (offset: number) => number;

function syntaxProblems(document: Document, lineAt: LineAt): YamlProblem[] {
  // A tag that is not understood is only a warning to the parser; here nothing is guessed.
  const errors = [...document.errors, ...document.warnings].slice(0, SYNTAX_PROBLEMS_MAX);
  return errors.map(({ code, message, pos }) => ({
    line: lineAt(pos[0]),
    message: code === 'TAB_AS_INDENT' ? 'A tab: YAML is indented with spaces' : `YAML: ${message}`,
  }));
}

/** Aliases are refused, all of them: a few lines of them grow to any size, and `networks` is there
 * to name what is used twice. */
function aliasProblems(document: Document, lineAt: LineAt): YamlProblem[] {
  const problems: YamlProblem[] = [];
  visit(document, {
    Alias(_, { source, range }) {
      const message = `Aliases such as ${quoted(`*${source}`)} are not read (limit: 0): write the value out, or name it under networks`;
      problems.push({ line: lineAt(range?.[0] ?? 0), message });
    },
  });
  return problems.slice(0, SYNTAX_PROBLEMS_MAX);
}

function keyProblems(document: Document, lineAt: LineAt): YamlProblem[] {
  const problems: YamlProblem[] = [];
  visit(document, {
    Map(_, { items }) {
      const lineOfKey = new Map<string, number>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        const line = lineAt(key.range?.[0] ?? 0);
        const firstLine = lineOfKey.get(name);
        if (firstLine === undefined) lineOfKey.set(name, line);
        else problems.push({ line, message: keyTwice(name, firstLine) });
        // Readers of plain objects pass over this key in silence.
        if (name === '__proto__') problems.push({ line, message: `Unknown key ${quoted(name)}` });
      }
    },
  });
  return problems;
}

function keyTwice(name: string, firstLine: number): string {
  return `Key ${quoted(name)} stands twice, first on line ${firstLine}: join the two`;
}

/** Walks down as far as the document goes. `node` is undefined where `path` leads to nothing. */
function locate(document: Document, path: Path): { offset: number; node: unknown } {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? 0;
  for (const step of path) {
    const child = childAt(node, step);
    if (child === undefined) return { offset, node: undefined };
    node = child.node;
    offset = child.offset ?? offset;
  }
  return { offset, node };
}

function childAt(
  node: unknown,
  step: string | number,
): { offset?: number; node: unknown } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : withOffset(item, item);
  }
  if (!isMap(node)) return undefined;
  // The last one, as in the values: of two equal keys the later counts.
  const pair = node.items.findLast(({ key }) => isScalar(key) && key.value === step);
  return pair === undefined ? undefined : withOffset(pair.key, pair.value);
}

function withOffset(place: unknown, node: unknown): { offset?: number; node: unknown } {
  const isPlaced = isScalar(place) || isMap(place) || isSeq(place);
  const offset = isPlaced ? place.range?.[0] : undefined;
  return offset === undefined ? { node } : { offset, node };
}

function writtenAt(document: Document, path: Path): string | undefined {
  const { node } = locate(document, path);
  return isScalar(node) ? (node.source ?? String(node.value)) : undefined;
}

function wholeFile(message: string): ReturnType<typeof parseYaml> {
  return { kind: 'problems', problems: [{ line: 0, message }] };
}

function tooLarge(chars: number): string {
  return `Too large: ${chars} characters, of at most ${POLICY_CHARS_MAX} (the limit)`;
}
