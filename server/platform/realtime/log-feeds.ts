import { type Frame, textFrame } from './frames.ts';
import { cursorAt, hasGap, type LogCursor, type LogEntry, offer, since, trim } from './log-cursor.ts';
import type { RealtimeLimits } from './realtime-limits.ts';
import type { RealtimeStats } from './stats.ts';
import type { Timer } from './timer.ts';
import { turnstile } from './turnstile.ts';

/**
 * Brings each entry of a log to each of its receivers exactly once and in order, whatever the order, the repetition or
 * the loss of the notices. Two ideas carry it. What is read from the log is offered to the live delivery as if it had
 * been published, so reading and publishing cannot disagree. And a receiver that is behind joins the live delivery only
 * in the one step in which it is handed everything up to the cursor's head: between the two lies no await, so no gap.
 */

/** An entry as the log's owner hands it over: `json` is the whole text frame that clients get. */
export interface PublishedEntry {
  readonly number: number;
  readonly json: string | Buffer;
  /** The group whose subscriptions to this log end with this entry: whoever is in it gets the entry and none after it. */
  readonly ends?: string | undefined;
}

/** The committed entries with numbers above `after`, rising from `after + 1` without gaps, at most `limit`. */
export type ReadLog = (log: string, after: number, limit: number) => Promise<readonly PublishedEntry[]>;

export interface Receiver {
  readonly groups: ReadonlySet<string>;
  readonly logs: Set<string>;
  send(frame: Frame): void;
  /** Writes what is queued and waits until there is room for more; false when the receiver is gone. */
  settle(): Promise<boolean>;
  /** Runs one catching-up at a time, so that a receiver holds at most one page of the past in memory. */
  oneByOne<T>(run: () => Promise<T>): Promise<T>;
  close(cause: 'tryAgainLater'): void;
}

interface Subscription {
  readonly receiver: Receiver;
  ended: boolean;
}

interface Feed {
  readonly log: string;
  readonly cursor: LogCursor;
  readonly subscriptions: Map<Receiver, Subscription>;
  readonly live: Set<Subscription>;
  catchingUp: number;
  /** Set until the log was read to its end once: entries may have been published before the feed was open. */
  unverified: boolean;
  failures: number;
  cancelTimer: (() => void) | undefined;
  healing: Promise<void> | undefined;
}

export interface Position {
  /** The last number the client has. */
  readonly after: number;
  /** The log's number in the snapshot in which the caller found that the receiver may read it. */
  readonly asOf: number;
}

export interface FeedOptions {
  readLog: ReadLog;
  /** The text that tells a client to load the log anew over HTTP and to go on from `number`. */
  resetText: (log: string, number: number) => string;
  limits: RealtimeLimits;
  timer: Timer;
  stats: RealtimeStats;
  onFault: (fault: unknown) => void;
}

export function createLogFeeds({ readLog, resetText, limits, timer, stats, onFault }: FeedOptions) {
  const feeds = new Map<string, Feed>();
  const reads = new Map<string, Promise<LogEntry[]>>();
  const enter = turnstile(limits.readsAtOnceMax);
  // Some pages more than the distance, because the log moves on while it is read.
  const pagesMax = Math.ceil(limits.behindMax / limits.pageEntriesMax) + 8;

  /** One page of the log. Receivers that ask for the same page at the same time share one read and its frames. */
  function readPage(log: string, after: number): Promise<LogEntry[]> {
    const key = `${after} ${log}`;
    const known = reads.get(key);
    if (known) return known;
    const read = enter(() => readLog(log, after, limits.pageEntriesMax))
      .then((page) => page.map(framed))
      .finally(() => reads.delete(key));
    reads.set(key, read);
    return read;
  }

  function deliver(feed: Feed, entry: LogEntry): void {
    const ready = offer(feed.cursor, entry, limits.heldMax);
    for (const { frame, ends } of ready) {
      for (const subscription of feed.live) subscription.receiver.send(frame);
      if (ends !== undefined) {
        for (const subscription of feed.live) if (subscription.receiver.groups.has(ends)) end(feed, subscription);
      }
    }
    trim(feed.cursor, feed.catchingUp > 0 ? limits.recentWhileCatchingUp : limits.recentMax);
  }

  /** Entries mostly overtake each other by a moment; only a hole that stays is worth a read. */
  function watchHole(feed: Feed): void {
    const missing = hasGap(feed.cursor) || feed.unverified;
    if (!missing || feed.cancelTimer || feed.healing || feed.subscriptions.size === 0) return;
    const head = feed.cursor.head;
    feed.cancelTimer = timer(() => {
      feed.cancelTimer = undefined;
      if (feed.cursor.head !== head && !feed.unverified) return watchHole(feed);
      if (hasGap(feed.cursor)) stats.gapsHealed += 1;
      void heal(feed);
    }, limits.holeMs * 2 ** feed.failures);
  }

  /** Reads on from the head until nothing is missing. Never rejects: what cannot be read is tried again, then given up. */
  function heal(feed: Feed): Promise<void> {
    const goal = feed.cursor.seen;
    feed.healing ??= readOn(feed)
      .then(
        () => {
          feed.failures = feed.cursor.head >= goal ? 0 : feed.failures + 1;
        },
        (fault: unknown) => {
          feed.failures += 1;
          onFault(fault);
        },
      )
      .then(() => {
        feed.healing = undefined;
        if (feed.failures > limits.healAttemptsMax) giveUp(feed);
        else watchHole(feed);
      });
    return feed.healing;
  }

  async function readOn(feed: Feed): Promise<void> {
    for (let pages = 0; pages < pagesMax; pages += 1) {
      if (feed.subscriptions.size === 0) return;
      const page = await readPage(feed.log, feed.cursor.head);
      for (const entry of page) deliver(feed, entry);
      if (page.length < limits.pageEntriesMax) {
        feed.unverified = false;
        return;
      }
    }
  }

  function giveUp(feed: Feed): void {
    for (const { receiver } of [...feed.subscriptions.values()]) receiver.close('tryAgainLater');
  }

  function openFeed(log: string, asOf: number): Feed {
    const feed: Feed = {
      log,
      cursor: cursorAt(asOf),
      subscriptions: new Map(),
      live: new Set(),
      catchingUp: 0,
      unverified: true,
      failures: 0,
      cancelTimer: undefined,
      healing: undefined,
    };
    feeds.set(log, feed);
    return feed;
  }

  function end(feed: Feed, subscription: Subscription): void {
    if (subscription.ended) return;
    subscription.ended = true;
    feed.live.delete(subscription);
    feed.subscriptions.delete(subscription.receiver);
    subscription.receiver.logs.delete(feed.log);
    if (feed.subscriptions.size > 0) return;
    feed.cancelTimer?.();
    feed.cancelTimer = undefined;
    if (feeds.get(feed.log) === feed) feeds.delete(feed.log);
  }

  /** Hands entries over in order; false when the subscription ended on the way. */
  function handOver(feed: Feed, subscription: Subscription, entries: readonly LogEntry[], asOf: number): boolean {
    for (const { number, frame, ends } of entries) {
      subscription.receiver.send(frame);
      // What ended before the snapshot of the permission has begun again since.
      if (ends !== undefined && number > asOf && subscription.receiver.groups.has(ends)) end(feed, subscription);
      if (subscription.ended) return false;
    }
    return true;
  }

  function reset(feed: Feed, subscription: Subscription): number {
    stats.resets += 1;
    subscription.receiver.send(textFrame(resetText(feed.log, feed.cursor.head)));
    return feed.cursor.head;
  }

  async function catchUp(feed: Feed, subscription: Subscription, { after, asOf }: Position): Promise<number | undefined> {
    if (asOf > feed.cursor.head) {
      feed.cursor.seen = Math.max(feed.cursor.seen, asOf);
      // A reading that began before this snapshot may end below it, so a second one follows.
      for (let tries = 0; tries < 2 && feed.cursor.head < asOf; tries += 1) await heal(feed);
      if (subscription.ended) return undefined;
      if (feed.cursor.head < asOf) throw new Error('A log could not be read up to a number that was committed.');
    }
    const unknown = after > asOf && after > feed.cursor.head;
    let last = unknown || feed.cursor.head - after > limits.behindMax ? reset(feed, subscription) : after;
    for (let pages = 0; pages < pagesMax; pages += 1) {
      const rest = since(feed.cursor, last);
      if (rest) {
        if (!handOver(feed, subscription, rest, asOf)) return undefined;
        feed.live.add(subscription);
        return feed.cursor.head;
      }
      const page = await readPage(feed.log, last);
      if (subscription.ended) return undefined;
      if (page[0]?.number !== last + 1) throw new Error('A log was read with a gap.');
      for (const entry of page) deliver(feed, entry);
      if (!handOver(feed, subscription, page, asOf)) return undefined;
      last = page.at(-1)?.number ?? last;
      if (!(await subscription.receiver.settle()) || subscription.ended) return undefined;
    }
    last = reset(feed, subscription);
    feed.live.add(subscription);
    return last;
  }

  return {
    /** Tells the receivers of the log what was committed. The order and repetitions do not matter. */
    publish(log: string, entry: PublishedEntry): void {
      const feed = feeds.get(log);
      if (!feed || entry.number <= feed.cursor.head) return;
      deliver(feed, framed(entry));
      watchHole(feed);
    },

    /** The number at which the receiver joined the live delivery; undefined when the subscription ended before. */
    async subscribe(receiver: Receiver, log: string, position: Position): Promise<number | undefined> {
      const open = feeds.get(log);
      const feed = open ?? openFeed(log, position.asOf);
      const before = feed.subscriptions.get(receiver);
      if (before) {
        before.ended = true;
        feed.live.delete(before);
      }
      const subscription: Subscription = { receiver, ended: false };
      feed.subscriptions.set(receiver, subscription);
      receiver.logs.add(log);
      // Entries committed between the snapshot and this line were published to nobody.
      if (!open) void heal(feed);
      feed.catchingUp += 1;
      try {
        return await receiver.oneByOne(() => (subscription.ended ? Promise.resolve(undefined) : catchUp(feed, subscription, position)));
      } catch (fault) {
        onFault(fault);
        if (!subscription.ended) receiver.close('tryAgainLater');
        return undefined;
      } finally {
        feed.catchingUp -= 1;
      }
    },

    unsubscribe(receiver: Receiver, log: string): void {
      const feed = feeds.get(log);
      const subscription = feed?.members.get(receiver);
      if (feed && subscription) end(feed, subscription);
    },

    /** The number of logs that somebody follows. */
    count: () => feeds.size,
  };
}

const framed = (entry: PublishedEntry): LogEntry => ({
  number: entry.number,
  frame: textFrame(entry.json),
  ends: entry.ends,
});
