/** Where a very long message is cut until somebody asks for all of it. */

const longFrom = 4_000;
const shownMost = 2_000;
const linesMost = 40;

/** The beginning, up to the end of a line; undefined where the whole is short enough. */
export function folded(text: string): string | undefined {
  const atLines = endOfLine(text, linesMost);
  if (text.length <= longFrom && (atLines === -1 || text.indexOf('\n', atLines + 20) === -1)) return undefined;
  let end = text.lastIndexOf('\n', shownMost);
  if (end < shownMost / 4) end = text.lastIndexOf(' ', shownMost);
  if (end < shownMost / 4) end = shownMost;
  if (atLines !== -1) end = Math.min(end, atLines);
  const start = text.slice(0, end).toWellFormed();
  return closed(start);
}

/** Where the line of that number ends; -1 where there are not so many. */
function endOfLine(text: string, lines: number): number {
  let at = -1;
  for (let line = 0; line < lines; line++) {
    at = text.indexOf('\n', at + 1);
    if (at === -1) return -1;
  }
  return at;
}

/** Code that was cut off ends where it was cut. */
function closed(text: string): string {
  let open: string | undefined;
  for (const [, mark = ''] of text.matchAll(/^ {0,3}(`{3,}|~{3,})/gm)) {
    if (open === undefined) open = mark;
    else if (mark.startsWith(open)) open = undefined;
  }
  return open === undefined ? text : `${text}\n${open}`;
}
