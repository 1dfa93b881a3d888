/**
 * A text as it is compared: what a reader would call the same letters becomes the same. A change of these rules means
 * to index every text anew.
 */

const onlyAscii = /^[\0-\x7f]*$/;
/** Soft hyphens, joiners, byte-order marks, and what only chooses between forms of one sign. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu;
/** Diacritics of Latin, Greek, Cyrillic, Hebrew and Arabic; the marks of other scripts tell words apart. */
const diacritics = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]/g;
/** Letters of their own to those who write them, although Unicode takes them apart: й ў ї ѓ ќ. */
const lettersWithMarks = /[иу]\u0306|і\u0308|[гк]\u0301/g;
/** Letters that no decomposition of Unicode leads back to those that people type who lack the key. */
const strokes = /[øłđðħŧæœþŋ]/g;
const STROKES: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ŋ: 'n',
};

/** The text without case, width, ligatures, diacritics and invisible characters. */
export function folded(text: string): string {
  if (onlyAscii.test(text)) return text.toLowerCase();
  return (
    text
      .normalize('NFKD')
      // By way of upper case, where ß and ss, ı and i meet; ẞ gets there from below only. Some results decompose.
      .toLowerCase()
      .toUpperCase()
      .toLowerCase()
      .normalize('NFKD')
      .replace(lettersWithMarks, (letter) => letter.normalize('NFC'))
      .replace(diacritics, '')
      .replace(invisible, '')
      .replace(strokes, (letter) => STROKES[letter] ?? letter)
      .replace(/ς/g, 'σ')
      .replace(/[\u2018\u2019\u02bc]/g, "'")
      .replace(/[\u2010-\u2012]/g, '-')
      .normalize('NFC')
  );
}

const umlauts = /[äöüøå]/gi;
const SPELLED_OUT: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' };

/** As `folded`, with ä ö ü ø å spelled out as ae oe ue oe aa; undefined where the text has none of them. */
export function foldedSpelledOut(text: string): string | undefined {
  if (onlyAscii.test(text)) return undefined;
  const composed = text.normalize('NFC');
  const spelled = composed.replace(umlauts, (letter) => SPELLED_OUT[letter.toLowerCase()] ?? letter);
  return spelled === composed ? undefined : folded(spelled);
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * Where each code unit of the folded text comes from: `[start, end)` of its grapheme in the text, in UTF-16 units.
 * Undefined where folding the graphemes one by one gives another text, as strange sequences of marks do.
 */
export function originOfFolded(text: string): readonly (readonly [start: number, end: number])[] | undefined {
  const origins: [number, number][] = [];
  let whole = '';
  for (const { segment, index } of graphemes.segment(text)) {
    const part = folded(segment);
    for (let unit = 0; unit < part.length; unit++) origins.push([index, index + segment.length]);
    whole += part;
  }
  return whole === folded(text) ? origins : undefined;
}
