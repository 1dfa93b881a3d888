/** Where and in which language somebody reads times. */
import { useMemo } from 'react';
import type { Place } from '#parts/moments.ts';
import { hoursHabit } from './habit.ts';
import { useSelect } from './workspace.tsx';

/** The zone that the member has chosen; the language is the browser's, and the hours are the device's. */
export function usePlace(): Place {
  const zone = useSelect(({ members, me }) => members.get(me ?? '')?.timeZone) ?? 'UTC';
  const hours = hoursHabit.use();
  return useMemo(
    () => ({ locale: navigator.language, zone, ...(hours === 'language' ? {} : { hours }) }),
    [zone, hours],
  );
}
