/** Two server processes on one PostgreSQL: what ends a right at one of them ends the connections at the other. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import WebSocket from 'ws';
import { SECOND_MS } from '#platform/clock.ts';
import {
  call,
  fetched,
  invite,
  makePlace,
  type Place,
  type Server,
  setUpTeam,
  signIn,
  startServer,
} from '../journeys/client.ts';

/** Two processes on two shared cores, beside other tests: the promise is a second on a machine that has time. */
const patienceMs = 10 * SECOND_MS;

const place = await makePlace();
const isSkipped = place.databaseUrl === undefined && 'the embedded store is open to one process';
/** The two servers, which the tests share: what a test starts would end with it. */
const servers = isSkipped ? undefined : await stage();

async function stage(): Promise<readonly [Server, Server]> {
  const here = await startServer(place);
  await setUpTeam(place, 'kestrel');
  const there = await startServer(besides(place));
  after(() => there.stop('SIGKILL'));
  return [here, there];
}

test('a role that changed and an account that was closed at one server end the connections at the other', {
  skip: isSkipped,
}, async () => {
  const [here, there] = servers ?? [];
  assert.ok(here && there);
  const admin = await signIn(here.url, 'kestrel');
  const [ann, ben, cleo] = [
    await invite(here.url, admin, 'ann'),
    await invite(there.url, admin, 'ben'),
    await invite(here.url, admin, 'cleo'),
  ];
  const [promoted, closed, other] = await Promise.all([ann, ben, cleo].map(({ token }) => listen(there, token)));
  await fetched(here.url, `PUT /v1/members/${ann.id}/role`, admin.token, { role: 'admin' });
  assert.equal((await promoted?.closed)?.code, 4004, 'it comes back with what it may see now');
  assert.equal((await fetched(there.url, 'GET /v1/attempts?limit=1', ann.token)).attempts.length, 1);
  const again = await listen(there, ann.token);
  await fetched(here.url, `PUT /v1/members/${ann.id}/role`, admin.token, { role: 'member' });
  assert.equal((await again.closed).code, 4004);
  assert.equal((await call(there.url, 'GET /v1/attempts', ann.token)).status, 403);
  await fetched(here.url, `POST /v1/members/${ben.id}/deactivation`, admin.token);
  assert.equal((await closed?.closed)?.code, 4001);
  assert.equal((await call(there.url, 'GET /v1/me', ben.token)).status, 401);
  // Nobody else's ended with them.
  assert.equal(other?.isOpen(), true);
});

test('signed out at one server, the connections at the other close at once, a revoked token too', {
  skip: isSkipped,
}, async (t) => {
  const [here, there] = servers ?? [];
  assert.ok(here && there);
  const [admin, other] = [await signIn(here.url, 'kestrel'), await signIn(there.url, 'kestrel')];

  const asked = { name: 'robot', scopes: ['messages:read', 'team:read', 'personal:read'] };
  const made = await fetched(here.url, 'POST /v1/me/tokens', admin.token, asked);
  const robot = await listen(there, made.secret);
  await fetched(here.url, `DELETE /v1/me/tokens/${made.token.id}`, admin.token);
  assert.equal((await robot.closed).code, 4001);

  const limits = { idleMinutes: 60, lifetimeMinutes: 120 };
  assert.equal((await call(here.url, 'PUT /v1/session-policy', admin.token, limits)).status, 200);

  const windows = await Promise.all(
    Array.from({ length: 20 }, (_, n) => listen([here, there][n % 2] ?? here, other.token)),
  );
  const started = performance.now();
  const order = await fetched(here.url, 'POST /v1/sign-outs', admin.token, { but: 'this-device' });
  const ends = await Promise.all(windows.map(({ closed }) => closed));
  const tookMs = Math.round(Math.max(...ends.map(({ at }) => at)) - started);
  assert.deepEqual(new Set(ends.map(({ code }) => code)), new Set([4001]));
  assert.deepEqual([order.processes, order.sockets], [2, windows.length]);
  assert.ok(order.lastClosedMs < patienceMs && tookMs < patienceMs, `${order.lastClosedMs} ms, ${tookMs} ms`);
  assert.equal((await call(there.url, 'GET /v1/me', other.token)).status, 401);
  assert.equal((await call(there.url, 'GET /v1/me', admin.token)).status, 200);
  t.diagnostic(
    `${windows.length} connections at two servers: the last closed ${order.lastClosedMs} ms after the order by the ` +
      `clock of the database, ${tookMs} ms by the clock of who gave it`,
  );
});

interface Window {
  readonly closed: Promise<{ readonly code: number; readonly at: number }>;
  isOpen(): boolean;
}

/** An open connection that follows the team. */
async function listen({ url }: Server, token: string): Promise<Window> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/stream`, {
    headers: { authorization: `Bearer ${token}` },
  });
  after(() => socket.terminate());
  const closed = new Promise<{ code: number; at: number }>((resolve, reject) => {
    socket.once('close', (code) => resolve({ code, at: performance.now() })).once('error', reject);
  });
  await new Promise<void>((resolve) => {
    socket.on('message', (text: Buffer) => {
      const { kind } = JSON.parse(text.toString()) as { kind: string };
      if (kind === 'hello') socket.send(JSON.stringify({ kind: 'start' }));
      if (kind === 'ready') resolve();
    });
  });
  return { closed, isOpen: () => socket.readyState === WebSocket.OPEN };
}

/** A data folder of its own with the same secrets, on the same database. */
function besides({ folder, databaseUrl }: Place): Place {
  const other = mkdtempSync(join(tmpdir(), 'wardroom-second-'));
  after(() => rmSync(other, { recursive: true, force: true }));
  cpSync(join(folder, 'keys'), join(other, 'keys'), { recursive: true });
  return { folder: other, databaseUrl };
}
