/**
 * Reminders: a member is told of something at a time. One that is due is a notice that stays until it is done or
 * snoozed. One that repeats stays itself, and brings an occurrence each time, which takes the place of the one before.
 */

import { hash } from 'node:crypto';
import type { ReminderId, TeamId, Ts } from '#contract/ids.ts';
import { type ChannelId, type ClientMessageId, type MemberId, publicId, publicTs } from '#contract/ids.ts';
import type { Reminder, Repeat, When } from '#contract/time.ts';
import { type Actor, auditName } from '#identity/access/access.ts';
import { lockedMember, type MemberRow } from '#identity/members/members.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import { TEAM_COMPARTMENT } from '#platform/vault/vault.ts';
import { nextMoment, wallAt } from '#platform/wall-time/wall-time.ts';
import type { Units, Work } from '#platform/work.ts';
import { publicChannelId } from '../channel-log/channel-log.ts';
import { readableChannel } from '../channels/channels.ts';
import { clientIdReused, readMessage } from '../messages/messages.ts';
import { isLate, momentOfWhen } from '../moments.ts';
import {
  changeReminder,
  claimDue,
  countHeld,
  deleteDone,
  deleteEarlier,
  deleteReminder,
  insertReminders,
  lockReminder,
  moveOn,
  type ReminderRow,
  reminderByClient,
  remindersOf,
  setDue,
} from './reminders.sql.ts';
import { tellOfCame } from './telling.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** For the member's devices, and for the queue: `dueAt` while it waits. */
    'reminder.changed': { readonly member: MemberId; readonly dueAt: Date | undefined; readonly json: string };
  }
}

export const noSuchReminder = problem(
  'reminders/no-such-reminder',
  404,
  'There is no such reminder, or it was removed.',
);
export const nothingToRemindOf = problem(
  'reminders/nothing-to-remind-of',
  422,
  'A reminder needs a text, or a message that it is about.',
);
export const repeatNeedsClock = problem(
  'reminders/repeat-needs-clock',
  422,
  'What repeats needs a time of the day in a zone: give local and zone.',
);
export const notDue = problem('reminders/not-due', 409, 'This reminder is not due. Change or remove it instead.');
export const isDue = problem('reminders/is-due', 409, 'This reminder is due. Snooze it, or mark it as done.');
export const tooManyReminders = problem<{ most: number }>(
  'reminders/too-many',
  409,
  'You have as many reminders as one can have. Mark some as done first.',
);

export interface Wanted {
  readonly clientId: ClientMessageId;
  readonly text: string | undefined;
  /** What it is about; the member must be able to read it. */
  readonly message: { readonly channel: ChannelId; readonly ts: Ts } | undefined;
  readonly when: When;
  readonly repeat: Repeat | undefined;
}

/** Sets a reminder for the actor. The same again, by its `clientId`, gets the first answer again. */
export async function remind(work: Work, actor: Actor, wanted: Wanted): Promise<Reminder> {
  // One after the other, so that the bound holds.
  await lockedMember(work, actor.member);
  const earlier = await reminderByClient(work.sql, actor.member, wanted.clientId);
  if (earlier) return await repeated(work, earlier, wanted);
  const { text, message } = wanted;
  if (text === undefined && message === undefined) throw nothingToRemindOf();
  const timing = await timingOf(work, actor, wanted.when, wanted.repeat);
  const channel = message && (await readableChannel(work, actor, message.channel));
  if (message) await readMessage(work, actor, message.channel, message.ts);
  const most = limits.reminders.heldMax;
  if ((await countHeld(work.sql, actor.member)) >= most) throw tooManyReminders({ most });
  const id = work.random.uuid() as ReminderId;
  const row = {
    id,
    team_id: actor.team,
    member_id: actor.member,
    client_id: wanted.clientId,
    body: await sealText(work, id, text),
    channel_id: message?.channel ?? null,
    ts: message?.ts ?? null,
    ...timing,
    ...waiting(work),
  } as const;
  await insertReminders(work.sql, [row]);
  audit(work, auditName(actor), 'reminder.created', id);
  return await tell(work, { ...row, channel_kind: channel?.kind ?? null });
}

/**
 * Lets a reminder come to the member at once that nobody set: a notice of the server's own, told like any other. The
 * same again, by its `clientId`, changes nothing, and it does not count towards what the member may have.
 */
export async function notify(
  work: Work,
  { id: member_id, team_id }: Pick<MemberRow, 'id' | 'team_id'>,
  { clientId, text }: { readonly clientId: ClientMessageId; readonly text: string },
): Promise<void> {
  await lockedMember(work, member_id);
  if (await reminderByClient(work.sql, member_id, clientId)) return;
  const id = work.random.uuid() as ReminderId;
  const body = await sealText(work, id, text);
  const at = { due_at: work.now, zone: 'UTC', repeat: null, first_wall: null, channel_id: null, ts: null };
  const row = { id, team_id, member_id, client_id: clientId, body, ...at, ...waiting(work) } as const;
  await insertReminders(work.sql, [row]);
  audit(work, 'system', 'reminder.created', id);
  await tell(work, { ...row, channel_kind: null });
}

/** The same id for what is told about the same thing to the same reader: a UUID of version 8 (RFC 9562). */
export function noticeIdOf(about: string): ClientMessageId {
  const hex = hash('sha256', about);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return parts.join('-') as ClientMessageId;
}

const waiting = ({ now }: Work) =>
  ({ series: null, state: 'waiting', came_at: null, done_at: null, created_at: now }) as const;

/** One's own that wait, and those that are due: the notices. In the order of their times. */
export async function listReminders(work: Work, actor: Actor): Promise<Reminder[]> {
  // An occurrence of each that repeats may stand beside it.
  const rows = await remindersOf(work.sql, actor.member, 2 * limits.reminders.heldMax);
  return await Promise.all(rows.map((row) => show(work, row)));
}

/** Another text, time or rhythm of one that waits. A new time without a rhythm ends the repetition. */
export async function editReminder(
  work: Work,
  actor: Actor,
  id: ReminderId,
  change: { readonly text?: string; readonly when?: When; readonly repeat?: Repeat },
): Promise<Reminder> {
  const row = await existing(work, actor, id);
  if (row.state !== 'waiting') throw isDue();
  const timing = change.when
    ? await timingOf(work, actor, change.when, change.repeat)
    : await withRhythm(work, actor, row, change.repeat);
  const body = change.text === undefined ? row.body : await sealText(work, id, change.text);
  const changed = { ...row, ...timing, body };
  await changeReminder(work.sql, id, changed);
  audit(work, auditName(actor), 'reminder.changed', id);
  return await tell(work, changed);
}

/** One that is due, or done, comes again at another time. */
export async function snoozeReminder(work: Work, actor: Actor, id: ReminderId, when: When): Promise<Reminder> {
  const row = await existing(work, actor, id);
  const { at, zone } = await momentOfWhen(work, actor, when, limits.reminders.aheadMs);
  // The same again, while it waits for that very moment, changes nothing.
  if (row.state === 'waiting' && row.repeat === null && row.due_at.getTime() === at.getTime())
    return await show(work, row);
  if (row.state === 'waiting') throw notDue();
  const changed = { ...row, due_at: at, zone, state: 'waiting', came_at: null, done_at: null } as const;
  await changeReminder(work.sql, id, changed);
  audit(work, auditName(actor), 'reminder.snoozed', id);
  return await tell(work, changed);
}

/** Done is done: again, it changes nothing. One that repeats is removed, not done. */
export async function finishReminder(work: Work, actor: Actor, id: ReminderId): Promise<Reminder> {
  const row = await existing(work, actor, id);
  if (row.state === 'done') return await show(work, row);
  if (row.repeat !== null) throw notDue();
  const changed = { ...row, state: 'done', done_at: work.now } as const;
  await changeReminder(work.sql, id, changed);
  audit(work, auditName(actor), 'reminder.done', id);
  return await tell(work, changed);
}

export async function removeReminder(work: Work, actor: Actor, id: ReminderId): Promise<void> {
  await existing(work, actor, id);
  await deleteReminder(work.sql, id);
  audit(work, auditName(actor), 'reminder.removed', id);
  tellRemoved(work, actor.member, id);
}

/**
 * Brings what is due in a team, at most so many; returns how many came. Of a repeating one that was missed several
 * times, because the server was away, one occurrence comes. `mails`: whether mail can be sent at all.
 */
export const bringDue = (units: Units, team: TeamId, mails: boolean): Promise<number> =>
  units.open({ team }, async (work) => {
    const rows = await claimDue(work.sql, work.now, limits.due.batchMax);
    if (rows.length > 0) await bring(work, rows, mails);
    return rows.length;
  });

async function bring(work: Work, rows: readonly ReminderRow[], mails: boolean): Promise<void> {
  const repeating = rows.filter((row) => row.repeat !== null);
  const single = rows
    .filter((row) => row.repeat === null)
    .map((row) => ({ ...row, state: 'due', came_at: work.now }) as const);
  const occurrences = await Promise.all(repeating.map((row) => occurrenceOf(work, row)));
  const next = repeating.map((row) => ({ ...row, due_at: following(row, work.now) }));
  if (single.length > 0)
    await setDue(
      work.sql,
      single.map(({ id }) => id),
      work.now,
    );
  if (repeating.length > 0) {
    const earlier = await deleteEarlier(
      work.sql,
      repeating.map(({ id }) => id),
    );
    for (const { id, member_id } of earlier) tellRemoved(work, member_id, id);
    await insertReminders(
      work.sql,
      occurrences.map(({ channel_kind: _kind, ...row }) => row),
    );
    await moveOn(
      work.sql,
      next.map(({ id, due_at: at }) => ({ id, at })),
    );
  }
  for (const row of [...single, ...occurrences]) {
    audit(work, `member:${row.member_id}`, 'reminder.came', row.id);
    await tell(work, row);
  }
  for (const row of next) await tell(work, row);
  await tellOfCame(work, [...single, ...occurrences], mails);
}

async function occurrenceOf(work: Work, row: ReminderRow): Promise<ReminderRow> {
  const id = work.random.uuid() as ReminderId;
  return {
    ...row,
    id,
    series: row.id,
    client_id: null,
    body: await sealText(work, id, await textOf(work, row)),
    repeat: null,
    first_wall: null,
    state: 'due',
    came_at: work.now,
    created_at: work.now,
  };
}

function following({ first_wall: first, repeat, zone }: ReminderRow, now: Date): Date {
  if (first === null || repeat === null) throw new Error('What does not repeat has no next time.');
  return nextMoment(first, repeat, zone, now, limits.reminders.stepsMax);
}

type Timing = Pick<ReminderRow, 'due_at' | 'zone' | 'repeat' | 'first_wall'>;

/** A rhythm begins with the first moment that fits it: weekdays from a Saturday begin on Monday. */
async function timingOf(work: Work, actor: Actor, when: When, repeat: Repeat | undefined): Promise<Timing> {
  const { at, zone } = await momentOfWhen(work, actor, when, limits.reminders.aheadMs);
  if (repeat === undefined) return { due_at: at, zone, repeat: null, first_wall: null };
  if (!('local' in when)) throw repeatNeedsClock();
  const due_at = nextMoment(when.local, repeat, zone, after(at, -1), limits.reminders.stepsMax);
  return { due_at, zone, repeat, first_wall: when.local };
}

/** The same time in another rhythm, which begins with the next one that was planned. */
async function withRhythm(work: Work, actor: Actor, row: ReminderRow, repeat: Repeat | undefined): Promise<Timing> {
  const { due_at, zone, first_wall } = row;
  if (repeat === undefined) return { due_at, zone, repeat: row.repeat, first_wall };
  return await timingOf(work, actor, { local: wallAt(due_at, zone), zone }, repeat);
}

async function existing(work: Work, actor: Actor, id: ReminderId): Promise<ReminderRow> {
  const row = await lockReminder(work.sql, actor.member, id);
  if (!row) throw noSuchReminder();
  return row;
}

async function repeated(work: Work, row: ReminderRow, wanted: Wanted): Promise<Reminder> {
  const isSameMessage = row.channel_id === (wanted.message?.channel ?? null) && row.ts === (wanted.message?.ts ?? null);
  if (!isSameMessage) throw clientIdReused();
  return await show(work, row);
}

/** Nobody else sees it: sealed with the keys of the team's own records. */
async function sealText(work: Work, id: ReminderId, text: string | undefined): Promise<Buffer | null> {
  if (text === undefined) return null;
  return (await work.keys.compartment(TEAM_COMPARTMENT)).seal(id, 'reminder', text);
}

async function textOf(work: Work, row: ReminderRow): Promise<string | undefined> {
  if (!row.body) return undefined;
  return (await work.keys.compartment(TEAM_COMPARTMENT)).open(row.id, 'reminder', row.body);
}

/** The member's devices hear how it stands now; one that is due is the notice. */
async function tell(work: Work, row: ReminderRow): Promise<Reminder> {
  const reminder = await show(work, row);
  const json = JSON.stringify({ kind: 'reminder.changed', reminder });
  const dueAt = row.state === 'waiting' ? row.due_at : undefined;
  work.emit({ kind: 'reminder.changed', member: row.member_id, dueAt, json });
  return reminder;
}

function tellRemoved(work: Work, member: MemberId, id: ReminderId): void {
  const json = JSON.stringify({ kind: 'reminder.removed', id: publicId('R', id) });
  work.emit({ kind: 'reminder.changed', member, dueAt: undefined, json });
}

async function show(work: Work, row: ReminderRow): Promise<Reminder> {
  const text = await textOf(work, row);
  const { channel_id: channel, channel_kind: kind, ts } = row;
  return {
    id: publicId('R', row.id),
    state: row.state,
    ...(text === undefined ? {} : { text }),
    ...(channel && kind && ts !== null
      ? { message: { channel: publicChannelId({ id: channel, kind }), ts: publicTs(ts) } }
      : {}),
    dueAt: row.due_at.toISOString(),
    zone: row.zone,
    local: wallAt(row.due_at, row.zone),
    ...(row.repeat ? { repeat: row.repeat } : {}),
    ...(row.series ? { series: publicId('R', row.series) } : {}),
    late: isLate(row.due_at, row.came_at),
    createdAt: row.created_at.toISOString(),
    ...(row.done_at ? { doneAt: row.done_at.toISOString() } : {}),
  };
}

const audit = (work: Work, actor: string, kind: string, id: ReminderId): void =>
  work.audit({ kind, actor, object: `reminder:${id}` });

/** Removes those that were done longer ago than they are kept; returns how many went. */
export const expireReminders = (work: Work): Promise<number> =>
  deleteDone(work.sql, after(work.now, -limits.reminders.doneKeptMs));
