/** A stretch of a text that is one JSON document if it is well formed. */
export interface DocumentText {
  readonly text: string;
  /** How many line breaks stand before it in the text. */
  readonly lineOffset: number;
}

/** Cuts a text into the documents that stand one after another in it, by counting brackets: an
 * object or array each. What stands between them comes as a stretch of its own, for its reader to
 * refuse. Characters are walked by hand: a regular expression would not bear a string of 50 MB. */
export function* splitDocuments(text: string): Generator<DocumentText, void, undefined> {
  let depth = 0;
  let start: number | undefined;
  let startLine = 0;
  let line = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\n') line += 1;
    if (isBlankCharacter(character)) continue;
    const opens = character === '{' || character === '[';
    if (start !== undefined && depth === 0 && opens) {
      yield { text: text.slice(start, at), lineOffset: startLine };
      start = undefined;
    }
    if (start === undefined) [start, startLine] = [at, line];
    if (opens) depth += 1;
    if (character === '"') at = stringEnd(text, at);
    if ((character !== '}' && character !== ']') || depth === 0) continue;
    depth -= 1;
    if (depth > 0) continue;
    yield { text: text.slice(start, at + 1), lineOffset: startLine };
    start = undefined;
  }
  if (start !== undefined) yield { text: text.slice(start), lineOffset: startLine };
}

function isBlankCharacter(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}

/** Where the string that begins at `quote` ends; one that is not closed ends with its line, since
 * JSON strings hold no line breaks. */
function stringEnd(text: string, quote: number): number {
  for (let at = quote + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') return at;
    if (character === '\n') return at - 1;
    if (character === '\\') at += 1;
  }
  return text.length;
}
