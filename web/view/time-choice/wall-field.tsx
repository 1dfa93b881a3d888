/** A date and a time of the day, in the member's zone and said in words. */
import type { JSX } from 'react';
import { TextField } from '#parts/field.tsx';
import { fullMoment, type Place, timeOfDay } from '#parts/moments.ts';
import { momentAt, wallAt } from '../wall-time.ts';

export interface WallFieldProps {
  readonly label: string;
  /** `2026-11-23T09:00`; empty while it is not said. */
  readonly wall: string;
  onChange(wall: string): void;
  readonly place: Place;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Such as "too far ahead". What is not in the future is told by itself. */
  readonly fault?: string | undefined;
}

export function WallField({ label, wall, onChange, place, now, fault }: WallFieldProps): JSX.Element {
  const error = fault ?? wallFault(wall, place.zone, now);
  return (
    <TextField
      type="datetime-local"
      label={label}
      value={wall}
      min={wallAt(now, place.zone)}
      required
      onChange={(event) => onChange(event.target.value.slice(0, 16))}
      error={wall === '' ? undefined : error}
      hint={wall === '' || error ? `In ${zoneName(place.zone)}` : whenShown(wall, place)}
    />
  );
}

/** What is wrong with it; undefined where it is a moment to come. */
export function wallFault(wall: string, zone: string, now: number): string | undefined {
  if (wall === '') return 'Choose a date and a time.';
  const at = momentAt(wall, zone);
  if (Number.isNaN(at)) return 'There is no such date.';
  return at <= now ? 'This is in the past. Choose a time to come.' : undefined;
}

/** "Monday 23 November 2026 at 09:00, Europe/Zurich (08:00 UTC)" */
export function whenShown(wall: string, place: Place): string {
  const at = momentAt(wall, place.zone);
  if (Number.isNaN(at)) return '';
  const long = fullMoment(at, place).replace(/:\d{2}( [AP]M)?( \S+)?$/i, '$1');
  const utc = place.zone === 'UTC' ? '' : ` (${timeOfDay(at, { ...place, zone: 'UTC' })} UTC)`;
  return `${long}, ${zoneName(place.zone)}${utc}`;
}

const zoneName = (zone: string): string => zone.replaceAll('_', ' ');
