import type { ChannelId, Ts } from '#contract/ids.ts';
import type { ChannelEvent, Message, Thread } from '#contract/workspace.ts';
import type { Work } from '#platform/work.ts';
import { type EventRow, eventsAfter } from './channel-log.sql.ts';
import { type ChannelRow, showConversation } from './channel-row.ts';
import { showEvent } from './event.ts';
import { showMessages, showThread } from './show.ts';
import { type MessageRow, messagesAt } from './timeline.sql.ts';

/**
 * The events of a channel after a number, each with its message and thread as they stand now: whoever applies all of
 * them in their order has the present state in the end. The caller knows who may read it.
 */
export async function readLog(
  work: Work,
  channel: ChannelRow,
  after: number,
  limit: number,
): Promise<{ row: EventRow; event: ChannelEvent }[]> {
  const rows = await eventsAfter(work.sql, channel.id, after, limit);
  const stored = await rowsAt(
    work,
    channel,
    rows.filter(hasMessage).map((row) => row.ts as Ts),
  );
  const roots = await rowsAt(
    work,
    channel,
    [...stored.values()].flatMap((row) => row.thread_ts ?? []),
  );
  const shown = await showMessages(work, new Map<ChannelId, ChannelRow>([[channel.id, channel]]), [...stored.values()]);
  const messages = new Map<Ts, Message>([...stored.keys()].map((ts, at) => [ts, shown[at] as Message]));
  const conversation = rows.some(hasConversation) ? await showConversation(work, channel) : undefined;

  const threadOf = (reply: Ts): Thread | undefined => {
    const threadTs = stored.get(reply)?.thread_ts ?? undefined;
    const root = threadTs === undefined ? undefined : roots.get(threadTs);
    return root && showThread(root);
  };
  return rows.map((row) => ({
    row,
    event: showEvent(channel, row, {
      ...(row.ts !== null && hasMessage(row) ? { message: messages.get(row.ts), thread: threadOf(row.ts) } : {}),
      ...(hasConversation(row) ? { conversation } : {}),
    }),
  }));
}

async function rowsAt(work: Work, channel: ChannelRow, places: readonly Ts[]): Promise<Map<Ts, MessageRow>> {
  const rows = await messagesAt(
    work.sql,
    [...new Set(places)].map((ts) => ({ channel: channel.id, ts })),
  );
  return new Map(rows.map((row) => [row.ts, row]));
}

const hasMessage = (row: EventRow): boolean => row.ts !== null && !/^(reaction|pin)\./.test(row.kind);
const hasConversation = (row: EventRow): boolean => row.kind.startsWith('channel.');
