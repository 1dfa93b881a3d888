import {
  type BookmarkId,
  type ChannelId,
  type ClientMessageId,
  type FileId,
  publicId,
  publicTs,
  type Ts,
} from '#contract/ids.ts';
import type { Bookmark } from '#contract/vocabulary.ts';
import { type Actor, auditName } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Compartment } from '#platform/vault/vault.ts';
import type { Work } from '#platform/work.ts';
import { type ChannelRow, publicChannelId, recordInLog } from '../channel-log/channel-log.ts';
import { lockOpenChannel, readableChannel } from '../channels/channels.ts';
import { requireKnownEmoji } from '../emoji/emoji.ts';
import { readFile } from '../files/files.ts';
import { clientIdReused, readMessage } from '../messages/messages.ts';
import {
  type BookmarkRow,
  bookmarkByClient,
  bookmarkById,
  bookmarksOf,
  deleteBookmark,
  insertBookmark,
  replaceBody,
  setOrder,
} from './bookmarks.sql.ts';

export const noSuchBookmark = problem(
  'bookmarks/no-such-bookmark',
  404,
  'There is no such bookmark, or it was removed.',
);
export const oneTarget = problem('bookmarks/one-target', 422, 'A bookmark leads to one thing: give url, ts or file.');
export const tooManyBookmarks = problem<{ most: number }>(
  'bookmarks/too-many',
  409,
  'This channel has as many bookmarks as it can have. Remove some first.',
);
export const otherBookmarks = problem(
  'bookmarks/others',
  409,
  'The channel has other bookmarks by now. Read them again, then order them.',
);

/** What is sealed of a bookmark. */
interface Body {
  readonly title: string;
  readonly url?: string | undefined;
  readonly file?: FileId | undefined;
  readonly emoji?: string | undefined;
}

export interface Wanted extends Body {
  readonly clientId: ClientMessageId;
  /** The message of the channel that it leads to. */
  readonly ts?: Ts | undefined;
}

/** In their order, for whoever may read the channel. */
export async function listBookmarks(work: Work, actor: Actor, id: ChannelId): Promise<Bookmark[]> {
  const channel = await readableChannel(work, actor, id);
  const compartment = await work.keys.compartment(id);
  return (await rowsOf(work, id)).map((row) => show(channel, row, openBody(compartment, row)));
}

/** Adds one at the end. The same again, by its `clientId`, gets the first answer again. */
export async function addBookmark(work: Work, actor: Actor, id: ChannelId, wanted: Wanted): Promise<Bookmark> {
  const channel = await lockOpenChannel(work, actor, id);
  const compartment = await work.keys.compartment(id);
  const { clientId, ts, title, url, file, emoji } = wanted;
  const earlier = await bookmarkByClient(work.sql, actor.member, clientId);
  if (earlier) {
    if (earlier.channel_id !== id || earlier.ts !== (ts ?? null)) throw clientIdReused();
    return show(channel, earlier, openBody(compartment, earlier));
  }
  if ([url, ts, file].filter((target) => target !== undefined).length !== 1) throw oneTarget();
  if (emoji !== undefined) await requireKnownEmoji(work, emoji);
  if (ts !== undefined) await readMessage(work, actor, id, ts);
  if (file !== undefined) await readFile(work, actor, file);
  const others = await rowsOf(work, id);
  const most = limits.bookmarks.perChannelMax;
  if (others.length >= most) throw tooManyBookmarks({ most });
  const bookmark = work.random.uuid() as BookmarkId;
  const body = { title, url, file, emoji };
  const row: BookmarkRow = {
    id: bookmark,
    channel_id: id,
    client_id: clientId,
    place: (others.at(-1)?.place ?? 0) + 1,
    body: sealBody(compartment, bookmark, body),
    ts: ts ?? null,
    created_by: actor.member,
    created_at: work.now,
  };
  await insertBookmark(work.sql, actor.team, row);
  await record(work, actor, channel, 'added', bookmark);
  return show(channel, row, body);
}

/** Another title, link or emoji; `null` takes the emoji away. */
export async function changeBookmark(
  work: Work,
  actor: Actor,
  id: ChannelId,
  bookmark: BookmarkId,
  change: { readonly title?: string; readonly url?: string; readonly emoji?: string | null },
): Promise<Bookmark> {
  const channel = await lockOpenChannel(work, actor, id);
  const row = await existing(work, id, bookmark);
  const compartment = await work.keys.compartment(id);
  const before = openBody(compartment, row);
  if (change.url !== undefined && before.url === undefined) throw oneTarget();
  if (change.emoji) await requireKnownEmoji(work, change.emoji);
  const body: Body = {
    ...before,
    title: change.title ?? before.title,
    url: change.url ?? before.url,
    emoji: change.emoji === undefined ? before.emoji : (change.emoji ?? undefined),
  };
  await replaceBody(work.sql, bookmark, sealBody(compartment, bookmark, body));
  await record(work, actor, channel, 'changed', bookmark);
  return show(channel, row, body);
}

/** Puts all bookmarks of the channel into this order. */
export async function orderBookmarks(
  work: Work,
  actor: Actor,
  id: ChannelId,
  order: readonly BookmarkId[],
): Promise<Bookmark[]> {
  const channel = await lockOpenChannel(work, actor, id);
  const before = (await rowsOf(work, id)).map((row) => row.id);
  if (before.toSorted().join() !== order.toSorted().join()) throw otherBookmarks();
  if (before.join() !== order.join()) {
    await setOrder(work.sql, id, order);
    await record(work, actor, channel, 'ordered', undefined);
  }
  return await listBookmarks(work, actor, id);
}

export async function removeBookmark(work: Work, actor: Actor, id: ChannelId, bookmark: BookmarkId): Promise<void> {
  const channel = await lockOpenChannel(work, actor, id);
  await existing(work, id, bookmark);
  await deleteBookmark(work.sql, bookmark);
  await record(work, actor, channel, 'removed', bookmark);
}

const rowsOf = (work: Work, channel: ChannelId): Promise<BookmarkRow[]> =>
  bookmarksOf(work.sql, channel, limits.bookmarks.perChannelMax);

async function existing(work: Work, channel: ChannelId, id: BookmarkId): Promise<BookmarkRow> {
  const row = await bookmarkById(work.sql, channel, id);
  if (!row) throw noSuchBookmark();
  return row;
}

/** The log says that the bookmarks changed; what they are now is read where they stand. */
async function record(
  work: Work,
  actor: Actor,
  channel: ChannelRow,
  what: 'added' | 'changed' | 'ordered' | 'removed',
  bookmark: BookmarkId | undefined,
): Promise<void> {
  await recordInLog(work, channel, { kind: 'bookmarks.changed', actor: actor.member });
  const details = bookmark === undefined ? {} : { bookmark };
  work.audit({ kind: `bookmark.${what}`, actor: auditName(actor), object: `channel:${channel.id}`, details });
}

const sealBody = (compartment: Compartment, id: BookmarkId, body: Body): Buffer =>
  compartment.seal(id, 'bookmark', JSON.stringify(body));

const openBody = (compartment: Compartment, row: BookmarkRow): Body =>
  JSON.parse(compartment.open(row.id, 'bookmark', row.body)) as Body;

const show = (channel: ChannelRow, row: BookmarkRow, { title, url, file, emoji }: Body): Bookmark => ({
  id: publicId('L', row.id),
  channel: publicChannelId(channel),
  title,
  ...(url === undefined ? {} : { url }),
  ...(row.ts === null ? {} : { ts: publicTs(row.ts) }),
  ...(file === undefined ? {} : { file: publicId('F', file) }),
  ...(emoji === undefined ? {} : { emoji }),
  addedBy: publicId('U', row.created_by),
  createdAt: row.created_at.toISOString(),
});
