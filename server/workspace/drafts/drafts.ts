import { type ChannelId, type MemberId, publicTs, type Ts } from '#contract/ids.ts';
import type { Draft, DraftPlace } from '#contract/kept-aside.ts';
import type { Actor } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { messagesAt, publicChannelId } from '../channel-log/channel-log.ts';
import { channelByIdOf, readableChannel } from '../channels/channels.ts';
import { noThreadHere } from '../threads/threads.ts';
import {
  type DraftKey,
  type DraftRow,
  deleteDraft,
  draftCount,
  draftPlacesOf,
  draftsOf,
  insertDraft,
  lockDraft,
  updateDraft,
} from './drafts.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** For the member's own devices, with the text: it stays in this process. */
    'draft.changed': { readonly member: MemberId; readonly json: string };
  }
}

export const newerDraft = problem<{ version: number }>(
  'drafts/newer',
  409,
  'Another device has changed this draft since. Read it, then write on from there.',
);
export const tooManyDrafts = problem<{ most: number }>(
  'drafts/too-many',
  409,
  'You have begun as many messages as can be kept. Send or remove one first.',
);

/** Where in a channel: in a thread, or in the channel itself. */
const keyOf = (actor: Actor, channel: ChannelId, thread: Ts | undefined): DraftKey => ({
  member: actor.member,
  channel,
  thread: thread ?? (0 as Ts),
});

/**
 * Keeps what one has begun to write. `basedOn` is the version that the device had, 0 if it knew of none; when another
 * device has written meanwhile nothing is changed, unless it wrote the same.
 */
export async function writeDraft(
  work: Work,
  actor: Actor,
  id: ChannelId,
  { text, threadTs, basedOn }: { readonly text: string; readonly threadTs?: Ts; readonly basedOn: number },
): Promise<Draft> {
  const channel = await readableChannel(work, actor, id);
  const key = keyOf(actor, id, threadTs);
  const compartment = await work.keys.compartment(id);
  const shown = (version: number, changedAt: Date): Draft => ({
    ...showPlace({ channel_id: id, kind: channel.kind, thread_ts: key.thread, version }),
    changedAt: changedAt.toISOString(),
    text,
  });
  const before = await lockDraft(work.sql, key);
  if (before && compartment.open(recordOf(key), 'draft', before.body) === text)
    return shown(before.version, before.changed_at);
  const current = before?.version ?? 0;
  if (basedOn !== current) throw newerDraft({ version: current });
  const { count, last } = await draftCount(work.sql, actor.member);
  if (!before) await requireRoom(work, key, count);
  // Versions follow the clock, so that a draft that was removed and begun anew does not meet an old version again.
  const version = Math.max(last + 1, work.now.getTime() * 1000);
  const draft = { version, changed_at: work.now, body: compartment.seal(recordOf(key), 'draft', text) };
  if (before) await updateDraft(work.sql, key, draft);
  else if (!(await insertDraft(work.sql, actor.team, key, draft))) throw newerDraft({ version: current });
  tell(work, actor.member, { kind: 'draft.changed', draft: shown(version, work.now) });
  return shown(version, work.now);
}

/** Removes the draft of that version, as after sending it; there being none changes nothing. */
export async function removeDraft(
  work: Work,
  actor: Actor,
  id: ChannelId,
  { threadTs, basedOn }: { readonly threadTs?: Ts; readonly basedOn: number },
): Promise<void> {
  const key = keyOf(actor, id, threadTs);
  const before = await lockDraft(work.sql, key);
  // Also in a conversation that one may not read any more.
  const channel = before && (await channelByIdOf(work, id));
  if (!before || !channel) return;
  if (before.version !== basedOn) throw newerDraft({ version: before.version });
  await deleteDraft(work.sql, key);
  const draft = showPlace({ channel_id: id, kind: channel.kind, thread_ts: key.thread, version: before.version });
  tell(work, actor.member, { kind: 'draft.removed', draft });
}

/** One page of what the actor has begun to write, the last changed first. */
export async function listDrafts(
  work: Work,
  actor: Actor,
  after: number | undefined,
  limit: number,
): Promise<{ drafts: Draft[]; next?: number }> {
  const rows = await draftsOf(work.sql, actor.member, after, limit);
  const drafts: Draft[] = [];
  for (const row of rows) {
    const key = { member: actor.member, channel: row.channel_id, thread: row.thread_ts };
    const text = (await work.keys.compartment(row.channel_id)).open(recordOf(key), 'draft', row.body);
    drafts.push({ ...showPlace(row), changedAt: row.changed_at.toISOString(), text });
  }
  const next = rows.length === limit ? rows.at(-1)?.version : undefined;
  return { drafts, ...(next === undefined ? {} : { next }) };
}

/** Where a member has drafts, and in which version. */
export const draftPlaces = async (work: Work, member: MemberId): Promise<DraftPlace[]> =>
  (await draftPlacesOf(work.sql, member, limits.drafts.perMemberMax)).map(showPlace);

async function requireRoom(work: Work, { channel, thread }: DraftKey, count: number): Promise<void> {
  const most = limits.drafts.perMemberMax;
  if (count >= most) throw tooManyDrafts({ most });
  if (thread === 0) return;
  const [root] = await messagesAt(work.sql, [{ channel, ts: thread }]);
  if (!root || root.thread_ts !== null || root.deleted_at) throw noThreadHere();
}

const recordOf = ({ member, thread }: DraftKey): string => `${member} ${thread}`;

const showPlace = (row: Pick<DraftRow, 'channel_id' | 'kind' | 'thread_ts' | 'version'>): DraftPlace => ({
  channel: publicChannelId({ id: row.channel_id, kind: row.kind }),
  ...(row.thread_ts > 0 ? { threadTs: publicTs(row.thread_ts) } : {}),
  version: row.version,
});

const tell = (work: Work, member: MemberId, frame: object): void =>
  work.emit({ kind: 'draft.changed', member, json: JSON.stringify(frame) });
