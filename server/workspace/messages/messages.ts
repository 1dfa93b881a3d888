import { type ChannelId, type MemberId, publicTs, type Ts } from '#contract/ids.ts';
import type { Message } from '#contract/workspace.ts';
import { type Actor, allows, auditName } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import {
  type ChannelRow,
  type MessageRow,
  openBody,
  openEdit,
  placeKey,
  recordInLog,
  sealBody,
  sealEdit,
  showAttached,
  showMessages,
  showThread,
  textsAttached,
  wordsOfMessage,
} from '../channel-log/channel-log.ts';
import {
  channelArchived,
  existingMemberships,
  lockOpenChannel,
  lockOwnChannel,
  readableChannel,
} from '../channels/channels.ts';
import { detachFiles } from '../files/files.ts';
import { cardsFor, dropCardImages, tellOfLinks } from '../link-cards/link-cards.ts';
import { deleteMentions, insertMentions, mentionRows, namedIn } from '../mentions/mentions.ts';
import { membersNamed } from '../user-groups/user-groups.ts';
import type { LatestPages, Page } from './latest-pages.ts';
import {
  editsOf,
  eraseMessage,
  type HistoryBounds,
  messageAt,
  recountReplies,
  replaceBody,
  thread,
  timeline,
} from './messages.sql.ts';
import { blindTerms } from './post.ts';

export { createLatestPages, type LatestPages } from './latest-pages.ts';
export { blindTerms, clientIdReused, noSuchThread, nothingSaid, type Post, postMessages } from './post.ts';
export { createPostQueue, type PostQueue } from './post-queue.ts';

export const noSuchMessage = problem('messages/no-such-message', 404, 'There is no such message, or it was deleted.');
export const notYourMessage = problem('messages/not-yours', 403, 'Only the one who wrote a message may change it.');
export const editedTooOften = problem(
  'messages/edited-too-often',
  409,
  'This message was edited too often. Write a new one.',
);

/** One page of a channel's timeline or of a thread, oldest first; the newest one from `latest` if it is there. */
export async function readHistory(
  work: Work,
  actor: Actor,
  id: ChannelId,
  bounds: HistoryBounds & { readonly thread?: Ts | undefined },
  latest?: LatestPages,
): Promise<Page> {
  const channel = await readableChannel(work, actor, id);
  const read = () => readPage(work, channel, bounds);
  const isLatest = bounds.thread === undefined && bounds.before === undefined && bounds.after === undefined;
  return latest && isLatest ? await latest.page(channel, bounds.limit, read) : await read();
}

async function readPage(
  work: Work,
  channel: ChannelRow,
  bounds: HistoryBounds & { readonly thread?: Ts | undefined },
): Promise<Page> {
  // One more than asked for tells whether there are more.
  const wider = { ...bounds, limit: bounds.limit + 1 };
  const rows =
    bounds.thread === undefined
      ? await timeline(work.sql, channel.id, wider)
      : await thread(work.sql, channel.id, bounds.thread, wider);
  const more = rows.length > bounds.limit;
  const page = more ? (bounds.after === undefined ? rows.slice(1) : rows.slice(0, -1)) : rows;
  return { messages: await showMessages(work, new Map([[channel.id, channel]]), page), more };
}

export async function readMessage(work: Work, actor: Actor, id: ChannelId, ts: Ts): Promise<Message> {
  const channel = await readableChannel(work, actor, id);
  return await shown(work, channel, await existing(work, channel, ts));
}

async function existing(work: Work, channel: ChannelRow, ts: Ts): Promise<MessageRow> {
  const row = await messageAt(work.sql, channel.id, ts);
  if (!row || row.deleted_at) throw noSuchMessage();
  return row;
}

async function stored(work: Work, channel: ChannelRow, ts: Ts): Promise<MessageRow> {
  const row = await messageAt(work.sql, channel.id, ts);
  if (!row) throw new Error('A message is gone although its place stays.');
  return row;
}

async function shown(work: Work, channel: ChannelRow, row: MessageRow): Promise<Message> {
  const [message] = await showMessages(work, new Map([[channel.id, channel]]), [row]);
  if (!message) throw new Error('A message that was read was not shown.');
  return message;
}

export async function editMessage(work: Work, actor: Actor, id: ChannelId, ts: Ts, text: string): Promise<Message> {
  const channel = await lockOpenChannel(work, actor, id);
  const row = await existing(work, channel, ts);
  const compartment = await work.keys.compartment(id);
  const body = openBody(compartment, ts, row.body as Buffer);
  if (row.author_id !== actor.member || body.note) throw notYourMessage();
  if (body.text === text) return await shown(work, channel, row);
  if (row.edit_count >= limits.messages.editsMax) throw editedTooOften();
  const edit = row.edit_count + 1;
  const { cards: before, ...written } = body;
  const cards = cardsFor(text, before);
  const place = placeKey(id, ts);
  const attached = (await showAttached(work, [row])).get(place);
  const files = [...(body.files ?? []), ...(attached ?? [])];
  const said = wordsOfMessage(text, files, (await textsAttached(work, [row])).get(place));
  await replaceBody(
    work.sql,
    row,
    {
      body: sealBody(compartment, ts, { ...written, text, ...(cards ? { cards } : {}) }),
      terms: blindTerms(await work.keys.blindWords(), said, files.length > 0),
      edited_at: work.now,
    },
    { team: actor.team, edit, body: sealEdit(compartment, ts, edit, body.text) },
  );
  await renameMentions(work, channel, row, text);
  if (before) await dropCardImages(work, id, ts, cards);
  await tellOfLinks(work, [{ channel: id, ts, text }]);
  const message = await shown(work, channel, await stored(work, channel, ts));
  await recordInLog(work, channel, { kind: 'message.edited', actor: actor.member, ts, message });
  work.audit({
    kind: 'message.edited',
    actor: auditName(actor),
    object: `channel:${id}`,
    details: { ts: publicTs(ts) },
  });
  return message;
}

/** Whom the text names now; nobody is told twice, since unread mentions are counted, not sent. */
async function renameMentions(
  work: Work,
  channel: ChannelRow,
  { ts, author_id: author }: MessageRow,
  text: string,
): Promise<void> {
  const named = namedIn(text);
  const pairs = named.members.map((member) => ({ channel: channel.id, member }));
  const here = new Set((await existingMemberships(work.sql, pairs)).map((row): MemberId => row.member_id));
  const groups = named.groups.map((group) => ({ channel: channel.id, group }));
  const inGroup = (await membersNamed(work, groups))(channel.id);
  await deleteMentions(work.sql, channel.id, ts);
  await insertMentions(
    work.sql,
    channel.team_id,
    mentionRows({ channel_id: channel.id, ts, author_id: author }, named, (member) => here.has(member), inGroup),
  );
}

/** The place stays, so that threads and numbers stay whole; text, edits, reactions and terms are gone at once. */
export async function deleteMessage(work: Work, actor: Actor, id: ChannelId, ts: Ts): Promise<void> {
  const channel = await lockOwnChannel(work, actor, id);
  const row = await existing(work, channel, ts);
  // The notes of the system are nobody's own.
  const isOwn = row.author_id === actor.member && (row.ordinal !== null || row.thread_ts !== null);
  if (!isOwn && !allows(actor, 'messages.moderate')) throw notYourMessage();
  if (channel.archived_at && !allows(actor, 'messages.moderate')) throw channelArchived();
  await eraseMessage(work.sql, row, work.now);
  if (row.file_count > 0) await detachFiles(work, actor, { channel: id, ts });
  await dropCardImages(work, id, ts);
  const root = row.thread_ts === null ? undefined : await recountReplies(work.sql, id, row.thread_ts);
  const message = await shown(work, channel, await stored(work, channel, ts));
  const thread = root && showThread(root);
  await recordInLog(work, channel, { kind: 'message.deleted', actor: actor.member, ts, message, thread });
  const details = { ts: publicTs(ts), own: isOwn };
  work.audit({ kind: 'message.deleted', actor: auditName(actor), object: `channel:${id}`, details });
}

/** Earlier texts of a message, oldest first, for whoever may read it. */
export async function readEdits(
  work: Work,
  actor: Actor,
  id: ChannelId,
  ts: Ts,
): Promise<{ replacedAt: string; text: string }[]> {
  const channel = await readableChannel(work, actor, id);
  await existing(work, channel, ts);
  const compartment = await work.keys.compartment(id);
  const rows = await editsOf(work.sql, id, ts, limits.messages.editsMax);
  return rows.map((row) => ({
    replacedAt: row.replaced_at.toISOString(),
    text: openEdit(compartment, ts, row.edit, row.body),
  }));
}
