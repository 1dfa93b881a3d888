import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { DAY_MS, MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { systemRandom } from '#platform/random.ts';
import { openCrew } from '../testing/testing.ts';

const crew = await openCrew();
const [admin, mia] = [await crew.join('admin', 'adm'), await crew.join('member', 'mia')];
const status = async (token: string) => (await crew.call('GET /v1/me', token)).status;
const mine = (body: object, by = mia.token) => crew.call('POST /v1/me/tokens', by, body);

test('an admin adds a bot, and the bot acts by its token', async () => {
  const bot = (await crew.call('POST /v1/bots', admin.token, { handle: 'deploys', name: 'Deploys' })).body;
  assert.equal(bot.role, 'bot');
  const made = await crew.call(`POST /v1/bots/${bot.id}/tokens`, admin.token, { name: 'pipeline' });
  assert.match(made.body.secret, /^wrt_[0-9A-Z]{26}[\w-]{43}$/);
  assert.deepEqual((await crew.call('GET /v1/me', made.body.secret)).body.member.handle, 'deploys');
  const list = (await crew.call(`GET /v1/bots/${bot.id}/tokens`, admin.token)).body.tokens;
  assert.deepEqual([list.length, list[0].name, list[0].lastUsedAt], [1, 'pipeline', crew.now().toISOString()]);
  assert.ok(!JSON.stringify(list).includes('wrt_'));
  const path = `DELETE /v1/bots/${bot.id}/tokens/${list[0].id}`;
  assert.equal((await crew.call(path, admin.token)).status, 204);
  assert.equal(await status(made.body.secret), 401);
  assert.equal(crew.facts.at(-1)?.kind, 'token.revoked');
  await crew.refuses('api-tokens/no-such-token', () => crew.call(path, admin.token));
  assert.deepEqual((await crew.auditKinds()).slice(-3), ['member.added', 'token.created', 'token.revoked']);
});

test('a member makes, sees and revokes tokens of its own', async () => {
  const { token, secret } = (await mine({ name: 'script' })).body;
  assert.equal((await crew.call('GET /v1/me', secret)).body.member.handle, 'mia');
  assert.equal((await crew.call('GET /v1/me/tokens', mia.token)).body.tokens.at(-1).id, token.id);
  await crew.refuses('api-tokens/no-such-token', () => crew.call(`DELETE /v1/me/tokens/${token.id}`, admin.token));
  assert.equal((await crew.call(`DELETE /v1/me/tokens/${token.id}`, mia.token)).status, 204);
  assert.equal(await status(secret), 401);
});

test('a token ends at the time that was set for it', async () => {
  const expiresAt = new Date(crew.now().getTime() + DAY_MS).toISOString();
  const { secret } = (await mine({ name: 'for a day', expiresAt })).body;
  crew.pass(DAY_MS - MINUTE_MS);
  assert.equal(await status(secret), 200);
  crew.pass(2 * MINUTE_MS);
  assert.equal(await status(secret), 401);
  for (const past of [crew.now().toISOString(), '2026-13-45T99:99:99Z']) {
    await crew.refuses('api-tokens/expiry-past', () => mine({ name: 'late', expiresAt: past }));
  }
});

test('a token may do what its member may, but neither entrench itself nor touch the password', async () => {
  const { secret } = (await mine({ name: 'leaked' }, admin.token)).body;
  assert.equal((await crew.call('GET /v1/attempts', secret)).status, 200);
  const password = { current: 'x', password: 'y' };
  for (const [line, body] of [
    ['POST /v1/me/tokens', { name: 'child' }],
    ['PUT /v1/me/password', password],
    ['POST /v1/sign-out', undefined],
    ['POST /v1/me/sessions/revocation', undefined],
  ] as const) {
    await crew.refuses('access/device-needed', () => crew.call(line, secret, body));
  }
});

test('only who manages bots adds them; guests make no tokens; a person is no bot', async () => {
  const guest = await crew.join('guest', 'guest');
  await crew.refuses('http/not-allowed', () => crew.call('POST /v1/bots', mia.token, { handle: 'b', name: 'B' }));
  await crew.refuses('http/not-allowed', () => mine({ name: 'x' }, guest.token));
  const path = `/v1/bots/${publicId('U', mia.id)}/tokens`;
  await crew.refuses('api-tokens/bots-only', () => crew.call(`POST ${path}`, admin.token, { name: 'x' }));
  await crew.refuses('api-tokens/bots-only', () => crew.call(`GET ${path}`, admin.token));
  const none = publicId('K', systemRandom.uuid());
  await crew.refuses('api-tokens/bots-only', () => crew.call(`DELETE ${path}/${none}`, admin.token));
  await crew.refuses('members/handle-taken', () =>
    crew.call('POST /v1/bots', admin.token, { handle: 'mia', name: 'M' }),
  );
});

test('a deactivated bot gets no token, and a member no more than so many', async () => {
  const bot = (await crew.call('POST /v1/bots', admin.token, { handle: 'old', name: 'Old' })).body;
  await crew.call(`POST /v1/members/${bot.id}/deactivation`, admin.token);
  const make = () => crew.call(`POST /v1/bots/${bot.id}/tokens`, admin.token, { name: 'x' });
  await crew.refuses('api-tokens/account-closed', make);
  await crew.call(`DELETE /v1/members/${bot.id}/deactivation`, admin.token);
  for (let i = 0; i < limits.apiTokens.heldMax; i++) assert.equal((await make()).status, 201);
  await crew.refuses('api-tokens/too-many', make);
});
