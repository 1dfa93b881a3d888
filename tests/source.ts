import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/** One file of the repository: its path from the root, with `/`, and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

/** What the rules ask about a TypeScript file. Lines count from 1. */
export interface Parsed {
  /**
   * Every module it names, statically, dynamically or as a type; relative and `#` paths become repository paths.
   * `names` are the values that it takes from there, `*` for all of them.
   */
  imports: { from: string; names: string[]; line: number }[];
  /** Identifiers, and strings that could be one (`'channel.joined'`). A `property` stands behind a dot. */
  names: { name: string; line: number; role: 'declared' | 'property' | 'used' | 'string' }[];
  /** Member accesses through plain names, such as `Date.now`, and bare constructions, such as `new Date()`. */
  phrases: { text: string; line: number }[];
  functions: { name: string; line: number; lines: number }[];
  comments: { text: string; line: number }[];
}

interface Node {
  type: string;
  start: number;
  end: number;
  name?: string;
  [member: string]: unknown;
}

export const root = join(import.meta.dirname, '..');

const ignored = new Set(['node_modules', '.git', 'data', 'package-lock.json', 'web/dist']);
const readable = /\.(tsx?|css|html|sql|md|json|sh|yml)$|^(bin|\.ci)\/[^.]+$/;

/** Every readable file of the repository, in order of its path. */
export function readSources(folder = root): SourceFile[] {
  const paths: string[] = [];
  const walk = (under: string) => {
    for (const entry of readdirSync(join(folder, under), { withFileTypes: true })) {
      const path = posix.join(under, entry.name);
      if (ignored.has(path) || entry.name === 'node_modules') continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && readable.test(path)) paths.push(path);
    }
  };
  walk('');
  return paths.sort().map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
}

const roomsByAlias: Record<string, string> = {
  '#contract/': 'contract/',
  '#platform/': 'server/platform/',
  '#identity/': 'server/identity/',
  '#workspace/': 'server/workspace/',
  '#governance/': 'server/governance/',
  '#desk/': 'server/desk/',
  '#slack/': 'server/slack/',
  '#operators/': 'server/operators/',
  '#server/': 'server/',
  '#parts/': 'web/parts/',
  '#sync/': 'web/sync/',
  '#view/': 'web/view/',
  '#screens/': 'web/screens/',
};

function resolveModule(importer: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(importer), specifier);
  const alias = Object.keys(roomsByAlias).find((prefix) => specifier.startsWith(prefix));
  return alias === undefined ? specifier : `${roomsByAlias[alias]}${specifier.slice(alias.length)}`;
}

/** Reads a TypeScript file; throws when it does not parse. */
export function parse({ path, text }: SourceFile): Parsed {
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const lineEnds = [...text.matchAll(/\n/g)].map((end) => end.index);
  const line = (offset: number) => {
    let [low, high] = [0, lineEnds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((lineEnds[middle] as number) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
  const found: Parsed = { imports: [], names: [], phrases: [], functions: [], comments: [] };
  for (const comment of comments) found.comments.push({ text: comment.value, line: line(comment.start) });
  const visit = (node: Node, parent: Node | undefined, key: string) => {
    note(found, path, node, parent, key, line);
    for (const [childKey, value] of Object.entries(node)) {
      for (const child of [value].flat() as (Node | null | undefined)[]) {
        if (typeof child?.type === 'string') visit(child, node, childKey);
      }
    }
  };
  visit(program as unknown as Node, undefined, '');
  return found;
}

type Line = (offset: number) => number;

function note(found: Parsed, path: string, node: Node, parent: Node | undefined, key: string, line: Line) {
  const at = line(node.start);
  const source = node.source as { value?: unknown } | null | undefined;
  if (typeof source?.value === 'string' && /^(Import|Export|TSImport)/.test(node.type)) {
    found.imports.push({ from: resolveModule(path, source.value), names: valuesOf(node), line: at });
  }
  const name = nameIn(node, parent, key);
  if (name !== undefined) found.names.push({ ...name, line: at });
  const phrase = phraseIn(node);
  if (phrase !== undefined) found.phrases.push({ text: phrase, line: at });
  if (/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) {
    const named = (node.id ?? parent?.id ?? parent?.key) as { name?: string } | undefined;
    const lines = line(node.end) - at + 1;
    found.functions.push({ name: named?.name ?? 'a function without a name', line: at, lines });
  }
}

interface Specifier {
  importKind?: string;
  exportKind?: string;
  imported?: { name?: string };
  local?: { name?: string };
}

/** The values that an import or an export from another module names. */
function valuesOf(node: Node): string[] {
  if (node.importKind === 'type' || node.exportKind === 'type' || node.type.startsWith('TSImport')) return [];
  const specifiers = node.specifiers as Specifier[] | undefined;
  if (specifiers === undefined) return ['*'];
  return specifiers
    .filter(({ importKind, exportKind }) => importKind !== 'type' && exportKind !== 'type')
    .map(({ imported, local }) => imported?.name ?? (node.type.startsWith('Export') ? (local?.name ?? '*') : '*'));
}

const declares = /^(Function|Class|TSTypeAlias|TSInterface)Declaration$|^VariableDeclarator$/;

function nameIn(node: Node, parent: Node | undefined, key: string): Omit<Parsed['names'][0], 'line'> | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string' && key !== 'source') {
    return /^[A-Za-z][\w.-]*$/.test(node.value) ? { name: node.value, role: 'string' } : undefined;
  }
  if (node.type !== 'Identifier' && node.type !== 'PrivateIdentifier') return undefined;
  const behindDot = parent?.type === 'MemberExpression' && key === 'property' && parent.computed !== true;
  const declared = parent !== undefined && declares.test(parent.type) && key === 'id';
  return { name: node.name ?? '', role: behindDot ? 'property' : declared ? 'declared' : 'used' };
}

function phraseIn(node: Node): string | undefined {
  if (node.type === 'NewExpression') {
    return (node.arguments as Node[]).length === 0 ? `new ${(node.callee as Node).name}()` : undefined;
  }
  return node.type === 'MemberExpression' ? dotted(node) : undefined;
}

/** `work.sql.selectFrom` for that access; nothing where the chain contains more than plain names. */
function dotted(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name;
  if (node.type !== 'MemberExpression' || node.computed === true) return undefined;
  const before = dotted(node.object as Node);
  return before === undefined ? undefined : `${before}.${(node.property as Node).name}`;
}

/** `channelIds` → channel, ids; `worker_threads` → worker, threads. Lower case. */
export const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
