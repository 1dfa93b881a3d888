/** The time that words like "today" are judged by. */
import { useSyncExternalStore } from 'react';
import { dayOf } from '#parts/moments.ts';
import { deviceClock, MINUTE_MS } from '#sync/clock.ts';

const minuteNow = (): number => Math.floor(deviceClock.now() / MINUTE_MS) * MINUTE_MS;

let minute = minuteNow();
const listeners = new Set<() => void>();
let stop: (() => void) | undefined;

function tick(): void {
  stop = deviceClock.after(MINUTE_MS - (deviceClock.now() % MINUTE_MS), () => {
    minute = minuteNow();
    tick();
    for (const listener of listeners) listener();
  });
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    minute = minuteNow();
    tick();
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) stop?.();
  };
}

/** The beginning of this minute in milliseconds; drawn anew with each. */
export const useMinute = (): number => useSyncExternalStore(subscribe, () => minute);

const days = new Map<string, { day: string; at: number }>();

function today(zone: string): number {
  const day = dayOf(minute, zone);
  let known = days.get(zone);
  if (known?.day !== day) {
    known = { day, at: minute };
    days.set(zone, known);
  }
  return known.at;
}

/** A moment of today in that zone, the same one until midnight: what shows only days is drawn anew once a day. */
export const useToday = (zone: string): number => useSyncExternalStore(subscribe, () => today(zone));
