import { splitDocuments } from './split-documents.ts';

/** A JSON document of a text, or a stretch of it that is none. `line` counts from 1 and is where
 * it starts. */
export type ParsedDocument =
  | { readonly kind: 'document'; readonly line: number; readonly value: unknown }
  | { readonly kind: 'problem'; readonly line: number; readonly message: string };

/** The JSON documents of a text: one, of any layout; one a line (JSON Lines); or several one after
 * another. What is malformed is told with its line, and the rest is still read. Lazy, pure. */
export function* parseDocuments(text: string): Generator<ParsedDocument, void, undefined> {
  const content = text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
  if (content.trim() === '') return;
  const whole = parse(content, 1);
  if (whole.kind === 'document') yield whole;
  else if (isJsonLines(content)) yield* parseLines(content);
  else yield* parseSequence(content, 1);
}

const BYTE_ORDER_MARK = '\uFEFF';

/** Whether documents are one a line. In a document that is laid out over lines, the lines that are
 * not indented hold brackets only, so one that is an object with content tells. */
function isJsonLines(text: string): boolean {
  return lines(text).some(({ content }) => {
    if (!/^\{\s*"/.test(content)) return false;
    return parse(content, 1).kind === 'document';
  });
}

function* parseLines(text: string): Generator<ParsedDocument, void, undefined> {
  for (const { content, line } of lines(text)) {
    if (content.trim() === '') continue;
    const parsed = parse(content, line);
    if (parsed.kind === 'document') yield parsed;
    else yield* parseSequence(content, line);
  }
}

/** Several documents one after another, on one line or many. */
function* parseSequence(
  text: string,
  firstLine: number,
): Generator<ParsedDocument, void, undefined> {
  for (const part of splitDocuments(text)) {
    yield parse(part.text, firstLine + part.lineOffset);
  }
}

function parse(text: string, line: number): ParsedDocument {
  try {
    return { kind: 'document', line, value: JSON.parse(text) };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return { kind: 'problem', line, message: `malformed JSON: ${cause}` };
  }
}

/** The lines of a text with their numbers, from 1, one at a time. */
function* lines(text: string): Generator<{ readonly content: string; readonly line: number }> {
  let start = 0;
  for (let line = 1; start <= text.length; line += 1) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    yield { content: text.slice(start, end), line };
    start = end + 1;
  }
}
