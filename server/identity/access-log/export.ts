/**
 * The access log as a file. The danger: a name that a stranger chose, opened in a spreadsheet, where it becomes a
 * formula. The principle: every cell is quoted, and one that a spreadsheet would run begins with an apostrophe. It is
 * read page by page, each in a unit of its own, and sent as it is read.
 */
import type { MemberId, TeamId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import type { PlaceOf } from '#platform/places/places.ts';
import type { Units } from '#platform/work.ts';
import { findMembers } from '../members/members.ts';
import { type AttemptRow, latestAttempts, type Wanted } from './access-log.sql.ts';
import { showAttempt } from './showing.ts';

const COLUMNS = [
  ...['at', 'since', 'times', 'kind', 'outcome', 'reason', 'means', 'factor'],
  ...['member', 'handle', 'ip', 'place', 'device', 'userAgent'],
] as const;
type Line = Record<string, string | number | undefined>;

/** The lines of the file, newest first; at most so many as `limits.attempts.exportedMax` says. */
export async function* exportAttempts(
  units: Units,
  team: TeamId,
  wanted: Wanted,
  { format, placeOf }: { readonly format: 'csv' | 'json'; readonly placeOf: PlaceOf },
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(COLUMNS);
  let isFirst = true;
  for await (const line of linesOf(units, team, wanted, placeOf)) {
    if (format === 'csv') yield csvLine(COLUMNS.map((column) => line[column] ?? ''));
    else yield `${isFirst ? '[\n' : ',\n'}${JSON.stringify(line)}`;
    isFirst = false;
  }
  if (format === 'json') yield isFirst ? '[]\n' : '\n]\n';
}

async function* linesOf(units: Units, team: TeamId, wanted: Wanted, placeOf: PlaceOf): AsyncGenerator<Line> {
  const { exportPage, exportedMax } = limits.attempts;
  let after: string | undefined;
  for (let told = 0; told < exportedMax; told += exportPage) {
    const page = await units.open({ team }, async (work) => {
      const rows = await latestAttempts(work.sql, wanted, { after, limit: exportPage });
      const ids = [...new Set(rows.flatMap(({ member_id }) => member_id ?? []))];
      const handles = new Map((await findMembers(work, ids)).map(({ id, handle }) => [id, handle]));
      return rows.map((row) => lineOf(row, handles, placeOf));
    });
    yield* page.map(({ line }) => line);
    after = page.at(-1)?.id;
    if (page.length < exportPage) return;
  }
}

function lineOf(row: AttemptRow, handles: ReadonlyMap<MemberId, string>, placeOf: PlaceOf): { id: string; line: Line } {
  const { agent, ...shown } = showAttempt(row, placeOf);
  return {
    id: row.id,
    line: { ...shown, handle: row.member_id ? handles.get(row.member_id) : undefined, device: agent.words },
  };
}

const csvLine = (cells: readonly (string | number)[]): string => `${cells.map(cellOf).join(',')}\r\n`;

/** RFC 4180; what a spreadsheet takes for a formula is made text (OWASP, CSV injection). */
function cellOf(value: string | number): string {
  const text = String(value);
  const harmless = typeof value === 'string' && /^[\s]*[=+\-@|%]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
