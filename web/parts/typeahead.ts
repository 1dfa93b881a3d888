/** What has been typed to find an entry, and when the last key came, in milliseconds. */
export interface Typed {
  text: string;
  at: number;
}

const pauseMs = 700;

/** The next entry that begins with what is being typed; the same letter again goes on to the next one. */
export function startingWith(
  labels: readonly string[],
  from: number,
  key: string,
  at: number,
  before: Typed,
): { index: number | undefined; typed: Typed } {
  const text = at - before.at > pauseMs ? key : before.text + key;
  const repeats = [...text].every((letter) => letter === key);
  const sought = (repeats ? key : text).toLocaleLowerCase();
  const first = repeats ? from + 1 : Math.max(0, from);
  const order = labels.map((_label, step) => (first + step) % labels.length);
  const index = order.find((place) => labels[place]?.toLocaleLowerCase().startsWith(sought));
  return { index, typed: { text, at } };
}
