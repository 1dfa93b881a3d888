/**
 * Filters and paths of SCIM (RFC 7644, 3.4.2.2 and 3.5.2), read into a tree. The danger: a text from outside that
 * becomes part of a query. The principle: it becomes a tree of known operators first, bounded in length, terms and
 * depth; names are looked up in a table, and values travel as parameters. What the grammar does not have is refused.
 */
import { limits } from '#platform/limits.ts';
import { invalidFilter, invalidPath } from './refusals.ts';

export type Operator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';
export type Value = string | number | boolean | null;

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'present'; readonly attribute: string }
  | { readonly kind: 'compare'; readonly attribute: string; readonly by: Operator; readonly value: Value };

/** `emails[type eq "work"].value`: attribute `emails`, its filter, and `value`. Names are in lower case. */
export interface Path {
  readonly attribute: string;
  readonly filter?: Filter;
  readonly part?: string;
}

const OPERATORS: ReadonlySet<string> = new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']);
const CORE = /^urn:ietf:params:scim:schemas:core:2\.0:(user|group):/i;
const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?)(?![\w.])|(\.?[A-Za-z$][\w:.$-]*)|([()[\]]))/y;

type Token =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'word'; readonly value: string }
  | { readonly kind: 'sign'; readonly value: string };

/** A name as it is compared: without the schema of the core, in lower case. */
export const plainName = (name: string): string => name.replace(CORE, '').toLowerCase();

/** Throws `invalidFilter`. */
export const readFilter = (text: string): Filter => new Reader(text, invalidFilter).whole();

/** Throws `invalidPath`. */
export const readPath = (text: string): Path => new Reader(text, invalidPath).path();

/** Reads one text from left to right; what cannot be read is refused by `refusal`. */
class Reader {
  readonly #tokens: readonly Token[];
  readonly #refusal: (says: string) => Error;
  #at = 0;
  #terms = 0;

  constructor(text: string, refusal: (says: string) => Error) {
    this.#refusal = refusal;
    if (text.length > limits.provisioning.filterCharactersMax) throw refusal('it is too long');
    this.#tokens = this.#split(text);
  }

  whole(): Filter {
    const filter = this.#either(0, '');
    this.#end();
    return filter;
  }

  path(): Path {
    const attribute = this.#name();
    if (!this.#takeSign('[')) {
      this.#end();
      return { attribute };
    }
    const filter = this.#either(0, '');
    this.#needSign(']');
    if (this.#at === this.#tokens.length) return { attribute, filter };
    const part = this.#word();
    this.#end();
    if (!part.startsWith('.')) throw this.#refusal('something follows where it should end');
    return { attribute, filter, part: part.slice(1).toLowerCase() };
  }

  #split(text: string): Token[] {
    const tokens: Token[] = [];
    const spelt = text.trim();
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < spelt.length) {
      const found = TOKEN.exec(spelt);
      if (!found) throw this.#refusal('a character that has no place in it');
      const [, quoted, number, word, sign] = found;
      if (quoted !== undefined) tokens.push({ kind: 'text', value: this.#unquoted(quoted) });
      else if (number !== undefined) tokens.push({ kind: 'number', value: Number(number) });
      else if (word !== undefined) tokens.push({ kind: 'word', value: word });
      else tokens.push({ kind: 'sign', value: sign ?? '' });
    }
    return tokens;
  }

  #unquoted(quoted: string): string {
    const text = this.#parsed(quoted);
    if (/\p{Cc}/u.test(text) || !text.isWellFormed()) throw this.#refusal('a character that no attribute has');
    return text;
  }

  #parsed(quoted: string): string {
    try {
      return JSON.parse(quoted) as string;
    } catch {
      throw this.#refusal('a text that is not written as JSON writes it');
    }
  }

  #either(depth: number, prefix: string): Filter {
    let left = this.#both(depth, prefix);
    while (this.#takeWord('or')) left = { kind: 'or', left, right: this.#both(depth, prefix) };
    return left;
  }

  #both(depth: number, prefix: string): Filter {
    let left = this.#one(depth, prefix);
    while (this.#takeWord('and')) left = { kind: 'and', left, right: this.#one(depth, prefix) };
    return left;
  }

  #one(depth: number, prefix: string): Filter {
    if (depth > limits.provisioning.filterDepthMax) throw this.#refusal('it is nested too deeply');
    if (this.#takeWord('not')) {
      this.#needSign('(');
      return { kind: 'not', of: this.#closed(depth, prefix, ')') };
    }
    if (this.#takeSign('(')) return this.#closed(depth, prefix, ')');
    const attribute = `${prefix}${this.#name()}`;
    if (prefix === '' && this.#takeSign('[')) return this.#closed(depth, `${attribute}.`, ']');
    this.#terms += 1;
    if (this.#terms > limits.provisioning.filterTermsMax) throw this.#refusal('it has too many terms');
    const by = this.#word().toLowerCase();
    if (by === 'pr') return { kind: 'present', attribute };
    if (!OPERATORS.has(by)) throw this.#refusal('an operator that there is not');
    return { kind: 'compare', attribute, by: by as Operator, value: this.#value() };
  }

  #closed(depth: number, prefix: string, sign: string): Filter {
    const filter = this.#either(depth + 1, prefix);
    this.#needSign(sign);
    return filter;
  }

  #value(): Value {
    const token = this.#next();
    if (token.kind === 'text' || token.kind === 'number') return token.value;
    const word = token.kind === 'word' ? token.value.toLowerCase() : '';
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null') return null;
    throw this.#refusal('a value that is neither a text in quotes, a number, true, false nor null');
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (!token) throw this.#refusal('it ends too early');
    this.#at += 1;
    return token;
  }

  #word(): string {
    const token = this.#next();
    if (token.kind !== 'word') throw this.#refusal('a name is missing');
    return token.value;
  }

  /** Only what follows a bracket begins with a dot: `emails[…].value`. */
  #name(): string {
    const word = this.#word();
    if (word.startsWith('.')) throw this.#refusal('a name is missing');
    return plainName(word);
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#at];
    const isThere = token?.kind === 'word' && token.value.toLowerCase() === word;
    if (isThere) this.#at += 1;
    return isThere;
  }

  #takeSign(sign: string): boolean {
    const token = this.#tokens[this.#at];
    const isThere = token?.kind === 'sign' && token.value === sign;
    if (isThere) this.#at += 1;
    return isThere;
  }

  #needSign(sign: string): void {
    if (!this.#takeSign(sign)) throw this.#refusal(`${sign} is missing`);
  }

  #end(): void {
    if (this.#at < this.#tokens.length) throw this.#refusal('something follows where it should end');
  }
}

/** Whether one value of a list, its parts under names in lower case, is meant by the filter of a path. */
export function fits(filter: Filter, parts: ReadonlyMap<string, Value>): boolean {
  switch (filter.kind) {
    case 'and':
      return fits(filter.left, parts) && fits(filter.right, parts);
    case 'or':
      return fits(filter.left, parts) || fits(filter.right, parts);
    case 'not':
      return !fits(filter.of, parts);
    case 'present':
      return (parts.get(filter.attribute) ?? null) !== null;
    case 'compare':
      return compares(parts.get(filter.attribute) ?? null, filter.by, filter.value);
  }
}

function compares(found: Value, by: Operator, value: Value): boolean {
  const [one, other] = [folded(found), folded(value)];
  if (by === 'eq') return one === other;
  if (by === 'ne') return one !== other;
  if (typeof one !== 'string' || typeof other !== 'string') return false;
  switch (by) {
    case 'co':
      return one.includes(other);
    case 'sw':
      return one.startsWith(other);
    case 'ew':
      return one.endsWith(other);
    case 'gt':
      return one > other;
    case 'ge':
      return one >= other;
    case 'lt':
      return one < other;
    case 'le':
      return one <= other;
  }
}

/** Texts compare whatever their case; a truth may come as a text, as Entra ID sends it. */
function folded(value: Value): Value {
  if (typeof value !== 'string') return value;
  const text = value.toLowerCase();
  return text === 'true' || text === 'false' ? text === 'true' : text;
}
