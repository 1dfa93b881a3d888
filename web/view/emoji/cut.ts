/** Runs in the build alone: cuts what is needed out of emojibase's data (MIT), which is fifty megabytes. */
import type { EmojiRow } from './rows.ts';
import { toned } from './tone.ts';

/** As in `en/compact.json`. */
export interface DataRow {
  hexcode: string;
  unicode: string;
  label: string;
  group?: number;
  order?: number;
  tags?: string[];
  skins?: { hexcode: string; unicode: string }[];
}

/** The parts that faces are made of, which nobody picks. */
const components = 2;

/** In the order in which they are shown; names as the server knows them (`en/shortcodes/iamcal.json`). */
export function cutEmoji(data: readonly DataRow[], names: Readonly<Record<string, string | string[]>>): EmojiRow[] {
  return data
    .filter(({ hexcode, group }) => group !== undefined && group !== components && names[hexcode] !== undefined)
    .toSorted((one, other) => (one.order ?? 0) - (other.order ?? 0))
    .map(({ hexcode, unicode, label, group = 0, tags = [], skins }) => {
      const short = [names[hexcode] ?? []].flat();
      // What the names say already is not said again.
      const known = new Set([...short.flatMap((name) => name.split(/[_-]/)), ...label.toLowerCase().split(/\W+/)]);
      const words = [...new Set(tags.flatMap((tag) => tag.split(' ')))].filter((word) => !known.has(word));
      return [bare(unicode), short.join(' '), label, words.join(' '), group, takesTone(unicode, skins) ? 1 : 0];
    });
}

/** Without the mark that asks for a picture where a picture is what it is anyway. */
function bare(sign: string): string {
  const plain = sign.replace(/\ufe0f$/, '');
  return /^\p{RGI_Emoji}$/v.test(plain) ? plain : sign;
}

const takesTone = (sign: string, skins: DataRow['skins']): boolean =>
  [2, 3, 4, 5, 6].every((tone) => skins?.some(({ unicode }) => unicode === toned(sign, tone)));
