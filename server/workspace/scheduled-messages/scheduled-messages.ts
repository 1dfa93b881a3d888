/**
 * Messages to be posted at their time. The danger: one that is lost, or posted twice, because a process died between
 * posting and noting it. The principle: the message and what became of the scheduled one commit together, under the
 * lock of its row, and the message carries the client's id that the scheduled one had. The boundary: when it is time is
 * the due queue's to know.
 */

import {
  type ChannelId,
  type ClientMessageId,
  type FileId,
  type MemberId,
  publicId,
  publicTs,
  type ScheduledId,
  type TeamId,
  type Ts,
  tsOf,
} from '#contract/ids.ts';
import type { ScheduledMessage, When } from '#contract/time.ts';
import type { Message } from '#contract/workspace.ts';
import { type Actor, auditName } from '#identity/access/access.ts';
import { findMembers, lockedMember } from '#identity/members/members.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import { Problem, problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { lockOpenChannel } from '../channels/channels.ts';
import {
  clientIdReused,
  noSuchThread,
  nothingSaid,
  type Post,
  postMessages,
  readMessage,
} from '../messages/messages.ts';
import { momentOfWhen } from '../moments.ts';
import { carriedFiles, carryFiles, dropFiles, exchangeFiles, handOverFiles } from './carried.ts';
import {
  changeScheduled,
  claimDue,
  claimOne,
  countHeld,
  deleteEndedScheduled,
  deleteScheduled,
  dueIds,
  type Ending,
  endScheduled,
  insertScheduled,
  lockScheduled,
  type NewScheduled,
  type ScheduledRow,
  scheduledByClient,
  scheduledOf,
} from './scheduled-messages.sql.ts';
import { sealText, showAll, tell, tellAll, textOf } from './showing.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** For the author's devices, and for the queue: `dueAt` while it waits. */
    'scheduled-message.changed': {
      readonly member: MemberId;
      readonly dueAt: Date | undefined;
      readonly json: string;
    };
  }
}

export const noSuchScheduled = problem(
  'scheduled-messages/no-such-message',
  404,
  'There is no such scheduled message, or it was cancelled.',
);
export const alreadySent = problem(
  'scheduled-messages/already-sent',
  409,
  'This message has been sent. Edit or delete it where it stands.',
);
export const tooManyScheduled = problem<{ most: number }>(
  'scheduled-messages/too-many',
  409,
  'You have as many scheduled messages as one can have. Send or cancel some first.',
);

/** Why one failed that no rule of posting refused. */
const AUTHOR_DEACTIVATED = 'scheduled-messages/author-deactivated';
const FAULT = 'scheduled-messages/fault';

export interface Wanted {
  readonly clientId: ClientMessageId;
  readonly channel: ChannelId;
  readonly text: string;
  readonly threadTs: Ts | undefined;
  readonly alsoToChannel: boolean;
  /** Whole uploads of the author. */
  readonly files: readonly FileId[];
  readonly when: When;
}

/** The same again, by its `clientId`, gets the first answer again. */
export async function scheduleMessage(work: Work, actor: Actor, wanted: Wanted): Promise<ScheduledMessage> {
  const earlier = await scheduledByClient(work.sql, actor.member, wanted.clientId);
  if (earlier) return await repeated(work, earlier, wanted);
  if (wanted.text === '' && wanted.files.length === 0) throw nothingSaid();
  const { at, zone } = await momentOfWhen(work, actor, wanted.when, limits.scheduledMessages.aheadMs);
  const channel = await lockOpenChannel(work, actor, wanted.channel);
  if (wanted.threadTs !== undefined) await requireThread(work, actor, wanted.channel, wanted.threadTs);
  // One after the other, so that the bound holds.
  await lockedMember(work, actor.member);
  const most = limits.scheduledMessages.heldMax;
  if ((await countHeld(work.sql, actor.member)) >= most) throw tooManyScheduled({ most });
  const id = work.random.uuid() as ScheduledId;
  const row: NewScheduled = {
    id,
    team_id: actor.team,
    author_id: actor.member,
    channel_id: wanted.channel,
    thread_ts: wanted.threadTs ?? null,
    also_to_channel: wanted.alsoToChannel,
    client_id: wanted.clientId,
    due_at: at,
    zone,
    body: await sealText(work, wanted.channel, id, wanted.text),
    state: 'pending',
    reason: null,
    sent_ts: null,
    ended_at: null,
    created_at: work.now,
    edited_at: null,
  };
  if (!(await insertScheduled(work.sql, row))) {
    // The same call came twice at once, and the other one was first.
    const first = await scheduledByClient(work.sql, actor.member, wanted.clientId);
    if (!first) throw new Error('A scheduled message is there and is not.');
    return await repeated(work, first, wanted);
  }
  await carryFiles(work, actor, id, wanted.files);
  audit(work, auditName(actor), 'scheduled-message.created', id, { channel: wanted.channel, dueAt: at.toISOString() });
  return await tell(work, { ...row, channel_kind: channel.kind });
}

/** One's own, in the order of their times: those that wait, and those that failed. */
export async function listScheduled(work: Work, actor: Actor): Promise<ScheduledMessage[]> {
  const rows = await scheduledOf(work.sql, actor.member, limits.scheduledMessages.heldMax);
  return await showAll(work, rows);
}

/** Another text, other files or another time; one that failed waits again. */
export async function editScheduled(
  work: Work,
  actor: Actor,
  id: ScheduledId,
  change: { readonly text?: string; readonly files?: readonly FileId[]; readonly when?: When },
): Promise<ScheduledMessage> {
  const row = await openRow(work, actor, id);
  // Without a new time the old one must lie ahead still: one that failed needs another.
  const when = change.when ?? { at: row.due_at.toISOString(), zone: row.zone };
  const { at, zone } = await momentOfWhen(work, actor, when, limits.scheduledMessages.aheadMs);
  const body = change.text === undefined ? row.body : await sealText(work, row.channel_id, id, change.text);
  if (change.files) await exchangeFiles(work, actor, id, change.files);
  const [shown] = await showAll(work, [{ ...row, body }]);
  if (shown?.text === '' && !shown.files) throw nothingSaid();
  const changed = { body, due_at: at, zone, edited_at: work.now };
  await changeScheduled(work.sql, id, changed);
  audit(work, auditName(actor), 'scheduled-message.changed', id, { dueAt: at.toISOString() });
  return await tell(work, { ...row, ...changed, state: 'pending', reason: null, ended_at: null });
}

export async function cancelScheduled(work: Work, actor: Actor, id: ScheduledId): Promise<void> {
  await openRow(work, actor, id);
  await dropFiles(work, id);
  await deleteScheduled(work.sql, id);
  audit(work, auditName(actor), 'scheduled-message.cancelled', id);
  const json = JSON.stringify({ kind: 'scheduled-message.removed', id: publicId('Q', id) });
  work.emit({ kind: 'scheduled-message.changed', member: actor.member, dueAt: undefined, json });
}

/** Posts it at this moment. Asked again, it is the same message; what may not be posted is refused and waits on. */
export async function sendScheduledNow(work: Work, actor: Actor, id: ScheduledId): Promise<Message> {
  const row = await lockScheduled(work.sql, actor.member, id);
  if (!row) throw noSuchScheduled();
  if (row.sent_ts !== null) return await readMessage(work, actor, row.channel_id, row.sent_ts);
  const [outcome] = await postMessages(work, actor.team, await postsOf(work, [row]));
  if (outcome?.kind !== 'posted') throw outcome?.problem ?? noSuchScheduled();
  await end(work, [row], [{ id, state: 'sent', ts: tsOf(outcome.message.ts), reason: null }]);
  return outcome.message;
}

/**
 * Posts what is due in a team, at most so many; returns how many were sent or failed for good. A fault (ours, not a
 * refusal) that one of them meets is that one's alone: it is kept as failed, and the others are sent.
 */
export async function sendDue(units: Units, team: TeamId, log: Log): Promise<number> {
  const most = limits.due.batchMax;
  try {
    return await units.open({ team }, async (work) => send(work, team, await claimDue(work.sql, work.now, most)));
  } catch (error) {
    if (error instanceof Problem) throw error;
    log.error({ err: error }, 'A scheduled message met a fault; they are sent one by one');
  }
  const ids = await units.open({ team }, (work) => dueIds(work.sql, work.now, most));
  for (const id of ids) await sendAlone(units, team, id, log);
  return ids.length;
}

async function sendAlone(units: Units, team: TeamId, id: ScheduledId, log: Log): Promise<void> {
  try {
    await units.open({ team }, async (work) => send(work, team, await claimOne(work.sql, id, work.now)));
  } catch (error) {
    if (error instanceof Problem) throw error;
    log.error({ err: error, scheduled: id }, 'A scheduled message could not be sent; it is kept as failed');
    await units.open({ team }, async (work) => {
      const rows = await claimOne(work.sql, id, work.now);
      await end(
        work,
        rows,
        rows.map((row) => ({ id: row.id, state: 'failed', ts: null, reason: FAULT })),
      );
    });
  }
}

async function send(work: Work, team: TeamId, rows: readonly ScheduledRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  const outcomes = await postMessages(work, team, await postsOf(work, rows));
  const authors = await findMembers(work, [...new Set(rows.map((row) => row.author_id))]);
  const gone = new Set(authors.filter((author) => author.deactivated_at).map(({ id }) => id));
  const endings = rows.map((row, at): Ending => {
    const outcome = outcomes[at];
    if (!outcome) throw new Error('A post has no outcome.');
    if (outcome.kind === 'posted') return { id: row.id, state: 'sent', ts: tsOf(outcome.message.ts), reason: null };
    const reason = gone.has(row.author_id) ? AUTHOR_DEACTIVATED : outcome.problem.code;
    return { id: row.id, state: 'failed', ts: null, reason };
  });
  await end(work, rows, endings);
  return rows.length;
}

async function end(work: Work, rows: readonly ScheduledRow[], endings: readonly Ending[]): Promise<void> {
  if (rows.length === 0) return;
  await endScheduled(work.sql, endings, work.now);
  await handOverFiles(
    work,
    endings.flatMap(({ id, state }) => (state === 'sent' ? [id] : [])),
  );
  const ended = rows.map((row, at): ScheduledRow => {
    const { state, ts, reason } = endings[at] as Ending;
    const details = { channel: row.channel_id, ...(ts === null ? { reason } : { ts: publicTs(ts) }) };
    audit(work, `member:${row.author_id}`, `scheduled-message.${state}`, row.id, details);
    // What met a fault may be the very text.
    const body = state === 'sent' || reason === FAULT ? null : row.body;
    return { ...row, state, sent_ts: ts, reason, ended_at: work.now, body };
  });
  await tellAll(work, ended);
}

async function openRow(work: Work, actor: Actor, id: ScheduledId): Promise<ScheduledRow & { readonly body: Buffer }> {
  const row = await lockScheduled(work.sql, actor.member, id);
  if (!row) throw noSuchScheduled();
  if (row.state === 'sent' || !row.body) throw alreadySent();
  return { ...row, body: row.body };
}

async function repeated(work: Work, row: ScheduledRow, wanted: Wanted): Promise<ScheduledMessage> {
  const [shown] = await showAll(work, [row]);
  if (!shown) throw new Error('A scheduled message was not shown.');
  const isSamePlace =
    row.channel_id === wanted.channel &&
    row.thread_ts === (wanted.threadTs ?? null) &&
    row.also_to_channel === wanted.alsoToChannel;
  // Of one that was edited or sent since, only the place can be compared.
  const isSameText = shown.text === wanted.text && idsOf(shown).join() === wanted.files.map(publicFileId).join();
  if (!isSamePlace || !(row.edited_at !== null || shown.text === undefined || isSameText)) throw clientIdReused();
  return shown;
}

async function requireThread(work: Work, actor: Actor, channel: ChannelId, ts: Ts): Promise<void> {
  const root = await readMessage(work, actor, channel, ts);
  if (root.threadTs !== undefined) throw noSuchThread();
}

async function postsOf(work: Work, rows: readonly ScheduledRow[]): Promise<Post[]> {
  const carried = await carriedFiles(work, rows);
  const post = async (row: ScheduledRow): Promise<Post> => ({
    actor: { team: row.team_id, member: row.author_id },
    channel: row.channel_id,
    clientId: row.client_id,
    text: await textOf(work, row),
    threadTs: row.thread_ts ?? undefined,
    alsoToChannel: row.also_to_channel,
    files: carried(row.id).ids,
  });
  return await Promise.all(rows.map(post));
}

const idsOf = ({ files = [] }: ScheduledMessage): string[] => files.flatMap(({ id }) => id ?? []);
const publicFileId = (file: FileId): string => publicId('F', file);

const audit = (work: Work, actor: string, kind: string, id: ScheduledId, details: object = {}): void =>
  work.audit({ kind, actor, object: `scheduled-message:${id}`, details: { ...details } });

/** Removes those that were sent, or failed, longer ago than they are kept; returns how many went. */
export const expireScheduled = (work: Work): Promise<number> => {
  const { sentKeptMs, failedKeptMs } = limits.scheduledMessages;
  return deleteEndedScheduled(work.sql, after(work.now, -sentKeptMs), after(work.now, -failedKeptMs));
};
