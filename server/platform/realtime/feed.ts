import type { Timer } from '../timer.ts';
import type { Frame } from './frames.ts';
import { cursorAt, type LogCursor, type LogEntry, offer, trim } from './log-cursor.ts';
import type { ReadPage } from './log-pages.ts';
import type { RealtimeLimits } from './realtime-limits.ts';
import type { RealtimeStats } from './stats.ts';

/** What a feed needs of a socket. */
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

export interface Subscription {
  readonly receiver: Receiver;
  ended: boolean;
}

/** One log that somebody follows. It opens with the first subscription and is forgotten with the last. */
export interface Feed {
  readonly log: string;
  readonly cursor: LogCursor;
  readonly subscriptions: Map<Receiver, Subscription>;
  /** Those that have everything up to the cursor's head and get what follows. */
  readonly live: Set<Subscription>;
  catchingUp: number;
  /** Set until the log was read to its end once: entries may have been published before the feed was open. */
  unverified: boolean;
  /** Looks at the log in a row that did not bring what is known to be there. */
  failures: number;
  cancelTimer: (() => void) | undefined;
  healing: Promise<void> | undefined;
}

/** What all feeds of a hub share. */
export interface FeedContext {
  readonly feeds: Map<string, Feed>;
  readonly readPage: ReadPage;
  readonly resetText: (log: string, number: number) => string;
  readonly limits: RealtimeLimits;
  readonly timer: Timer;
  readonly stats: RealtimeStats;
  readonly onFault: (fault: unknown) => void;
}

export function openFeed({ feeds }: FeedContext, log: string, head: number): Feed {
  const feed: Feed = {
    log,
    cursor: cursorAt(head),
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

/** Hands an entry, published or read, to the cursor, and what thereby becomes ready to all who are live. */
export function deliver(context: FeedContext, feed: Feed, entry: LogEntry): void {
  const { heldMax, recentMax, recentWhileCatchingUp } = context.limits;
  for (const { frame, ends } of offer(feed.cursor, entry, heldMax)) {
    for (const { receiver } of feed.live) receiver.send(frame);
    if (ends === undefined) continue;
    for (const subscription of feed.live) {
      if (subscription.receiver.groups.has(ends)) end(context, feed, subscription);
    }
  }
  trim(feed.cursor, feed.catchingUp > 0 ? recentWhileCatchingUp : recentMax);
}

/** From here on nothing of the log is sent on behalf of the subscription. */
export function end({ feeds }: FeedContext, feed: Feed, subscription: Subscription): void {
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

/** The pages that anyone reads in a row: some more than the greatest distance, because the log moves on meanwhile. */
export const pagesMax = ({ behindMax, pageEntriesMax }: RealtimeLimits): number =>
  Math.ceil(behindMax / pageEntriesMax) + 8;
