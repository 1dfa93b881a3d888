/** The fields of a head: their words (RFC 2047), parameters (RFC 2231), addresses, ids and dates (RFC 5322). */
import addressparser from 'nodemailer/lib/addressparser';
import { decodeText, fromQuotedPrintable } from './decoding.ts';
import { readingLimits } from './reading-limits.ts';
import type { Mailbox } from './reading-words.ts';

/** As it stands in the mail, unfolded; the name in lower case. */
export interface Field {
  readonly name: string;
  readonly value: string;
}

/** The fields of these bytes, in their order; lines that are no field are passed over. */
export function fieldsOf(head: Buffer): Field[] {
  const { text } = decodeText(head);
  const fields: Field[] = [];
  for (const line of text.replaceAll(/\r?\n(?=[ \t])/g, '').split(/\r?\n/)) {
    if (fields.length >= readingLimits.fieldsMax) break;
    const found = /^([\x21-\x39\x3b-\x7e]{1,100})[ \t]*:(.*)$/s.exec(line);
    if (found) fields.push({ name: (found[1] ?? '').toLowerCase(), value: (found[2] ?? '').trim() });
  }
  return fields;
}

export const fieldOf = (fields: readonly Field[], name: string): string | undefined =>
  fields.find((field) => field.name === name)?.value;

const WORD = /=\?([^\s?*]{1,40})(?:\*[^\s?]*)?\?([bq])\?([^\s?]*)\?=/gi;
const BETWEEN_WORDS = /(=\?[^\s?]{1,60}\?[bq]\?[^\s?]*\?=)\s+(?==\?[^\s?]{1,60}\?[bq]\?[^\s?]*\?=)/gi;

/** RFC 2047. Neighbours in one set are joined before they are decoded: some programs cut characters in two. */
export function decodeWords(value: string): string {
  const joined = value.replaceAll(BETWEEN_WORDS, '$1');
  const runs: { text?: string; charset?: string; bytes: Buffer[] }[] = [];
  let from = 0;
  for (const found of joined.matchAll(WORD)) {
    const [whole, charset = '', kind = '', content = ''] = found;
    if (found.index > from) runs.push({ text: joined.slice(from, found.index), bytes: [] });
    const bytes =
      kind.toLowerCase() === 'b'
        ? Buffer.from(content, 'base64')
        : fromQuotedPrintable(Buffer.from(content.replaceAll('_', '=20'), 'latin1'));
    const last = runs.at(-1);
    if (last?.charset === charset.toLowerCase()) last.bytes.push(bytes);
    else runs.push({ charset: charset.toLowerCase(), bytes: [bytes] });
    from = found.index + whole.length;
  }
  runs.push({ text: joined.slice(from), bytes: [] });
  return runs.map(({ text, charset, bytes }) => text ?? decodeText(Buffer.concat(bytes), charset).text).join('');
}

/** Decoded words on one line, bounded. */
export const lineOf = (value: string): string =>
  decodeWords(value)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, readingLimits.lineCharactersMax);

export interface Valued {
  /** In lower case. */
  readonly value: string;
  /** Their names in lower case; decoded. */
  readonly params: ReadonlyMap<string, string>;
}

const COMMENTS = /\([^()]*\)/g;
const PARAMETER = /;\s*([^\s=;*"]{1,60})(?:\*(\d{1,3}))?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/gs;

/** A value with parameters, which may be cut into pieces and say their character set (RFC 2231). */
export function valuedOf(field = ''): Valued {
  const end = field.indexOf(';');
  const pieces = new Map<string, { number: number; isCoded: boolean; text: string }[]>();
  for (const found of end < 0 ? [] : field.slice(end).matchAll(PARAMETER)) {
    const [, name = '', number, star, quoted, bare = ''] = found;
    const text = quoted === undefined ? bare.trim() : quoted.replaceAll(/\\(.)/gs, '$1');
    const piece = { number: Number(number ?? 0), isCoded: star !== undefined, text };
    const key = name.toLowerCase();
    // RFC 2231 before the plain form, which older readers take.
    if (number !== undefined || star !== undefined || !pieces.has(key)) {
      const before = pieces.get(key)?.filter((other) => other.isCoded || number !== undefined) ?? [];
      pieces.set(key, [...before, piece].slice(0, readingLimits.piecesMax));
    }
  }
  const params = new Map<string, string>();
  for (const [name, found] of pieces) params.set(name, joinedPieces(found));
  const value = field.slice(0, end < 0 ? undefined : end).slice(0, readingLimits.lineCharactersMax);
  return { value: value.replaceAll(COMMENTS, '').trim().toLowerCase(), params };
}

function joinedPieces(pieces: readonly { number: number; isCoded: boolean; text: string }[]): string {
  const ordered = pieces.toSorted((a, b) => a.number - b.number);
  if (!ordered.some(({ isCoded }) => isCoded)) return lineOf(ordered.map(({ text }) => text).join(''));
  const [, charset = '', rest] = /^([^']*)'[^']*'(.*)$/s.exec(ordered[0]?.text ?? '') ?? [];
  const bytes = ordered.map(({ isCoded, text }, index) => {
    const content = index === 0 ? (rest ?? text) : text;
    return isCoded ? fromPercents(content) : Buffer.from(content);
  });
  return lineOf(decodeText(Buffer.concat(bytes), charset).text);
}

const fromPercents = (content: string): Buffer =>
  fromQuotedPrintable(Buffer.from(content.replaceAll('=', '=3D').replaceAll('%', '='), 'latin1'));

const ADDRESS = /^[^\s@<>"(),:;\\[\]\p{C}]{1,64}@[^\s@<>"(),:;\\[\]\p{C}]{1,253}$/u;

/** The mailboxes of all fields of this name, those of groups too; what is no address is passed over. */
export function mailboxesOf(fields: readonly Field[], name: string): Mailbox[] {
  const written = fields.filter((field) => field.name === name).map(({ value }) => value);
  const parsed = addressparser(written.join(', ').slice(0, readingLimits.addressesCharactersMax), { flatten: true });
  const found: Mailbox[] = [];
  for (const { name: called, address } of parsed.slice(0, readingLimits.addressesMax)) {
    if (!ADDRESS.test(address)) continue;
    const at = address.lastIndexOf('@');
    const label = lineOf(called);
    const bare = `${address.slice(0, at)}${address.slice(at).toLowerCase()}`;
    found.push({ ...(label !== '' && { name: label }), address: bare });
  }
  return found;
}

/** What stands in angle brackets, and could be a message's id. */
export const idsOf = (value = ''): string[] =>
  [...value.matchAll(/<([^<>\s]{1,500})>/g)].slice(0, readingLimits.idsMax).map(([, id = '']) => id);

/** RFC 3339; undefined for what is no date. */
export function dateOf(value = ''): string | undefined {
  const at = Date.parse(value.slice(0, readingLimits.lineCharactersMax).replaceAll(COMMENTS, ' ').trim());
  const date = new Date(at);
  return Number.isFinite(at) && date.getUTCFullYear() >= 1970 && date.getUTCFullYear() < 10_000
    ? date.toISOString()
    : undefined;
}
