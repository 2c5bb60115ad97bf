/** Characters that a terminal obeys or that turn text around: controls (C0, C1), line and paragraph
 * separators, and the marks of bidirectional text. */
const UNSAFE_REGEXP = /[\p{Cc}\u2028\u2029\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/gu;

/** Text from outside, safe to write to a terminal on one line. */
export function plainText(text: string): string {
  return text.replace(UNSAFE_REGEXP, '\uFFFD');
}
