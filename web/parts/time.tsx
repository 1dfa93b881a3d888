/** A point in time in the person's words; machines and the tooltip get all of it. */
import type { JSX } from 'react';
import { dayAndTime, dayName, fullMoment, type Moment, type Place, shortMoment, timeOfDay } from './moments.ts';

export interface TimeProps {
  at: Moment;
  /** Decides what "today" is. */
  now: Moment;
  place: Place;
  /** "14:31" · "Today, Sunday 22 November" · "Yesterday" · "today 09:14"; the time unless told. */
  form?: 'time' | 'day' | 'short' | 'both' | undefined;
  id?: string | undefined;
  className?: string | undefined;
}

export function Time({ at, now, place, form = 'time', id, className }: TimeProps): JSX.Element {
  return (
    <time id={id} dateTime={new Date(at).toISOString()} title={fullMoment(at, place)} className={className}>
      {words(form, at, now, place)}
    </time>
  );
}

function words(form: NonNullable<TimeProps['form']>, at: Moment, now: Moment, place: Place): string {
  if (form === 'time') return timeOfDay(at, place);
  if (form === 'day') return dayName(at, now, place);
  return form === 'short' ? shortMoment(at, now, place) : dayAndTime(at, now, place);
}
