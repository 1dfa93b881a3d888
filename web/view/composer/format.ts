/** What the keys and buttons for format do to a text: each gives one replacement, so that one undo takes it back. */

export interface Selected {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Put `insert` in place of `from`–`to`, then select `start`–`end`. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  readonly start: number;
  readonly end: number;
}

export type Format = 'bold' | 'italic' | 'strike' | 'code' | 'link' | 'quote' | 'list';

export function format(kind: Format, selected: Selected): Edit {
  if (kind === 'bold') return wrap('**', selected);
  if (kind === 'italic') return wrap('_', selected);
  if (kind === 'strike') return wrap('~~', selected);
  if (kind === 'code') return code(selected);
  if (kind === 'link') return link(selected, '');
  return prefix(kind === 'quote' ? '> ' : '- ', selected);
}

/** Puts the mark around what is selected, or takes it away where it is there, on either side of the selection. */
function wrap(mark: string, { text, start, end }: Selected): Edit {
  const chosen = text.slice(start, end);
  const inner = chosen.trim();
  const lead = chosen.length - chosen.trimStart().length;
  const [from, to] = inner === '' ? [start, end] : [start + lead, start + lead + inner.length];
  const size = mark.length;
  if (text.slice(from - size, from) === mark && text.slice(to, to + size) === mark)
    return { from: from - size, to: to + size, insert: inner, start: from - size, end: to - size };
  if (inner.length > 2 * size && inner.startsWith(mark) && inner.endsWith(mark)) {
    const bare = inner.slice(size, -size);
    return { from, to, insert: bare, start: from, end: from + bare.length };
  }
  return { from, to, insert: `${mark}${inner}${mark}`, start: from + size, end: from + size + inner.length };
}

/** Several lines become a fence, longer than any run of backticks within. */
function code(selected: Selected): Edit {
  const { text, start, end } = selected;
  const chosen = text.slice(start, end);
  const longest = Math.max(0, ...[...chosen.matchAll(/`+/g)].map(([run]) => run.length));
  if (!chosen.includes('\n')) {
    const isWrapped = text[start - 1] === '`' && text[end] === '`';
    if (longest === 0 || isWrapped || /^`[^`]+`$/.test(chosen)) return wrap('`', selected);
    const mark = '`'.repeat(longest + 1);
    const insert = `${mark} ${chosen} ${mark}`;
    return { from: start, to: end, insert, start, end: start + insert.length };
  }
  const fence = '`'.repeat(Math.max(3, longest + 1));
  const lead = start === 0 || text[start - 1] === '\n' ? '' : '\n';
  const tail = end === text.length || text[end] === '\n' ? '' : '\n';
  const body = chosen.replace(/^\n|\n$/g, '');
  const insert = `${lead}${fence}\n${body}\n${fence}${tail}`;
  const bodyAt = start + lead.length + fence.length + 1;
  return { from: start, to: end, insert, start: bodyAt, end: bodyAt + body.length };
}

export const isAddress = (text: string): boolean => /^(https?:\/\/|mailto:)[^\s<>]+$/i.test(text);

/** Without an address, that is what is to be typed next; a chosen address wants its words. */
export function link({ text, start, end }: Selected, address: string): Edit {
  const chosen = text.slice(start, end).trim();
  if (address === '' && isAddress(chosen))
    return { from: start, to: end, insert: `[](${chosen})`, start: start + 1, end: start + 1 };
  const insert = `[${chosen}](${address})`;
  const wanted = chosen === '' ? start + 1 : start + chosen.length + 3;
  const done = start + insert.length;
  return address === '' || chosen === ''
    ? { from: start, to: end, insert, start: wanted, end: wanted }
    : { from: start, to: end, insert, start: done, end: done };
}

/** Every line that is touched gets the mark; if all of them have it, it goes. */
function prefix(mark: string, { text, start, end }: Selected): Edit {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const to = next === -1 ? text.length : next;
  const lines = text.slice(from, to).split('\n');
  const isThere = lines.every((line) => line.startsWith(mark));
  const insert = lines.map((line) => (isThere ? line.slice(mark.length) : mark + line)).join('\n');
  const grown = isThere ? -mark.length : mark.length;
  if (start === end)
    return { from, to, insert, start: Math.max(from, start + grown), end: Math.max(from, start + grown) };
  return { from, to, insert, start: from, end: from + insert.length };
}

/** A new line goes on with the list or the quote; from an item without words it ends it. */
export function newLine({ text, start, end }: Selected): Edit {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const line = text.slice(from, start);
  const [mark = '', indent = '', sign = '', number] = /^(\s*)(?:([-*+>])|(\d{1,4})[.)]) +/.exec(line) ?? [];
  if (mark !== '' && line === mark && start === end) return { from, to: end, insert: '', start: from, end: from };
  const next = number === undefined ? sign && `${indent}${sign} ` : `${indent}${Number(number) + 1}. `;
  const at = start + 1 + next.length;
  return { from: start, to: end, insert: `\n${next}`, start: at, end: at };
}

/** What the text is afterwards. */
export const edited = (text: string, { from, to, insert }: Edit): string =>
  text.slice(0, from) + insert + text.slice(to);
