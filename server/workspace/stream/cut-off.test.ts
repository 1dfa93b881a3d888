/** Who hears nothing of what, and whose connection is closed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MemberId, publicId, type SessionId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { changeRole, deactivateMember } from '#identity/members/members.ts';
import { limits } from '#platform/limits.ts';
import { leaveChannel, removeFromChannel, welcome } from '../channels/channels.ts';
import { close, openTestStream } from '../testing/stream.ts';

const { workspace, connect, hasty, stream } = await openTestStream();

test('numbers of channels one is not in bring nothing', async () => {
  const [team, foreign] = [await workspace.team(), await workspace.team()];
  const ada = await team.person();
  const secret = await team.channel(team.owner, { kind: 'private' });
  const numbers = { [publicId('C', secret)]: 0, [publicId('C', foreign.general)]: 0 };
  const client = connect(ada);
  await client.start({ kind: 'resume', numbers });
  await team.post(team.owner, secret, 'secret');
  await foreign.post(foreign.owner, foreign.general, 'foreign');
  await team.post(team.owner, team.general, 'for all');
  await client.text('for all');
  assert.ok(!JSON.stringify(client.frames).includes(publicId('C', secret)));
  assert.ok(!JSON.stringify(client.frames).includes('foreign'));
  await close(client);
});

test('who leaves or is removed gets that event as the last of the channel', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const channel = await team.channel(team.owner, { kind: 'private', with: [ada, bob] });
  const clients = [connect(ada), connect(bob)] as const;
  for (const client of clients) await client.start();
  await team.run((work) => leaveChannel(work, ada, channel));
  await team.run((work) => removeFromChannel(work, team.owner, channel, bob.member));
  await team.post(team.owner, channel, 'after');
  await team.post(team.owner, team.general, 'done');
  for (const client of clients) await client.text('done');
  const last = clients.map((client) => client.eventsOf(channel).at(-1));
  assert.deepEqual(
    last.map((event) => [event?.kind, event?.member]),
    [ada, bob].map(({ member }) => ['member.left', publicId('U', member)]),
  );
  await close(...clients);
});

test('who was removed while away does not get what was written afterwards', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const channel = await team.channel(team.owner, { kind: 'private', with: [ada] });
  const client = connect(ada);
  await client.hello();
  await team.run((work) => removeFromChannel(work, team.owner, channel, ada.member));
  await team.post(team.owner, channel, 'after');
  await client.start({ kind: 'resume', numbers: { [publicId('C', channel)]: 0 } });
  await team.post(team.owner, team.general, 'done');
  await client.text('done');
  assert.equal(client.eventsOf(channel).at(-1)?.kind, 'member.left');
  assert.ok(!JSON.stringify(client.frames).includes('"after"'));
  await close(client);
});

test('what a connection may say before its start is the start alone', async () => {
  const team = await workspace.team();
  for (const frame of [
    { kind: 'watch', members: [] },
    { kind: 'activity', inUse: false },
    { kind: 'typing', channel: publicId('C', team.general) },
  ]) {
    const client = connect(team.owner);
    await client.hello();
    client.send(frame);
    assert.equal(await client.closed, 4009);
  }
});

test('a signed-out device is cut off at once, the others go on; a token goes on until it is revoked', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const token = await team.byToken(ada);
  const laptop: Actor = { ...ada, by: { session: '0198aaaa-0000-7000-8000-000000000002' as SessionId } };
  const clients = [connect(ada), connect(laptop), connect(token)] as const;
  for (const client of clients) await client.start();
  const { member } = ada;
  const { session } = ada.by as { session: SessionId };
  await team.run(async (work) => work.emit({ kind: 'session.ended', member, session }));
  assert.equal(await clients[0].closed, 4001);
  const third = connect(ada);
  await third.start();
  const except = (laptop.by as { session: SessionId }).session;
  await team.run(async (work) => work.emit({ kind: 'member.signed-out', member, except }));
  assert.equal(await third.closed, 4001);
  await team.post(team.owner, team.general, 'still here');
  for (const client of [clients[1], clients[2]]) await client.text('still here');
  await team.run(async (work) => work.emit({ kind: 'token.revoked', token: token.by.token, member }));
  assert.equal(await clients[2].closed, 4001);
  await close(clients[1]);
});

test('who owes a second factor since the deadline is cut off, whatever it came in by; the others go on', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const token = await team.byToken(ada);
  const clients = [connect(ada), connect(token), connect(bob)] as const;
  for (const client of clients) await client.start();
  await team.run(async (work) => work.emit({ kind: 'second-factor.owed', member: ada.member }));
  assert.deepEqual([await clients[0].closed, await clients[1].closed], [4001, 4001]);
  await team.post(team.owner, team.general, 'still here');
  await clients[2].text('still here');
  await close(clients[2]);
});

test('a sign-out between the handshake and hello closes the connection', async () => {
  const team = await workspace.team();
  const client = connect(team.owner, async () => false);
  assert.equal(await client.closed, 4001);
  assert.deepEqual(client.frames, []);
});

test('a changed role, and a closed account, close what is open; so does a role that changed on the way', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const clients = [connect(ada), connect(bob)] as const;
  for (const client of clients) await client.start();
  await team.run((work) => changeRole(work, welcome, team.owner, ada.member, 'guest'));
  assert.equal(await clients[0].closed, 4004);
  await team.run((work) => deactivateMember(work, team.owner, bob.member));
  assert.equal(await clients[1].closed, 4001);
  const stale = connect(ada);
  assert.equal(await stale.closed, 4004);
  assert.deepEqual(stale.frames, []);
});

test('what is not understood, and a second start, close the connection', async () => {
  const team = await workspace.team();
  const wrong = [
    'no json',
    { kind: 'restart' },
    { kind: 'start', more: true },
    { kind: 'resume', numbers: { general: 1 } },
    { kind: 'resume', numbers: { [publicId('C', team.general)]: -1 } },
  ];
  for (const frame of wrong) {
    const client = connect(team.owner);
    await client.hello();
    client.send(frame);
    assert.equal(await client.closed, 4009);
  }
  const twice = connect(team.owner);
  await twice.start();
  twice.send({ kind: 'start' });
  assert.equal(await twice.closed, 4009);
});

test('who does not answer hello in time is sent away', async () => {
  const team = await workspace.team();
  const client = connect(team.owner, undefined, hasty);
  await client.hello();
  assert.equal(await client.closed, 4008);
});

test('one person holds only so many connections', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const clients = Array.from({ length: limits.realtime.socketsPerMemberMax }, () => connect(ada));
  for (const client of clients) await client.start();
  assert.equal(await connect(ada).closed, 4029);
  const other = connect(team.owner);
  await other.start();
  await close(...clients, other);
});

test('a member of another team hears nothing', async () => {
  const [team, foreign] = [await workspace.team(), await workspace.team()];
  const client = connect(foreign.owner);
  await client.start();
  await team.channel(team.owner);
  await team.person();
  await team.post(team.owner, team.general, 'ours');
  await foreign.post(foreign.owner, foreign.general, 'theirs');
  await client.text('theirs');
  assert.deepEqual(
    client.frames.map(({ kind }) => kind),
    ['hello', 'ready', 'message.posted'],
  );
  await close(client);
});

test('nothing of a conversation is left when everybody has gone', async () => {
  const team = await workspace.team();
  const client = connect(team.owner);
  await client.start();
  await close(client);
  assert.equal(stream.hub.size(`member:${team.owner.member satisfies MemberId}`), 0);
});
