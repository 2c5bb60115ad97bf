/** Chance that can be repeated: the same seed, the same days. */
export interface Random {
  /** From 0 up to but not 1. */
  unit(): number;
  /** Whole, from `from` to `to`, both included. */
  whole(from: number, to: number): number;
  /** True so often: 0 to 1. */
  chance(of: number): boolean;
  /** @throws RangeError for an empty list. */
  pick<T>(list: readonly T[]): T;
  /** One of what there is, more often what weighs more. */
  weighted<T>(list: readonly (readonly [weight: number, value: T])[]): T;
}

/** Mulberry32: small, quick, good enough for choosing what happens. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  function unit(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const random: Random = {
    unit,
    whole: (from, to) => from + Math.floor(unit() * (to - from + 1)),
    chance: (of) => unit() < of,
    pick: (list) => {
      const picked = list[Math.floor(unit() * list.length)];
      if (picked === undefined) throw new RangeError('Nothing to pick from');
      return picked;
    },
    weighted: (list) => {
      let left = unit() * list.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of list) {
        left -= weight;
        if (left < 0) return value;
      }
      throw new RangeError('Nothing to pick from');
    },
  };
  return random;
}
