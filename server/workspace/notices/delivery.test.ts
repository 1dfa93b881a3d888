import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tsOf } from '#contract/ids.ts';
import { startSession } from '#identity/sessions/sessions.ts';
import { openPushStandIn } from '#platform/testing/push-stand-in.ts';
import { until } from '#platform/testing/waiting.ts';
import { TEST_AUTHORITY } from '#platform/testing/web.ts';
import { createTestApp, type TestMember, type TestTeam } from '../../../tests/app.ts';

const service = await openPushStandIn();
const house = await createTestApp({
  settings: { WARDROOM_EGRESS_PRIVATE: `127.0.0.1:${service.port}` },
  egress: { resolve: async () => ['127.0.0.1'], authority: TEST_AUTHORITY },
});

/** A browser of the member that has signed in and subscribed. */
async function browser(team: TestTeam, { row }: TestMember) {
  const { token } = await house.app.units.open({ team: team.id }, (work) =>
    startSession(work, { team: team.id, member: row.id, means: 'password' }, { ip: '127.0.0.1', userAgent: 'test' }),
  );
  const call = house.call(token);
  const { publicKey } = (await call.get('/v1/push-key')).body;
  const { endpoint, ...keys } = service.subscribe(() => publicKey);
  const put = () => call.put('/v1/me/push-subscription', { endpoint, expirationTime: null, keys });
  assert.equal((await put()).status, 204);
  return { call, path: new URL(endpoint).pathname };
}

const received = (path: string) => service.received.filter((push) => push.path === path);

test('a message reaches the browsers of whoever is meant, encrypted, without a word of what was written', async () => {
  const team = await house.createTestTeam();
  const [ada, ben] = [await house.addTestMember(team), await house.addTestMember(team)];
  const [phone, laptop, left] = [await browser(team, ben), await browser(team, ben), await browser(team, ben)];
  assert.equal((await left.call.post('/v1/sign-out')).status, 204);
  assert.equal((await laptop.call.delete('/v1/me/push-subscription')).status, 204);
  const { id: channel } = (await house.call(ada.token).post('/v1/conversations', { members: [ben.id] })).body;
  const said = { clientId: crypto.randomUUID(), text: 'a secret word' };
  const { ts } = (await house.call(ada.token).post(`/v1/channels/${channel}/messages`, said)).body;
  await until('the push', () => received(phone.path).length > 0);
  const [push] = received(phone.path);
  const notice = JSON.parse(push?.text ?? '');
  assert.deepEqual(notice, { kind: 'notice', team: notice.team, member: ben.id, channel, ts, reason: 'direct' });
  assert.ok(tsOf(ts) > 0 && !push?.text.includes('secret'));
  assert.deepEqual([received(laptop.path), received(left.path)], [[], []]);

  // The browser has unsubscribed behind our back: its push service says so once, and is not asked again.
  service.status = 410;
  await house.call(ada.token).post(`/v1/channels/${channel}/messages`, { ...said, clientId: crypto.randomUUID() });
  await until('the second push', () => received(phone.path).length > 1);
  const rows = () =>
    house.app.database.withConnection(({ sql }) =>
      sql.selectFrom('push_subscriptions').select('session_id').where('member_id', '=', ben.row.id).execute(),
    );
  await until('the end of the subscription', async () => (await rows()).length === 0);
  service.status = 201;
});
