/** The one place where time enters. A unit of work reads it once and hands it on as `work.now`. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** `2026-03-01 10:00 UTC`, for texts that are read where nobody knows the reader's zone. */
export const minuteInUtc = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
