/**
 * Posting, by groups: the posts that arrive together become one transaction, because what a post costs is the commit.
 * Each post is judged on its own and answered on its own; one that is refused leaves no trace and holds up nobody.
 */
import {
  type ChannelId,
  type ClientMessageId,
  type FileId,
  type MemberId,
  publicId,
  publicTs,
  type TeamId,
  type Ts,
  type UserGroupId,
} from '#contract/ids.ts';
import type { Message, Thread } from '#contract/workspace.ts';
import type { Actor } from '#identity/access/access.ts';
import { type Problem, problem } from '#platform/problem.ts';
import type { BlindWord } from '#platform/vault/vault.ts';
import type { Work } from '#platform/work.ts';
import {
  type Attachment,
  type ChannelRow,
  emitEvent,
  eventRow,
  insertAttachments,
  insertMessages,
  type MessageRow,
  messagesAt,
  type NewMessage,
  placeKey,
  sealBody,
  showMessage,
  showMessages,
  showThread,
  UNTOUCHED,
  wordsOfMessage,
} from '../channel-log/channel-log.ts';
import { channelArchived, existingMemberships, lockChannels, noSuchChannel } from '../channels/channels.ts';
import { type Attachable, attachable, noSuchFile } from '../files/files.ts';
import { tellOfLinks } from '../link-cards/link-cards.ts';
import { insertMentions, type MentionRow, mentionRows, namedIn } from '../mentions/mentions.ts';
import { indexTerms } from '../search/search.ts';
import { followThreads, type Interest, interestsIn, mergedInterests } from '../threads/threads.ts';
import { membersNamed } from '../user-groups/user-groups.ts';
import { advanceChannels, countReplies, sentBefore } from './messages.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** New messages of one channel, for whoever acts on them after the commit; never those of an import. */
    'messages.posted': { readonly channel: ChannelId; readonly places: readonly Ts[] };
  }
}

/** What somebody wants to post; `clientId` makes sending it again harmless. */
export interface Post {
  readonly actor: Pick<Actor, 'team' | 'member'>;
  readonly channel: ChannelId;
  readonly clientId: ClientMessageId;
  readonly text: string;
  readonly threadTs: Ts | undefined;
  readonly alsoToChannel: boolean;
  /** Files that the author has uploaded. */
  readonly files: readonly FileId[];
}

export type Outcome =
  | { readonly kind: 'posted'; readonly message: Message }
  | { readonly kind: 'refused'; readonly problem: Problem };

export const clientIdReused = problem(
  'messages/client-id-reused',
  422,
  'This clientId was used for another message. Take a new one for each message.',
);
export const nothingSaid = problem('messages/nothing-said', 422, 'A message needs words or a file.');
export const noSuchThread = problem('messages/no-such-thread', 404, 'The message to reply to is not there any more.');

/** Posts all that may be posted, in the order given; the outcomes stand in the same order. */
export async function postMessages(work: Work, team: TeamId, posts: readonly Post[]): Promise<Outcome[]> {
  const stage = await setStage(work, posts);
  const batch: Batch = {
    rows: [],
    events: [],
    mentions: [],
    attachments: [],
    markers: new Map(),
    replies: new Map(),
    interests: [],
    shown: [],
  };
  const outcomes: Outcome[] = [];
  for (const post of posts) outcomes.push(await judge(work, stage, batch, post));
  await write(work, team, stage, batch);
  return outcomes;
}

/** All that the rules look at, read at once for the whole group. */
interface Stage {
  readonly channels: ReadonlyMap<ChannelId, Head>;
  readonly memberships: ReadonlySet<string>;
  readonly roots: ReadonlyMap<string, MessageRow>;
  readonly inGroup: Awaited<ReturnType<typeof membersNamed>>;
  readonly sent: Map<string, Message>;
  readonly files: Attachable;
}

/** A locked channel and where its log has got to within this group. */
interface Head {
  readonly row: ChannelRow;
  seq: number;
  lastTs: Ts;
  ordinal: number;
}

async function setStage(work: Work, posts: readonly Post[]): Promise<Stage> {
  const named = posts.flatMap((post) =>
    namedIn(post.text).members.map((member) => ({ channel: post.channel, member })),
  );
  const groups = posts.flatMap((post) => namedIn(post.text).groups.map((group) => ({ channel: post.channel, group })));
  const authors = posts.map((post) => ({ channel: post.channel, member: post.actor.member }));
  const sent = posts.map((post) => ({ channel: post.channel, author: post.actor.member, clientId: post.clientId }));
  const replies = posts.filter((post) => post.threadTs !== undefined);
  const replied = uniquePlaces(replies.map((post) => ({ channel: post.channel, ts: post.threadTs as Ts })));
  // The lock is asked for first; what stands behind it is read under it.
  const [rows, memberships, before, roots, inGroup, files] = await Promise.all([
    lockChannels(work.sql, [...new Set(posts.map((post) => post.channel))]),
    existingMemberships(work.sql, uniquePairs([...authors, ...named])),
    sentBefore(work.sql, sent),
    messagesAt(work.sql, replied),
    membersNamed(work, uniqueGroups(groups)),
    attachable(
      work,
      posts.flatMap((post) => post.files),
    ),
  ]);
  const channels = new Map<ChannelId, Head>();
  for (const row of rows) channels.set(row.id, { row, seq: row.seq, lastTs: row.last_ts, ordinal: row.ordinal });
  const shown = await showMessages(work, new Map(rows.map((row) => [row.id, row])), before);
  return {
    channels,
    memberships: new Set(memberships.map((pair) => pairKey(pair.channel_id, pair.member_id))),
    inGroup,
    roots: new Map(roots.map((root) => [placeKey(root.channel_id, root.ts), root])),
    files,
    sent: new Map(
      before.map((row, at) => [sentKey(row.channel_id, row.author_id, row.client_id), shown[at] as Message]),
    ),
  };
}

interface Batch {
  readonly rows: NewMessage[];
  readonly events: ReturnType<typeof eventRow>[];
  readonly shown: { readonly message: Message; readonly thread: Thread | undefined }[];
  readonly mentions: MentionRow[];
  readonly attachments: Attachment[];
  readonly markers: Map<string, { channel: ChannelId; member: MemberId; ts: Ts; ordinal: number }>;
  readonly replies: Map<string, { channel: ChannelId; root: Ts; replies: number; lastTs: Ts }>;
  readonly interests: Interest[];
}

async function judge(work: Work, stage: Stage, batch: Batch, post: Post): Promise<Outcome> {
  const head = stage.channels.get(post.channel);
  const { member } = post.actor;
  if (!head || !stage.memberships.has(pairKey(post.channel, member))) return refused(noSuchChannel());
  const key = sentKey(post.channel, member, post.clientId);
  const earlier = stage.sent.get(key);
  // What was acknowledged once is acknowledged again, even if the channel has been archived since.
  if (earlier) return isRepetition(earlier, post) ? { kind: 'posted', message: earlier } : refused(clientIdReused());
  if (head.row.archived_at) return refused(channelArchived());
  const root = post.threadTs === undefined ? undefined : stage.roots.get(placeKey(post.channel, post.threadTs));
  if (post.threadTs !== undefined && (!root || root.thread_ts !== null || root.deleted_at))
    return refused(noSuchThread());
  if (post.text === '' && post.files.length === 0) return refused(nothingSaid());
  if (!post.files.every((file) => stage.files.get(file)?.uploader === member)) return refused(noSuchFile());

  const message = await place(work, stage, batch, head, post, root);
  stage.sent.set(key, message);
  return { kind: 'posted', message };
}

/** Gives the post its place in the log and prepares its rows. Keys are made here, so a refusal leaves none. */
async function place(
  work: Work,
  stage: Stage,
  batch: Batch,
  head: Head,
  post: Post,
  root: MessageRow | undefined,
): Promise<Message> {
  const inTimeline = isInTimeline(post);
  head.seq += 1;
  head.lastTs = Math.max(head.lastTs + 1, work.now.getTime() * 1000) as Ts;
  if (inTimeline) head.ordinal += 1;
  const ts = head.lastTs;
  const body = { v: 1, text: post.text } as const;
  const row = {
    channel_id: post.channel,
    ts,
    author_id: post.actor.member,
    thread_ts: post.threadTs ?? null,
    in_timeline: inTimeline,
    ordinal: inTimeline ? head.ordinal : null,
    client_id: post.clientId,
    file_count: post.files.length,
  };
  const carried = post.files.flatMap((file) => stage.files.get(file) ?? []);
  const files = carried.map(({ shown }) => shown);
  const said = wordsOfMessage(
    post.text,
    files,
    carried.map(({ text }) => text),
  );
  const terms = blindTerms(await work.keys.blindWords(), said, files.length > 0);
  const sealed = sealBody(await work.keys.compartment(post.channel), ts, body);
  batch.rows.push({ ...row, body: sealed, terms });
  const event = eventRow(work, head.row, head.seq, { kind: 'message.posted', actor: post.actor.member, ts });
  const message = showMessage(head.row, { ...row, ...UNTOUCHED }, body, [], files);
  batch.attachments.push(...post.files.map((file, at) => ({ channel: post.channel, ts, place: at, file })));

  const named = namedIn(post.text);
  const isHere = (who: MemberId): boolean => stage.memberships.has(pairKey(post.channel, who));
  batch.mentions.push(...mentionRows(row, named, isHere, stage.inGroup(post.channel)));
  if (root) batch.interests.push(...interestsIn(root, { ts, author: row.author_id, named: named.members }));
  if (inTimeline) {
    const marker = { channel: post.channel, member: post.actor.member, ts, ordinal: head.ordinal };
    batch.markers.set(pairKey(post.channel, post.actor.member), marker);
  }
  batch.events.push(event);
  batch.shown.push({ message, thread: root && countReply(batch, root, ts) });
  return message;
}

/** What the first message of the thread says with this reply. */
function countReply(batch: Batch, root: MessageRow, ts: Ts): Thread {
  const key = placeKey(root.channel_id, root.ts);
  const replies = (batch.replies.get(key)?.replies ?? 0) + 1;
  batch.replies.set(key, { channel: root.channel_id, root: root.ts, replies, lastTs: ts });
  return showThread({ ts: root.ts, reply_count: root.reply_count + replies, last_reply_ts: ts });
}

async function write(work: Work, team: TeamId, stage: Stage, batch: Batch): Promise<void> {
  if (batch.rows.length === 0) return;
  const heads = [...stage.channels.values()].filter(({ row, seq }) => seq > row.seq);
  await Promise.all([
    insertMessages(work.sql, team, batch.rows),
    advanceChannels(
      work.sql,
      team,
      heads.map(({ row, seq, lastTs, ordinal }) => ({ channel: row.id, seq, lastTs, ordinal })),
      batch.events,
      [...batch.markers.values()],
    ),
    insertMentions(work.sql, team, batch.mentions),
    insertAttachments(work.sql, team, batch.attachments),
    countReplies(work.sql, [...batch.replies.values()]),
    followThreads(work, team, stage.channels, mergedInterests(batch.interests)),
    tellOfLinks(
      work,
      batch.rows.map(({ channel_id: channel, ts }, at) => ({ channel, ts, text: batch.shown[at]?.message.text ?? '' })),
    ),
  ]);
  for (const { row } of heads) {
    const places = batch.rows.filter((one) => one.channel_id === row.id).map(({ ts }) => ts);
    work.emit({ kind: 'messages.posted', channel: row.id, places });
  }
  batch.events.forEach((event, at) => {
    const head = stage.channels.get(event.channel_id);
    const shown = batch.shown[at];
    if (!head || !shown) throw new Error('An event has lost its message.');
    emitEvent(work, head.row, event, shown);
    work.audit({
      kind: 'message.posted',
      actor: `member:${event.actor_id}`,
      object: `channel:${event.channel_id}`,
      details: { ts: shown.message.ts },
    });
  });
}

/** The tokens of a message; `said` is all that it is found by. */
export const blindTerms = (blind: BlindWord, said: string, hasFiles = false): string[] =>
  [...indexTerms(said, hasFiles)].map(blind);

/** The same message sent again; of one that was edited or deleted since, only the place can be compared. */
function isRepetition(earlier: Message, post: Post): boolean {
  const isSamePlace =
    earlier.threadTs === (post.threadTs === undefined ? undefined : publicTs(post.threadTs)) &&
    earlier.inTimeline === isInTimeline(post);
  const isChanged = earlier.editedAt !== undefined || earlier.deletedAt !== undefined;
  const carried = (earlier.files ?? []).map(({ id }) => id).join();
  const isSameSaid = earlier.text === post.text && carried === post.files.map((file) => publicId('F', file)).join();
  return isSamePlace && (isChanged || isSameSaid);
}

/** A reply stays in its thread unless it is also sent to the channel. */
const isInTimeline = (post: Post): boolean => post.threadTs === undefined || post.alsoToChannel;
const refused = (refusal: Problem): Outcome => ({ kind: 'refused', problem: refusal });
const pairKey = (channel: ChannelId, member: MemberId): string => `${channel}/${member}`;
const sentKey = (channel: ChannelId, author: MemberId, clientId: ClientMessageId | null): string =>
  `${channel}/${author}/${clientId}`;

function uniquePairs(
  pairs: readonly { channel: ChannelId; member: MemberId }[],
): { channel: ChannelId; member: MemberId }[] {
  return [...new Map(pairs.map((pair) => [pairKey(pair.channel, pair.member), pair])).values()];
}

function uniqueGroups(
  named: readonly { channel: ChannelId; group: UserGroupId }[],
): { channel: ChannelId; group: UserGroupId }[] {
  return [...new Map(named.map((one) => [`${one.channel}/${one.group}`, one])).values()];
}

function uniquePlaces(places: readonly { channel: ChannelId; ts: Ts }[]): { channel: ChannelId; ts: Ts }[] {
  return [...new Map(places.map((place) => [placeKey(place.channel, place.ts), place])).values()];
}
