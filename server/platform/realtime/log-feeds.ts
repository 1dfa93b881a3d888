import { catchUp, type Position } from './catching-up.ts';
import { deliver, end, type FeedContext, openFeed, type Receiver, type Subscription } from './feed.ts';
import { heal, watchHole } from './healing.ts';
import { createPageReader, framed, type PublishedEntry, type ReadLog } from './log-pages.ts';

/**
 * Brings each entry of a log to each of its receivers exactly once and in order, whatever the order, the repetition or
 * the loss of the notices. Two ideas carry it. What is read from the log is offered to the live delivery as if it had
 * been published, so reading and publishing cannot disagree. And a receiver that is behind joins the live delivery only
 * in the one step in which it is handed everything up to the cursor's head: between the two lies no await, so no gap.
 */
export interface LogFeeds {
  /** Tells the receivers of the log what was committed. The order and repetitions do not matter. */
  publish(log: string, entry: PublishedEntry): void;
  /** The number at which the receiver joined the live delivery; undefined when the subscription ended before. */
  subscribe(receiver: Receiver, log: string, position: Position): Promise<number | undefined>;
  unsubscribe(receiver: Receiver, log: string): void;
  /** Those who have everything of the log and get what follows. */
  live(log: string): Receiver[];
  /** The number of logs that somebody follows. */
  count(): number;
}

export type LogFeedsOptions = Omit<FeedContext, 'feeds' | 'readPage'> & { readonly readLog: ReadLog };

export function createLogFeeds(options: LogFeedsOptions): LogFeeds {
  const context: FeedContext = {
    ...options,
    feeds: new Map(),
    readPage: createPageReader(options.readLog, options.limits),
  };
  const { feeds } = context;
  return {
    publish(log, entry) {
      const feed = feeds.get(log);
      if (!feed || entry.number <= feed.cursor.head) return;
      deliver(context, feed, framed(entry));
      watchHole(context, feed);
    },
    subscribe: (receiver, log, position) => subscribe(context, receiver, log, position),
    unsubscribe(receiver, log) {
      const feed = feeds.get(log);
      const subscription = feed?.subscriptions.get(receiver);
      if (feed && subscription) end(context, feed, subscription);
    },
    live: (log) => [...(feeds.get(log)?.live ?? [])].map(({ receiver }) => receiver),
    count: () => feeds.size,
  };
}

async function subscribe(
  context: FeedContext,
  receiver: Receiver,
  log: string,
  position: Position,
): Promise<number | undefined> {
  const open = context.feeds.get(log);
  const feed = open ?? openFeed(context, log, position.asOf);
  const subscription: Subscription = { receiver, ended: false };
  const before = feed.subscriptions.get(receiver);
  if (before) {
    before.ended = true;
    feed.live.delete(before);
  }
  feed.subscriptions.set(receiver, subscription);
  receiver.logs.add(log);
  // Entries committed between the snapshot and this line were published to nobody.
  if (!open) void heal(context, feed);
  feed.catchingUp += 1;
  try {
    return await receiver.oneByOne(async () =>
      subscription.ended ? undefined : catchUp(context, feed, subscription, position),
    );
  } catch (fault) {
    if (subscription.ended) return undefined;
    context.onFault(fault);
    receiver.close('tryAgainLater');
    return undefined;
  } finally {
    feed.catchingUp -= 1;
  }
}
