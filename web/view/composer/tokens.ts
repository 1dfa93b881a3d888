/**
 * Names as they stand in the field (`@dara`, `#ops`), and tokens as they cross the wire (`<@U…>`, `<#C…>`). Short names
 * are unique in a team, so the field needs no memory of what was chosen: what is typed by hand means the same. Drafts
 * are kept as they cross the wire, so a name that changes meanwhile still means the same member. Code is left as it is,
 * and `\@dara` names nobody.
 */
import { codeSpans, type Span } from './code.ts';

/** Who has a name. Names come in lower case. */
export interface Naming {
  /** `U…` or `S…`, a member or a user group; undefined where nobody has that name. */
  named(handle: string): string | undefined;
  /** `C…` */
  channelNamed(name: string): string | undefined;
}

/** What somebody is called. */
export interface Called {
  /** Of a member `U…` or a user group `S…`. */
  handleOf(id: string): string | undefined;
  channelNameOf(id: string): string | undefined;
}

export type Directory = Naming & Called;

const everybody = ['here', 'channel', 'everyone'];
/** What may stand before a name: not the `a` of `a@b.example`, and not the `/` of an address. */
const before = /[\s([{"'“‘«„*_~>|,;:!?—–]/u;
const handleHere = /@([a-z0-9][a-z0-9._-]*)(?![\p{L}\p{N}@])/iuy;
const channelHere = /#([\p{L}\p{N}][\p{L}\p{M}\p{N}_-]*)/uy;

/** The name that begins at this place, and its token. */
function nameAt(text: string, at: number, naming: Naming): { end: number; token: string } | undefined {
  const previous = text[at - 1];
  if (previous !== undefined && !before.test(previous)) return undefined;
  const sign = text[at] === '@' ? handleHere : channelHere;
  sign.lastIndex = at;
  const [, name] = sign.exec(text) ?? [];
  if (name === undefined) return undefined;
  // What ends a sentence or an emphasis may be part of a name too: the longest one that somebody has is meant.
  for (let rest = name; rest !== ''; rest = rest.slice(0, -1)) {
    const token = tokenOf(text[at] ?? '', rest.toLowerCase(), naming);
    if (token !== undefined) return { end: at + 1 + rest.length, token };
    if (!/[._-]$/.test(rest)) return undefined;
  }
  return undefined;
}

function tokenOf(sign: string, name: string, naming: Naming): string | undefined {
  if (sign === '#') {
    const channel = naming.channelNamed(name);
    return channel && `<#${channel}>`;
  }
  if (everybody.includes(name)) return `<!${name}>`;
  const id = naming.named(name);
  return id && (id.startsWith('S') ? `<!subteam^${id}>` : `<@${id}>`);
}

/** What is sent for what stands in the field. */
export function toWire(text: string, naming: Naming): string {
  if (!/[@#]/.test(text)) return text;
  const code = codeSpans(text);
  let wire = '';
  let from = 0;
  for (const { index } of text.matchAll(/[@#]/g)) {
    const found = index < from || isCode(code, index) ? undefined : nameAt(text, index, naming);
    if (!found) continue;
    wire += text.slice(from, index) + found.token;
    from = found.end;
  }
  return wire + text.slice(from);
}

const ID = '[0-7][0-9A-HJKMNP-TV-Z]{25}';
const tokens = new RegExp(`<(?:@(U${ID})|!subteam\\^(S${ID})|!(here|channel|everyone)|#(C${ID}))>`, 'g');

/** What stands in the field for what came over the wire. Where a name would not be read back, its token stays. */
export function toField(wire: string, directory: Directory): string {
  if (!wire.includes('<')) return wire;
  const code = codeSpans(wire);
  let field = '';
  let from = 0;
  for (const match of wire.matchAll(tokens)) {
    const name = isCode(code, match.index) ? undefined : nameOf(match, directory);
    if (name === undefined) continue;
    const end = match.index + match[0].length;
    const shown = field + wire.slice(from, match.index);
    const read = nameAt(`${shown}${name}${wire.slice(end, end + 90)}`, shown.length, directory);
    if (read?.token !== match[0] || read.end !== shown.length + name.length) continue;
    field = shown + name;
    from = end;
  }
  return field + wire.slice(from);
}

function nameOf([, member, group, all, channel]: RegExpMatchArray, called: Called): string | undefined {
  if (all !== undefined) return `@${all}`;
  const name = channel === undefined ? called.handleOf(member ?? group ?? '') : called.channelNameOf(channel);
  return name && `${channel === undefined ? '@' : '#'}${name}`;
}

/** Members, groups and channels whose names are wanted before a text can be shown. */
export function idsIn(wire: string): string[] {
  return [...wire.matchAll(tokens)].flatMap(([, member, group, , channel]) => member ?? group ?? channel ?? []);
}

const isCode = (spans: readonly Span[], at: number): boolean => spans.some(([from, to]) => at >= from && at < to);

/** Names in a text that nobody known has, without the sign, in lower case: somebody else may have them. */
export function unnamed(text: string, naming: Naming): string[] {
  const code = codeSpans(text);
  return [...text.matchAll(/@/g)].flatMap(({ index }) => {
    const previous = text[index - 1];
    if (isCode(code, index) || (previous !== undefined && !before.test(previous))) return [];
    handleHere.lastIndex = index;
    const [, name] = handleHere.exec(text) ?? [];
    if (name === undefined || nameAt(text, index, naming)) return [];
    return [name.toLowerCase().replace(/[._-]+$/, '')];
  });
}
