/** When a message was written, and in a direct conversation what the clock of its author showed then. */
import type { JSX, PointerEvent } from 'react';
import { fullMoment, timeOfDay } from '#parts/moments.ts';
import { Time } from '#parts/time.tsx';
import { useMember } from '../member.tsx';
import { useMinute } from '../minute.ts';
import { momentOf } from '../moment.ts';
import { usePlace } from '../place.ts';
import { hoursApart } from './zones.ts';

interface Props {
  readonly id?: string | undefined;
  readonly ts: string;
}

/** "14:31" */
export function Stamp({ id, ts }: Props): JSX.Element {
  const place = usePlace();
  const at = momentOf(ts);
  // Written out for whoever points at it: for each row of a long list it would cost more than the row.
  const tell = ({ currentTarget }: PointerEvent<HTMLElement>): void => {
    currentTarget.title = fullMoment(at, place);
  };
  return (
    <time id={id} dateTime={new Date(at).toISOString()} onPointerEnter={tell}>
      {timeOfDay(at, place)}
    </time>
  );
}

/** "today 14:31", "3 Nov 14:31" */
export function DatedStamp({ id, ts }: Props): JSX.Element {
  const [place, now] = [usePlace(), useMinute()];
  return <Time id={id} at={momentOf(ts)} now={now} place={place} form="both" />;
}

/** People at least so far apart are told each other's time. */
const apartHours = 2;

/** "22:38 for Mei"; nothing where it is nearly the same time. */
export function TheirTime({ member, at }: { member: string; at: number }): JSX.Element | null {
  const place = usePlace();
  const them = useMember(member);
  if (!them || hoursApart(at, place.zone, them.timeZone) < apartHours) return null;
  return (
    <span className="meta">
      {timeOfDay(at, { ...place, zone: them.timeZone })} for <bdi>{them.name.split(' ')[0]}</bdi>
    </span>
  );
}
