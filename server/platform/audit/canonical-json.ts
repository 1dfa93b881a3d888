import { ok } from 'node:assert/strict';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Deeper values are refused: it bounds the recursion, for input that nobody has checked yet. */
const depthMax = 64;

/**
 * The one text of a JSON value (RFC 8785, JSON Canonicalization Scheme): no white space, members sorted by
 * UTF-16 code units, numbers and strings as ECMAScript writes them. Equal values give equal bytes, so a hash
 * or a signature over the text is one over the value.
 * Throws a `TypeError` for whatever JSON cannot carry: `undefined`, functions, bigints, NaN and infinities, lone
 * surrogates, instances of classes (a `Date` must be made text first), nesting beyond 64.
 */
export const canonicalJson = (value: Json): string => textOf(value, 0);

function textOf(value: unknown, depth: number): string {
  if (depth > depthMax) throw new TypeError(`No canonical JSON: nested deeper than ${depthMax}.`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return stringText(value);
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value)) return `[${Array.from(value, (item) => textOf(item, depth + 1)).join(',')}]`;
  if (isPlain(value)) {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${stringText(name)}:${textOf(value[name], depth + 1)}`).join(',')}}`;
  }
  throw new TypeError(`No canonical JSON for a value of type ${typeof value}.`);
}

function stringText(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('No canonical JSON for a string with a lone surrogate.');
  return JSON.stringify(value);
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('No canonical JSON for a number that is not finite.');
  return JSON.stringify(value);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * The value of a text that is already canonical, or undefined for any other text: malformed, with a member named
 * twice, with other spacing, order, escapes or number forms. Two different texts therefore never read as one value.
 */
export function parseCanonicalJson(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return canonicalJson(value) === text ? value : undefined;
  } catch (error) {
    ok(error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError);
    return undefined;
  }
}
