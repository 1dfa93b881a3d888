import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { test } from 'node:test';
import WebSocket from 'ws';
import type { Channel, ChannelEvent, Message } from '#contract/workspace.ts';
import { inTime } from '#platform/testing/waiting.ts';
import { createTestApp, type TestMember } from './app.ts';

const house = await createTestApp();

async function scene() {
  const team = await house.createTestTeam();
  const [ada, bob] = [await house.addTestMember(team), await house.addTestMember(team)];
  const as = (member: TestMember) => house.call(member.token);
  const made = await as(ada).post('/v1/channels', { name: 'ops', kind: 'private', topic: 'Pager' });
  assert.equal(made.status, 201);
  const channel = made.body as Channel;
  const path = `/v1/channels/${channel.id}`;
  const post = async (by: TestMember, text: string, more: object = {}): Promise<Message> => {
    const { status, body } = await as(by).post(`${path}/messages`, { clientId: randomUUID(), text, ...more });
    assert.equal(status, 201);
    return body as Message;
  };
  assert.equal((await as(ada).put(`${path}/members/${bob.id}`)).status, 204);
  return { team, ada, bob, as, channel, path, post };
}

test('over HTTP: posts, replies, edits, reactions, markers and search are what the log says', async () => {
  const { ada, bob, as, path, post } = await scene();
  const root = await post(ada, 'The rotation of keys is due');
  const reply = await post(bob, `On it, <@${ada.id}>`, { threadTs: root.ts });
  const place = `${path}/messages/${root.ts}`;
  assert.equal(
    (await as(ada).patch(place, { text: 'The rotation of all keys is due' })).body.editedAt !== undefined,
    true,
  );
  assert.equal((await as(bob).put(`${place}/reactions/${encodeURIComponent('👍')}`)).status, 204);
  assert.deepEqual((await as(bob).get(`${place}/edits`)).body.edits.length, 1);
  const shown = (await as(bob).get(place)).body as Message;
  assert.deepEqual([shown.replyCount, shown.lastReplyTs], [1, reply.ts]);
  assert.deepEqual(shown.reactions, [{ emoji: '👍', members: [bob.id] }]);
  const thread = (await as(bob).get(`${path}/messages?thread=${root.ts}`)).body.messages as Message[];
  assert.deepEqual(thread, [shown, (await as(bob).get(`${path}/messages/${reply.ts}`)).body]);

  const mine = (await as(ada).get('/v1/me/channels')).body.channels as {
    channel: Channel;
    standing: { mentions: number };
  }[];
  assert.equal(mine.find(({ channel }) => channel.name === 'ops')?.standing.mentions, 1);
  const marked = await as(ada).put(`${path}/read-marker`, { ts: reply.ts });
  assert.deepEqual([marked.body.unread, marked.body.mentions], [0, 0]);

  const log = (await as(bob).get(`${path}/events?after=0`)).body as { events: ChannelEvent[]; number: number };
  assert.deepEqual(
    log.events.map(({ number }) => number),
    log.events.map((_, at) => at + 1),
  );
  assert.equal(log.number, log.events.length);
  assert.deepEqual(log.events.find(({ message }) => message?.ts === root.ts)?.message, shown);

  const found = await as(bob).get(`/v1/search?q=${encodeURIComponent('"all keys" in:ops')}`);
  const highlights = [
    { start: shown.text.indexOf('all keys'), end: shown.text.indexOf('all keys') + 'all keys'.length },
  ];
  assert.deepEqual(found.body, {
    messages: [{ ...shown, highlights, previous: [], following: [] }],
    notUnderstood: [],
  });
  assert.equal((await as(ada).delete(place)).status, 204);
  assert.equal((await as(ada).get(place)).status, 404);
  assert.deepEqual((await as(bob).get(`/v1/search?q=keys`)).body.messages, []);
});

test('a page of results ends with a place that brings the next one', async () => {
  const { ada, as, post } = await scene();
  for (let n = 0; n < 5; n++) await post(ada, `needle ${n}`);
  const texts: string[] = [];
  let before = '';
  for (let page = 0; page < 3; page++) {
    const { body } = await as(ada).get(`/v1/search?q=needle&limit=2${before}`);
    texts.push(...(body.messages as Message[]).map(({ text }) => text));
    before = body.next === undefined ? '' : `&before=${encodeURIComponent(body.next as string)}`;
  }
  assert.deepEqual(texts, ['needle 4', 'needle 3', 'needle 2', 'needle 1', 'needle 0']);
  assert.equal(before, '');
  assert.equal((await as(ada).get('/v1/search?q=needle&before=1.000000')).status, 400);
});

test('those who are not in a private channel get the same answer as for one that does not exist', async () => {
  const { team, channel, as } = await scene();
  const { owner } = team;
  const foreign = (await house.createTestTeam()).owner;
  const absent = `${channel.id.slice(0, -1)}${channel.id.endsWith('0') ? '1' : '0'}`;
  const before = await house.traces();
  for (const [caller, id] of [
    [owner, channel.id],
    [foreign, channel.id],
    [owner, absent],
  ] as const) {
    const path = `/v1/channels/${id}`;
    const answers = await Promise.all([
      as(caller).get(path),
      as(caller).get(`${path}/messages`),
      as(caller).get(`${path}/events?after=0`),
      as(caller).get(`${path}/members`),
      as(caller).post(`${path}/messages`, { clientId: randomUUID(), text: 'x' }),
      as(caller).put(`${path}/read-marker`, { ts: '1.000000' }),
      as(caller).put(`${path}/members/me`),
      as(caller).put(`${path}/messages/1.000000/reactions/tada`),
    ]);
    for (const { status, body } of answers) {
      assert.deepEqual([status, body.type], [404, 'urn:wardroom:problem:channels/no-such-channel']);
    }
  }
  assert.deepEqual(await house.traces(), before);
});

test('the stream brings what is posted over HTTP, and ends with the token', async () => {
  const { ada, bob, channel, path, as, post } = await scene();
  const socket = new WebSocket(`${house.base.replace('http', 'ws')}/v1/stream`, {
    headers: { authorization: `Bearer ${bob.token}` },
  });
  const frames: { kind: string; message?: Message; channel?: string }[] = [];
  let more = (): void => {};
  socket.on('message', (text: Buffer) => {
    const frame = JSON.parse(text.toString()) as (typeof frames)[number];
    frames.push(frame);
    if (frame.kind === 'hello') socket.send(JSON.stringify({ kind: 'start' }));
    more();
  });
  const closed = once(socket, 'close');
  const seen = async (isThere: (frame: (typeof frames)[number]) => boolean): Promise<void> => {
    while (!frames.some(isThere)) await inTime('a frame', new Promise<void>((resolve) => (more = resolve)));
  };
  await seen(({ kind }) => kind === 'ready');
  const message = await post(ada, 'live');
  await seen((frame) => frame.message?.text === 'live');
  assert.deepEqual(frames.at(-1)?.message, message);
  assert.equal((await as(ada).delete(`${path}/members/${bob.id}`)).status, 204);
  await seen(({ kind, channel: of }) => kind === 'member.left' && of === channel.id);
  const tokens = (await as(bob).get('/v1/me/tokens')).body.tokens as { id: string }[];
  assert.equal((await as(bob).delete(`/v1/me/tokens/${tokens[0]?.id}`)).status, 204);
  assert.equal((await closed)[0], 4001);
});
