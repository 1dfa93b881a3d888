import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ReminderId, type SessionId, uuidOf } from '#contract/ids.ts';
import type { Reminder } from '#contract/time.ts';
import type { Actor } from '#identity/access/access.ts';
import { addMember, deactivateMember } from '#identity/members/members.ts';
import { startSession } from '#identity/sessions/sessions.ts';
import { after, HOUR_MS, MINUTE_MS } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import type { Mail } from '#platform/mail/mail.ts';
import type { Push, Pusher } from '#platform/web-push/web-push.ts';
import type { Units } from '#platform/work.ts';
import { welcome } from '../channels/channels.ts';
import { deliverDue } from '../due-queue/due-queue.ts';
import { mailNoticesHolding } from '../mail-notices/mail-notices.holding.ts';
import { mailNoticesJob } from '../mail-notices/mail-notices.jobs.ts';
import { choose } from '../mail-notices/mail-notices.ts';
import { noteMessages } from '../notices/notices.ts';
import { changeNotifications, doNotDisturb } from '../notifications/notifications.ts';
import { subscribeDevice } from '../push-subscriptions/push-subscriptions.ts';
import { naming, newClientId, openTestWorkspace, placeOf } from '../testing/testing.ts';
import { pushReminderJob } from './reminders.jobs.ts';
import { finishReminder, listReminders, remind, snoozeReminder } from './reminders.ts';
import type { DueReminder } from './telling.ts';

const workspace = await openTestWorkspace();
const { clock, units } = workspace;
const log = createLog('silent');
const deliver = (over: Units = units) => deliverDue(over, log, { mails: true });
const pass = (ms: number): void => {
  clock.at = after(clock.at, ms);
};
const inAnHour = () => ({ at: after(clock.at, HOUR_MS).toISOString() });
const idOf = ({ id }: Reminder): ReminderId => uuidOf(id) as ReminderId;
const team = await workspace.team();
const pushes = (since: number): DueReminder[] =>
  workspace.facts.slice(since).flatMap((fact) => (fact.kind === 'reminder.push-due' ? [fact] : []));
let made = 0;

/** A member with an address and a device that wants to be told. */
async function scene() {
  made += 1;
  const named = { handle: `reminded-${made}`, name: 'Ben', email: `reminded-${made}@example.org` };
  const wanted = { team: team.id, role: 'member' as const, passwordHash: null, channels: [], ...named };
  const row = await team.run((work) => addMember(work, welcome, wanted));
  const member: Actor = { ...team.owner, member: row.id, role: 'member' };
  const session = await subscribed(member);
  const set = (text = 'a secret word', given = {}): Promise<Reminder> =>
    team.run((work) =>
      remind(work, member, {
        ...{ clientId: newClientId(), text, message: undefined, when: inAnHour(), repeat: undefined },
        ...given,
      }),
    );
  const finish = (reminder: Reminder) => team.run((work) => finishReminder(work, member, idOf(reminder)));
  return { member, session, set, finish, email: named.email };
}

async function subscribed(actor: Actor): Promise<SessionId> {
  made += 1;
  const origin = { ip: '127.0.0.1', userAgent: 'test' };
  const { session } = await team.run((work) => startSession(work, { ...actor, means: 'password' }, origin));
  const subscription = { endpoint: `https://push.example/${made}`, p256dh: 'p', auth: 'a' };
  await team.run((work) => subscribeDevice(work, { ...actor, by: { session } }, { refuseUnusable() {} }, subscription));
  return session;
}

const sent: Mail[] = [];
const mailJob = mailNoticesJob(
  {
    async send(mail) {
      sent.push(mail);
      return 'delivered';
    },
  },
  () => 'https://ship.example',
);
/** Time passes and the job runs; the mails that came of it to this address. */
async function mailsAfter(ms: number, email: string): Promise<Mail[]> {
  pass(ms);
  const before = sent.length;
  await mailJob.run(units, new AbortController().signal);
  return sent.slice(before).filter(({ to }) => to === email);
}

test('each device of the member is told of a reminder once, however many processes bring it', async () => {
  const { session, member, set } = await scene();
  const other = await subscribed(member);
  const reminder = await set();
  const since = workspace.facts.length;
  pass(HOUR_MS - MINUTE_MS);
  await deliver();
  assert.deepEqual(pushes(since), []);
  pass(MINUTE_MS);
  await Promise.all([deliver(), deliver(), deliver()]);
  await deliver();
  const told = pushes(since).map((push) => [push.session, push.reminder]);
  assert.deepEqual(told.toSorted(), [session, other].map((device) => [device, idOf(reminder)]).toSorted());
});

test('a process that dies before the commit has told nobody; the next one tells once', async () => {
  const { set, email } = await scene();
  await set();
  const since = workspace.facts.length;
  pass(HOUR_MS);
  const dying: Units = {
    open: (scope, use) =>
      units.open(scope, async (work) => {
        const result = await use(work);
        if (scope !== 'deployment') throw new Error('killed before the commit');
        return result;
      }),
  };
  await assert.rejects(deliver(dying), /killed/);
  assert.deepEqual(pushes(since), []);
  await deliver();
  await deliver();
  assert.equal(pushes(since).length, 1);
  assert.equal((await mailsAfter(16 * MINUTE_MS, email)).length, 1);
  assert.deepEqual(await mailsAfter(HOUR_MS, email), []);
});

test('who is not to be disturbed gets no push, and the mail afterwards; levels are for messages', async () => {
  const [quiet, muted] = [await scene(), await scene()];
  await quiet.set();
  await muted.set();
  await team.run((work) => changeNotifications(work, muted.member, { level: 'nothing' }));
  await team.run((work) => doNotDisturb(work, quiet.member, after(clock.at, 3 * HOUR_MS).toISOString()));
  const since = workspace.facts.length;
  pass(HOUR_MS);
  await deliver();
  assert.deepEqual(
    pushes(since).map(({ session }) => session),
    [muted.session],
  );
  assert.deepEqual(await mailsAfter(HOUR_MS, quiet.email), []);
  assert.equal((await mailsAfter(2 * HOUR_MS, quiet.email)).length, 1);
});

test('one mail counts reminders beside messages, and says nothing of what they are about', async () => {
  const { member, set, email } = await scene();
  await set();
  await set('another secret');
  pass(HOUR_MS);
  await deliver();
  const [mail, ...more] = await mailsAfter(16 * MINUTE_MS, email);
  assert.deepEqual([mail?.subject, more], ['2 reminders wait for you in A team', []]);
  assert.match(mail?.text ?? '', /^- 2 reminders$/m);
  await set();
  pass(HOUR_MS);
  await deliver();
  const message = await team.post(team.owner, team.general, `a secret for ${naming(member)}`);
  const places = [{ channel: team.general, ts: placeOf(message) }];
  await team.run((work) => noteMessages(work, places, { isActive: () => false, mails: true }));
  const [both] = await mailsAfter(16 * MINUTE_MS, email);
  assert.equal(both?.subject, '1 message and 1 reminder wait for you in A team');
  assert.match(both?.text ?? '', /^- 1 in #general, from Person \d+\n- 1 reminder$/m);
  assert.ok(!/secret/.test(`${mail?.text}${both?.text}`));
});

test('what is done, snoozed, not wanted by mail or of a closed account is not mailed', async () => {
  const [done, snoozed, never, closed] = [await scene(), await scene(), await scene(), await scene()];
  const reminders = [await done.set(), await snoozed.set()] as const;
  await never.set();
  await closed.set();
  await team.run((work) => choose(work, never.member, 'never'));
  await team.run((work) => deactivateMember(work, team.owner, closed.member.member));
  const since = workspace.facts.length;
  pass(HOUR_MS);
  await deliver();
  assert.ok(!pushes(since).some(({ session }) => session === closed.session));
  await done.finish(reminders[0]);
  await team.run((work) => snoozeReminder(work, snoozed.member, idOf(reminders[1]), { at: inAnHour().at }));
  for (const { email } of [done, snoozed, never, closed]) assert.deepEqual(await mailsAfter(16 * MINUTE_MS, email), []);
  pass(HOUR_MS);
  await deliver();
  assert.equal((await mailsAfter(16 * MINUTE_MS, snoozed.email)).length, 1, 'it came again');
});

test('of one that repeats the last occurrence is told; what nobody mailed is forgotten after a week', async () => {
  const { member, set, email } = await scene();
  const local = after(clock.at, HOUR_MS).toISOString().slice(0, 16);
  await set('daily', { when: { local, zone: 'UTC' }, repeat: 'daily' });
  for (let day = 0; day < 2; day++) {
    pass(24 * HOUR_MS);
    await deliver();
  }
  const due = (await team.run((work) => listReminders(work, member))).filter(({ state }) => state === 'due');
  assert.equal(due.length, 1);
  const [mail] = await mailsAfter(0, email);
  assert.equal(mail?.subject, '1 reminder waits for you in A team');
  pass(24 * HOUR_MS);
  await deliver();
  pass(8 * 24 * HOUR_MS);
  assert.ok((await team.run((work) => mailNoticesHolding.expire?.(work) ?? assert.fail())) >= 1);
  assert.deepEqual(await mailsAfter(0, email), []);
});

test('a push names the reminder and says nothing of it; none goes for what is done meanwhile', async () => {
  const { session, set, finish, member } = await scene();
  const [one, two] = [await set(), await set()];
  pass(HOUR_MS);
  await deliver();
  await finish(two);
  const pushed: Push[] = [];
  const pusher: Pusher = {
    publicKey: '',
    refuseUnusable() {},
    async push(_subscription, push) {
      pushed.push(push);
      return 'accepted';
    },
  };
  const job = pushReminderJob(pusher);
  for (const reminder of [idOf(one), idOf(two)])
    await job.run(units, team.id, { session, reminder }, new AbortController().signal);
  const [push, ...more] = pushed;
  assert.deepEqual([push?.urgency, push?.topic.length, more], ['high', 32, []]);
  const { kind, reminder, member: to } = JSON.parse(push?.text ?? '');
  assert.deepEqual([kind, reminder, uuidOf(to)], ['reminder', one.id, member.member]);
  assert.ok(!push?.text.includes('secret'));
});
