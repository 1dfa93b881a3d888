/**
 * The Markdown of whole lines: paragraphs, quotes, lists, tables, code. CommonMark with these differences, because
 * people write messages and not documents: a quote ends with its last `>`; a line under a line of dashes is no
 * heading; four spaces make no code; there is no HTML, and there are no definitions.
 *
 * Linear in the length of the text for each level of nesting, of which there are at most eight.
 */
import { readInline } from './inline.ts';
import type { Align, Block, Cell, ListItem } from './nodes.ts';

const levelsMax = 8;
const columnsMax = 40;

const fence = /^ {0,3}(`{3,}|~{3,})[ \t]*([^`]*)$/;
const rule = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const heading = /^ {0,3}(#{1,6})(?:[ \t]|$)/;
const quoted = /^ {0,3}> ?/;
const bullet = /^( {0,3})([-*+])(?: {1,4}(?! )| (?= )|$)/;
const numbered = /^( {0,3})(\d{1,9})([.)])(?: {1,4}(?! )| (?= )|$)/;
const task = /^\[([ xX])\](?= |$) ?/;

/** The blocks of a text. */
export function readBlocks(text: string): Block[] {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/^[ \t]+/, (space) => space.replace(/\t/g, '    ')));
  return new Blocks(lines, 0).read();
}

class Blocks {
  readonly #lines: readonly string[];
  readonly #level: number;
  readonly #found: Block[] = [];
  #at = 0;

  constructor(lines: readonly string[], level: number) {
    this.#lines = lines;
    this.#level = level;
  }

  read(): Block[] {
    while (this.#at < this.#lines.length) {
      const line = this.#line();
      if (line.trim() === '') this.#at++;
      else if (fence.test(line)) this.#readCode(line);
      else if (rule.test(line)) this.#push({ kind: 'rule' });
      else if (heading.test(line)) this.#readHeading(line);
      else if (this.#nests() && quoted.test(line)) this.#readQuote();
      else if (this.#nests() && markerOf(line)) this.#readList(markerOf(line));
      else if (!this.#readTable(line)) this.#readParagraph();
    }
    return this.#found;
  }

  readonly #line = (): string => this.#lines[this.#at] ?? '';
  readonly #nests = (): boolean => this.#level < levelsMax;

  #push(block: Block): void {
    this.#found.push(block);
    this.#at++;
  }

  /** What is never closed goes to the end. */
  #readCode(first: string): void {
    const [, ticks = '', info = ''] = fence.exec(first) ?? [];
    const indent = first.length - first.trimStart().length;
    const body: string[] = [];
    for (this.#at++; this.#at < this.#lines.length; this.#at++) {
      const line = this.#line();
      const trimmed = line.trim();
      if (trimmed.length >= ticks.length && trimmed.startsWith(ticks) && trimmed === ticks[0]?.repeat(trimmed.length))
        break;
      body.push(line.slice(Math.min(indent, line.length - line.trimStart().length)));
    }
    const language = info.trim().split(/\s/)[0]?.toLowerCase().slice(0, 40);
    this.#push({ kind: 'code', text: body.join('\n'), language: language || undefined });
  }

  #readHeading(line: string): void {
    const level = heading.exec(line)?.[1]?.length ?? 1;
    const words = line.trimStart().slice(level).trim();
    const bare = words.replace(/#+$/, '');
    const closed = bare === '' || /[ \t]$/.test(bare) ? bare.trimEnd() : words;
    this.#push({ kind: 'heading', level, children: readInline(closed) });
  }

  #readQuote(): void {
    const inside: string[] = [];
    for (; this.#at < this.#lines.length && quoted.test(this.#line()); this.#at++)
      inside.push(this.#line().replace(quoted, ''));
    this.#found.push({ kind: 'quote', children: new Blocks(inside, this.#level + 1).read() });
  }

  #readList(first: Marker | undefined): void {
    const items: ListItem[] = [];
    for (let marker = first; marker && marker.sign === first?.sign; marker = this.#nextMarker()) {
      items.push(this.#readItem(marker));
    }
    this.#found.push({ kind: 'list', first: first?.number, items });
  }

  /** Of the next line, or of the one after an empty line. */
  #nextMarker(): Marker | undefined {
    if (rule.test(this.#line())) return undefined;
    if (this.#line().trim() !== '') return markerOf(this.#line());
    const marker = markerOf(this.#lines[this.#at + 1] ?? '');
    if (marker) this.#at++;
    return marker;
  }

  #readItem({ indent, width }: Marker): ListItem {
    const inside = [this.#line().slice(width)];
    const done = task.exec(inside[0] ?? '')?.[1];
    if (done !== undefined) inside[0] = (inside[0] ?? '').replace(task, '');
    // Two spaces are enough for what belongs to it, also below "1. ".
    const inner = Math.min(width, indent + 2);
    for (this.#at++; this.#at < this.#lines.length; this.#at++) {
      const line = this.#line();
      const depth = line.length - line.trimStart().length;
      if (line.trim() === '') {
        const after = this.#lines[this.#at + 1] ?? '';
        if (after.trim() === '' || after.length - after.trimStart().length < inner) break;
        inside.push('');
      } else if (depth >= inner) inside.push(line.slice(Math.min(depth, width)));
      else if (inside.at(-1) === '' || beginsBlock(line) || markerOf(line)) break;
      else inside.push(line);
    }
    const children = new Blocks(inside, this.#level + 1).read();
    return { children, done: done === undefined ? undefined : done !== ' ' };
  }

  /** True where the next two lines are the head of one. */
  #readTable(line: string): boolean {
    if (!line.includes('|')) return false;
    const head = cellsOf(line);
    const align = cellsOf(this.#lines[this.#at + 1] ?? '').map(alignOf);
    if (head.length !== align.length || head.length > columnsMax || align.includes(null)) return false;
    const rows: Cell[][] = [head.map(readInline)];
    for (this.#at += 2; this.#at < this.#lines.length; this.#at++) {
      const next = this.#line();
      if (next.trim() === '' || beginsBlock(next)) break;
      const cells = cellsOf(next);
      rows.push(head.map((_cell, column): Cell => readInline(cells[column] ?? '')));
    }
    this.#found.push({ kind: 'table', align: align.map((one) => one ?? undefined), rows });
    return true;
  }

  #readParagraph(): void {
    const lines: string[] = [];
    do {
      lines.push(this.#line().trim());
      this.#at++;
    } while (this.#at < this.#lines.length && this.#line().trim() !== '' && !this.#endsParagraph());
    this.#found.push({ kind: 'paragraph', children: readInline(lines.join('\n')) });
  }

  #endsParagraph(): boolean {
    const line = this.#line();
    return this.#nests() ? beginsBlock(line) : fence.test(line) || rule.test(line) || heading.test(line);
  }
}

/** A number other than 1 in the midst of a text is a number and not a list. */
function beginsBlock(line: string): boolean {
  if (fence.test(line) || rule.test(line) || heading.test(line) || quoted.test(line)) return true;
  const marker = markerOf(line);
  return marker !== undefined && (marker.number ?? 1) === 1 && line.slice(marker.width).trim() !== '';
}

interface Marker {
  /** `-`, `*`, `+`, `.` or `)`: another sign is another list. */
  sign: string;
  number: number | undefined;
  indent: number;
  /** Of all that stands before the words. */
  width: number;
}

function markerOf(line: string): Marker | undefined {
  const dot = bullet.exec(line);
  if (dot) return { sign: dot[2] ?? '-', number: undefined, indent: dot[1]?.length ?? 0, width: dot[0].length };
  const digits = numbered.exec(line);
  if (!digits) return undefined;
  const [whole, indent = '', number, sign = '.'] = digits;
  return { sign, number: Number(number), indent: indent.length, width: whole.length };
}

/** The cells of a row; `\|` is a stroke within one. */
function cellsOf(line: string): string[] {
  const cells = line
    .trim()
    .replace(/\\\|/g, '\0')
    .split('|')
    .map((cell) => cell.trim().replaceAll('\0', '|'));
  if (cells[0] === '') cells.shift();
  if (cells.at(-1) === '') cells.pop();
  return cells;
}

function alignOf(cell: string): Align | null {
  if (!/^:?-+:?$/.test(cell)) return null;
  const [start, end] = [cell.startsWith(':'), cell.endsWith(':')];
  return end ? (start ? 'center' : 'end') : start ? 'start' : undefined;
}
