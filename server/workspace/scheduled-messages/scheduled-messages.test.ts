import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ScheduledId, type Ts, tsOf, uuidOf } from '#contract/ids.ts';
import type { ScheduledMessage } from '#contract/time.ts';
import type { Actor } from '#identity/access/access.ts';
import { deactivateMember, reactivateMember } from '#identity/members/members.ts';
import { auditSize } from '#platform/audit/audit.ts';
import { after, DAY_MS, HOUR_MS, MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { createLog } from '#platform/log.ts';
import { unknownZone } from '#platform/wall-time/wall-time.ts';
import { archiveChannel, channelArchived, leaveChannel, noSuchChannel } from '../channels/channels.ts';
import { deliverDue } from '../due-queue/due-queue.ts';
import { clientIdReused, deleteMessage, noSuchMessage, noSuchThread, readHistory } from '../messages/messages.ts';
import { inThePast, tooFarAhead } from '../moments.ts';
import { newClientId, openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import { scheduledMessagesHolding } from './scheduled-messages.holding.ts';
import {
  alreadySent,
  cancelScheduled,
  editScheduled,
  listScheduled,
  noSuchScheduled,
  scheduleMessage,
  sendScheduledNow,
  tooManyScheduled,
  type Wanted,
} from './scheduled-messages.ts';

const workspace = await openTestWorkspace();
const { refuses, clock, units } = workspace;
const log = createLog('silent');
const deliver = (): Promise<number> => deliverDue(units, log);

/** A channel with its owner and an author, who schedules messages in it. */
async function scene() {
  const team = await workspace.team();
  const author = await team.person();
  const channel = await team.channel(team.owner, { with: [author] });
  const schedule = (given: Partial<Wanted> = {}, by: Actor = author): Promise<ScheduledMessage> =>
    team.run((work) =>
      scheduleMessage(work, by, {
        clientId: newClientId(),
        channel,
        text: 'later',
        threadTs: undefined,
        alsoToChannel: false,
        files: [],
        when: inAnHour(),
        ...given,
      }),
    );
  const texts = async (): Promise<string[]> => {
    const page = await team.run((work) => readHistory(work, team.owner, channel, { limit: 100 }));
    return page.messages.flatMap(({ text }) => (text === '' ? [] : [text]));
  };
  const list = () => team.run((work) => listScheduled(work, author));
  const one = async (): Promise<ScheduledMessage> => (await list())[0] ?? assert.fail('Nothing is scheduled.');
  return { team, author, channel, schedule, texts, list, one };
}

const inAnHour = () => ({ at: after(clock.at, HOUR_MS).toISOString() });
const pass = (ms: number): void => {
  clock.at = after(clock.at, ms);
};
const idOf = ({ id }: ScheduledMessage): ScheduledId => uuidOf(id) as ScheduledId;
const cancel = (team: TestTeam, by: Actor, scheduled: ScheduledMessage) =>
  team.run((work) => cancelScheduled(work, by, idOf(scheduled)));
/** What the member’s devices were told last. */
const lastTold = () => {
  const fact = workspace.facts.findLast(({ kind }) => kind === 'scheduled-message.changed');
  assert.ok(fact?.kind === 'scheduled-message.changed');
  return { member: fact.member, dueAt: fact.dueAt, ...JSON.parse(fact.json) };
};

test('a scheduled message is posted at its time, once, by its author, and not before', async () => {
  const { schedule, texts, list, author, team, channel } = await scene();
  const scheduled = await schedule({ text: 'at ten' });
  assert.deepEqual([scheduled.state, scheduled.text, scheduled.late], ['pending', 'at ten', false]);
  pass(HOUR_MS - MINUTE_MS);
  await deliver();
  assert.deepEqual(await texts(), []);
  pass(MINUTE_MS);
  assert.equal(await deliver(), 1);
  assert.equal(await deliver(), 0);
  assert.deepEqual(await texts(), ['at ten']);
  assert.deepEqual(await list(), []);
  const { scheduled: sent, member } = lastTold();
  assert.deepEqual([sent.state, sent.text, sent.late, member], ['sent', undefined, false, author.member]);
  const [message] = (await team.run((work) => readHistory(work, author, channel, { limit: 1 }))).messages;
  assert.deepEqual([message?.ts, message?.clientId], [sent.ts, scheduled.clientId]);
});

test('what came due while the server was away is sent at once, and marked as late', async () => {
  const { schedule, texts } = await scene();
  await schedule({ text: 'first' });
  await schedule({ text: 'second' });
  pass(3 * DAY_MS);
  assert.equal(await deliver(), 2);
  assert.deepEqual(await texts(), ['first', 'second']);
  assert.equal(lastTold().scheduled.late, true);
});

test('more than a batch comes in the order of its times, and several processes share without doubling', async () => {
  const { schedule, texts } = await scene();
  const count = limits.due.batchMax + 7;
  const at = after(clock.at, HOUR_MS);
  for (let n = 0; n < count; n++) await schedule({ text: `m${n}`, when: { at: after(at, n * 1_000).toISOString() } });
  pass(2 * HOUR_MS);
  const delivered = await Promise.all([deliver(), deliver(), deliver()]);
  await deliver();
  assert.ok(delivered.reduce((sum, n) => sum + n, 0) <= count);
  const posted = await texts();
  assert.deepEqual(posted.toSorted(), Array.from({ length: count }, (_, n) => `m${n}`).toSorted());
});

test('a server that is to end sends no further batch', async () => {
  const { schedule, texts } = await scene();
  await schedule({ text: 'after the restart' });
  pass(2 * HOUR_MS);
  assert.equal(await deliverDue(units, log, { end: AbortSignal.abort() }), 0);
  assert.deepEqual(await texts(), []);
  await deliver();
  assert.deepEqual(await texts(), ['after the restart']);
});

test('a time on the wall is that of the zone it was said in', async () => {
  const { schedule } = await scene();
  const scheduled = await schedule({ when: { local: '2026-03-29T02:30', zone: 'Europe/Zurich' } });
  assert.deepEqual([scheduled.dueAt, scheduled.local], ['2026-03-29T01:30:00.000Z', '2026-03-29T03:30:00']);
  assert.equal(scheduled.zone, 'Europe/Zurich');
});

test('a reply goes to its thread, and to the channel as well when that was wished', async () => {
  const { team, schedule, texts, author, channel } = await scene();
  const root = await team.post(team.owner, channel, 'root');
  const thread = placeOf(root);
  await schedule({ text: 'inside', threadTs: thread });
  await schedule({ text: 'both', threadTs: thread, alsoToChannel: true });
  pass(2 * HOUR_MS);
  await deliver();
  assert.deepEqual(await texts(), ['root', 'both']);
  const page = await team.run((work) => readHistory(work, author, channel, { thread, limit: 10 }));
  assert.deepEqual(
    page.messages.map(({ text }) => text),
    ['root', 'inside', 'both'],
  );
});

test('scheduled again with the same clientId it is the same one, before and after it was sent', async () => {
  const { schedule, texts, list } = await scene();
  const again = { clientId: newClientId(), when: inAnHour(), text: 'once' };
  const first = await schedule(again);
  assert.deepEqual(await schedule(again), first);
  const both = { clientId: newClientId(), when: inAnHour(), text: 'at once' };
  const [one, other] = await Promise.all([schedule(both), schedule(both)]);
  assert.deepEqual(one, other);
  assert.equal((await list()).length, 2);
  pass(2 * HOUR_MS);
  await deliver();
  const later = await schedule(again);
  assert.deepEqual([later.id, later.state], [first.id, 'sent']);
  await deliver();
  assert.deepEqual((await texts()).toSorted(), ['at once', 'once']);
  await refuses(clientIdReused, () => schedule({ ...again, alsoToChannel: true }));
});

test('it can be changed and cancelled until it is sent', async () => {
  const { team, author, schedule, texts, list } = await scene();
  const [kept, dropped] = [await schedule({ text: 'draft' }), await schedule({ text: 'never' })];
  const edit = (change: Parameters<typeof editScheduled>[3], scheduled = kept) =>
    team.run((work) => editScheduled(work, author, idOf(scheduled), change));
  await edit({ text: 'final' });
  const later = after(clock.at, 5 * HOUR_MS).toISOString();
  const changed = await edit({ when: { at: later, zone: 'Asia/Kolkata' } });
  assert.deepEqual([changed.text, changed.dueAt, changed.zone], ['final', later, 'Asia/Kolkata']);
  await cancel(team, author, dropped);
  assert.equal(lastTold().kind, 'scheduled-message.removed');
  await refuses(noSuchScheduled, () => cancel(team, author, dropped));
  assert.deepEqual(await list(), [changed]);
  pass(2 * HOUR_MS);
  await deliver();
  assert.deepEqual(await texts(), []);
  pass(4 * HOUR_MS);
  await deliver();
  assert.deepEqual(await texts(), ['final']);
  await refuses(alreadySent, () => edit({ text: 'too late' }));
  await refuses(alreadySent, () => cancel(team, author, kept));
});

test('sent now it is posted at once, once, however often it is asked for', async () => {
  const { team, author, schedule, texts } = await scene();
  const scheduled = await schedule({ text: 'now after all' });
  const send = (by: Actor = author) => team.run((work) => sendScheduledNow(work, by, idOf(scheduled)));
  await refuses(noSuchScheduled, () => send(team.owner));
  const message = await send();
  assert.deepEqual(await send(), message);
  pass(2 * HOUR_MS);
  await deliver();
  assert.deepEqual(await texts(), ['now after all']);
  await team.run((work) => deleteMessage(work, author, uuidOf(message.channel) as never, placeOf(message)));
  await refuses(noSuchMessage, () => send());
});

test('what may not be posted when it is due is kept as failed with the reason, and the author is told', async () => {
  const cases: [string, (s: Awaited<ReturnType<typeof scene>>, root: Ts) => Promise<unknown>][] = [
    ['channels/archived', ({ team, channel }) => team.run((work) => archiveChannel(work, team.owner, channel))],
    [
      'channels/no-such-channel',
      ({ team, channel, author }) => team.run((work) => leaveChannel(work, author, channel)),
    ],
    [
      'messages/no-such-thread',
      ({ team, channel }, root) => team.run((w) => deleteMessage(w, team.owner, channel, root)),
    ],
    [
      'scheduled-messages/author-deactivated',
      ({ team, author }) => team.run((work) => deactivateMember(work, team.owner, author.member)),
    ],
  ];
  for (const [reason, happen] of cases) {
    const s = await scene();
    const root = placeOf(await s.team.post(s.team.owner, s.channel, 'root'));
    await s.schedule({ text: 'kept', threadTs: root });
    await happen(s, root);
    pass(2 * HOUR_MS);
    await deliver();
    const failed = await s.one();
    assert.deepEqual([failed.state, failed.reason, failed.text], ['failed', reason, 'kept']);
    const told = lastTold();
    assert.deepEqual([told.scheduled, told.member], [failed, s.author.member]);
    assert.equal(await deliver(), 0);
  }
});

test('a failed one waits again with another time, or is sent when what hindered it has passed', async () => {
  const { team, author, schedule, one, texts } = await scene();
  const scheduled = await schedule({ text: 'patience' });
  await team.run((work) => deactivateMember(work, team.owner, author.member));
  pass(2 * HOUR_MS);
  await deliver();
  await team.run((work) => reactivateMember(work, team.owner, author.member));
  await refuses(inThePast, () => team.run((work) => editScheduled(work, author, idOf(scheduled), { text: 'x' })));
  await team.run((work) => editScheduled(work, author, idOf(scheduled), { when: inAnHour() }));
  assert.equal((await one()).state, 'pending');
  pass(2 * HOUR_MS);
  await deliver();
  assert.deepEqual(await texts(), ['patience']);
});

test('one that meets a fault of ours holds up no other, and is kept as failed', async () => {
  const { schedule, texts, team, author } = await scene();
  const [broken] = [await schedule({ text: 'broken' }), await schedule({ text: 'whole' })];
  await workspace.database.pool.query(`update scheduled_messages set body = '\\x00' where id = $1`, [idOf(broken)]);
  pass(2 * HOUR_MS);
  await deliver();
  assert.deepEqual(await texts(), ['whole']);
  const { rows } = await workspace.database.pool.query('select state, reason from scheduled_messages where id = $1', [
    idOf(broken),
  ]);
  assert.deepEqual(rows, [{ state: 'failed', reason: 'scheduled-messages/fault' }]);
  await workspace.database.pool.query('delete from scheduled_messages where id = $1', [idOf(broken)]);
  assert.deepEqual(await team.run((work) => listScheduled(work, author)), []);
});

test('times that have passed, lie too far ahead or are none are refused', async () => {
  const { schedule } = await scene();
  await refuses(inThePast, () => schedule({ when: { at: '2020-01-01T00:00:00Z' } }));
  await refuses(tooFarAhead, () => schedule({ when: { at: '9999-12-31T23:59:59Z' } }));
  const ahead = limits.scheduledMessages.aheadMs;
  const justTooFar = after(clock.at, ahead + HOUR_MS).toISOString();
  assert.equal((await refuses(tooFarAhead, () => schedule({ when: { at: justTooFar } }))).status, 422);
  await schedule({ when: { at: after(clock.at, ahead - HOUR_MS).toISOString() } });
  await refuses(unknownZone, () => schedule({ when: { local: '2026-04-01T09:00', zone: 'Mars/Olympus' } }));
});

test('one schedules only where one may post, and only one’s own is seen and changed', async () => {
  const { team, author, channel, schedule } = await scene();
  const root = await team.post(team.owner, channel, 'root');
  const reply = await team.post(author, channel, 'reply', { threadTs: root.ts });
  const stranger = await team.person();
  await refuses(noSuchChannel, () => schedule({}, stranger));
  await refuses(noSuchThread, () => schedule({ threadTs: tsOf(reply.ts) }));
  await refuses(noSuchMessage, () => schedule({ threadTs: 12 as Ts }));
  const scheduled = await schedule();
  await refuses(noSuchScheduled, () => cancel(team, team.owner, scheduled));
  assert.deepEqual(await team.run((work) => listScheduled(work, team.owner)), []);
  await team.run((work) => archiveChannel(work, team.owner, channel));
  await refuses(channelArchived, () => schedule());
});

test('one has so many scheduled messages and no more', async () => {
  const { schedule, author } = await scene();
  const first = await schedule();
  await workspace.database.pool.query(
    `insert into scheduled_messages select gen_random_uuid(), team_id, author_id, channel_id, null, false,
       gen_random_uuid(), due_at + interval '1 day', zone, body, state, null, null, null, created_at, null
     from scheduled_messages, generate_series(2, $2) where id = $1`,
    [idOf(first), limits.scheduledMessages.heldMax],
  );
  await refuses(tooManyScheduled, () => schedule());
  await workspace.database.pool.query('delete from scheduled_messages where author_id = $1', [author.member]);
});

test('every step is in the audit log, without the text', async () => {
  const { team, author, schedule } = await scene();
  const grew = async (change: () => Promise<unknown>): Promise<number> => {
    const before = await team.run(auditSize);
    await change();
    return (await team.run(auditSize)) - before;
  };
  assert.equal(await grew(() => schedule()), 1);
  const other = await schedule();
  assert.equal(await grew(() => cancel(team, author, other)), 1);
  pass(2 * HOUR_MS);
  assert.equal(await grew(deliver), 2, 'that it was sent, and the post');
});

test('what was sent or failed goes after its time', async () => {
  const { team, author, channel, schedule } = await scene();
  await schedule({ text: 'sent' });
  pass(2 * HOUR_MS);
  await deliver();
  await schedule({ text: 'fails' });
  await team.run((work) => leaveChannel(work, author, channel));
  pass(2 * HOUR_MS);
  await deliver();
  const expire = () => team.run(async (work) => (await scheduledMessagesHolding.expire?.(work)) ?? 0);
  assert.equal(await expire(), 0);
  pass(limits.scheduledMessages.sentKeptMs);
  assert.equal(await expire(), 1);
  pass(limits.scheduledMessages.failedKeptMs);
  assert.equal(await expire(), 1);
});
