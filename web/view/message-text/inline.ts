/**
 * The Markdown within a line: CommonMark’s rules for what is strong, code and a link, GitHub’s for strike-through and
 * bare addresses, tokens for people and places, short names of emoji. Linear in the length of the text: every search
 * is bounded, or done once for all.
 */
import { bareLink, endOfAddress, safeHref, trueHostOf } from './links.ts';
import type { Inline, Link } from './nodes.ts';

const ID = '[0-7][0-9A-HJKMNP-TV-Z]{25}';
const token = new RegExp(`<(?:@(U${ID})|#(C${ID})|!subteam\\^(S${ID})|!(here|channel|everyone))>`, 'y');
const angled = /<([^\s<>]{1,2048})>/y;
const mail = /[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/iy;
const address = /(?:https?:\/\/|www\.)[^\s<>"`|\\^{}]{1,2048}/iy;
const shortcode = /:([a-z0-9_+'-]{1,64}):(?::skin-tone-([2-6]):)?/y;
const entity = /&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[\da-f]{1,6});/iy;
const plainTarget = '[^\\s()<>]{0,2048}(?:\\([^\\s()<>]{0,2048}\\)[^\\s()<>]{0,2048}){0,8}';
const title = `(?:\\s{1,8}(?:"[^"]{0,500}"|'[^']{0,500}'))?`;
const destination = new RegExp(`\\(\\s{0,8}(?:<([^<>\\n]{0,2048})>|(${plainTarget}))${title}\\s{0,8}\\)`, 'y');
/** Where something may begin that is not text. */
const next = /[\\`*_~[!<&:\n]|https?:\/\/|www\.|[\w.+-]{1,64}@/gi;

const escapable = /[!-/:-@[-`{-~]/;
const openersMax = 16;
const runMax = 6;

interface Opener {
  sign: string;
  /** How many are left, and how many stood in the run. */
  count: number;
  length: number;
  /** Its place in the line of nodes. */
  at: number;
  /** It could close as well. */
  both: boolean;
}

class Line {
  readonly #text: string;
  readonly #inLink: boolean;
  readonly #nodes: Inline[] = [];
  readonly #openers: Opener[] = [];
  readonly #codes: ReadonlyMap<number, number>;
  readonly #brackets: ReadonlyMap<number, number>;
  /** Where the last emoji ended: another may follow it at once. */
  #emojiEnd = -1;

  constructor(text: string, inLink: boolean) {
    this.#text = text;
    this.#inLink = inLink;
    [this.#codes, this.#brackets] = pairs(text);
  }

  read(): Inline[] {
    const text = this.#text;
    let at = 0;
    while (at < text.length) {
      next.lastIndex = at;
      const found = next.exec(text);
      if (!found) break;
      if (found.index > at) this.#say(text.slice(at, found.index));
      at = this.#take(found.index, found[0]);
    }
    if (at < text.length) this.#say(text.slice(at));
    return joined(this.#nodes);
  }

  /** Reads what begins at `at`, and gives where it ends. */
  #take(at: number, found: string): number {
    if (found.length > 1) return this.#takeAddress(at, found);
    if (found === '\n') return this.#takeBreak(at);
    if (found === '\\') return this.#takeEscape(at);
    if (found === '`') return this.#takeCode(at);
    if (found === '[' || found === '!') return this.#takeLink(at);
    if (found === '<') return this.#takeAngled(at);
    if (found === '&') return this.#takeEntity(at);
    if (found === ':') return this.#takeEmoji(at);
    return this.#takeRun(at, found);
  }

  #takeBreak(at: number): number {
    const last = this.#nodes.at(-1);
    if (last?.kind === 'text')
      this.#nodes[this.#nodes.length - 1] = { kind: 'text', text: last.text.replace(/ +$/, '') };
    this.#nodes.push({ kind: 'break' });
    return at + 1;
  }

  #takeEscape(at: number): number {
    const sign = this.#text.charAt(at + 1);
    // A token tells somebody even if it is escaped, so it is shown as what it is.
    if (sign === '<' && match(token, this.#text, at + 1)) return at + 1;
    if (sign === '\n' || !escapable.test(sign)) return this.#say(sign === '\n' ? '' : '\\', at + 1);
    return this.#say(sign, at + 2);
  }

  #takeCode(at: number): number {
    const run = runAt(this.#text, at, '`');
    const close = this.#codes.get(at);
    if (close === undefined) return this.#say('`'.repeat(run), at + run);
    const inside = this.#text.slice(at + run, close).replace(/\n/g, ' ');
    const padded = inside.startsWith(' ') && inside.endsWith(' ') && inside.trim() !== '';
    this.#nodes.push({ kind: 'code', text: padded ? inside.slice(1, -1) : inside });
    return close + run;
  }

  /** An image is a link too: nothing is loaded that the reader has not asked for. */
  #takeLink(at: number): number {
    const open = this.#text.charAt(at) === '!' ? at + 1 : at;
    const close = this.#text.charAt(open) === '[' ? this.#brackets.get(open) : undefined;
    const target = close === undefined ? undefined : match(destination, this.#text, close + 1);
    if (close === undefined || !target) return this.#say(this.#text.charAt(at), at + 1);
    const words = this.#text.slice(open + 1, close);
    const end = close + 1 + target[0].length;
    const href = safeHref(unescaped(target[1] ?? target[2] ?? ''));
    if (this.#inLink) return this.#say(words, end);
    if (href === undefined) return this.#say(this.#text.slice(at, open + 1), open + 1);
    this.#nodes.push(linkTo(href, new Line(words, true).read()));
    return end;
  }

  #takeAngled(at: number): number {
    const named = match(token, this.#text, at);
    if (named) {
      this.#nodes.push(namedBy(named));
      return at + named[0].length;
    }
    const found = match(angled, this.#text, at);
    const inside = found?.[1] ?? '';
    const href = safeHref(inside) ?? (isMail(inside) ? safeHref(`mailto:${inside}`) : undefined);
    if (!found || href === undefined || this.#inLink) return this.#say('<', at + 1);
    const trueHost = trueHostOf(href, inside);
    this.#nodes.push({ kind: 'link', href, children: [{ kind: 'text', text: inside }], ...(trueHost && { trueHost }) });
    return at + found[0].length;
  }

  #takeAddress(at: number, found: string): number {
    const isPost = found.endsWith('@');
    // What fails is read on behind its first signs; in the midst of a word or an address none begins.
    const end = at + (isPost ? 1 : found.length);
    if (this.#inLink || /[\p{L}\p{N}_./:@-]/u.test(this.#text.charAt(at - 1)))
      return this.#say(this.#text.slice(at, end), end);
    const whole = endOfAddress(match(isPost ? mail : address, this.#text, at)?.[0] ?? '');
    const link = isPost ? mailLink(whole) : bareLink(whole);
    if (!link) return this.#say(this.#text.slice(at, end), end);
    this.#nodes.push(link);
    return at + whole.length;
  }

  #takeEntity(at: number): number {
    const found = match(entity, this.#text, at)?.[0];
    return found === undefined ? this.#say('&', at + 1) : this.#say(decoded(found), at + found.length);
  }

  #takeEmoji(at: number): number {
    const begins = at === this.#emojiEnd || !/[\p{L}\p{N}:]/u.test(this.#text.charAt(at - 1));
    const found = begins ? match(shortcode, this.#text, at) : null;
    if (!found) return this.#say(':', at + 1);
    const [source, name = '', tone] = found;
    this.#nodes.push({ kind: 'emoji', name, source, ...(tone && { tone: Number(tone) }) });
    this.#emojiEnd = at + source.length;
    return this.#emojiEnd;
  }

  /** Signs of emphasis: they close what is open, and open what may be closed later. */
  #takeRun(at: number, sign: string): number {
    const length = runAt(this.#text, at, sign);
    const end = at + length;
    if (sign === '~' ? length !== 2 : length > runMax) return this.#say(sign.repeat(length), end);
    const { opens, closes } = flanks(this.#text, at, end, sign);
    let left = length;
    while (closes && left > 0) {
      const used = this.#close(sign, left, length, opens);
      if (used === 0) break;
      left -= used;
    }
    if (left === 0) return end;
    if (opens) {
      if (this.#openers.length === openersMax) this.#openers.shift();
      this.#openers.push({ sign, count: left, length, at: this.#nodes.length, both: closes });
    }
    // It has a node of its own, so that what is open can be told from what is text.
    this.#nodes.push({ kind: 'text', text: sign.repeat(left) });
    return end;
  }

  /** Wraps what stands since the nearest opener; gives how many signs that took, 0 where nothing was open. */
  #close(sign: string, left: number, length: number, opens: boolean): number {
    for (let place = this.#openers.length - 1; place >= 0; place--) {
      const opener = this.#openers[place];
      if (opener?.sign !== sign) continue;
      // CommonMark's rule of three, which decides what `a**b*c` means.
      const thirds = (opens || opener.both) && (opener.length + length) % 3 === 0 && length % 3 !== 0;
      if (thirds && sign !== '~') continue;
      const used = opener.count >= 2 && left >= 2 ? 2 : 1;
      const children = joined(this.#nodes.splice(opener.at + 1));
      const kind = sign === '~' ? 'strike' : used === 2 ? 'strong' : 'emphasis';
      opener.count -= used;
      this.#openers.length = opener.count === 0 ? place : place + 1;
      this.#nodes.length = opener.at;
      if (opener.count > 0) this.#nodes.push({ kind: 'text', text: sign.repeat(opener.count) });
      this.#nodes.push({ kind, children });
      return used;
    }
    return 0;
  }

  #say(text: string, end = 0): number {
    if (text !== '') this.#nodes.push({ kind: 'text', text });
    return end;
  }
}

/** The nodes of a paragraph's text. */
export const readInline = (text: string): Inline[] => new Line(text, false).read();

/** Where each code span ends that begins at a place, and which bracket closes which: found in one pass. */
function pairs(text: string): [codes: Map<number, number>, brackets: Map<number, number>] {
  const runs = [...text.matchAll(/`+/g)];
  const later = new Map<number, number[]>();
  for (const { 0: run, index } of runs.toReversed()) {
    const places = later.get(run.length);
    if (places) places.push(index);
    else later.set(run.length, [index]);
  }
  const codes = new Map<number, number>();
  const brackets = new Map<number, number>();
  const open: number[] = [];
  const signs = /\\.|`+|[[\]]/gs;
  for (let found = signs.exec(text); found; found = signs.exec(text)) {
    const { 0: sign, index } = found;
    if (sign === '[') open.push(index);
    else if (sign === ']') {
      const opened = open.pop();
      if (opened !== undefined) brackets.set(opened, index);
    } else if (sign.startsWith('`')) {
      const places = later.get(sign.length) ?? [];
      while ((places.at(-1) ?? Infinity) <= index) places.pop();
      const close = places.at(-1);
      if (close === undefined) continue;
      codes.set(index, close);
      signs.lastIndex = close + sign.length;
    }
  }
  return [codes, brackets];
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function runAt(text: string, at: number, sign: string): number {
  let end = at;
  while (text.charAt(end) === sign) end++;
  return end - at;
}

const isSpace = /^[\s]?$/u;
const isMark = /[\p{P}\p{S}]/u;

/** CommonMark's left- and right-flanking runs; the ends of a text count as space. */
function flanks(text: string, start: number, end: number, sign: string): { opens: boolean; closes: boolean } {
  const before = text.charAt(start - 1);
  const after = text.charAt(end);
  const [spaceBefore, spaceAfter] = [isSpace.test(before), isSpace.test(after)];
  const [markBefore, markAfter] = [isMark.test(before), isMark.test(after)];
  const left = !spaceAfter && (!markAfter || spaceBefore || markBefore);
  const right = !spaceBefore && (!markBefore || spaceAfter || markAfter);
  if (sign !== '_') return { opens: left, closes: right };
  return { opens: left && (!right || markBefore), closes: right && (!left || markAfter) };
}

function joined(nodes: readonly Inline[]): Inline[] {
  const out: Inline[] = [];
  let words: string[] = [];
  const flush = () => {
    if (words.length > 0) out.push({ kind: 'text', text: words.join('') });
    words = [];
  };
  for (const node of nodes) {
    if (node.kind === 'text') words.push(node.text);
    else {
      flush();
      out.push(node);
    }
  }
  flush();
  return out;
}

const words = (nodes: readonly Inline[]): string =>
  nodes.map((node) => ('children' in node ? words(node.children) : 'text' in node ? node.text : ' ')).join('');

function linkTo(href: string, children: Inline[]): Link {
  const said = words(children);
  // Without words it would be a link that nobody sees.
  if (said.replace(/[\s\p{Cf}]/gu, '') === '') return { kind: 'link', href, children: [{ kind: 'text', text: href }] };
  const trueHost = trueHostOf(href, said);
  return { kind: 'link', href, children, ...(trueHost && { trueHost }) };
}

const isMail = (text: string): boolean => match(mail, text, 0)?.[0] === text;

function mailLink(text: string): Link | undefined {
  const href = isMail(text) ? safeHref(`mailto:${text}`) : undefined;
  return href === undefined ? undefined : { kind: 'link', href, children: [{ kind: 'text', text }] };
}

function namedBy([, member, channel, group, word]: RegExpExecArray): Inline {
  if (member) return { kind: 'member', id: member };
  if (channel) return { kind: 'channel', id: channel };
  if (group) return { kind: 'group', id: group };
  return { kind: 'everybody', word: word === 'here' || word === 'channel' ? word : 'everyone' };
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function decoded(found: string): string {
  const name = found.slice(1, -1).toLowerCase();
  if (!name.startsWith('#')) return named[name] ?? found;
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  const isSign = code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isSign ? String.fromCodePoint(code) : '\ufffd';
}

const unescaped = (text: string): string => text.replace(/\\([!-/:-@[-`{-~])/g, '$1');
