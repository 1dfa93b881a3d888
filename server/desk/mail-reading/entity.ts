/**
 * A mail cut into its parts (RFC 2045, 2046) without a copy of any: a signature covers bytes as they came, which a
 * reader that decodes them cannot give back.
 */
import { decodeTransfer } from './decoding.ts';
import { type Field, fieldOf, fieldsOf, type Valued, valuedOf } from './fields.ts';
import { readingLimits } from './reading-limits.ts';

export interface Entity {
  readonly fields: readonly Field[];
  readonly type: Valued;
  /** Head and body as they came, without the line end that belongs to the delimiter. */
  readonly raw: Buffer;
  /** As it came. */
  readonly body: Buffer;
  /** Whether its head is longer than is read. */
  readonly isCut: boolean;
}

/** Takes head and body apart. Any bytes are an entity. */
export function entityOf(raw: Buffer, defaultType = 'text/plain'): Entity {
  const { end, body } = endOfHead(raw);
  const head = raw.subarray(0, Math.min(end, readingLimits.headBytesMax));
  const fields = fieldsOf(head);
  const type = valuedOf(fieldOf(fields, 'content-type') ?? defaultType);
  return {
    ...{ fields, raw, body: raw.subarray(body), isCut: end > readingLimits.headBytesMax },
    type: type.value.includes('/') ? type : { ...type, value: defaultType },
  };
}

/** Where the first empty line begins and ends; without one all is head. */
function endOfHead(raw: Buffer): { readonly end: number; readonly body: number } {
  if (raw[0] === LF) return { end: 0, body: 1 };
  if (raw[0] === CR && raw[1] === LF) return { end: 0, body: 2 };
  for (let at = raw.indexOf(LF); at >= 0; at = raw.indexOf(LF, at + 1)) {
    if (raw[at + 1] === LF) return { end: at, body: at + 2 };
    if (raw[at + 1] === CR && raw[at + 2] === LF) return { end: at, body: at + 3 };
  }
  return { end: raw.length, body: raw.length };
}

const [LF, CR, DASH, TAB, BLANK] = [0x0a, 0x0d, 0x2d, 0x09, 0x20];

/** The content, its transfer encoding undone. */
export const contentOf = ({ fields, body }: Entity): Buffer =>
  decodeTransfer(body, valuedOf(fieldOf(fields, 'content-transfer-encoding')).value);

/**
 * The parts of a multipart as they came, at most so many, and how many more there are. What stands before the first
 * delimiter and after the last is no part. Without the last one the final part ends with the body.
 */
export function partsIn(
  { body, type }: Entity,
  most: number,
): { readonly parts: readonly Buffer[]; readonly more: number } {
  const boundary = type.params.get('boundary');
  if (boundary === undefined || boundary === '') return { parts: [], more: 0 };
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: Buffer[] = [];
  let [from, more] = [-1, 0];
  for (const found of delimitersIn(body, delimiter)) {
    if (from >= 0 && parts.length < most) parts.push(body.subarray(from, Math.max(from, found.from)));
    else if (from >= 0) more++;
    from = found.isLast ? -1 : found.to;
    if (found.isLast) break;
  }
  if (from >= 0 && from < body.length) {
    if (parts.length < most) parts.push(body.subarray(from));
    else more++;
  }
  return { parts, more };
}

/** Each line that is this delimiter: where the line end before it begins, and where the line after it does. */
function* delimitersIn(
  body: Buffer,
  delimiter: Buffer,
): Generator<{ readonly from: number; readonly to: number; readonly isLast: boolean }> {
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, at + 1)) {
    if (at > 0 && body[at - 1] !== LF) continue;
    let end = at + delimiter.length;
    const isLast = body[end] === DASH && body[end + 1] === DASH;
    if (isLast) end += 2;
    while (body[end] === TAB || body[end] === BLANK) end++;
    if (body[end] === CR) end++;
    if (end < body.length && body[end] !== LF) continue;
    const before = body[at - 2] === CR ? at - 2 : Math.max(0, at - 1);
    yield { from: before, to: Math.min(end + 1, body.length), isLast };
  }
}
