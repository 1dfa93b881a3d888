/**
 * A letter as mail (RFC 5322, 2045, 3156). The danger: a line break in what a stranger or a member typed that adds a
 * field. The principle: every value passes one of the functions below, which lets none through.
 */
import { createHash } from 'node:crypto';

export interface Address {
  /** Empty: the address alone. */
  readonly name: string;
  readonly address: string;
}

export interface LetterFile {
  readonly name: string;
  readonly content: Buffer;
}

const ADDRESS = /^[^\s@<>"(),:;\\[\]\p{C}]{1,64}@[^\s@<>"(),:;\\[\]\p{C}]{1,253}$/u;
const LINE = 76;
/** Bytes of one encoded word: it may have 75 characters, of which 12 say what it is. */
const WORD_BYTES = 45;

/** Words that anybody may read, encoded where they must be (RFC 2047), on lines of their own where they are long. */
export function fieldText(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').trim();
  if (/^[\x20-\x7e]{0,60}$/.test(line) && !line.includes('=?')) return line;
  const words: string[] = [];
  let [word, bytes] = ['', 0];
  for (const sign of line) {
    const more = Buffer.byteLength(sign);
    if (bytes + more > WORD_BYTES) {
      words.push(word);
      [word, bytes] = ['', 0];
    }
    word += sign;
    bytes += more;
  }
  return [...words, word].map((one) => `=?UTF-8?B?${Buffer.from(one).toString('base64')}?=`).join('\r\n ');
}

export const fieldAddress = ({ name, address }: Address): string => {
  if (!ADDRESS.test(address)) throw new Error('A letter is from and for one bare address each.');
  if (name.trim() === '') return address;
  // What is neither plain words nor has to be encoded is quoted (RFC 5322, 3.2.4).
  const quoted = /^[\x20-\x7e]{1,60}$/.test(name) ? `"${name.replaceAll(/["\\]/g, '')}"` : fieldText(name);
  return `${/^[A-Za-z0-9 ]{1,60}$/.test(name) ? name : quoted} <${address}>`;
};

/** Ids as they were received; what is none is left out. */
export const fieldIds = (ids: readonly string[]): string =>
  ids
    .filter((id) => /^[\x21-\x3b\x3d\x3f-\x7e]{1,500}$/.test(id))
    .map((id) => `<${id}>`)
    .join('\r\n ');

/** RFC 5322, 3.3. */
export const fieldDate = (date: Date): string => date.toUTCString().replace('GMT', '+0000');

export type Fields = readonly (readonly [name: string, value: string | undefined])[];

/** Head and body; a field without a value is not written. */
export const entity = (fields: Fields, body: string): string =>
  `${fields
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n${body}`;

/** Stands in no base64 and in no armour: both know no underscore. */
export const boundaryFor = (seed: string): string =>
  `=_${createHash('sha256').update(seed).digest('hex').slice(0, 24)}`;

export const multipart = (boundary: string, parts: readonly string[]): string =>
  `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`;

const ASCII_LINES = /^[\t\r\n\x20-\x7e]*$/;
const LINE_MAX = 998;

/** A text with its fields: as it is where that can travel, else in base64. */
export function textPart(text: string, fields: Fields = []): string {
  const lines = text.replaceAll(/\r?\n/g, '\r\n');
  const isPlain = ASCII_LINES.test(lines) && lines.split('\r\n').every((line) => line.length <= LINE_MAX);
  return entity(
    [
      ...fields,
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['Content-Transfer-Encoding', isPlain ? '7bit' : 'base64'],
    ],
    isPlain ? lines : base64Lines(Buffer.from(lines)),
  );
}

export const filePart = ({ name, content }: LetterFile): string =>
  entity(
    [
      ['Content-Type', 'application/octet-stream'],
      ['Content-Transfer-Encoding', 'base64'],
      ['Content-Disposition', `attachment;\r\n filename*=UTF-8''${encoded(name)}`],
    ],
    base64Lines(content),
  );

/** RFC 8187: all but letters, digits and some signs as percent codes. */
const encoded = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replaceAll(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);

export const base64Lines = (content: Uint8Array): string =>
  (
    Buffer.from(content)
      .toString('base64')
      .match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []
  ).join('\r\n');
