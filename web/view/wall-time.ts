/** Times to come, as a clock on a wall of some zone shows them: `2026-11-23T09:00`, as `<input>` takes them. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clock of that zone shows at a moment, milliseconds since 1970. */
export function wallAt(at: number, zone: string): string {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
    formats.set(zone, format);
  }
  return format.format(at).replace(' ', 'T');
}

const dayMs = 86_400_000;
const asUtc = (wall: string): number => Date.parse(`${wall}Z`);

/**
 * The moment at which the clock shows this. Where it is put back, the first of two; where it is put forward over it, as
 * much later: as the server reads it.
 */
export function momentAt(wall: string, zone: string): number {
  const shown = asUtc(wall);
  const offsetAt = (at: number): number => asUtc(wallAt(at, zone)) - Math.floor(at / 60_000) * 60_000;
  const before = shown - offsetAt(shown - dayMs);
  const after = shown - offsetAt(shown + dayMs);
  const right = [before, after].filter((at) => asUtc(wallAt(at, zone)) === shown);
  return right.length === 0 ? before : Math.min(...right);
}

/** A choice that is offered by name. */
export interface Preset {
  readonly label: string;
  readonly wall: string;
}

export const dayAfter = (day: string, days: number): string =>
  new Date(asUtc(`${day}T00:00`) + days * dayMs).toISOString().slice(0, 10);

/** Sunday is 0. */
const weekdayOf = (day: string): number => new Date(asUtc(`${day}T00:00`)).getUTCDay();

/** The next mornings: this one at night, tomorrow, and Monday, unless that is one of them. */
export function mornings(now: number, zone: string): Preset[] {
  const wall = wallAt(now, zone);
  const today = wall.slice(0, 10);
  const toMonday = (8 - weekdayOf(today)) % 7 || 7;
  const offered = [{ label: 'Tomorrow at 9:00', wall: `${dayAfter(today, 1)}T09:00` }];
  if (wall.slice(11) < '08:00') offered.unshift({ label: 'Today at 9:00', wall: `${today}T09:00` });
  if (toMonday > 1) offered.push({ label: 'Monday at 9:00', wall: `${dayAfter(today, toMonday)}T09:00` });
  return offered;
}

const minuteMs = 60_000;

/** For what is to come soon, then the mornings. */
export const soon = (now: number, zone: string): Preset[] => [
  ...(
    [
      ['In 20 minutes', 20],
      ['In 1 hour', 60],
      ['In 3 hours', 180],
    ] as const
  ).map(([label, minutes]) => ({ label, wall: wallAt(now + minutes * minuteMs, zone) })),
  ...mornings(now, zone),
];

/** When the day, and the week, are over; Monday begins one. */
export function endOfDay(now: number, zone: string): string {
  return `${dayAfter(wallAt(now, zone).slice(0, 10), 1)}T00:00`;
}
export function endOfWeek(now: number, zone: string): string {
  const today = wallAt(now, zone).slice(0, 10);
  return `${dayAfter(today, (8 - weekdayOf(today)) % 7 || 7)}T00:00`;
}
