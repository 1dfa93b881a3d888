/**
 * The newest page of busy channels, kept opened. It is what everybody asks for who comes back, and opening it again for
 * each of them costs most of the answer. Every change of a channel takes the next number of its log, so a page that was
 * read at the channel's present number is the present page, on whichever node the change was made. The page holds what
 * all who may read the channel see alike; whether the caller may is judged before, at each call.
 */
import type { ChannelId } from '#contract/ids.ts';
import type { Message } from '#contract/workspace.ts';
import { limits } from '#platform/limits.ts';
import type { ChannelRow } from '../channel-log/channel-log.ts';

export interface Page {
  readonly messages: Message[];
  readonly more: boolean;
}

export interface LatestPages {
  /** The newest `limit` messages of the channel as it was read in this unit; `read` is asked if they are not known. */
  page(channel: Pick<ChannelRow, 'id' | 'seq'>, limit: number, read: () => Promise<Page>): Promise<Page>;
}

interface Kept extends Page {
  readonly seq: number;
  readonly limit: number;
}

/** At most `limits.messages.latestPagesMax` are kept, none longer than `limits.messages.latestPageKeptMs`. */
export function createLatestPages(): LatestPages {
  const kept = new Map<ChannelId, Kept>();

  const keep = (id: ChannelId, page: Kept): void => {
    kept.delete(id);
    kept.set(id, page);
    const oldest = kept.size > limits.messages.latestPagesMax ? kept.keys().next().value : undefined;
    if (oldest) kept.delete(oldest);
    // What somebody wrote does not stay in memory because nobody asks for it any more.
    setTimeout(() => {
      if (kept.get(id) === page) kept.delete(id);
    }, limits.messages.latestPageKeptMs).unref();
  };

  return {
    async page({ id, seq }, limit, read) {
      const known = kept.get(id);
      if (known?.seq === seq && known.limit === limit) return known;
      const page = { ...(await read()), seq, limit };
      keep(id, page);
      return page;
    },
  };
}
