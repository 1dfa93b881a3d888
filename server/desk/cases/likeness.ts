/** How alike two reports are by their words: cosine of weights by rarity (tf-idf), where a title counts three times. */

export interface Words {
  readonly title: string;
  readonly text: string;
}

const TITLE_WEIGHT = 3;
/** Of one text; the rest changes little. */
const wordsMax = 2_000;

const countsIn = ({ title, text }: Words): Map<string, number> => {
  const counts = new Map<string, number>();
  const add = (from: string, weight: number): void => {
    const words = from.toLowerCase().match(/[\p{L}\p{N}_]{3,40}/gu) ?? [];
    for (const word of words.slice(0, wordsMax)) counts.set(word, (counts.get(word) ?? 0) + weight);
  };
  add(title, TITLE_WEIGHT);
  add(text, 1);
  return counts;
};

/** Between `one` and each of `others`, from 0 to 1: nothing in common, the same. */
export function likenesses(one: Words, others: readonly Words[]): number[] {
  const all = [one, ...others].map(countsIn);
  const inHowMany = new Map<string, number>();
  for (const counts of all) for (const word of counts.keys()) inHowMany.set(word, (inHowMany.get(word) ?? 0) + 1);
  const weighted = all.map((counts) => {
    const weights = new Map<string, number>();
    for (const [word, count] of counts)
      weights.set(word, (1 + Math.log(count)) * Math.log(1 + all.length / (inHowMany.get(word) ?? 1)));
    return { weights, length: Math.hypot(...weights.values()) };
  });
  const [mine, ...rest] = weighted;
  return rest.map(({ weights, length }) => {
    if (!mine || mine.length === 0 || length === 0) return 0;
    let product = 0;
    for (const [word, weight] of mine.weights) product += weight * (weights.get(word) ?? 0);
    return product / (mine.length * length);
  });
}
