/** Whether a message can be sent as it is, said before the server would have to. Counted as the server counts. */

export const charactersMax = 40_000;
/** From here on one is told how many are left. */
const charactersTold = 36_000;
export const filesMax = 10;

export type Judgement =
  | { readonly kind: 'empty' }
  /** Only spaces, or marks that change a letter that is not there. */
  | { readonly kind: 'invisible' }
  | { readonly kind: 'too-long'; readonly over: number }
  | { readonly kind: 'fits'; readonly left: number | undefined };

/** Letters that are drawn as nothing: the fillers of Hangul, and an empty cell of Braille. */
const blanks = /[\u115f\u1160\u3164\uffa0\u2800]/gu;
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

export function judge(wire: string, hasFiles: boolean): Judgement {
  const left = wire.length > charactersTold ? charactersMax - characters(wire) : charactersMax;
  if (left < 0) return { kind: 'too-long', over: -left };
  const isTold = left < charactersMax - charactersTold;
  if (isSeen(wire) || (hasFiles && wire.trim() === '')) return { kind: 'fits', left: isTold ? left : undefined };
  return { kind: wire.trim() === '' ? 'empty' : 'invisible' };
}

const isSeen = (text: string): boolean => visible.test(text.replace(blanks, ''));

/** Code points: an emoji of two halves is one. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** What the wire cannot carry: half characters and the sign of the end. Spaces around a message say nothing. */
export const cleaned = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll('\0', '')
    .replace(/^\s*\n|\s+$/g, '');
