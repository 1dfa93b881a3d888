/**
 * Moments, and what clocks on walls show. The danger: a zone puts its clocks forward and back, so a time on the wall
 * may not exist, or come twice. The rule is one everywhere, that of RFC 5545 and of Temporal's `compatible`: a time
 * that is left out means the one as much later, a time that comes twice means the first.
 */
import { Temporal } from 'temporal-polyfill';
import { problem } from '../problem.ts';

export const unknownZone = problem<{ zone: string }>(
  'time/unknown-zone',
  422,
  'There is no such time zone. Use a name such as Europe/Zurich.',
);
export const noSuchTime = problem(
  'time/no-such-time',
  422,
  'The calendar has no such day, or the day no such time. Choose another.',
);

/** The zone's name in its usual spelling (`Europe/Zurich`). Refuses what is none of the IANA database. */
export function requireZone(name: string): string {
  // Offsets such as +02:00 are zones to Temporal, but none that a person lives in.
  if (!/^[A-Za-z]/.test(name)) throw unknownZone({ zone: name });
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) throw unknownZone({ zone: name });
    throw error;
  }
}

/** The moment at which a clock in the zone shows `wall` (`2026-03-29T02:30`). Refuses what no calendar has. */
export function momentOf(wall: string, zone: string): Date {
  const known = requireZone(zone);
  return orNone(() => momentAt(Temporal.PlainDateTime.from(wall, { overflow: 'reject' }), known));
}

/** The moment of an RFC 3339 text. Refuses what no calendar has. */
export const momentFrom = (text: string): Date => orNone(() => new Date(Temporal.Instant.from(text).epochMilliseconds));

/** What a clock in the zone shows at a moment, to the second: `2026-03-29T03:30:00`. */
export const wallAt = (at: Date, zone: string): string => plainAt(at, zone).toString({ smallestUnit: 'second' });

export type Rhythm = 'daily' | 'weekdays' | 'weekly' | 'monthly';
const UNITS = { daily: 'days', weekdays: 'days', weekly: 'weeks', monthly: 'months' } as const;
const FRIDAY = 5;

/**
 * The first moment after `after` of a rhythm that began when the clock in the zone showed `first`: at that time of the
 * day, whatever the zone does. A month that lacks the day has it on its last one. Looks at most `stepsMax` steps ahead.
 */
export function nextMoment(first: string, rhythm: Rhythm, zone: string, after: Date, stepsMax: number): Date {
  const start = Temporal.PlainDateTime.from(first);
  const unit = UNITS[rhythm];
  // A step back, because a clock that was put forward may have moved the moment across `after`.
  const passed = Math.max(0, start.until(plainAt(after, zone), { largestUnit: unit })[unit] - 1);
  for (let step = passed; step < passed + stepsMax; step++) {
    const wall = start.add({ [unit]: step });
    if (rhythm === 'weekdays' && wall.dayOfWeek > FRIDAY) continue;
    const at = momentAt(wall, zone);
    if (at > after) return at;
  }
  throw new Error('A rhythm has no next moment.');
}

const plainAt = (at: Date, zone: string): Temporal.PlainDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDateTime();

const momentAt = (wall: Temporal.PlainDateTime, zone: string): Date =>
  new Date(wall.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds);

function orNone<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw noSuchTime();
    throw error;
  }
}
