/**
 * What a web page says of itself. The danger: everything in it is a stranger's. The principle: three short lines of
 * plain text come out, without characters that turn or hide what stands beside them, and the address of an image that
 * nobody has looked at; no markup.
 */
import { Parser } from 'htmlparser2';
import { limits } from '#platform/limits.ts';

export interface PageSummary {
  readonly title: string;
  readonly description: string | undefined;
  readonly site: string | undefined;
  /** Where the page says that its image is; undefined unless that could be an address on the web. */
  readonly imageUrl: string | undefined;
}

/**
 * Undefined for what is no page, or has no title; `url` is where it came from. Reads Open Graph (https://ogp.me), then
 * the page's own head.
 */
export function summaryOf(body: Buffer, contentType: string, url: string): PageSummary | undefined {
  if (!/^\s*(text\/html|application\/xhtml\+xml)\s*(;|$)/i.test(contentType)) return undefined;
  const { named, title } = headOf(decoded(body, contentType));
  const { titleCharactersMax, descriptionCharactersMax, siteCharactersMax } = limits.linkCards;
  const shown = line(named.get('og:title'), titleCharactersMax) ?? line(title, titleCharactersMax);
  if (shown === undefined) return undefined;
  const description = named.get('og:description') ?? named.get('description');
  return {
    title: shown,
    description: line(description, descriptionCharactersMax),
    site: line(named.get('og:site_name'), siteCharactersMax),
    imageUrl: webAddress(named.get('og:image'), url),
  };
}

const ADDRESS_CHARACTERS_MAX = 2_048;

/** What the page names, seen from where it stands; only of http and https, and without credentials. */
function webAddress(named: string | undefined, from: string): string | undefined {
  if (!named || named.length > ADDRESS_CHARACTERS_MAX || !URL.canParse(named.trim(), from)) return undefined;
  const { protocol, username, password, href } = new URL(named.trim(), from);
  return /^https?:$/.test(protocol) && username === '' && password === '' ? href : undefined;
}

const WANTED = new Set(['og:title', 'og:description', 'og:site_name', 'og:image', 'description']);

/** The first of each that stands in the head. */
function headOf(html: string): { named: ReadonlyMap<string, string>; title: string } {
  const named = new Map<string, string>();
  let title: string | undefined;
  let isOpen = false;
  let isOver = false;
  const parser = new Parser({
    onopentag(tag, { property, name, content }) {
      if (tag === 'body') isOver = true;
      isOpen = tag === 'title' && title === undefined && !isOver;
      const key = (property ?? name ?? '').trim().toLowerCase();
      if (tag === 'meta' && !isOver && content !== undefined && WANTED.has(key) && !named.has(key))
        named.set(key, content);
    },
    ontext(text) {
      if (isOpen) title = (title ?? '') + text;
    },
    onclosetag(tag) {
      if (tag === 'title') isOpen = false;
      if (tag === 'head') isOver = true;
    },
  });
  parser.end(html);
  return { named, title: title ?? '' };
}

const LABEL = /charset\s*=\s*["']?([\w:.-]{1,40})/i;
const SNIFFED_BYTES = 1_024;

/** By the label of the answer, else of the page, else UTF-8; what does not decode is replaced. */
function decoded(body: Buffer, contentType: string): string {
  const label = (LABEL.exec(contentType) ?? LABEL.exec(body.subarray(0, SNIFFED_BYTES).toString('latin1')))?.[1];
  try {
    return new TextDecoder(label).decode(body);
  } catch {
    // A label that nobody knows.
    return new TextDecoder().decode(body);
  }
}

/** One line of plain text, shortened with an ellipsis; undefined if nothing is left. */
function line(text: string | undefined, charactersMax: number): string | undefined {
  if (text === undefined) return undefined;
  const plain = text
    .slice(0, 8 * charactersMax)
    .replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\p{Cs}\p{Co}\p{Cn}]/gu, '')
    .trim();
  const characters = [...plain];
  if (characters.length <= charactersMax) return plain === '' ? undefined : plain;
  return `${characters.slice(0, charactersMax - 1).join('')}…`;
}
