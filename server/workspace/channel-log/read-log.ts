import type { ChannelId, Ts } from '#contract/ids.ts';
import type { Channel, ChannelEvent, Message } from '#contract/workspace.ts';
import type { Work } from '#platform/work.ts';
import { type EventRow, eventsAfter } from './channel-log.sql.ts';
import { showEvent } from './channel-log.ts';
import { type ChannelRow, showChannel } from './channel-row.ts';
import { showMessages } from './show.ts';
import { messagesAt } from './timeline.sql.ts';

/** The events of a channel after a number, each with its message as it stands now. The caller knows who may read it. */
export async function readLog(
  work: Work,
  channel: ChannelRow,
  after: number,
  limit: number,
): Promise<{ row: EventRow; event: ChannelEvent }[]> {
  const rows = await eventsAfter(work.sql, channel.id, after, limit);
  const places = new Set(rows.filter(hasMessage).map((row) => row.ts as Ts));
  const stored = await messagesAt(
    work.sql,
    [...places].map((ts) => ({ channel: channel.id, ts })),
  );
  const shown = await showMessages(work, new Map<ChannelId, ChannelRow>([[channel.id, channel]]), stored);
  const messages = new Map<Ts, Message>(stored.map((row, at) => [row.ts, shown[at] as Message]));
  const conversation: Channel | undefined = rows.some(hasConversation) ? await showChannel(work, channel) : undefined;
  return rows.map((row) => ({
    row,
    event: showEvent(channel, row, {
      message: hasMessage(row) ? messages.get(row.ts as Ts) : undefined,
      conversation: hasConversation(row) ? conversation : undefined,
    }),
  }));
}

const hasMessage = (row: EventRow): boolean =>
  row.ts !== null && !row.kind.startsWith('reaction.') && row.kind !== 'message.deleted';
const hasConversation = (row: EventRow): boolean => row.kind.startsWith('channel.');
