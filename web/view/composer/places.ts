/** The composers that are on the page, so that others can bring a text back to where it was written. */
import type { Field } from './use-field.ts';

export interface Place {
  readonly field: Field;
  adopt(post: Returned): void;
}

/** A message that was not sent, as it would have crossed the wire. */
export interface Returned {
  readonly text: string;
  /** Whole uploads, `F…`. */
  readonly files?: readonly string[] | undefined;
}

const places = new Map<string, Place>();

export function register(key: string, place: Place): () => void {
  places.set(key, place);
  return () => {
    if (places.get(key) === place) places.delete(key);
  };
}

/** False where no composer of that place is on the page. */
export function focusComposer(key: string): boolean {
  const area = places.get(key)?.field.ref.current;
  area?.focus();
  return area !== undefined && area !== null;
}

/** Puts the text behind what stands in the field already. `key` is `placeKey(channel, threadTs)`. */
export function writeInto(key: string, post: Returned): boolean {
  const place = places.get(key);
  place?.adopt(post);
  return place !== undefined;
}

/** Behind what is there, apart by an empty line. */
export const appended = (before: string, more: string): string =>
  before.trim() === '' ? more : `${before.trimEnd()}\n\n${more}`;
