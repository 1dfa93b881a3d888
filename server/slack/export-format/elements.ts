/**
 * Reads a JSON file that is one long array, element by element, so that memory holds one element and never the
 * file: the files of a busy workspace are larger than what may be held, and a small file of `[[],[],…` becomes a
 * hundred times as many bytes of objects.
 */
const elementBytesMax = 4 * 1024 * 1024;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const whitespace = new Set([0x20, 0x09, 0x0a, 0x0d]);
const utf8 = new TextDecoder('utf-8', { fatal: true });
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

export type Element =
  | { kind: 'value'; index: number; value: unknown }
  /** This element cannot be read; the ones after it can. */
  | { kind: 'unreadable'; index: number }
  /** The file is no array of elements from here on; always the last. */
  | { kind: 'broken'; index: number };

/** The elements of the array that `pieces` spell in UTF-8. Errors of `pieces` pass through; nothing else is thrown. */
export async function* elementsOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<Element> {
  const cutter = newCutter();
  let index = 0;
  for await (const piece of pieces) {
    for (const bytes of cutter.cut(piece)) yield parsed(bytes, index++);
    if (cutter.broken()) break;
  }
  if (cutter.broken() || !cutter.complete()) yield { kind: 'broken', index };
}

function parsed(bytes: Buffer | 'too-long', index: number): Element {
  if (bytes === 'too-long') return { kind: 'unreadable', index };
  try {
    return { kind: 'value', index, value: JSON.parse(utf8.decode(bytes)) };
  } catch {
    return { kind: 'unreadable', index };
  }
}

/** Finds where elements end. It knows brackets and strings only; whether an element is JSON, JSON.parse decides. */
function newCutter() {
  let state: 'before' | 'between' | 'inside' | 'after' | 'broken' = 'before';
  let depth = 0;
  let inString = false;
  let escaped = false;
  let afterComma = false;
  let kept: Buffer[] = [];
  let keptBytes = 0;

  function keep(bytes: Buffer): void {
    keptBytes += bytes.length;
    if (keptBytes <= elementBytesMax) kept.push(bytes);
  }

  function take(): Buffer | 'too-long' {
    const element = keptBytes > elementBytesMax ? ('too-long' as const) : Buffer.concat(kept);
    kept = [];
    keptBytes = 0;
    return element;
  }

  /** True when the byte ends the element. */
  function insideEndsAt(byte: number): boolean {
    if (inString) {
      if (escaped) escaped = false;
      else if (byte === backslash) escaped = true;
      else if (byte === quote) inString = false;
      return false;
    }
    if (depth === 0 && (byte === comma || byte === closeBracket)) return true;
    if (byte === quote) inString = true;
    else if (byte === openBracket || byte === openBrace) depth += 1;
    else if (byte === closeBracket || byte === closeBrace) depth -= 1;
    if (depth < 0) state = 'broken';
    return false;
  }

  /** True when the byte begins an element. */
  function outsideBeginsAt(byte: number): boolean {
    if (whitespace.has(byte)) return false;
    if (state === 'before') state = byte === openBracket ? 'between' : 'broken';
    else if (state === 'after' || byte === comma) state = 'broken';
    else if (byte === closeBracket) state = afterComma ? 'broken' : 'after';
    else state = 'inside';
    return state === 'inside';
  }

  return {
    broken: () => state === 'broken',
    complete: () => state === 'after',
    *cut(piece: Buffer): Generator<Buffer | 'too-long'> {
      const marked = state === 'before' && piece.subarray(0, 3).equals(byteOrderMark);
      let start = 0;
      for (let at = marked ? 3 : 0; at < piece.length && state !== 'broken'; at += 1) {
        const byte = piece[at] as number;
        if (state !== 'inside') {
          if (!outsideBeginsAt(byte)) continue;
          start = at;
        }
        if (!insideEndsAt(byte)) continue;
        keep(piece.subarray(start, at));
        yield take();
        afterComma = byte === comma;
        state = afterComma ? 'between' : 'after';
      }
      if (state === 'inside') keep(piece.subarray(start));
    },
  };
}
