import type { MemberRow } from '#identity/members/members.ts';
import { momentOf, wallAt } from '#platform/wall-time/wall-time.ts';

/** How a reader's words for days become moments. */
export interface Calendar {
  /** The day it is, such as 2026-01-31. */
  readonly today: string;
  /** The moment at which a day begins. */
  startOf(day: string): Date;
}

/** The calendar of a member's own time zone. */
export const calendarOf = ({ time_zone: zone }: Pick<MemberRow, 'time_zone'>, now: Date): Calendar => ({
  today: wallAt(now, zone).slice(0, 'yyyy-mm-dd'.length),
  startOf: (day) => momentOf(`${day}T00:00`, zone),
});

/** A stretch of whole days. */
export interface Period {
  readonly first: Date;
  /** The first moment that is no longer part of it. */
  readonly end: Date;
}

/** The period of `2026`, `2026-01`, `2026-01-31`, `today` or `yesterday`; undefined for anything else. */
export function periodOf(typed: string, calendar: Calendar): Period | undefined {
  const relative = { today: calendar.today, yesterday: moved(calendar.today, 0, 0, -1) }[typed.toLowerCase()];
  const written = relative ?? typed;
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(written) ?? [];
  if (year === undefined || year < '1970' || year === '9999') return undefined;
  const first = `${year}-${month ?? '01'}-${day ?? '01'}`;
  // JavaScript takes the 30th of February for the 2nd of March.
  const time = new Date(`${first}T00:00:00Z`);
  if (Number.isNaN(time.getTime()) || !time.toISOString().startsWith(first)) return undefined;
  const next = moved(first, month === undefined ? 1 : 0, month !== undefined && day === undefined ? 1 : 0, day ? 1 : 0);
  return { first: calendar.startOf(first), end: calendar.startOf(next) };
}

function moved(day: string, years: number, months: number, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCFullYear(date.getUTCFullYear() + years, date.getUTCMonth() + months, date.getUTCDate() + days);
  return date.toISOString().slice(0, day.length);
}
