import { deliver, type Feed, type FeedContext, pagesMax } from './feed.ts';
import { hasGap } from './log-cursor.ts';

/** Entries mostly overtake each other by a moment; only a hole that stays is worth a read. */
export function watchHole(context: FeedContext, feed: Feed): void {
  const missing = hasGap(feed.cursor) || feed.unverified;
  if (!missing || feed.cancelTimer || feed.healing || feed.subscriptions.size === 0) return;
  const head = feed.cursor.head;
  feed.cancelTimer = context.timer(
    () => {
      feed.cancelTimer = undefined;
      if (feed.cursor.head !== head && !feed.unverified) return watchHole(context, feed);
      if (hasGap(feed.cursor)) context.stats.gapsHealed += 1;
      void heal(context, feed);
    },
    context.limits.holeMs * 2 ** feed.failures,
  );
}

/** Reads on from the head until nothing is missing. Never rejects: it tries again later, and in the end gives up. */
export function heal(context: FeedContext, feed: Feed): Promise<void> {
  feed.healing ??= look(context, feed).then(() => {
    feed.healing = undefined;
    if (feed.failures <= context.limits.healAttemptsMax) return watchHole(context, feed);
    for (const { receiver } of [...feed.subscriptions.values()]) receiver.close('tryAgainLater');
  });
  return feed.healing;
}

async function look(context: FeedContext, feed: Feed): Promise<void> {
  const known = feed.cursor.seen;
  try {
    await readOn(context, feed);
    feed.failures = feed.cursor.head >= known ? 0 : feed.failures + 1;
  } catch (fault) {
    feed.failures += 1;
    context.onFault(fault);
  }
}

async function readOn(context: FeedContext, feed: Feed): Promise<void> {
  for (let pages = 0; pages < pagesMax(context.limits); pages += 1) {
    if (feed.subscriptions.size === 0) return;
    const page = await context.readPage(feed.log, feed.cursor.head);
    for (const entry of page) deliver(context, feed, entry);
    if (page.length < context.limits.pageEntriesMax) {
      feed.unverified = false;
      return;
    }
  }
}
