/** Longest piece of a foreign text that a message repeats, in characters: enough to recognise it,
 * too little to fill a screen. */
const QUOTED_CHARS_MAX = 60;

/** `text` in quotes, fit for a terminal or a log: what steers a display (control characters, line
 * and paragraph separators, direction marks) is taken out, and what is long is cut. */
export function quoted(text: string): string {
  const plain = text.slice(0, QUOTED_CHARS_MAX * 2).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '');
  const isLong = plain.length > QUOTED_CHARS_MAX || text.length > QUOTED_CHARS_MAX * 2;
  return isLong ? `"${plain.slice(0, QUOTED_CHARS_MAX)}…"` : `"${plain}"`;
}
