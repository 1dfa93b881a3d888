import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ReminderId, type Ts, uuidOf } from '#contract/ids.ts';
import type { Reminder } from '#contract/time.ts';
import type { Actor } from '#identity/access/access.ts';
import { changeTimeZone } from '#identity/members/members.ts';
import { after, DAY_MS, HOUR_MS, MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { createLog } from '#platform/log.ts';
import { noSuchTime } from '#platform/wall-time/wall-time.ts';
import { noSuchChannel } from '../channels/channels.ts';
import { deliverDue, waitingFor } from '../due-queue/due-queue.ts';
import { clientIdReused, noSuchMessage } from '../messages/messages.ts';
import { inThePast, tooFarAhead } from '../moments.ts';
import { newClientId, openTestWorkspace, placeOf } from '../testing/testing.ts';
import { remindersHolding } from './reminders.holding.ts';
import {
  editReminder,
  finishReminder,
  isDue,
  listReminders,
  noSuchReminder,
  notDue,
  nothingToRemindOf,
  remind,
  removeReminder,
  repeatNeedsClock,
  snoozeReminder,
  tooManyReminders,
  type Wanted,
} from './reminders.ts';

const workspace = await openTestWorkspace();
const { refuses, clock, units } = workspace;
const log = createLog('silent');
const deliver = (): Promise<number> => deliverDue(units, log);
const pass = (ms: number): void => {
  clock.at = after(clock.at, ms);
};
const inAnHour = () => ({ at: after(clock.at, HOUR_MS).toISOString() });
const idOf = ({ id }: { readonly id: string }): ReminderId => uuidOf(id) as ReminderId;
const team = await workspace.team();

/** A member, who sets reminders. */
async function scene() {
  const me = await team.person();
  const set = (given: Partial<Wanted> = {}, by: Actor = me): Promise<Reminder> =>
    team.run((work) =>
      remind(work, by, {
        clientId: newClientId(),
        text: 'water the plants',
        message: undefined,
        when: inAnHour(),
        repeat: undefined,
        ...given,
      }),
    );
  const list = () => team.run((work) => listReminders(work, me));
  const due = async () => (await list()).filter(({ state }) => state === 'due');
  const edit = (reminder: Reminder, change: Parameters<typeof editReminder>[3]) =>
    team.run((work) => editReminder(work, me, idOf(reminder), change));
  const snooze = (reminder: Reminder, when = inAnHour()) =>
    team.run((work) => snoozeReminder(work, me, idOf(reminder), when));
  const finish = (reminder: Reminder, by: Actor = me) => team.run((work) => finishReminder(work, by, idOf(reminder)));
  const remove = (reminder: Reminder) => team.run((work) => removeReminder(work, me, idOf(reminder)));
  return { me, set, list, due, edit, snooze, finish, remove };
}

const told = () => {
  const fact = workspace.facts.findLast(({ kind }) => kind === 'reminder.changed');
  assert.ok(fact?.kind === 'reminder.changed');
  return { member: fact.member, ...JSON.parse(fact.json) };
};

test('a reminder comes at its time as a notice on the member’s own devices, and stays until it is done', async () => {
  const { me, set, due, list, finish } = await scene();
  const reminder = await set();
  assert.deepEqual([reminder.state, reminder.text], ['waiting', 'water the plants']);
  pass(HOUR_MS - MINUTE_MS);
  assert.equal(await deliver(), 0);
  pass(MINUTE_MS);
  assert.equal(await deliver(), 1);
  const [notice] = await due();
  assert.deepEqual([notice?.id, notice?.late], [reminder.id, false]);
  assert.deepEqual(told(), { member: me.member, kind: 'reminder.changed', reminder: notice });
  assert.deepEqual(await team.run((work) => waitingFor(work, me.member)), { reminders: 1, failedMessages: 0 });
  const done = await finish(reminder);
  assert.equal(done.state, 'done');
  assert.deepEqual(await finish(reminder), done, 'again, it changes nothing');
  assert.deepEqual(await list(), []);
  assert.equal(await deliver(), 0);
});

test('a reminder about a message carries its place, and needs no text', async () => {
  const { me, set } = await scene();
  const channel = await team.channel(team.owner, { with: [me] });
  const message = await team.post(team.owner, channel, 'read this later');
  const place = { channel, ts: placeOf(message) };
  const reminder = await set({ text: undefined, message: place });
  assert.deepEqual(reminder.message, { channel: message.channel, ts: message.ts });
  assert.equal(reminder.text, undefined);
  const hidden = await team.channel(team.owner, { kind: 'private' });
  const secret = await team.post(team.owner, hidden, 'not yours');
  await refuses(noSuchChannel, () => set({ message: { channel: hidden, ts: placeOf(secret) } }));
  await refuses(noSuchMessage, () => set({ message: { channel, ts: 7 as Ts } }));
  await refuses(nothingToRemindOf, () => set({ text: undefined }));
});

test('snoozed it comes again, and can be snoozed after it was done', async () => {
  const { set, snooze, due, finish } = await scene();
  const reminder = await set();
  await refuses(notDue, () => snooze(reminder, { at: after(clock.at, 3 * HOUR_MS).toISOString() }));
  pass(2 * HOUR_MS);
  await deliver();
  const when = inAnHour();
  const snoozed = await snooze(reminder, when);
  assert.equal(snoozed.state, 'waiting');
  assert.deepEqual(await snooze(reminder, when), snoozed, 'again, it changes nothing');
  assert.deepEqual(await due(), []);
  pass(2 * HOUR_MS);
  await deliver();
  assert.equal((await due())[0]?.id, reminder.id);
  await finish(reminder);
  assert.equal((await snooze(reminder)).state, 'waiting');
});

test('a daily reminder keeps its time of the day when the clocks change', async () => {
  for (const [zone, first, moments] of [
    ['Europe/Zurich', '2026-03-28T09:00', ['2026-03-28T08:00', '2026-03-29T07:00', '2026-03-30T07:00']],
    ['America/New_York', '2026-10-31T09:00', ['2026-10-31T13:00', '2026-11-01T14:00', '2026-11-02T14:00']],
    ['Asia/Kolkata', '2026-10-31T09:00', ['2026-10-31T03:30', '2026-11-01T03:30', '2026-11-02T03:30']],
    ['Australia/Lord_Howe', '2026-10-03T09:00', ['2026-10-02T22:30', '2026-10-03T22:00', '2026-10-04T22:00']],
  ] as const) {
    const { set, due, list, remove } = await scene();
    const reminder = await set({ when: { local: first, zone }, repeat: 'daily' });
    for (const [n, moment] of moments.entries()) {
      const waiting = (await list()).find(({ id }) => id === reminder.id);
      assert.equal(waiting?.dueAt, `${moment}:00.000Z`, `${zone} ${n}`);
      assert.equal(waiting?.local.slice(11), '09:00:00');
      clock.at = new Date(`${moment}:00Z`);
      await deliver();
      const notices = await due();
      assert.deepEqual(
        notices.map(({ dueAt, series, late }) => [dueAt, series, late]),
        [[`${moment}:00.000Z`, reminder.id, false]],
        'the newest occurrence takes the place of the one before',
      );
    }
    await remove(reminder);
    clock.at = new Date('2026-03-02T09:00:00Z');
  }
});

test('of a repeating one that was missed while the server was away, one occurrence comes, marked as late', async () => {
  const { set, due, list, remove } = await scene();
  const reminder = await set({ when: { local: '2026-03-03T09:00', zone: 'Europe/Zurich' }, repeat: 'weekdays' });
  clock.at = new Date('2026-03-20T12:00:00Z');
  assert.equal(await deliver(), 1);
  assert.deepEqual(
    (await due()).map(({ late, text }) => [late, text]),
    [[true, 'water the plants']],
  );
  const next = (await list()).find(({ id }) => id === reminder.id);
  assert.deepEqual([next?.state, next?.local], ['waiting', '2026-03-23T09:00:00']);
  await remove(reminder);
  assert.equal(told().kind, 'reminder.removed');
  clock.at = after(clock.at, 7 * DAY_MS);
  await deliver();
  assert.equal((await due()).length, 1, 'what came stays');
});

test('a time without a zone is meant in the member’s own', async () => {
  const { me, set } = await scene();
  await team.run((work) => changeTimeZone(work, me, 'australia/lord_howe'));
  const reminder = await set({ when: { local: '2027-01-01T09:00' }, repeat: 'daily' });
  assert.deepEqual([reminder.zone, reminder.dueAt], ['Australia/Lord_Howe', '2026-12-31T22:00:00.000Z']);
});

test('a rhythm begins with the first day that fits it', async () => {
  const { set, edit } = await scene();
  const zone = 'Europe/Zurich';
  const saturday = { local: '2027-03-06T09:00', zone };
  const reminder = await set({ when: saturday, repeat: 'weekdays' });
  assert.equal(reminder.local, '2027-03-08T09:00:00');
  const weekly = await edit(reminder, { repeat: 'weekly' });
  assert.deepEqual([weekly.local, weekly.repeat], ['2027-03-08T09:00:00', 'weekly']);
  const single = await edit(weekly, { when: saturday, text: 'only once' });
  assert.deepEqual([single.local, single.repeat, single.text], ['2027-03-06T09:00:00', undefined, 'only once']);
  await refuses(repeatNeedsClock, () => set({ when: inAnHour(), repeat: 'daily' }));
  await refuses(repeatNeedsClock, () => edit(reminder, { when: inAnHour(), repeat: 'daily' }));
});

test('a repeating one is not done or snoozed itself, one that is due is not changed', async () => {
  const { set, edit, finish, snooze, due } = await scene();
  const when = { local: '2028-03-06T09:00', zone: 'Europe/Zurich' };
  const repeating = await set({ when, repeat: 'monthly' });
  await refuses(notDue, () => finish(repeating));
  await refuses(notDue, () => snooze(repeating));
  const once = await set();
  pass(2 * HOUR_MS);
  await deliver();
  await refuses(isDue, () => edit(once, { text: 'x' }));
  assert.equal((await due()).length, 1);
});

test('times that have passed, lie too far ahead or are none are refused', async () => {
  const { set } = await scene();
  await refuses(tooFarAhead, () => set({ when: { at: '9999-12-31T23:59:59Z' } }));
  await refuses(inThePast, () => set({ when: { at: '2020-01-01T00:00:00Z' } }));
  await refuses(noSuchTime, () => set({ when: { local: '2027-02-30T09:00', zone: 'Europe/Zurich' } }));
});

test('set again with the same clientId it is the same one; nobody else sees or ends it', async () => {
  const { set, list, finish } = await scene();
  const clientId = newClientId();
  const when = inAnHour();
  const [one, other] = await Promise.all([set({ clientId, when }), set({ clientId, when })]);
  assert.deepEqual(one, other);
  assert.equal((await list()).length, 1);
  const channel = await team.channel(team.owner);
  const message = await team.post(team.owner, channel, 'x');
  await refuses(clientIdReused, () => set({ clientId, when, message: { channel, ts: placeOf(message) } }));
  await refuses(noSuchReminder, () => finish(one, team.owner));
  assert.deepEqual(await team.run((work) => listReminders(work, team.owner)), []);
});

test('one has so many reminders and no more, and those that are done go after their time', async () => {
  const { set, finish } = await scene();
  const first = await set();
  await workspace.database.pool.query(
    `insert into reminders select gen_random_uuid(), team_id, member_id, null, null, body, null, null,
       due_at + interval '400 days', zone, null, null, 'waiting', null, null, created_at
     from reminders, generate_series(2, $2) where id = $1`,
    [idOf(first), limits.reminders.heldMax],
  );
  await refuses(tooManyReminders, () => set());
  await finish(first);
  await set();
  pass(limits.reminders.doneKeptMs + HOUR_MS);
  assert.ok(((await team.run(async (work) => remindersHolding.expire?.(work))) ?? 0) >= 1);
  const { rows } = await workspace.database.pool.query('select 1 from reminders where id = $1', [idOf(first)]);
  assert.equal(rows.length, 0);
});
