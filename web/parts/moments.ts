/**
 * Points in time as people write them, in a zone and a language that are handed in. A point is milliseconds since
 * 1970, or a Date.
 */

export interface Place {
  /** BCP 47, such as `en-GB`; decides between 14:31 and 2:31 PM as well. */
  locale: string;
  /** IANA, such as `Europe/Zurich`. */
  zone: string;
  /** Where the person has chosen against the custom of the language. */
  hours?: 'h12' | 'h23' | undefined;
}

export type Moment = number | Date;

const formats = new Map<string, Intl.DateTimeFormat>();

function format({ locale, zone, hours }: Place, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, zone, hours, options]);
  let made = formats.get(key);
  if (!made) {
    const cycle = hours && options.hour ? { hourCycle: hours } : {};
    made = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options, ...cycle });
    formats.set(key, made);
  }
  return made;
}

/** "14:31" */
export const timeOfDay = (at: Moment, place: Place): string =>
  format(place, { hour: '2-digit', minute: '2-digit' }).format(at);

/** "Sunday, 22 November 2026 at 14:31:07 CET" */
export const fullMoment = (at: Moment, place: Place): string =>
  format(place, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(at);

/** No zone changes its day within a quarter of an hour, and a list asks for the day of each of its rows. */
const quarterMs = 900_000;
const quartersMost = 5_000;
const days = new Map<string, string>();

/** The day in that zone, "2026-11-22": the same for all moments of a day, and it sorts. */
export function dayOf(at: Moment, zone: string): string {
  const quarter = Math.floor(Number(at) / quarterMs);
  const key = `${zone} ${quarter}`;
  let day = days.get(key);
  if (day === undefined) {
    const how = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    day = format({ locale: 'en-CA', zone }, how).format(quarter * quarterMs);
    if (days.size >= quartersMost) days.clear();
    days.set(key, day);
  }
  return day;
}

/** Whole days from `then` to `now` in that zone: 1 is yesterday, whatever the clocks did at night. */
export const daysSince = (then: Moment, now: Moment, zone: string): number =>
  Math.round((Date.parse(dayOf(now, zone)) - Date.parse(dayOf(then, zone))) / 86_400_000);

/** "Today, Sunday 22 November", "Thursday 19 November", "Friday 3 January 2025" */
export function dayName(at: Moment, now: Moment, place: Place): string {
  const days = daysSince(at, now, place.zone);
  const sameYear = dayOf(at, place.zone).slice(0, 4) === dayOf(now, place.zone).slice(0, 4);
  const year = sameYear ? {} : { year: 'numeric' as const };
  const name = format(place, { weekday: 'long', day: 'numeric', month: 'long', ...year }).format(at);
  return Math.abs(days) > 1 ? name : `${nearDay(-days, place.locale)}, ${name}`;
}

/** As short as the distance allows: "14:31", "Yesterday", "Thursday", "3 Nov", "3 Jan 2025" */
export function shortMoment(at: Moment, now: Moment, place: Place): string {
  const days = daysSince(at, now, place.zone);
  if (days === 0) return timeOfDay(at, place);
  if (Math.abs(days) === 1) return nearDay(-days, place.locale);
  if (days > 1 && days < 7) return format(place, { weekday: 'long' }).format(at);
  const sameYear = dayOf(at, place.zone).slice(0, 4) === dayOf(now, place.zone).slice(0, 4);
  return format(place, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(at);
}

/** Day and time in one: "today 09:14", "Thursday 17:02", "3 Nov 17:02" */
export function dayAndTime(at: Moment, now: Moment, place: Place): string {
  const days = daysSince(at, now, place.zone);
  const day = days === 0 ? relative(place.locale).format(0, 'day') : shortMoment(at, now, place);
  return `${day} ${timeOfDay(at, place)}`;
}

function nearDay(days: number, locale: string): string {
  const word = relative(locale).format(days, 'day');
  return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
}

const relatives = new Map<string, Intl.RelativeTimeFormat>();

function relative(locale: string): Intl.RelativeTimeFormat {
  let made = relatives.get(locale);
  if (!made) {
    made = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
    relatives.set(locale, made);
  }
  return made;
}
