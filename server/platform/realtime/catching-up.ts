import { deliver, end, type Feed, type FeedContext, pagesMax, type Subscription } from './feed.ts';
import { textFrame } from './frames.ts';
import { heal } from './healing.ts';
import { type LogEntry, since } from './log-cursor.ts';

export interface Position {
  /** The last number the client has. */
  readonly after: number;
  /** The log's number in the snapshot in which the caller found that the receiver may read it. */
  readonly asOf: number;
}

/**
 * Brings a subscription from its position to the head and into the live delivery. The number at which it joined;
 * undefined when it ended on the way. Rejects when the log cannot be read.
 */
export async function catchUp(
  context: FeedContext,
  feed: Feed,
  subscription: Subscription,
  position: Position,
): Promise<number | undefined> {
  await reach(context, feed, position.asOf);
  let last = firstStep(context, feed, subscription, position);
  for (let pages = 0; pages < pagesMax(context.limits) && !subscription.ended; pages += 1) {
    const rest = since(feed.cursor, last);
    if (rest) {
      // Between the last entry handed over and the joining stands no await: nothing can come between them.
      if (handOver(context, feed, subscription, rest, position.asOf)) feed.live.add(subscription);
      return subscription.ended ? undefined : feed.cursor.head;
    }
    const page = await context.readPage(feed.log, last);
    if (page[0]?.number !== last + 1) throw new Error('A log was read with a gap.');
    for (const entry of page) deliver(context, feed, entry);
    if (!handOver(context, feed, subscription, page, position.asOf)) return undefined;
    last += page.length;
    if (!(await subscription.receiver.settle())) return undefined;
  }
  if (subscription.ended) return undefined;
  last = reset(context, feed, subscription);
  feed.live.add(subscription);
  return last;
}

/** Brings the feed up to a number that is known to be committed. */
async function reach(context: FeedContext, feed: Feed, number: number): Promise<void> {
  feed.cursor.seen = Math.max(feed.cursor.seen, number);
  // A reading that is under way may have begun before the number was committed, so a second one follows.
  for (let tries = 0; tries < 2 && feed.cursor.head < number; tries += 1) await heal(context, feed);
  if (feed.cursor.head < number) throw new Error('A log could not be read up to a number that was committed.');
}

/** The number after which to go on: the client's, or the head when that is too far away or was never given out. */
function firstStep(context: FeedContext, feed: Feed, subscription: Subscription, { after }: Position): number {
  const missed = feed.cursor.head - after;
  const near = missed >= 0 && missed <= context.limits.behindMax;
  return near || subscription.ended ? after : reset(context, feed, subscription);
}

function reset({ stats, resetText }: FeedContext, feed: Feed, subscription: Subscription): number {
  stats.resets += 1;
  subscription.receiver.send(textFrame(resetText(feed.log, feed.cursor.head)));
  return feed.cursor.head;
}

/** Hands entries over in order; false when the subscription ended on the way. */
function handOver(
  context: FeedContext,
  feed: Feed,
  subscription: Subscription,
  entries: readonly LogEntry[],
  asOf: number,
): boolean {
  const { receiver } = subscription;
  for (const { number, frame, ends } of entries) {
    if (subscription.ended) return false;
    receiver.send(frame);
    // What ended before the snapshot of the permission has begun again since.
    if (ends !== undefined && number > asOf && receiver.groups.has(ends)) end(context, feed, subscription);
  }
  return !subscription.ended;
}
