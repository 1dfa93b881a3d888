/** One standard emoji: its sign, its short names, what it is called, other words for it, and its group. */
export type EmojiRow = readonly [
  sign: string,
  names: string,
  label: string,
  words: string,
  group: number,
  toned: 0 | 1,
];

/** Empty in the source: the build puts the table of `cut.ts` here, in a piece of its own that is loaded late. */
export const rows: readonly EmojiRow[] = [];
