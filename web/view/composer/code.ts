/** Where a text is code, as Markdown sees it: nothing in there is a name, and Enter is a line. */

/** From (included) to (excluded), UTF-16 offsets, in order and apart. An open fence ends with the text. */
export type Span = readonly [from: number, to: number];

/** The fences and the inline code of a text. Code by indentation is not looked for: people who chat do not write it. */
export function codeSpans(text: string): Span[] {
  if (!/[`~]/.test(text)) return [];
  const spans: Span[] = [];
  let plainFrom = 0;
  for (const fence of fences(text)) {
    spans.push(...inlineCode(text, plainFrom, fence[0]), fence);
    plainFrom = fence[1];
  }
  spans.push(...inlineCode(text, plainFrom, text.length));
  return spans;
}

export const isWithin = (spans: readonly Span[], at: number): boolean =>
  spans.some(([from, to]) => at > from && at < to);

/** Whether the place is behind the opening line of a fence and not behind its closing one. */
export function isInFence(text: string, at: number): boolean {
  const inside = fences(text).find(([from, to]) => from < at && at <= to);
  if (!inside) return false;
  const [from, to] = inside;
  const firstEnd = text.indexOf('\n', from);
  // On the line that opens it, one still says which language, and Enter goes to the code.
  if (firstEnd === -1 || at <= firstEnd) return true;
  return at < to || !isClosed(text.slice(from, to));
}

const opening = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;

function isClosed(fence: string): boolean {
  const lines = fence.replace(/\n$/, '').split('\n');
  const [, mark = ''] = opening.exec(lines[0] ?? '') ?? [];
  return lines.length > 1 && closes(lines.at(-1) ?? '', mark);
}

function closes(line: string, mark: string): boolean {
  const [, marks = ''] = /^ {0,3}(`+|~+)[ \t]*$/.exec(line) ?? [];
  return marks.startsWith(mark);
}

function fences(text: string): Span[] {
  const found: Span[] = [];
  let open: { from: number; mark: string } | undefined;
  let at = 0;
  for (const line of text.split('\n')) {
    const end = Math.min(at + line.length + 1, text.length);
    if (!open) {
      const [, mark] = opening.exec(line) ?? [];
      if (mark !== undefined) open = { from: at, mark };
    } else if (closes(line, open.mark)) {
      found.push([open.from, end]);
      open = undefined;
    }
    at = end;
  }
  if (open) found.push([open.from, text.length]);
  return found;
}

/** A run of backticks up to the next run as long, within a paragraph. */
function inlineCode(text: string, from: number, to: number): Span[] {
  const found: Span[] = [];
  let paragraphFrom = from;
  for (const paragraph of text.slice(from, to).split(/(\n[ \t]*\n)/)) {
    const runs = [...paragraph.matchAll(/(?<!\\)`+/g)];
    for (let at = 0; at < runs.length; at++) {
      const open = runs[at];
      const close = runs.findIndex((run, later) => later > at && run[0].length === open?.[0].length);
      const closing = runs[close];
      if (!open || !closing) continue;
      found.push([paragraphFrom + open.index, paragraphFrom + closing.index + closing[0].length]);
      at = close;
    }
    paragraphFrom += paragraph.length;
  }
  return found;
}
