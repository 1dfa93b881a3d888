import assert from 'node:assert/strict';
import { test } from 'node:test';
import Value from 'typebox/value';
import type { Ts } from '#contract/ids.ts';
import { ThreadQuery, type ThreadStanding } from '#contract/threads.ts';
import type { Actor } from '#identity/access/access.ts';
import { leaveChannel, noSuchChannel } from '../channels/channels.ts';
import { deleteMessage } from '../messages/messages.ts';
import { naming, openTestWorkspace, placeOf } from '../testing/testing.ts';
import {
  followThread,
  markThreadRead,
  myThreads,
  noThreadHere,
  notFollowed,
  threadStanding,
  unfollowThread,
  unreadThreads,
} from './threads.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;

/** A thread that the owner began, in a channel of three. */
async function scene() {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const channel = await team.channel(team.owner, { with: [ada, bob] });
  const root = await team.post(team.owner, channel, 'root');
  const thread = placeOf(root);
  const reply = (by: Actor, text = 'reply') => team.post(by, channel, text, { threadTs: root.ts });
  const standing = (of: Actor): Promise<ThreadStanding> =>
    team.run((work) => threadStanding(work, of, channel, thread));
  const follows = async (of: Actor) => [(await standing(of)).following, (await standing(of)).unread];
  return { team, ada, bob, channel, root, thread, reply, standing, follows };
}

test('who began a thread, takes part or is named follows it; nobody else does', async () => {
  const { team, ada, bob, reply, follows } = await scene();
  assert.deepEqual(await follows(team.owner), [false, 0]);
  await reply(ada);
  assert.deepEqual(
    [await follows(team.owner), await follows(ada), await follows(bob)],
    [
      [true, 1],
      [true, 0],
      [false, 0],
    ],
  );
  await reply(ada, naming(bob));
  assert.deepEqual(
    [await follows(team.owner), await follows(ada), await follows(bob)],
    [
      [true, 2],
      [true, 0],
      [true, 1],
    ],
  );
  await reply(bob, '<!channel>');
  assert.deepEqual(
    [await follows(ada), await follows(bob)],
    [
      [true, 1],
      [true, 0],
    ],
  );
});

test('replies that are posted at once let everybody follow once', async () => {
  const { team, ada, bob, reply, follows } = await scene();
  await Promise.all([reply(ada, naming(bob)), reply(ada), reply(bob), reply(ada)]);
  assert.deepEqual([(await follows(team.owner))[1], (await follows(ada))[0], (await follows(bob))[0]], [4, true, true]);
});

test('a thread that is followed no more stays so when one is named, until one takes part or follows anew', async () => {
  const { team, ada, channel, thread, reply, follows } = await scene();
  await reply(ada);
  await team.run((work) => unfollowThread(work, ada, channel, thread));
  await reply(team.owner, naming(ada));
  assert.deepEqual(await follows(ada), [false, 0]);
  await reply(ada);
  assert.deepEqual(await follows(ada), [true, 0]);
  await team.run((work) => unfollowThread(work, ada, channel, thread));
  await team.run((work) => followThread(work, ada, channel, thread));
  await reply(team.owner);
  assert.deepEqual(await follows(ada), [true, 1]);
});

test('a thread is read up to a place, and unread again from an earlier one; deleted replies are not', async () => {
  const { team, ada, channel, thread, reply, follows } = await scene();
  const mine = await reply(ada);
  const [one, two] = [await reply(team.owner), await reply(team.owner)];
  const mark = (ts: Ts) => team.run((work) => markThreadRead(work, ada, channel, thread, ts));
  assert.equal((await mark(placeOf(two))).unread, 0);
  assert.equal((await mark(placeOf(one))).unread, 1);
  assert.equal((await mark(placeOf(mine))).unread, 2);
  await team.run((work) => deleteMessage(work, team.owner, channel, placeOf(one)));
  assert.deepEqual(await follows(ada), [true, 1]);
  await mark((placeOf(two) + 1e12) as Ts);
  await reply(team.owner);
  assert.deepEqual(await follows(ada), [true, 1], 'a marker beyond the end stands at the end');
});

test('the member’s own devices hear of it, and nobody else', async () => {
  const { team, ada, channel, thread, reply } = await scene();
  const since = workspace.facts.length;
  await reply(ada);
  const heard = () => workspace.facts.slice(since).filter((fact) => fact.kind === 'thread.standing');
  assert.deepEqual(
    heard()
      .map(({ member }) => member)
      .toSorted(),
    [ada.member, team.owner.member].toSorted(),
  );
  const standing = await team.run((work) => unfollowThread(work, ada, channel, thread));
  assert.deepEqual(JSON.parse(heard().at(-1)?.json ?? ''), { kind: 'thread.standing', standing });
  const told = workspace.facts.length;
  await team.run((work) => unfollowThread(work, ada, channel, thread));
  assert.equal(workspace.facts.length, told, 'again changes nothing');
});

test('followed threads are listed: unread first, then the latest; page by page, each once', async () => {
  const { team, ada, channel } = await scene();
  const threads: string[] = [];
  for (let n = 0; n < 5; n++) {
    const root = await team.post(ada, channel, `root ${n}`);
    await team.post(team.owner, channel, 'reply', { threadTs: root.ts });
    threads.push(root.ts);
  }
  const place = (n: number) => Number(threads[n]!.replace('.', '')) as Ts;
  for (const n of [1, 4]) {
    await team.run((work) => markThreadRead(work, ada, channel, place(n), (place(4) + 1e9) as Ts));
  }
  assert.equal(await team.run((work) => unreadThreads(work, ada.member)), 3);
  const seen: [string, number][] = [];
  let next: string | undefined;
  for (let page = 0; page < 4; page++) {
    const { after } = Value.Decode(ThreadQuery, next ? { after: next } : {});
    const read = await team.run((work) => myThreads(work, ada, after, 2));
    seen.push(...read.threads.map(({ root, standing }): [string, number] => [root.ts, standing.unread]));
    next = read.next;
    if (!next) break;
  }
  const order = [3, 2, 0, 4, 1];
  assert.deepEqual(
    seen,
    order.map((n) => [threads[n], n === 4 || n === 1 ? 0 : 1]),
  );
});

test('threads of a channel that one left are not there', async () => {
  const { team, ada, channel, thread, reply } = await scene();
  await reply(ada);
  await reply(team.owner);
  await team.run((work) => leaveChannel(work, ada, channel));
  assert.deepEqual((await team.run((work) => myThreads(work, ada, undefined, 50))).threads, []);
  assert.equal(await team.run((work) => unreadThreads(work, ada.member)), 0);
  await refuses(noSuchChannel, () => team.run((work) => followThread(work, ada, channel, thread)));
  await reply(team.owner, naming(ada));
  assert.equal(await team.run((work) => unreadThreads(work, ada.member)), 0);
});

test('what cannot be answered cannot be followed, and only a followed thread is marked', async () => {
  const { team, bob, channel, thread, reply } = await scene();
  const inside = placeOf(await reply(team.owner));
  for (const at of [inside, 1 as Ts]) {
    await refuses(noThreadHere, () => team.run((work) => followThread(work, bob, channel, at)));
  }
  await refuses(notFollowed, () => team.run((work) => markThreadRead(work, bob, channel, thread, inside)));
});
