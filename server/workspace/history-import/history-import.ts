/**
 * History from elsewhere, by batches. The danger: a past that disturbs the present – numbers with gaps, marks of unread
 * messages that were read years ago, a message of today pushed aside by an old one. The principle: what comes in takes
 * its own time as its place and the next numbers of the channel's log, under the channel's lock, in one transaction per
 * batch; what is there already stays. The boundary: whoever calls has judged the records and knows where they are from.
 */
import type { ChannelId, MemberId, TeamId, Ts } from '#contract/ids.ts';
import type { FileReference, Note } from '#contract/workspace.ts';
import { limits } from '#platform/limits.ts';
import type { Compartment } from '#platform/vault/vault.ts';
import type { Units, Work } from '#platform/work.ts';
import {
  type ChannelRow,
  type MessageRow,
  messagesAt,
  sealBody,
  sealEdit,
  wordsOfMessage,
} from '../channel-log/channel-log.ts';
import { lockChannel, lockChannels } from '../channels/channels.ts';
import { insertMentions, mentionRows, namedIn } from '../mentions/mentions.ts';
import { blindTerms } from '../messages/messages.ts';
import {
  addReplies,
  advanceHead,
  carryMarkers,
  editsAt,
  type HistoryRow,
  insertEdits,
  insertHistory,
  insertReactions,
  ordinalsBefore,
  shiftOrdinals,
} from './history-import.sql.ts';
import { appendToLog } from './numbers.ts';

export {
  completeHistory,
  type ImportedChannel,
  joinGeneral,
  openHistory,
} from './conversations.ts';

export interface ImportedMessage {
  readonly ts: Ts;
  readonly author: MemberId;
  /** Markdown with mention tokens; empty for a note. */
  readonly text: string;
  readonly note?: Note;
  readonly files?: readonly FileReference[];
  readonly threadTs?: Ts;
  readonly inTimeline: boolean;
  readonly editedAt?: Date;
  /** Only the place is left of it, because replies hang on it. */
  readonly isDeleted: boolean;
  readonly reactions: readonly { readonly emoji: string; readonly members: readonly MemberId[] }[];
}

/** An earlier text of a message, and when it was replaced. */
export interface ImportedEdit {
  readonly of: Ts;
  readonly replacedAt: Date;
  readonly text: string;
}

export interface HistoryPart {
  readonly channel: ChannelId;
  /** Whom mention tokens can mean: who is in the conversation, or was. */
  readonly people: ReadonlySet<MemberId>;
  /** By strictly rising `ts`. */
  readonly messages: readonly ImportedMessage[];
  /** By rising time; each of them after its message, in this part or in an earlier one. */
  readonly edits: readonly ImportedEdit[];
  /** Asked for only when it is needed: who stands for the author of a first message that is missing from its thread. */
  readonly nobody: () => Promise<MemberId>;
}

export interface PartOutcome {
  readonly added: readonly ImportedMessage[];
  readonly alreadyThere: number;
  /** Not added: somebody else's message stands at this very place. */
  readonly taken: readonly Ts[];
  /** First messages of threads that were missing; a deleted one now stands in their place. */
  readonly missingRoots: readonly Ts[];
  readonly editsAdded: number;
  readonly editsWithoutMessage: readonly ImportedEdit[];
}

/** Adds all parts, in the order given. Doing it again adds nothing. */
export async function importHistory(work: Work, team: TeamId, parts: readonly HistoryPart[]): Promise<PartOutcome[]> {
  await lockChannels(work.sql, [...new Set(parts.map(({ channel }) => channel))]);
  const outcomes: PartOutcome[] = [];
  for (const part of parts) {
    // Two parts may mean one channel, whose numbers have moved on.
    const channel = await lockChannel(work.sql, part.channel);
    if (!channel) throw new Error('History was imported into a channel that does not exist.');
    outcomes.push(await importPart(work, team, channel, part));
  }
  return outcomes;
}

async function importPart(work: Work, team: TeamId, channel: ChannelRow, part: HistoryPart): Promise<PartOutcome> {
  const compartment = await work.keys.compartment(channel.id);
  const sorted = await sortOut(work, channel, part);
  const rows = await placed(work, channel, compartment, sorted.added);
  if (rows.length > 0) {
    await insertHistory(work.sql, team, channel.id, rows);
    await insertReactions(work.sql, team, channel.id, reactionRows(sorted.added));
    await insertMentions(work.sql, team, mentionsIn(channel.id, part.people, sorted.added));
    await addReplies(work.sql, channel.id, repliesToEarlier(rows));
    await advance(work, channel, rows);
  }
  const edits = await importEdits(work, team, channel.id, compartment, part.edits);
  return { ...sorted, ...edits };
}

/** What of the part is new; and for each thread whose first message is nowhere, a place for one. */
async function sortOut(
  work: Work,
  channel: ChannelRow,
  part: HistoryPart,
): Promise<Pick<PartOutcome, 'added' | 'alreadyThere' | 'taken' | 'missingRoots'>> {
  const roots = new Set(part.messages.flatMap(({ threadTs }) => (threadTs === undefined ? [] : [threadTs])));
  const asked = new Set([...roots, ...part.messages.map(({ ts }) => ts)]);
  const found = await messagesAt(
    work.sql,
    [...asked].map((ts) => ({ channel: channel.id, ts })),
  );
  const standing = new Map(found.map((row): [Ts, MessageRow] => [row.ts, row]));
  const fresh = part.messages.filter(({ ts }) => !standing.has(ts));
  const taken = part.messages.filter(({ ts, author }) => (standing.get(ts)?.author_id ?? author) !== author);
  const here = new Set([...standing.keys(), ...fresh.map(({ ts }) => ts)]);
  const missingRoots = [...roots].filter((root) => !here.has(root));
  const places: ImportedMessage[] = [];
  for (const ts of missingRoots) {
    places.push({ ts, author: await part.nobody(), text: '', inTimeline: true, isDeleted: true, reactions: [] });
  }
  return {
    added: [...places, ...fresh].toSorted((one, other) => one.ts - other.ts),
    alreadyThere: part.messages.length - fresh.length - taken.length,
    taken: taken.map(({ ts }) => ts),
    missingRoots,
  };
}

const isCounted = (message: ImportedMessage): boolean => message.inTimeline && !message.note && !message.isDeleted;

/** The rows with their ordinals, between those that stand in the channel already. */
async function placed(
  work: Work,
  channel: ChannelRow,
  compartment: Compartment,
  added: readonly ImportedMessage[],
): Promise<HistoryRow[]> {
  const counted = added.filter(isCounted).map(({ ts }) => ts);
  const isAtEnd = channel.last_ts < (counted[0] ?? 0);
  const before = isAtEnd ? [] : await ordinalsBefore(work.sql, channel.id, counted);
  if (!isAtEnd && counted.length > 0) await shiftOrdinals(work.sql, channel.id, counted);
  const ordinals = new Map(counted.map((ts, at) => [ts, (before[at] ?? channel.ordinal) + at + 1]));
  const replies = Map.groupBy(added, ({ threadTs }) => threadTs);
  const blind = await work.keys.blindWords();
  return added.map((message): HistoryRow => {
    const { ts, author, text, note, files, threadTs } = message;
    const below = replies.get(ts) ?? [];
    const body = { v: 1, text, ...(note ? { note } : {}), ...(files?.length ? { files } : {}) } as const;
    return {
      ts,
      author,
      threadTs: threadTs ?? null,
      inTimeline: message.inTimeline,
      ordinal: ordinals.get(ts) ?? null,
      body: message.isDeleted ? null : sealBody(compartment, ts, body),
      editedAt: message.editedAt ?? null,
      deletedAt: message.isDeleted ? work.now : null,
      reactionCount: message.reactions.reduce((sum, { members }) => sum + members.length, 0),
      replyCount: below.length,
      lastReplyTs: below.at(-1)?.ts ?? null,
      terms: message.isDeleted || note ? [] : blindTerms(blind, wordsOfMessage(text, files), !!files?.length),
    };
  });
}

const mentionsIn = (channel: ChannelId, people: ReadonlySet<MemberId>, added: readonly ImportedMessage[]) =>
  added.flatMap(({ ts, text, author }) =>
    mentionRows(
      { channel_id: channel, ts, author_id: author },
      namedIn(text),
      (member) => people.has(member),
      // Groups of elsewhere are not known here.
      () => [],
    ),
  );

/** In the order of the export, which is the order of their first use: later ones a millisecond later. */
const reactionRows = (added: readonly ImportedMessage[]) =>
  added.flatMap(({ ts, reactions }) =>
    reactions.flatMap(({ emoji, members }, at) =>
      members.map((member) => ({ ts, emoji, member, at: new Date(ts / 1000 + at) })),
    ),
  );

/** Replies to first messages that came with an earlier part. */
function repliesToEarlier(rows: readonly HistoryRow[]): { root: Ts; replies: number; lastTs: Ts }[] {
  const own = new Set(rows.map(({ ts }) => ts));
  const byRoot = Map.groupBy(
    rows.filter(({ threadTs }) => threadTs !== null && !own.has(threadTs)),
    (row) => row.threadTs,
  );
  return [...byRoot].map(([root, replies]) => ({
    root: root as Ts,
    replies: replies.length,
    lastTs: (replies.at(-1) as HistoryRow).ts,
  }));
}

async function advance(work: Work, channel: ChannelRow, rows: readonly HistoryRow[]): Promise<void> {
  const counted = rows.filter(({ ordinal }) => ordinal !== null);
  const lastTs = Math.max(channel.last_ts, (rows.at(-1) as HistoryRow).ts) as Ts;
  const ordinal = channel.ordinal + counted.length;
  await advanceHead(work.sql, channel.id, { lastTs, ordinal });
  await carryMarkers(work.sql, channel, { lastTs, ordinal, counted });
  await appendToLog(
    work,
    channel,
    rows.map(({ ts, author }) => ({ kind: 'message.posted', actor: author, ts })),
  );
}

async function importEdits(
  work: Work,
  team: TeamId,
  channel: ChannelId,
  compartment: Compartment,
  edits: readonly ImportedEdit[],
): Promise<Pick<PartOutcome, 'editsAdded' | 'editsWithoutMessage'>> {
  if (edits.length === 0) return { editsAdded: 0, editsWithoutMessage: [] };
  const places = [...new Set(edits.map(({ of }) => of))];
  const messages = await messagesAt(
    work.sql,
    places.map((ts) => ({ channel, ts })),
  );
  const counts = new Map(messages.filter((row) => row.body).map((row) => [row.ts, row.edit_count]));
  const known = new Set((await editsAt(work.sql, channel, places)).map(({ ts, at }) => `${ts} ${at.getTime()}`));
  const rows = edits
    .filter(({ of, replacedAt }) => counts.has(of) && !known.has(`${of} ${replacedAt.getTime()}`))
    .map(({ of, replacedAt, text }) => {
      const edit = (counts.get(of) ?? 0) + 1;
      counts.set(of, edit);
      return { ts: of, edit, replacedAt, body: sealEdit(compartment, of, edit, text) };
    });
  await insertEdits(work.sql, team, channel, rows);
  return { editsAdded: rows.length, editsWithoutMessage: edits.filter(({ of }) => !counts.has(of)) };
}

interface Filling {
  readonly team: TeamId;
  readonly channel: ChannelId;
  /** Whom mention tokens can mean. */
  readonly people: ReadonlySet<MemberId>;
  /** By strictly rising `ts`, none of them there yet; taken as they are needed. */
  readonly messages: Iterable<ImportedMessage>;
  /** Hears of each batch; may throw to end it there. */
  readonly onAdded: (count: number) => void;
}

/** Adds any number of messages that were made for this channel, a batch to a unit of work. */
export async function fillHistory(units: Units, filling: Filling): Promise<void> {
  const { team, channel, people, onAdded } = filling;
  for (const messages of batchesOf(filling.messages, limits.historyImport.batch)) {
    const part = { channel, people, messages, edits: [], nobody };
    await units.open({ team }, (work) => importHistory(work, team, [part]));
    onAdded(messages.length);
  }
}

const nobody = (): never => {
  throw new Error('A reply was made without its first message.');
};

function* batchesOf<T>(from: Iterable<T>, most: number): Generator<T[]> {
  let batch: T[] = [];
  for (const one of from) {
    batch.push(one);
    if (batch.length < most) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
