import type { MessageFile } from '#contract/files.ts';
import { type ChannelId, type MemberId, publicId, publicTs } from '#contract/ids.ts';
import type { Message, Thread } from '#contract/workspace.ts';
import type { Compartment } from '#platform/vault/vault.ts';
import type { Work } from '#platform/work.ts';
import { placeKey, showAttached } from './attached.ts';
import { type Body, openBody } from './body.ts';
import { type ChannelRow, publicChannelId } from './channel-row.ts';
import { type MessageRow, reactionsOf } from './timeline.sql.ts';

/** Messages for the wire: bodies opened, reactions joined. `channels` are those that the rows stand in. */
export async function showMessages(
  work: Work,
  channels: ReadonlyMap<ChannelId, Pick<ChannelRow, 'id' | 'kind'>>,
  rows: readonly MessageRow[],
): Promise<Message[]> {
  const reacted = rows.filter((row) => row.reaction_count > 0).map((row) => ({ channel: row.channel_id, ts: row.ts }));
  const reactions = Map.groupBy(await reactionsOf(work.sql, reacted), (row) => placeKey(row.channel_id, row.ts));
  const attached = await showAttached(work, rows);
  const compartments = new Map<ChannelId, Compartment>();
  for (const id of new Set(rows.map((row) => row.channel_id))) compartments.set(id, await work.keys.compartment(id));
  return rows.map((row) => {
    const channel = channels.get(row.channel_id);
    const compartment = compartments.get(row.channel_id);
    if (!channel || !compartment) throw new Error('A message stands in a channel that was not read with it.');
    const body = row.body ? openBody(compartment, row.ts, row.body) : undefined;
    const key = placeKey(row.channel_id, row.ts);
    return showMessage(channel, row, body, reactions.get(key) ?? [], attached.get(key));
  });
}

export function showMessage(
  channel: Pick<ChannelRow, 'id' | 'kind'>,
  row: Omit<MessageRow, 'body'>,
  body: Body | undefined,
  reactions: readonly { emoji: string; members: readonly MemberId[] }[],
  attached: readonly MessageFile[] = [],
): Message {
  const files = [...attached, ...(body?.files ?? [])];
  return {
    channel: publicChannelId(channel),
    ts: publicTs(row.ts),
    author: publicId('U', row.author_id),
    text: body?.text ?? '',
    ...(body?.note ? { note: body.note } : {}),
    ...cardsOf(body),
    ...(files.length > 0 ? { files } : {}),
    ...(row.thread_ts === null ? {} : { threadTs: publicTs(row.thread_ts) }),
    inTimeline: row.in_timeline,
    ...(row.edited_at ? { editedAt: row.edited_at.toISOString() } : {}),
    ...(row.deleted_at ? { deletedAt: row.deleted_at.toISOString() } : {}),
    replyCount: row.reply_count,
    ...(row.last_reply_ts === null ? {} : { lastReplyTs: publicTs(row.last_reply_ts) }),
    reactions: reactions.map(({ emoji, members }) => ({
      emoji,
      members: members.map((member) => publicId('U', member)),
    })),
    ...(row.client_id ? { clientId: row.client_id } : {}),
  };
}

function cardsOf(body: Body | undefined): Pick<Message, 'cards'> {
  const cards = body?.cards?.flatMap(({ title, ...card }) => (title === undefined ? [] : [{ ...card, title }])) ?? [];
  return cards.length > 0 ? { cards } : {};
}

export const showThread = (root: Pick<MessageRow, 'ts' | 'reply_count' | 'last_reply_ts'>): Thread => ({
  ts: publicTs(root.ts),
  replyCount: root.reply_count,
  ...(root.last_reply_ts === null ? {} : { lastReplyTs: publicTs(root.last_reply_ts) }),
});
