/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** A whole number from 0 up to, and without, `count`. */
  readonly below: (count: number) => number;
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
  /** So many hexadecimal digits. */
  readonly hex: (digitsCount: number) => string;
  /** The form of `eventID` and `requestID`. */
  readonly uuid: () => string;
}

/** The generator mulberry32 (Tommy Ettinger, public domain): 32 bits of state, ample for a corpus
 * that only has to compress and parse as a real one does. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (count: number) => next() % count;
  const hex = (digitsCount: number) => {
    let text = '';
    while (text.length < digitsCount) text += next().toString(16).padStart(8, '0');
    return text.slice(0, digitsCount);
  };
  const uuid = () => [8, 4, 4, 4, 12].map(hex).join('-');
  const pick = <T>(items: readonly [T, ...T[]]): T => items[below(items.length)] ?? items[0];
  return { below, pick, hex, uuid };
}
