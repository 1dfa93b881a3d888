/** Bytes of a mail as text: transfer encodings (RFC 2045, 6) and character sets. */

import { readingLimits } from './reading-limits.ts';

/** Names under which mail programs write sets that `TextDecoder` (the Encoding Standard) knows by another. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  cp936: 'gbk',
  ms936: 'gbk',
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  cp950: 'big5',
  'iso-2022-jp-1': 'iso-2022-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
  'iso-2022-jp-3': 'iso-2022-jp',
  'iso-2022-jp-ms': 'iso-2022-jp',
  'x-cp1250': 'windows-1250',
  'iso-8859-8-e': 'iso-8859-8',
};
/** They claim little, and what claims them is often UTF-8. */
const UNSURE = new Set(['', 'us-ascii', 'ascii', 'ansi_x3.4-1968', 'x-unknown', 'unknown-8bit', '8bit', 'default']);

/** The text, and whether its character set was known; of one that was not, what can be guessed. */
export function decodeText(bytes: Uint8Array, charset = ''): { readonly text: string; readonly isKnown: boolean } {
  const name = charset.trim().toLowerCase();
  if (UNSURE.has(name)) return { text: guessed(bytes), isKnown: true };
  if (name === 'utf-7' || name === 'unicode-1-1-utf-7') return { text: fromUtf7(bytes), isKnown: true };
  try {
    return { text: new TextDecoder(OTHER_NAMES[name] ?? name).decode(bytes), isKnown: true };
  } catch {
    return { text: guessed(bytes), isKnown: false };
  }
}

function guessed(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** RFC 2152. */
const fromUtf7 = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('latin1')
    .replaceAll(/\+([A-Za-z0-9+/]*)-?/g, (_whole, digits: string) =>
      digits === '' ? '+' : new TextDecoder('utf-16be').decode(wholeUnits(Buffer.from(digits, 'base64'))),
    );

/** What is left of the last digit is no character. */
const wholeUnits = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length - (bytes.length % 2));

/** The content of a body that was written in this transfer encoding; of one that nobody knows the body as it is. */
export function decodeTransfer(body: Buffer, encoding: string): Buffer {
  if (encoding === 'base64') return fromBase64(body.toString('latin1'));
  if (encoding === 'quoted-printable') return fromQuotedPrintable(body);
  return body;
}

/** Some programs encode piece by piece, and the runtime's decoder stops where the first one ends. */
const fromBase64 = (text: string): Buffer =>
  Buffer.concat(text.split(/=+/, readingLimits.piecesMax).map((piece) => Buffer.from(piece, 'base64')));

const [LF, CR, BLANK, TAB, EQUALS] = [0x0a, 0x0d, 0x20, 0x09, 0x3d];

/** RFC 2045, 6.7. What is no code stands for itself, as readers have always done. */
export function fromQuotedPrintable(body: Buffer): Buffer {
  const decoded = Buffer.alloc(body.length);
  let length = 0;
  for (let from = 0; from < body.length; ) {
    const feed = body.indexOf(LF, from);
    const next = feed < 0 ? body.length : feed + 1;
    const close = feed < 0 ? next : feed > from && body[feed - 1] === CR ? feed - 1 : feed;
    let end = close;
    // Blanks at the end of a line were added on the way.
    while (end > from && (body[end - 1] === BLANK || body[end - 1] === TAB)) end--;
    // After an equals sign the line goes on.
    const isSoft = end > from && body[end - 1] === EQUALS;
    length = decodeLine(body, from, isSoft ? end - 1 : end, decoded, length);
    if (!isSoft) length += body.copy(decoded, length, close, next);
    from = next;
  }
  return decoded.subarray(0, length);
}

/** Writes the line into `decoded` from `length` on; gives the new length. */
function decodeLine(body: Buffer, from: number, to: number, decoded: Buffer, length: number): number {
  let written = length;
  for (let at = from; at < to; at++) {
    const code = body[at] === EQUALS && at + 2 < to ? digitOf(body[at + 1]) * 16 + digitOf(body[at + 2]) : Number.NaN;
    decoded[written++] = Number.isNaN(code) ? (body[at] ?? 0) : code;
    if (!Number.isNaN(code)) at += 2;
  }
  return written;
}

/** Of a hexadecimal digit its value; of anything else not a number. */
function digitOf(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN;
}
