/**
 * Reads XML, as little of it as SAML needs. The danger: two readers that see different things in the same text, or a
 * text that grows while it is read. The principle: no document type, no entities of its own, no comments, no
 * instructions, bounded depth and numbers; what is left looks the same to every reader. The boundary: names in ASCII.
 */
import { limits } from '#platform/limits.ts';

export interface Element {
  /** Without its prefix. */
  readonly name: string;
  readonly namespace: string;
  /** Those without a prefix. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  /** Its own text, without that of its children. */
  readonly text: string;
}

export type XmlFault = 'malformed' | 'forbidden-markup' | 'too-large';

export class XmlRefusal extends Error {
  readonly fault: XmlFault;
  constructor(fault: XmlFault, says: string) {
    super(says);
    this.fault = fault;
  }
}

const QNAME = '(?:[A-Za-z_][\\w.-]*:)?[A-Za-z_][\\w.-]*';
const ATTRIBUTE = `\\s+(${QNAME})\\s*=\\s*(?:"([^<"]*)"|'([^<']*)')`;
const TAG = new RegExp(`<(/?)(${QNAME})((?:${ATTRIBUTE.replaceAll(/\((?!\?)/g, '(?:')})*)\\s*(/?)>`, 'y');
const ATTRIBUTES = new RegExp(ATTRIBUTE, 'g');
const TEXT = /[^<]+/y;
const COMMENT = /<!--(?:(?!--)[\s\S])*-->/g;
const DECLARATION = /^<\?xml\s+version\s*=\s*["']1\.0["'](?:\s+encoding\s*=\s*["']utf-8["'])?[^<>?]*\?>/i;
/** None of those that XML 1.0 has. */
const FORBIDDEN_CHARACTERS = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

/** What an element declares, and what holds around it: nothing is copied, so that many elements cost what they say. */
interface Scope {
  readonly declared: ReadonlyMap<string, string>;
  readonly outer: Scope | undefined;
}
const OUTERMOST: Scope = { declared: new Map([['xml', XML_NAMESPACE]]), outer: undefined };

interface Open {
  readonly tag: string;
  readonly element: Element & { text: string; readonly children: Element[] };
  readonly scope: Scope;
}

/** `comments`: descriptions that people write have some; they are read as if they were not there. */
export function readXml(given: string, comments: 'refused' | 'skipped' = 'refused'): Element {
  if (!given.isWellFormed() || FORBIDDEN_CHARACTERS.test(given)) throw new XmlRefusal('malformed', 'Not text.');
  const bare = given
    .replaceAll(/\r\n?/g, '\n')
    .replace(/^\ufeff/, '')
    .trim()
    .replace(DECLARATION, '');
  const xml = comments === 'skipped' ? bare.replaceAll(COMMENT, '') : bare;
  if (/<[!?]/.test(xml))
    throw new XmlRefusal('forbidden-markup', 'It has a document type, an entity, a comment or an instruction.');
  return readTree(xml.trim());
}

interface Reading {
  readonly open: Open[];
  root: Element | undefined;
  count: number;
}

function readTree(xml: string): Element {
  const reading: Reading = { open: [], root: undefined, count: 0 };
  for (let at = 0; at < xml.length; ) {
    TEXT.lastIndex = at;
    const text = TEXT.exec(xml)?.[0];
    if (text === undefined) {
      at += takeTag(reading, xml, at);
      continue;
    }
    const inner = reading.open.at(-1);
    if (!inner) throw new XmlRefusal('malformed', 'There is text beside the document.');
    inner.element.text += decoded(text);
    at += text.length;
  }
  if (!reading.root || reading.open.length > 0) throw new XmlRefusal('malformed', 'It ends before it is complete.');
  return reading.root;
}

/** Takes the tag at this place; returns its length. */
function takeTag(reading: Reading, xml: string, at: number): number {
  const { open } = reading;
  const inner = open.at(-1);
  TAG.lastIndex = at;
  const [whole, closes, tag = '', given = '', isEmpty] = TAG.exec(xml) ?? [];
  if (whole === undefined) throw new XmlRefusal('malformed', `There is no tag at ${at}.`);
  if (closes) {
    if (inner?.tag !== tag || given !== '' || isEmpty) throw new XmlRefusal('malformed', `</${tag}> closes nothing.`);
    open.pop();
    return whole.length;
  }
  const { depthMax, elementsMax } = limits.saml;
  reading.count += 1;
  if (reading.count > elementsMax || open.length >= depthMax)
    throw new XmlRefusal('too-large', 'It has too many elements.');
  if (reading.root && !inner) throw new XmlRefusal('malformed', 'There is more than one document.');
  const begun = begin(tag, given, inner?.scope ?? OUTERMOST);
  inner?.element.children.push(begun.element);
  reading.root ??= begun.element;
  if (!isEmpty) open.push(begun);
  return whole.length;
}

function begin(tag: string, given: string, outer: Scope): Open {
  const [attributes, all, declared] = [new Map<string, string>(), new Set<string>(), new Map<string, string>()];
  for (const [, name = '', double, single] of given.matchAll(ATTRIBUTES)) {
    const value = decoded((double ?? single ?? '').replaceAll(/[\n\t]/g, ' '));
    if (all.has(name)) throw new XmlRefusal('malformed', `${name} is given twice.`);
    if (all.size >= limits.saml.attributesMax) throw new XmlRefusal('too-large', 'An element has too many attributes.');
    all.add(name);
    if (name === 'xmlns') declared.set('', value);
    else if (name.startsWith('xmlns:')) declared.set(name.slice(6), value);
    else if (!name.includes(':')) attributes.set(name, value);
  }
  const scope = declared.size === 0 ? outer : { declared, outer };
  for (const name of all) if (name.includes(':') && !name.startsWith('xmlns:')) namespaceOf(name, scope);
  const local = tag.slice(tag.indexOf(':') + 1);
  const element = { name: local, namespace: namespaceOf(tag, scope), attributes, children: [], text: '' };
  return { tag, element, scope };
}

function namespaceOf(name: string, scope: Scope): string {
  const prefix = name.includes(':') ? name.slice(0, name.indexOf(':')) : '';
  let within: Scope | undefined = scope;
  while (within && !within.declared.has(prefix)) within = within.outer;
  const namespace = within?.declared.get(prefix);
  if (namespace === undefined && prefix !== '') throw new XmlRefusal('malformed', `${prefix} has no namespace.`);
  return namespace ?? '';
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replaceAll(/&([^;&]{0,12};)?/g, (_whole, named: string | undefined) => {
    const name = named?.slice(0, -1) ?? '';
    const known = NAMED[name];
    if (known !== undefined && Object.hasOwn(NAMED, name)) return known;
    const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name) ?? [];
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const isCharacter = point <= 0x10_ffff && !(point >= 0xd800 && point <= 0xdfff) && point > 0;
    const character = isCharacter ? String.fromCodePoint(point) : '\0';
    if (FORBIDDEN_CHARACTERS.test(character)) throw new XmlRefusal('forbidden-markup', `&${name}; is no character.`);
    return character;
  });
}

/** Every element, parents before children, with its parent. */
export function* everyElement(root: Element, parent?: Element): Generator<readonly [Element, Element | undefined]> {
  yield [root, parent];
  for (const child of root.children) yield* everyElement(child, root);
}

export const childrenOf = (of: Element | undefined, namespace: string, name: string): readonly Element[] =>
  of?.children.filter((child) => child.name === name && child.namespace === namespace) ?? [];

/** The only child of that name; undefined where there is none, refused where there are several. */
export function childOf(of: Element | undefined, namespace: string, name: string): Element | undefined {
  const [child, another] = childrenOf(of, namespace, name);
  if (another) throw new XmlRefusal('malformed', `There is more than one ${name}.`);
  return child;
}

/** All the text in it, its children's too. */
export const wholeText = ({ text, children }: Element): string => text + children.map(wholeText).join('');

/** `text` as it stands in XML, between tags or quotes. */
export const escaped = (text: string): string =>
  text.replaceAll(/[&<>"'\r\n\t]/g, (character) => `&#${character.codePointAt(0)};`);
