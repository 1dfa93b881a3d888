import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { type ChannelId, publicId } from '#contract/ids.ts';
import { deactivateMember } from '#identity/members/members.ts';
import { limits } from '#platform/limits.ts';
import { Problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { archiveChannel, channelArchived, leaveChannel, noSuchChannel } from '../channels/channels.ts';
import { newClientId, openTestWorkspace, placeOf } from '../testing/testing.ts';
import { createPostQueue, deleteMessage, editMessage } from './messages.ts';
import { clientIdReused, noSuchThread, type Post, postMessages } from './post.ts';
import { postsWaiting } from './post-queue.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;

test('posts that come together are one unit, each answered on its own and in order', async () => {
  const team = await workspace.team();
  const channel = await team.channel(team.owner);
  const stranger = await team.person();
  const facts = workspace.facts.length;
  const sent = ['a', 'b', 'c'].map((text) => team.post(team.owner, channel, text));
  const refused = assert.rejects(team.post(stranger, channel, 'x'), { code: noSuchChannel.code });
  const posted = await Promise.all(sent);
  await refused;
  assert.deepEqual(
    posted.map(({ text }) => text),
    ['a', 'b', 'c'],
  );
  assert.deepEqual(
    posted.map(({ ts }) => ts),
    posted.map(({ ts }) => ts).toSorted(),
  );
  const events = await team.events(team.owner, channel);
  assert.deepEqual(
    events.map(({ number }) => number),
    events.map((_, at) => at + 1),
  );
  const told = workspace.facts.slice(facts).filter(({ kind }) => kind === 'channel.event');
  assert.equal(told.length, 3);
});

test('what is told live is what the log says', async () => {
  const team = await workspace.team();
  const channel = await team.channel(team.owner);
  const facts = workspace.facts.length;
  const root = await team.post(team.owner, channel, 'root');
  await team.post(team.owner, channel, 'reply', { threadTs: root.ts });
  const live = workspace.told(facts);
  const read = (await team.events(team.owner, channel)).slice(-2);
  // The first message of the thread has got a reply since it was told.
  assert.deepEqual(live[1], read[1]);
  assert.deepEqual({ ...live[0]?.message, replyCount: 1, lastReplyTs: read[1]?.ts }, read[0]?.message);
});

test('a message sent again is acknowledged again and stands once', async () => {
  const team = await workspace.team();
  const channel = await team.channel(team.owner);
  const clientId = newClientId();
  const [first, twin] = await Promise.all([
    team.post(team.owner, channel, 'once', { clientId }),
    team.post(team.owner, channel, 'once', { clientId }),
  ]);
  assert.deepEqual(twin, first);
  assert.deepEqual(await team.post(team.owner, channel, 'once', { clientId }), first);
  await team.run((work) => archiveChannel(work, team.owner, channel));
  assert.deepEqual(await team.post(team.owner, channel, 'once', { clientId }), first);
  const posted = (await team.events(team.owner, channel)).filter(({ message }) => message?.text === 'once');
  assert.equal(posted.length, 1);
});

test('a message sent again after it was edited or deleted is not posted anew', async () => {
  const team = await workspace.team();
  const clientId = newClientId();
  const first = await team.post(team.owner, team.general, 'first', { clientId });
  await team.run((work) => editMessage(work, team.owner, team.general, placeOf(first), 'second'));
  assert.equal((await team.post(team.owner, team.general, 'first', { clientId })).text, 'second');
  await team.run((work) => deleteMessage(work, team.owner, team.general, placeOf(first)));
  assert.ok((await team.post(team.owner, team.general, 'first', { clientId })).deletedAt);
});

test('a clientId is not taken for another text, thread or place', async () => {
  const team = await workspace.team();
  const clientId = newClientId();
  const root = await team.post(team.owner, team.general, 'root');
  await team.post(team.owner, team.general, 'text', { clientId, threadTs: root.ts });
  const again = [
    { text: 'other', given: { threadTs: root.ts } },
    { text: 'text', given: {} },
    { text: 'text', given: { threadTs: root.ts, alsoToChannel: true } },
  ];
  for (const { text, given } of again) {
    await refuses(clientIdReused, () => team.post(team.owner, team.general, text, { clientId, ...given }));
  }
  // Another member, and another channel, have ids of their own.
  const ada = await team.person();
  await team.post(ada, team.general, 'other', { clientId });
  await team.post(team.owner, await team.channel(team.owner), 'other', { clientId });
});

test('a reply needs the first message of a thread, there and standing', async () => {
  const team = await workspace.team();
  const [channel, other] = [await team.channel(team.owner), await team.channel(team.owner)];
  const root = await team.post(team.owner, channel, 'root');
  const reply = await team.post(team.owner, channel, 'reply', { threadTs: root.ts });
  const gone = await team.post(team.owner, channel, 'gone');
  await team.run((work) => deleteMessage(work, team.owner, channel, placeOf(gone)));
  for (const [where, threadTs] of [
    [channel, reply.ts],
    [channel, gone.ts],
    [channel, '1.000000'],
    [other, root.ts],
  ] as const) {
    await refuses(noSuchThread, () => team.post(team.owner, where, 'x', { threadTs }));
  }
});

test('nobody posts where they are not: another team, a channel they left, one that is archived or none', async () => {
  const [team, foreign] = [await workspace.team(), await workspace.team()];
  const ada = await team.person();
  const channel = await team.channel(team.owner, { with: [ada] });
  await refuses(noSuchChannel, () => team.post(team.owner, foreign.general, 'x'));
  await refuses(noSuchChannel, () => team.post(team.owner, randomUUID() as ChannelId, 'x'));
  await team.run((work) => leaveChannel(work, ada, channel));
  await refuses(noSuchChannel, () => team.post(ada, channel, 'x'));
  await team.run((work) => archiveChannel(work, team.owner, channel));
  await refuses(channelArchived, () => team.post(team.owner, channel, 'x'));
});

test('whose account was closed while the post waited does not post any more', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  await team.run((work) => deactivateMember(work, team.owner, ada.member));
  await refuses(noSuchChannel, () => team.post(ada, team.general, 'late'));
});

test('a group takes the same number of statements, however many posts it has', async () => {
  const team = await workspace.team();
  const channel = await team.channel(team.owner);
  const root = await team.post(team.owner, channel, 'root');
  const posts = (count: number): Post[] =>
    Array.from({ length: count }, (_, n) => ({
      actor: team.owner,
      channel: n % 2 ? channel : team.general,
      clientId: newClientId(),
      text: `Post ${n} for <@${publicId('U', team.owner.member)}> and <!here>`,
      threadTs: n % 2 ? placeOf(root) : undefined,
      alsoToChannel: n % 4 === 0,
      files: [],
    }));
  const statements = async (count: number): Promise<number> => {
    let executed = 0;
    await team.run(async (work) => {
      const counting: Work = {
        ...work,
        sql: work.sql.withPlugin({
          transformQuery: ({ node }) => {
            executed += 1;
            return node;
          },
          transformResult: async ({ result }) => result,
        }),
      };
      const outcomes = await postMessages(counting, team.id, posts(count));
      assert.ok(outcomes.every(({ kind }) => kind === 'posted'));
    });
    return executed;
  };
  const few = await statements(2);
  assert.equal(await statements(limits.messages.batchMax), few);
  assert.ok(few <= 9, `${few} statements`);
});

test('a fault that one post causes does not reach the others of its group', async () => {
  const team = await workspace.team();
  const queue = createPostQueue();
  const poisoned = newClientId();
  const units: Units = {
    open: (scope, use) =>
      workspace.units.open(scope, (work) =>
        use({
          ...work,
          keys: {
            ...work.keys,
            blindWords: async () => {
              const blind = await work.keys.blindWords();
              return (word) => {
                if (word.includes('poison')) throw new Error('A fault of ours.');
                return blind(word);
              };
            },
          },
        }),
      ),
  };
  const post = (text: string, clientId = newClientId()): Promise<unknown> =>
    queue.post(units, {
      actor: team.owner,
      channel: team.general,
      clientId,
      text,
      threadTs: undefined,
      alsoToChannel: false,
      files: [],
    });
  const outcomes = await Promise.allSettled([post('good'), post('poison', poisoned), post('fine')]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
});

test('more posts than may wait are refused, and none of those that wait is lost', async () => {
  const team = await workspace.team();
  const queue = createPostQueue();
  const gate = Promise.withResolvers<void>();
  const answered: number[] = [];
  const units = {
    open: async () => {
      await gate.promise;
      return Array.from({ length: limits.messages.batchMax }, () => ({
        kind: 'refused',
        problem: new Problem(noSuchThread, {}),
      }));
    },
  } as unknown as Units;
  const post: Post = {
    actor: team.owner,
    channel: team.general,
    clientId: newClientId(),
    text: 'x',
    threadTs: undefined,
    alsoToChannel: false,
    files: [],
  };
  const counted = (n: number) =>
    queue.post(units, post).catch((error: Problem) => {
      if (error.code === noSuchThread.code) answered.push(n);
      return error.code;
    });
  const first = counted(0);
  await new Promise((resolve) => setImmediate(resolve));
  const waiting = Array.from({ length: limits.messages.queueMax }, (_, n) => counted(n + 1));
  assert.equal(await counted(-1), postsWaiting.code);
  gate.resolve();
  await Promise.all([first, ...waiting]);
  assert.equal(answered.length, limits.messages.queueMax + 1);
});
