import type { Frame } from './frames.ts';

/** One entry of a log. `ends` names a group whose subscriptions to the log end with this entry, the last they get. */
export interface LogEntry {
  readonly number: number;
  readonly frame: Frame;
  readonly ends: string | undefined;
}

/**
 * Where the live delivery of one log stands. Entries are offered in any order and any number of times; they come out
 * once each, in order, without a gap. A state machine without time or I/O: who fills a hole is not its business.
 */
export interface LogCursor {
  /** The number of the last entry that came out. */
  head: number;
  /** The highest number known to exist; above `head` it means that entries are missing. */
  seen: number;
  /** Entries that came before their predecessors. */
  readonly held: Map<number, LogEntry>;
  /** The entries that came out last, without a gap up to `head`. */
  recent: LogEntry[];
}

export const cursorAt = (head: number): LogCursor => ({ head, seen: head, held: new Map(), recent: [] });

/**
 * Takes an entry and returns those that can now go out, in order. At most `heldMax` early entries are kept: one more is
 * forgotten, only its number is remembered, and it is read from the log with the hole before it.
 */
export function offer(cursor: LogCursor, entry: LogEntry, heldMax: number): LogEntry[] {
  if (entry.number <= cursor.head) return [];
  cursor.seen = Math.max(cursor.seen, entry.number);
  if (entry.number !== cursor.head + 1) {
    if (cursor.held.size < heldMax) cursor.held.set(entry.number, entry);
    return [];
  }
  const ready: LogEntry[] = [];
  for (let next: LogEntry | undefined = entry; next; next = cursor.held.get(cursor.head + 1)) {
    cursor.held.delete(next.number);
    cursor.head = next.number;
    cursor.recent.push(next);
    ready.push(next);
  }
  return ready;
}

/** Whether an entry is known to exist that has not come out. */
export const hasGap = (cursor: LogCursor): boolean => cursor.seen > cursor.head;

/** The entries after `number` up to `head`, or undefined when that far back must be read from the log. */
export function since(cursor: LogCursor, number: number): LogEntry[] | undefined {
  const missed = cursor.head - number;
  if (missed > cursor.recent.length) return undefined;
  return cursor.recent.slice(cursor.recent.length - missed);
}

/** Forgets all but the `keep` newest of the recent entries; lets them grow to twice that, so that it is rarely work. */
export function trim(cursor: LogCursor, keep: number): void {
  if (cursor.recent.length > 2 * keep) cursor.recent = cursor.recent.slice(-keep);
}
