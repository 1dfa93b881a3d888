/** A part of a line: plain text, or Markdown that is already complete. */
export type Piece = { kind: 'text'; text: string } | Markup;

interface Markup {
  kind: 'markup';
  markdown: string;
  /** What stands for it within code, where markup does not count. */
  code?: string;
}

type Atom = string | Markup;

const markers = { '*': '**', _: '_', '~': '~~' } as const;
type Delimiter = keyof typeof markers;
const isDelimiter = (symbol: string): symbol is Delimiter => Object.hasOwn(markers, symbol);

const isSpace = (symbol: string | undefined): boolean => symbol === undefined || /^\s/u.test(symbol);
/** Slack and Markdown agree that emphasis begins and ends at an edge, at white space and at punctuation. */
const isBoundary = (symbol: string | undefined): boolean => symbol === undefined || /^[\s\p{P}\p{S}]/u.test(symbol);

/**
 * One line of Markdown that shows the pieces, with mrkdwn's `*`, `_` and `~` made Markdown's where they enclose
 * something, and escaped where they do not. With `emphasis` false all of them are plain characters.
 */
export function pieceMarkdown(pieces: readonly Piece[], emphasis = true): string {
  const atoms = pieces.flatMap((piece): Atom[] => (piece.kind === 'text' ? [...piece.text] : [piece]));
  const out: string[] = [];
  const opened = newStack();
  for (const [at, atom] of atoms.entries()) {
    if (typeof atom === 'object') {
      out.push(atom.markdown);
      continue;
    }
    const before = edge(atoms[at - 1]);
    const after = edge(atoms[at + 1]);
    if (emphasis && isDelimiter(atom) && before !== atom && after !== atom) {
      const opening = !isSpace(before) && isBoundary(after) ? opened.take(atom) : undefined;
      if (opening !== undefined) {
        out[opening] = markers[atom];
        out.push(markers[atom]);
        continue;
      }
      if (!isSpace(after) && isBoundary(before)) opened.put(atom, at);
    }
    out.push(escaped(atom, before, atoms, at));
  }
  return out.join('');
}

/** How an atom looks to its neighbours: complete Markdown begins and ends with punctuation. */
const edge = (atom: Atom | undefined): string | undefined => (typeof atom === 'object' ? '<' : atom);

/** The delimiters that are still open. The counts keep a text full of them from being searched again and again. */
function newStack() {
  const stack: { delimiter: Delimiter; at: number }[] = [];
  const counts = { '*': 0, _: 0, '~': 0 };
  return {
    put(delimiter: Delimiter, at: number): void {
      stack.push({ delimiter, at });
      counts[delimiter] += 1;
    },
    /** The place of the last open one of this kind; those opened inside it stay plain. */
    take(delimiter: Delimiter): number | undefined {
      if (counts[delimiter] === 0) return undefined;
      for (;;) {
        const last = stack.pop();
        if (last === undefined) return undefined;
        counts[last.delimiter] -= 1;
        if (last.delimiter === delimiter) return last.at;
      }
    },
  };
}

function escaped(symbol: string, before: string | undefined, atoms: readonly Atom[], at: number): string {
  const next = atoms[at + 1];
  // Within a word `_` is plain in Markdown as well, and escaping it would spoil names and addresses.
  if (symbol === '_') return isBoundary(before) || isBoundary(edge(next)) ? '\\_' : '_';
  // In front of a link it would make an image.
  if (symbol === '!') return typeof next === 'object' ? '\\!' : '!';
  if (symbol === '&') return beginsEntity(atoms, at) ? '\\&' : '&';
  return '\\`[]<*~'.includes(symbol) ? `\\${symbol}` : symbol;
}

const entityLengthMax = 34;

function beginsEntity(atoms: readonly Atom[], at: number): boolean {
  const ahead = atoms.slice(at, at + entityLengthMax).map((atom) => edge(atom));
  return /^&#?\w+;/.test(ahead.join(''));
}

/** Escapes what only counts where a line begins: headings, quotes, rules and underlines, code by indentation. */
export function escapedLineStart(line: string): string {
  if (/^[\s|:=-]+$/.test(line) && /[=-]/.test(line)) return line.replace(/[=-]/, '\\$&');
  if (/^ {0,3}(?:#{1,6}(?:\s|$)|>)/.test(line)) return line.replace(/[#>]/, '\\$&');
  return line.replace(/^(?: {4}|\t)[ \t]*/, (indent) => indent.replaceAll('\t', '    ').replaceAll(' ', '\u00a0'));
}
