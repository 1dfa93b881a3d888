/** The one or two letters that stand for a name in any script, and the tint of an id, 1 to 8. */

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const isIdeograph = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

const known = new Map<string, string>();
const knownMost = 2_000;

/** Of the first and the last word; of names without spaces between words, the first sign. */
export function initials(name: string): string {
  let found = known.get(name);
  if (found === undefined) {
    found = initialsOf(name);
    if (known.size >= knownMost) known.clear();
    known.set(name, found);
  }
  return found;
}

function initialsOf(name: string): string {
  const words = name
    .normalize('NFC')
    .split(/[\s._\-–]+/u)
    .map((word) => word.replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}]+/u, ''))
    .filter((word) => word !== '');
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined) return '?';
  const begin = firstGrapheme(first);
  return words.length === 1 || isIdeograph.test(begin) ? begin : begin + firstGrapheme(last);
}

function firstGrapheme(word: string): string {
  for (const { segment } of graphemes.segment(word)) return segment.toLocaleUpperCase();
  return '';
}

/** The same for an id on every device (FNV-1a, 32 bits). */
export function tintOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (((hash ^ (hash >>> 15)) >>> 0) % 8) + 1;
}
