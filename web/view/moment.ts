/** When a message was written: its id says so. */

/** Milliseconds since 1970 of a ts, `<seconds>.<microseconds>`. */
export const momentOf = (ts: string): number => Math.floor(Number(ts) * 1000);
