/** How open connections end when everybody is signed out, and what notices that a right has ended without a word. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WebSocket } from 'ws';
import type { Actor } from '#identity/access/access.ts';
import { startSession } from '#identity/sessions/sessions.ts';
import { listSignOuts, signEverybodyOut } from '#identity/sign-outs/sign-outs.ts';
import { limits } from '#platform/limits.ts';
import { until } from '#platform/testing/waiting.ts';
import { close, openTestStream } from '../testing/stream.ts';
import type { TestTeam } from '../testing/testing.ts';

const { workspace, connect, stream } = await openTestStream();
const origin = { ip: '192.0.2.1', userAgent: 'test' };

/** The same person, on a device that is really signed in. */
const device = async (team: TestTeam, person: Actor): Promise<Actor> => {
  const { session } = await team.run((work) => startSession(work, { ...person, means: 'password' }, origin));
  return { ...person, by: { session }, provenAt: workspace.clock.at };
};

test('everybody is signed out: all connections of the team close, and it is said how long that took', async () => {
  const [team, other] = [await workspace.team(), await workspace.team()];
  const admin = await device(team, team.owner);
  const people = await Promise.all([1, 2, 3].map(async () => device(team, await team.person())));
  const stranger = await device(other, other.owner);
  const clients = [admin, ...people, stranger].map((actor) => connect(actor));
  for (const client of clients) await client.start();
  const started = performance.now();
  await team.run((work) => signEverybodyOut(work, admin, { but: 'this-device' }));
  assert.deepEqual(await Promise.all(clients.slice(1, 4).map(({ closed }) => closed)), [4001, 4001, 4001]);
  const tookMs = performance.now() - started;
  const said = async () => (await team.run(listSignOuts))[0];
  await until('the last connection closed', async () => (await said())?.processes !== 0);
  const order = await said();
  assert.deepEqual([order?.sockets, order?.processes], [3, 1]);
  assert.ok(order?.lastClosedMs !== undefined && order.lastClosedMs <= tookMs + 1_000, String(order?.lastClosedMs));
  await team.post(team.owner, team.general, 'still here');
  await clients[0]?.text('still here');
  await close(...[clients[0], clients[4]].flatMap((client) => client ?? []));
});

test('who does not answer the farewell is cut off all the same', async () => {
  const team = await workspace.team();
  const [admin, mute] = [await device(team, team.owner), await device(team, await team.person())];
  const client = connect(mute);
  await client.start();
  // It reads nothing any more: no farewell, and no end.
  (client.socket as WebSocket & { _socket: { pause(): void } })._socket.pause();
  const started = performance.now();
  await team.run((work) => signEverybodyOut(work, admin, { but: 'this-device' }));
  const said = async () => (await team.run(listSignOuts))[0];
  await until('the last connection closed', async () => (await said())?.processes !== 0);
  const tookMs = performance.now() - started;
  assert.equal((await said())?.sockets, 1);
  assert.ok(tookMs >= limits.realtime.endedCloseMs - 50, String(tookMs));
  client.socket.terminate();
});

test('what was missed is found by asking: an ended session, a closed account, another role', async () => {
  const team = await workspace.team();
  const [out, closed, demoted, live] = await Promise.all(
    [1, 2, 3, 4].map(async () => device(team, await team.person())),
  );
  assert.ok(out && closed && demoted && live);
  const clients = [out, closed, demoted, live].map((actor) => connect(actor));
  for (const client of clients) await client.start();
  await stream.askAgain();
  // As another process would have done it, whose facts never came.
  await team.run(async ({ sql, now }) => {
    const by = out.by as { session: string };
    await sql.updateTable('sessions').set({ revoked_at: now }).where('id', '=', by.session).execute();
    await sql.updateTable('members').set({ deactivated_at: now }).where('id', '=', closed.member).execute();
    await sql.updateTable('members').set({ role: 'guest' }).where('id', '=', demoted.member).execute();
  });
  const seen = () =>
    team.run(({ sql }) => sql.selectFrom('sessions').select(['id', 'last_seen_at']).orderBy('id').execute());
  const before = await seen();
  await stream.askAgain(team.id);
  assert.deepEqual(await Promise.all(clients.slice(0, 3).map(({ closed: code }) => code)), [4001, 4001, 4004]);
  assert.deepEqual(await seen(), before, 'asking is no use of a device');
  await team.post(team.owner, team.general, 'still here');
  await clients[3]?.text('still here');
  await close(...clients.slice(3));
});

test('a session that rested too long while its connection listened ends with the next look, and no other', async () => {
  const team = await workspace.team();
  const [rested, used] = [await device(team, await team.person()), await device(team, await team.person())];
  const [client, other] = [connect(rested), connect(used)];
  for (const each of [client, other]) await each.start();
  workspace.clock.at = new Date(workspace.clock.at.getTime() + limits.sessions.idle.default * 60_000);
  const { session } = used.by as { session: string };
  await team.run(({ sql, now }) =>
    sql.updateTable('sessions').set({ last_seen_at: now }).where('id', '=', session).execute(),
  );
  await stream.askAgain(team.id);
  assert.equal(await client.closed, 4001);
  await team.post(team.owner, team.general, 'still here');
  await other.text('still here');
  await close(other);
});
