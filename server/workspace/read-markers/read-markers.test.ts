import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ts } from '#contract/ids.ts';
import type { Message } from '#contract/workspace.ts';
import type { Actor } from '#identity/access/access.ts';
import { leaveChannel, noSuchChannel } from '../channels/channels.ts';
import { deleteMessage, noSuchMessage } from '../messages/messages.ts';
import { naming, openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import { markRead, markUnread, myStandings, onlyInThread } from './read-markers.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;

/** A channel of the owner and a reader, with four messages of the owner. */
async function scene() {
  const team = await workspace.team();
  const reader = await team.person();
  const channel = await team.channel(team.owner, { with: [reader] });
  const sent: Message[] = [];
  for (const text of ['1', '2', '3', '4']) sent.push(await team.post(team.owner, channel, text));
  const unread = async (who: Actor = reader): Promise<number> => (await team.standing(who, channel))!.unread;
  const mark = (message: Message, who: Actor = reader) =>
    team.run((work) => markRead(work, who, channel, placeOf(message)));
  const remove = (message: Message) => team.run((work) => deleteMessage(work, team.owner, channel, placeOf(message)));
  return { team, reader, channel, sent, unread, mark, remove };
}

test('what others write is unread until it is marked read; what one writes oneself never is', async () => {
  const { sent, unread, mark, team } = await scene();
  assert.equal(await unread(), 4);
  assert.equal(await unread(team.owner), 0);
  const standing = await mark(sent[1]!);
  assert.equal(standing.unread, 2);
  assert.equal(standing.readTs, sent[1]!.ts);
  assert.equal(await unread(), 2);
  assert.equal((await mark(sent[3]!)).unread, 0);
});

test('the marker moves back, and one’s own messages stay read', async () => {
  const { team, reader, channel, sent, unread, mark } = await scene();
  await team.post(reader, channel, 'mine');
  assert.equal(await unread(), 0);
  assert.equal((await mark(sent[0]!)).unread, 3);
  await team.post(team.owner, channel, '5');
  assert.equal(await unread(), 4);
  await team.post(reader, channel, 'mine again');
  assert.equal(await unread(), 0);
});

test('what is unread everywhere is what is unread in each', async () => {
  const { team, reader, channel, sent, mark } = await scene();
  await mark(sent[1]!);
  await team.post(team.owner, team.general, naming(reader));
  const standings = await team.run((work) => myStandings(work, reader));
  assert.deepEqual(standings, [
    ...[await team.standing(reader, channel), await team.standing(reader, team.general)].toSorted((a, b) =>
      a!.channel < b!.channel ? -1 : 1,
    ),
  ]);
});

test('a conversation is unread from a message on, and one’s own messages stay read', async () => {
  const { team, reader, channel, sent, unread, mark } = await scene();
  await team.post(reader, channel, 'mine');
  await mark(sent[3]!);
  const from = (ts: Ts) => team.run((work) => markUnread(work, reader, channel, ts));
  assert.equal((await from(placeOf(sent[2]!))).unread, 2);
  assert.equal(await unread(), 2);
  assert.equal((await from(placeOf(sent[0]!))).unread, 4);
  const inside = await team.post(team.owner, channel, 'inside', { threadTs: sent[0]!.ts });
  await refuses(onlyInThread, () => from(placeOf(inside)));
  await refuses(noSuchMessage, () => from(1 as Ts));
  const stranger = await team.person();
  await refuses(noSuchChannel, () => team.run((work) => markUnread(work, stranger, channel, placeOf(sent[0]!))));
});

test('a deleted message is not unread, whichever side of the marker it is on', async () => {
  const { team, reader, channel, sent, unread, mark, remove } = await scene();
  await mark(sent[1]!);
  await remove(sent[0]!);
  assert.equal(await unread(), 2);
  await remove(sent[3]!);
  assert.equal(await unread(), 1);
  assert.equal((await mark(sent[0]!)).unread, 2, 'moved back onto one that is deleted');
  const own = await team.post(reader, channel, 'mine');
  await mark(sent[1]!);
  await team.run((work) => deleteMessage(work, reader, channel, placeOf(own)));
  assert.equal(await unread(), 1);
});

test('replies are unread only when they also stand in the channel', async () => {
  const { team, channel, sent, unread } = await scene();
  await team.post(team.owner, channel, 'inside', { threadTs: sent[0]!.ts });
  assert.equal(await unread(), 4);
  await team.post(team.owner, channel, 'both', { threadTs: sent[0]!.ts, alsoToChannel: true });
  assert.equal(await unread(), 5);
});

test('a marker beyond the end stands at the end: what comes later is unread', async () => {
  const { team, reader, channel, sent, unread } = await scene();
  const standing = await team.run((work) => markRead(work, reader, channel, (placeOf(sent[3]!) + 1e12) as Ts));
  assert.deepEqual([standing.unread, standing.readTs], [0, sent[3]!.ts]);
  await team.post(team.owner, channel, naming(reader));
  const now = (await team.standing(reader, channel))!;
  assert.deepEqual([now.unread, now.mentions], [1, 1]);
  assert.equal(await unread(), 1);
});

test('the other devices of the member hear of a moved marker, and nobody else', async () => {
  const { reader, sent, mark } = await scene();
  const standing = await mark(sent[0]!);
  const fact = workspace.facts.at(-1);
  assert.ok(fact?.kind === 'marker.moved');
  assert.equal(fact.member, reader.member);
  assert.deepEqual(JSON.parse(fact.json), { kind: 'marker.moved', standing });
});

test('a marker is only where one is a member', async () => {
  const { team, reader, channel, sent } = await scene();
  await team.run((work) => leaveChannel(work, reader, channel));
  const mark =
    (of: TestTeam, who: Actor = reader) =>
    () =>
      of.run((work) => markRead(work, who, channel, placeOf(sent[0]!)));
  await refuses(noSuchChannel, mark(team));
  const foreign = await workspace.team();
  await refuses(noSuchChannel, mark(foreign, foreign.owner));
});

test('markers moved while others post and delete count right in the end', async () => {
  const { team, reader, channel, sent, unread, mark, remove } = await scene();
  const more = Array.from({ length: 6 }, (_, n) => team.post(n % 3 ? team.owner : reader, channel, `m${n}`));
  await Promise.all([...more, mark(sent[2]!), remove(sent[3]!), mark(sent[0]!), remove(sent[1]!)]);
  const standing = (await team.standing(reader, channel))!;
  const { rows } = await workspace.database.pool.query(
    `select count(*)::integer as unread from messages m join channel_members r using (channel_id)
     where m.channel_id = $1 and r.member_id = $2 and m.ts > r.read_ts and m.ordinal is not null
       and m.deleted_at is null and m.author_id <> r.member_id`,
    [channel, reader.member],
  );
  assert.equal(standing.unread, rows[0].unread);
  assert.equal(await unread(), standing.unread);
});
