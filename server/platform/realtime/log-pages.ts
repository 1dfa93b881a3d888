import { textFrame } from './frames.ts';
import type { LogEntry } from './log-cursor.ts';
import type { RealtimeLimits } from './realtime-limits.ts';
import { turnstile } from './turnstile.ts';

/** An entry as the log's owner hands it over: `json` is the whole text frame that clients get. */
export interface PublishedEntry {
  readonly number: number;
  readonly json: string | Buffer;
  /** The group whose subscriptions to this log end with this entry: it is the last that those in it get. */
  readonly ends?: string | undefined;
}

/** The committed entries with numbers above `after`, rising from `after + 1` without gaps, at most `limit`. */
export type ReadLog = (log: string, after: number, limit: number) => Promise<readonly PublishedEntry[]>;

export type ReadPage = (log: string, after: number) => Promise<readonly LogEntry[]>;

/** Reads logs by pages. Those who ask for the same page at the same time share one read and its frames. */
export function createPageReader(readLog: ReadLog, limits: RealtimeLimits): ReadPage {
  const reads = new Map<string, Promise<readonly LogEntry[]>>();
  const enter = turnstile(limits.readsAtOnceMax);
  return (log, after) => {
    const key = `${after} ${log}`;
    const known = reads.get(key);
    if (known) return known;
    const read = enter(() => readLog(log, after, limits.pageEntriesMax))
      .then((page) => page.map(framed))
      .finally(() => reads.delete(key));
    reads.set(key, read);
    return read;
  };
}

/** The entry as it goes out. */
export const framed = (entry: PublishedEntry): LogEntry => ({
  number: entry.number,
  frame: textFrame(entry.json),
  ends: entry.ends,
});
