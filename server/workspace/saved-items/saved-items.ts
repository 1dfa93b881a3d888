import { type ChannelId, type MemberId, publicTs, type Ts } from '#contract/ids.ts';
import type { SavedItem, SavedState } from '#contract/kept-aside.ts';
import type { Actor } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { messagesAt, placeKey, publicChannelId, showMessages } from '../channel-log/channel-log.ts';
import { channelsByIds, readableAmong, readableChannel } from '../channels/channels.ts';
import { noSuchMessage } from '../messages/messages.ts';
import { countSaved, deleteSaved, putSaved, type SavedRow, savedItem, savedItems } from './saved-items.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** For the member's own devices. */
    'saved-item.changed': { readonly member: MemberId; readonly json: string };
  }
}

export const tooManySaved = problem<{ most: number }>(
  'saved-items/too-many',
  409,
  'You have saved as much as can be kept. Remove something first.',
);

/** Saves a message for oneself, or gives what is saved another state. Again changes nothing. */
export async function saveItem(
  work: Work,
  actor: Actor,
  id: ChannelId,
  ts: Ts,
  wanted: SavedState | undefined,
): Promise<SavedItem> {
  const before = await savedItem(work.sql, actor.member, id, ts);
  if (!before) await requireSavable(work, actor, id, ts);
  const row = {
    id: work.random.uuid(),
    member_id: actor.member,
    channel_id: id,
    ts,
    team_id: actor.team,
    saved_at: work.now,
    state: wanted ?? before?.state ?? 'to-do',
  };
  const hasChanged = await putSaved(work.sql, row);
  const now = await savedItem(work.sql, actor.member, id, ts);
  if (!now) throw new Error('What was saved is gone right after it.');
  const item = show(now);
  if (hasChanged) tell(work, actor.member, { kind: 'saved-item.changed', item });
  return item;
}

async function requireSavable(work: Work, actor: Actor, id: ChannelId, ts: Ts): Promise<void> {
  await readableChannel(work, actor, id);
  const [message] = await messagesAt(work.sql, [{ channel: id, ts }]);
  if (!message || message.deleted_at) throw noSuchMessage();
  const most = limits.savedItems.perMemberMax;
  if ((await countSaved(work.sql, actor.member, undefined, most)) >= most) throw tooManySaved({ most });
}

/** Removing what is not saved changes nothing. */
export async function removeSaved(work: Work, actor: Actor, id: ChannelId, ts: Ts): Promise<void> {
  const before = await savedItem(work.sql, actor.member, id, ts);
  if (!before || !(await deleteSaved(work.sql, actor.member, id, ts))) return;
  const { channel } = show(before);
  tell(work, actor.member, { kind: 'saved-item.removed', channel, ts: publicTs(ts) });
}

/** One page of what the actor saved, in one state, with the messages that it may read now. */
export async function listSaved(
  work: Work,
  actor: Actor,
  asked: { readonly state: SavedState; readonly after: string | undefined; readonly limit: number },
): Promise<{ items: SavedItem[]; next?: string }> {
  const rows = await savedItems(work.sql, actor.member, asked);
  const ids = rows.map((row) => row.channel_id);
  const readable = await readableAmong(work, actor, ids);
  const channels = new Map((await channelsByIds(work.sql, [...readable])).map((row) => [row.id, row]));
  const places = rows.filter((row) => readable.has(row.channel_id));
  const found = await messagesAt(
    work.sql,
    places.map(({ channel_id, ts }) => ({ channel: channel_id, ts })),
  );
  const standing = found.filter((row) => !row.deleted_at);
  const shown = await showMessages(work, channels, standing);
  const messages = new Map(standing.map(({ channel_id, ts }, at) => [placeKey(channel_id, ts), shown[at]]));
  const items = rows.map((row): SavedItem => {
    const message = messages.get(placeKey(row.channel_id, row.ts));
    return { ...show(row), ...(message ? { message } : {}) };
  });
  const next = rows.length === asked.limit ? rows.at(-1)?.id : undefined;
  return { items, ...(next ? { next } : {}) };
}

/** How many are still to be done; beyond the bound it stays at the bound. */
export const savedToDo = (work: Work, member: MemberId): Promise<number> =>
  countSaved(work.sql, member, 'to-do', limits.savedItems.shownMax);

const show = (row: SavedRow): SavedItem => ({
  channel: publicChannelId({ id: row.channel_id, kind: row.kind }),
  ts: publicTs(row.ts),
  state: row.state,
  savedAt: row.saved_at.toISOString(),
});

const tell = (work: Work, member: MemberId, frame: object): void =>
  work.emit({ kind: 'saved-item.changed', member, json: JSON.stringify(frame) });
