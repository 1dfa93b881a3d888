import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR_MS } from '#platform/clock.ts';
import { openCrew, PASSWORD } from '../testing/testing.ts';

const crew = await openCrew();
const withFactor = (member: string) =>
  crew.units.open({ team: crew.team }, ({ sql, now }) =>
    sql.updateTable('members').set({ second_factor_since: now }).where('id', '=', member).execute(),
  );
const signIn = (email: string) =>
  crew.call('POST /v1/sign-in', undefined, { team: crew.slug, email, password: PASSWORD, as: 'client' });

test('a device of who has a second factor is good for nothing until it is proven, but for signing out', async () => {
  const ada = await crew.join('member', 'ada');
  await withFactor(ada.id);
  const { body } = await signIn(ada.email);
  assert.equal(body.owes, 'second-factor');
  await crew.refuses('two-factor/proof-needed', () => crew.call('GET /v1/me', body.token));
  assert.equal((await crew.call('POST /v1/sign-out', body.token)).status, 204);
});

test('from the deadline on who has none is asked for one, on devices and API tokens; bots are not', async () => {
  const ben = await crew.join('member', 'ben');
  const { secret } = (await crew.call('POST /v1/me/tokens', ben.token, { name: 'script' })).body;
  const bot = await crew.join('bot', 'robot');
  const requiredFrom = new Date(crew.now().getTime() + HOUR_MS).toISOString();
  const { status, body } = await crew.call('PUT /v1/two-factor-policy', crew.owner.token, { requiredFrom });
  assert.deepEqual([status, body], [200, { requiredFrom, people: 3, lacking: 2 }]);
  const statuses = async () =>
    await Promise.all([ben.token, secret, bot.token].map(async (by) => (await crew.call('GET /v1/me', by)).status));
  assert.deepEqual(await statuses(), [200, 200, 200]);
  assert.equal((await signIn(ben.email)).body.owes, undefined);
  crew.pass(HOUR_MS);
  assert.deepEqual(await statuses(), [403, 403, 200]);
  await crew.refuses('two-factor/enrolment-needed', () => crew.call('GET /v1/me', ben.token));
  await crew.refuses('two-factor/enrolment-needed', () => crew.call('GET /v1/me', secret));
  const late = (await signIn(ben.email)).body;
  assert.equal(late.owes, 'enrolment');
});

test('the policy is changed right after a proof only, and a moment that has passed is now', async () => {
  await withFactor(crew.owner.id);
  await crew.units.open({ team: crew.team }, ({ sql }) =>
    sql.updateTable('sessions').set({ factor: 'test' }).where('member_id', '=', crew.owner.id).execute(),
  );
  const { token } = crew.owner;
  await crew.refuses('access/proof-needed', () => crew.call('DELETE /v1/two-factor-policy', token));
  const past = { requiredFrom: '2020-01-01T00:00:00Z' };
  await crew.refuses('access/proof-needed', () => crew.call('PUT /v1/two-factor-policy', token, past));
  assert.equal((await crew.call('POST /v1/me/proof', token, { password: PASSWORD })).status, 204);
  const { body } = await crew.call('PUT /v1/two-factor-policy', token, past);
  assert.equal(body.requiredFrom, crew.now().toISOString());
  assert.equal((await crew.call('DELETE /v1/two-factor-policy', token)).status, 204);
  const { body: none } = await crew.call('GET /v1/two-factor-policy', token);
  assert.deepEqual(none, { people: 3, lacking: 1 });
});
