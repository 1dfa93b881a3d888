import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import WebSocket from 'ws';
import { readConfig } from '#platform/config.ts';
import { makeTestStore } from '#platform/testing/testing.ts';
import { assemble } from '#server/main.ts';
import { createTestApp } from './app.ts';

const house = await createTestApp();

test('a member calls the API with a token, and nobody without one', async () => {
  const { owner, slug } = await house.createTestTeam();
  const me = await house.call(owner.token).get('/v1/me');
  assert.equal(me.status, 200);
  assert.equal(me.body.member.id, owner.id);
  assert.equal(me.body.team.slug, slug);
  assert.equal((await house.call().get('/v1/me')).status, 401);
});

test('a refused call leaves no trace', async () => {
  const team = await house.createTestTeam();
  const member = await house.addTestMember(team);
  const before = await house.traces();
  assert.equal((await house.call(member.token).post('/v1/invitations', { role: 'member' })).status, 403);
  assert.equal((await house.call(member.token).post('/v1/channels', { name: '' })).status, 400);
  assert.deepEqual(await house.traces(), before);
});

test('health says that the server is ready', async () => {
  const health = await house.call().get('/v1/health');
  assert.deepEqual([health.status, health.body], [200, { ready: true }]);
});

test('closing says goodbye to the streams and then answers nobody', async () => {
  const other = await createTestApp();
  const { owner } = await other.createTestTeam();
  const stream = new WebSocket(`${other.base.replace('http', 'ws')}/v1/stream`, {
    headers: { authorization: `Bearer ${owner.token}` },
  });
  await once(stream, 'message');
  const closed = once(stream, 'close');
  await other.app.close();
  const [code] = (await closed) as [number];
  assert.equal(code, 1001);
  await assert.rejects(fetch(`${other.base}/v1/health`));
});

test('an address that others could reach without encryption is refused', async () => {
  const store = await makeTestStore();
  const settings = {
    WARDROOM_DATA: store.folder,
    WARDROOM_HOST: '0.0.0.0',
    WARDROOM_PORT: '0',
    WARDROOM_LOG: 'silent',
    DATABASE_URL: store.databaseUrl,
  };
  const app = await assemble(readConfig(settings));
  await assert.rejects(app.listen(), { code: 'server/address-open', detail: { host: '0.0.0.0' } });
  await app.close();
  const console = { WARDROOM_HOST: '127.0.0.1', WARDROOM_OPERATOR_HOST: '0.0.0.0' };
  const other = await assemble(readConfig({ ...settings, ...console, WARDROOM_URL: 'https://team.example' }));
  await assert.rejects(other.listen(), { code: 'server/address-open', detail: { host: '0.0.0.0' } });
  await other.close();
  await store.remove();
});

test('an address that another program has is refused with words', async () => {
  const store = await makeTestStore();
  const settings = {
    WARDROOM_DATA: store.folder,
    WARDROOM_PORT: new URL(house.base).port,
    WARDROOM_LOG: 'silent',
    DATABASE_URL: store.databaseUrl,
  };
  const app = await assemble(readConfig(settings));
  await assert.rejects(app.listen(), { code: 'server/address-taken' });
  // Nobody was let in yet, and what other processes end is heard already.
  const { rowCount } = await app.database.pool.query(`select 1 from pg_stat_activity
    where application_name = 'wardroom bus' and datname = current_database()`);
  await app.close();
  assert.equal(rowCount, store.databaseUrl === undefined ? 0 : 1);
  await store.remove();
});
