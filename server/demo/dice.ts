/** Chance that repeats itself: the same seed gives the same stories. No secret may come from it. */
export interface Dice {
  /** At least 0, less than 1. */
  number(): number;
  /** A whole number from 0 to `below - 1`. */
  below(below: number): number;
  one<T>(of: readonly T[]): T;
  /** So many different ones, in any order. */
  some<T>(of: readonly T[], count: number): T[];
}

/** Mulberry32: 32 bits of state are enough for stories. */
export function createDice(seed: number): Dice {
  let state = seed;
  const number = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most: number): number => Math.floor(number() * most);
  const one = <T>(of: readonly T[]): T => {
    const chosen = of[below(of.length)];
    if (chosen === undefined) throw new Error('There is nothing to choose from.');
    return chosen;
  };
  return {
    number,
    below,
    one,
    some(of, count) {
      const left = [...of];
      return Array.from({ length: Math.min(count, left.length) }, () => left.splice(below(left.length), 1)).flat();
    },
  };
}
