import { Temporal } from 'temporal-polyfill';
import type { QuietHours } from '#contract/notifications.ts';
import { limits } from '#platform/limits.ts';

/**
 * When a member may be disturbed again who may not be now; undefined: now. Hours and days are those of the member's
 * time zone, also where a day has 23 or 25 hours. Who is never to be disturbed gets a moment some days ahead.
 */
export function quietUntil(
  now: Date,
  zone: string,
  hours: readonly QuietHours[],
  doNotDisturbUntil: Date | null,
): Date | undefined {
  let at = doNotDisturbUntil && doNotDisturbUntil > now ? doNotDisturbUntil : now;
  // One window may end inside another.
  for (let step = 0; step < limits.notifications.quietStepsMax; step++) {
    const end = endOfQuiet(at, zone, hours);
    if (!end) break;
    at = end;
  }
  return at > now ? at : undefined;
}

/** The end of the latest window that `at` lies in. */
function endOfQuiet(at: Date, zone: string, hours: readonly QuietHours[]): Date | undefined {
  if (hours.length === 0) return undefined;
  const today = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  let latest: Date | undefined;
  for (const day of [today.subtract({ days: 1 }), today]) {
    for (const { days, from, to } of hours) {
      if (!days.includes(day.dayOfWeek)) continue;
      const start = momentOf(day, from, zone);
      const end = momentOf(to > from ? day : day.add({ days: 1 }), to, zone);
      if (start <= at && at < end && (!latest || end > latest)) latest = end;
    }
  }
  return latest;
}

/** A time that the clocks pass over means the moment after the jump's length; one that comes twice means the first. */
function momentOf(day: Temporal.PlainDate, time: string, zone: string): Date {
  const [date, plainTime] = time === '24:00' ? [day.add({ days: 1 }), '00:00'] : [day, time];
  return new Date(date.toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds);
}
