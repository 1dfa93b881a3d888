import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { DAY_MS, MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { systemRandom } from '#platform/random.ts';
import { requireMember } from '../members/members.ts';
import { openCrew, PASSWORD } from '../testing/testing.ts';
import { apiTokenEvidence } from './api-tokens.evidence.ts';
import { apiTokenJobs } from './api-tokens.jobs.ts';
import { createToken } from './api-tokens.ts';

const crew = await openCrew();
const [admin, mia] = [await crew.join('admin', 'adm'), await crew.join('member', 'mia')];
const status = async (token: string) => (await crew.call('GET /v1/me', token)).status;
const prove = async (by: string): Promise<void> => {
  assert.equal((await crew.call('POST /v1/me/proof', by, { password: PASSWORD })).status, 204);
};
const mine = (body: object, by = mia.token) => crew.call('POST /v1/me/tokens', by, body);

test('an admin adds a bot, and the bot acts by its token', async () => {
  const bot = (await crew.call('POST /v1/bots', admin.token, { handle: 'deploys', name: 'Deploys' })).body;
  assert.equal(bot.role, 'bot');
  const made = await crew.call(`POST /v1/bots/${bot.id}/tokens`, admin.token, { name: 'pipeline' });
  assert.match(made.body.secret, /^wrb_[0-9A-Z]{26}[0-9A-Za-z]{49}$/);
  assert.deepEqual((await crew.call('GET /v1/me', made.body.secret)).body.member.handle, 'deploys');
  const list = (await crew.call(`GET /v1/bots/${bot.id}/tokens`, admin.token)).body.tokens;
  assert.deepEqual([list.length, list[0].name, list[0].lastUsedAt], [1, 'pipeline', crew.now().toISOString()]);
  assert.ok(!JSON.stringify(list).includes('wrb_'));
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
  await prove(mia.token);
  for (const past of [crew.now().toISOString(), '2026-13-45T99:99:99Z']) {
    await crew.refuses('api-tokens/expiry-past', () => mine({ name: 'late', expiresAt: past }));
  }
});

test('a token may do what its member may, but neither entrench itself nor touch the password', async () => {
  await prove(admin.token);
  const { secret } = (await mine({ name: 'leaked', scopes: ['access:read', 'members:write'] }, admin.token)).body;
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

test('a token reaches what it was made for; what is missing is named, and nothing is left of the try', async () => {
  const bare = (await mine({ name: 'bare' })).body.secret;
  assert.equal(await status(bare), 200);
  const { secret, token } = (await mine({ name: 'reader', scopes: ['team:read'] })).body;
  assert.deepEqual(token.scopes, ['team:read']);
  assert.equal((await crew.call('GET /v1/members', secret)).status, 200);
  await crew.refuses('access/scope-missing', () => crew.call('GET /v1/members', bare));
  await crew.refuses('access/scope-missing', () => crew.call('PATCH /v1/me', secret, { name: 'Mia M' }));
  const { body } = await crew.call('GET /v1/me/attempts', secret);
  assert.equal(body.scope, 'access:read');
  const scopes = ['everything'];
  assert.equal((await mine({ name: 'x', scopes })).status, 400);
});

test('a token sees addresses and acts as an admin only as far as it reaches', async () => {
  const reader = (await mine({ name: 'x', scopes: ['team:read'] }, admin.token)).body.secret;
  const path = `GET /v1/members/${publicId('U', mia.id)}`;
  assert.equal((await crew.call(path, reader)).body.email, undefined);
  const more = (await mine({ name: 'x', scopes: ['team:read', 'members:read'] }, admin.token)).body.secret;
  assert.equal((await crew.call(path, more)).body.email, mia.email);
  assert.deepEqual((await crew.call('GET /v1/me', reader)).body.permissions.includes('members.manage'), false);
  const writer = (await mine({ name: 'x', scopes: ['members:write'] }, admin.token)).body.secret;
  await crew.refuses('access/device-needed', () =>
    crew.call('POST /v1/invitations', writer, { role: 'admin', email: 'accomplice@ship.example' }),
  );
  const role = `PUT /v1/members/${publicId('U', mia.id)}/role`;
  await crew.refuses('access/device-needed', () => crew.call(role, writer, { role: 'admin' }));
});

test('a token with networks is taken from there alone, and the access log tells of others', async () => {
  const { token, secret } = (await mine({ name: 'here', networks: ['127.0.0.1'] })).body;
  assert.deepEqual(token.networks, ['127.0.0.1/32']);
  assert.equal(await status(secret), 200);
  const { tokens } = (await crew.call('GET /v1/me/tokens', mia.token)).body;
  assert.equal(tokens.at(-1).lastUsedNetwork, '127.0.0.0/24');
  const path = `PATCH /v1/me/tokens/${token.id}`;
  assert.equal((await crew.call(path, mia.token, { networks: ['192.0.2.0/24', '2001:db8::/32'] })).status, 200);
  assert.equal(crew.facts.at(-1)?.kind, 'token.changed');
  await crew.refuses('api-tokens/other-network', () => crew.call('GET /v1/me', secret));
  assert.equal((await crew.attempts())[0]?.reason, 'network');
  await crew.refuses('api-tokens/no-such-network', () => mine({ name: 'x', networks: ['ship.example'] }));
  await crew.refuses('api-tokens/no-such-network', () => mine({ name: 'x', networks: ['192.0.2.0/40'] }));
});

test('the access log tells when somebody comes with a revoked token', async () => {
  const { token, secret } = (await mine({ name: 'gone' })).body;
  // A token may end itself, and no other.
  const other = (await mine({ name: 'other' })).body.token.id;
  await crew.refuses('access/device-needed', () => crew.call(`DELETE /v1/me/tokens/${other}`, secret));
  assert.equal((await crew.call(`DELETE /v1/me/tokens/${token.id}`, secret)).status, 204);
  assert.equal(await status(secret), 401);
  assert.equal((await crew.attempts())[0]?.reason, 'revoked');
});

test('renaming needs no proof, changing what it reaches does, and so does making one', async () => {
  const { token } = (await mine({ name: 'old name', scopes: ['team:read'] })).body;
  const path = `PATCH /v1/me/tokens/${token.id}`;
  const wider = { scopes: ['team:read', 'messages:read'] };
  assert.deepEqual((await crew.call(path, mia.token, wider)).body.scopes, wider.scopes);
  crew.pass(11 * MINUTE_MS);
  assert.equal((await crew.call(path, mia.token, { name: 'new name' })).body.name, 'new name');
  await crew.refuses('access/proof-needed', () => crew.call(path, mia.token, { scopes: [] }));
  await crew.refuses('access/proof-needed', () => mine({ name: 'x' }));
  await crew.refuses('api-tokens/no-such-token', () => crew.call(path, admin.token, { name: 'x' }));
  assert.deepEqual((await crew.auditKinds()).slice(-2), ['token.changed', 'token.changed']);
  await prove(mia.token);
});

test('a token of the team acts as its admins do, as far as it reaches, and outlasts who made it', async () => {
  const boss = await crew.join('admin', 'boss');
  const bot = (await crew.call('POST /v1/bots', boss.token, { handle: 'siem', name: 'Watch' })).body;
  const make = (body: object) => crew.call(`POST /v1/bots/${bot.id}/tokens`, boss.token, body);
  const { secret, token } = (await make({ name: 'logs', actsFor: 'team', scopes: ['access:read'] })).body;
  assert.match(secret, /^wra_/);
  assert.deepEqual([token.kind, token.createdBy], ['app', publicId('U', boss.id)]);
  const plain = (await make({ name: 'bot', scopes: ['access:read'] })).body.secret;
  assert.equal((await crew.call('GET /v1/attempts', secret)).status, 200);
  await crew.refuses('http/not-allowed', () => crew.call('GET /v1/attempts', plain));
  await crew.refuses('access/scope-missing', () => crew.call('GET /v1/guests', secret));
  await crew.call(`POST /v1/members/${publicId('U', boss.id)}/deactivation`, crew.owner.token);
  assert.equal((await crew.call('GET /v1/attempts', secret)).status, 200);
});

test('what was made on a disavowed device ends with it, for a bot too', async () => {
  const [lea, thief] = [await crew.join('admin', 'lea'), await crew.join('member', 'nobody')];
  const body = { team: crew.slug, email: lea.email, password: PASSWORD, as: 'client' };
  const foreign = (await crew.call('POST /v1/sign-in', undefined, body, { 'user-agent': 'thief/1' })).body.token;
  const bot = (await crew.call('POST /v1/bots', foreign, { handle: 'planted', name: 'P' })).body;
  const made = await crew.call(`POST /v1/bots/${bot.id}/tokens`, foreign, { name: 'x', actsFor: 'team' });
  const { sessions } = (await crew.call('GET /v1/me/sessions', foreign)).body;
  const { id } = sessions.find(({ current }: { current: boolean }) => current);
  assert.equal((await crew.call(`POST /v1/me/sessions/${id}/disavowal`, lea.token)).status, 204);
  assert.equal(await status(made.body.secret), 401);
  assert.equal(await status(thief.token), 200);
});

test('admins see all tokens of the team and revoke any, those of an owner only an owner', async () => {
  const page = (await crew.call('GET /v1/tokens?limit=2', admin.token)).body;
  assert.equal(page.tokens.length, 2);
  const rest = (await crew.call(`GET /v1/tokens?after=${page.next}`, admin.token)).body;
  assert.ok(rest.tokens.every(({ id }: { id: string }) => id > page.next));
  assert.equal(page.counts.active, 2 + rest.tokens.length);
  const { token, secret } = (await mine({ name: 'to go' })).body;
  assert.equal((await crew.call(`DELETE /v1/tokens/${token.id}`, admin.token)).status, 204);
  assert.equal(await status(secret), 401);
  await prove(crew.owner.token);
  const owned = (await mine({ name: 'of the owner' }, crew.owner.token)).body.token.id;
  await crew.refuses('members/owners-only', () => crew.call(`DELETE /v1/tokens/${owned}`, admin.token));
  assert.equal((await crew.call(`DELETE /v1/tokens/${owned}`, crew.owner.token)).status, 204);
  await crew.refuses('api-tokens/no-such-token', () => crew.call(`DELETE /v1/tokens/${owned}`, crew.owner.token));
  await crew.refuses('http/not-allowed', () => crew.call('GET /v1/tokens', mia.token));
});

test('the team sets who makes tokens and how long they last, also those that stand', async () => {
  await prove(admin.token);
  const set = (body: object) => crew.call('PUT /v1/token-policy', admin.token, body);
  const first = (await crew.call('GET /v1/token-policy', admin.token)).body;
  assert.deepEqual([first.membersMay, first.longestDays], [true, 365]);
  await set({ membersMay: true, longestDays: null });
  const endless = (await mine({ name: 'endless', expiresAt: null })).body;
  assert.equal(endless.token.expiresAt, undefined);
  assert.equal((await crew.call('GET /v1/tokens?show=endless', admin.token)).body.tokens.length, 1);
  const now = (await set({ membersMay: false, longestDays: 30 })).body;
  assert.ok(now.shortened > 0);
  const { tokens, mayMake, longestDays } = (await crew.call('GET /v1/me/tokens', mia.token)).body;
  assert.deepEqual([mayMake, longestDays], [false, 30]);
  const latest = crew.now().getTime() + 30 * DAY_MS;
  assert.ok(tokens.every(({ expiresAt }: { expiresAt: string }) => Date.parse(expiresAt) <= latest));
  await crew.refuses('api-tokens/not-by-members', () => mine({ name: 'x' }));
  assert.equal(Date.parse((await mine({ name: 'x' }, admin.token)).body.token.expiresAt), latest);
  await crew.refuses('api-tokens/longest-out-of-bounds', () => set({ membersMay: true, longestDays: 0 }));
  crew.pass(11 * MINUTE_MS);
  await crew.refuses('access/proof-needed', () => set({ membersMay: true, longestDays: 30 }));
  await prove(admin.token);
  await set({ membersMay: true, longestDays: 365 });
});

test('a token from before there were scopes reaches all that its member may, and is marked', async () => {
  const member = await crew.units.open({ team: crew.team }, (work) => requireMember(work, admin.id));
  const { secret } = await crew.units.open({ team: crew.team }, (work) =>
    createToken(work, member, { name: 'old', scopes: 'everything' }, { creator: member.id, by: 'operator' }),
  );
  for (const path of ['GET /v1/attempts', 'GET /v1/members', 'GET /v1/me/tokens'])
    assert.equal((await crew.call(path, secret)).status, 200);
  const { tokens, counts } = (await crew.call('GET /v1/tokens?show=unscoped', admin.token)).body;
  assert.deepEqual([tokens.length, tokens[0].scopes, counts.unscoped], [1, undefined, 1]);
  assert.equal((await crew.call('POST /v1/bots', secret, { handle: 'by-old', name: 'B' })).status, 201);
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
  await prove(admin.token);
  const bot = (await crew.call('POST /v1/bots', admin.token, { handle: 'old', name: 'Old' })).body;
  await crew.call(`POST /v1/members/${bot.id}/deactivation`, admin.token);
  const make = () => crew.call(`POST /v1/bots/${bot.id}/tokens`, admin.token, { name: 'x' });
  await crew.refuses('api-tokens/account-closed', make);
  await crew.call(`DELETE /v1/members/${bot.id}/deactivation`, admin.token);
  for (let i = 0; i < limits.apiTokens.heldMax; i++) assert.equal((await make()).status, 201);
  await crew.refuses('api-tokens/too-many', make);
});

test('a token ends in 90 days unless something else is said; the access log tells of who comes later', async () => {
  await prove(mia.token);
  const { token, secret } = (await mine({ name: 'usual' })).body;
  assert.equal(Date.parse(token.expiresAt), crew.now().getTime() + 90 * DAY_MS);
  await crew.refuses('api-tokens/lasts-too-long', () => mine({ name: 'endless', expiresAt: null }));
  crew.pass(90 * DAY_MS);
  const late = await crew.call('GET /v1/me', secret);
  assert.deepEqual([late.status, late.body.type], [401, 'urn:wardroom:problem:api-tokens/ended']);
  const [last] = await crew.attempts();
  assert.deepEqual([last?.kind, last?.reason, last?.member_id], ['denied', 'expired', mia.id]);
});

test('whose token it is, or who made it for a bot, is told once seven days and once a day before it ends', async () => {
  const sent: { to: string; text: string }[] = [];
  const [ends, letters] = apiTokenJobs({
    url: () => 'https://ship.example',
    mailer: {
      async send(mail) {
        sent.push(mail);
        return 'kept';
      },
    },
  });
  const { signal } = new AbortController();
  const told = async (): Promise<string[]> => {
    const [facts, mails] = [crew.facts.length, sent.length];
    await ends.run(crew.units, signal);
    for (const fact of crew.facts.slice(facts))
      if (fact.kind === 'token.ending') await letters.run(crew.units, crew.team, { token: fact.token }, signal);
    return sent
      .slice(mails)
      .map(({ to, text }) => `${to.split('@')[0]} ${/“(.*)”/.exec(text)?.[1]}`)
      .sort();
  };
  await told();
  const [boss, tom] = [await crew.join('admin', 'adele'), await crew.join('member', 'tom')];
  const inDays = (days: number): string => new Date(crew.now().getTime() + days * DAY_MS).toISOString();
  const bot = (await crew.call('POST /v1/bots', boss.token, { handle: 'watcher', name: 'Watcher' })).body;
  const ofBot = { name: 'watching', expiresAt: inDays(30) };
  assert.equal((await crew.call(`POST /v1/bots/${bot.id}/tokens`, boss.token, ofBot)).status, 201);
  for (const [name, days] of [
    ['long', 30],
    ['short', 5],
    ['revoked', 30],
  ] as const)
    assert.equal((await mine({ name, expiresAt: inDays(days) }, tom.token)).status, 201);
  const { tokens } = (await crew.call('GET /v1/me/tokens', tom.token)).body;
  const { id } = tokens.find(({ name }: { name: string }) => name === 'revoked');
  assert.equal((await crew.call(`DELETE /v1/me/tokens/${id}`, tom.token)).status, 204);

  assert.deepEqual(await told(), []);
  crew.pass(4 * DAY_MS + MINUTE_MS);
  assert.deepEqual(await told(), ['tom short']);
  crew.pass(19 * DAY_MS);
  assert.deepEqual(await told(), ['adele watching', 'tom long']);
  assert.match(sent.at(-1)?.text ?? '', /https:\/\/ship\.example\/t\/[\w-]+\/(admin\/tokens|me\/security)/);
  assert.deepEqual(await told(), []);
  crew.pass(6 * DAY_MS);
  assert.deepEqual(await told(), ['adele watching', 'tom long']);
  crew.pass(DAY_MS);
  assert.deepEqual(await told(), []);
});

test('the evidence counts the tokens that work, and is not kept by one without an end', async () => {
  const measured = () => apiTokenEvidence(crew.now).measure(crew.units);
  const setAll = (set: { expires_at?: Date | null; revoked_at?: Date }) =>
    crew.units.open({ team: crew.team }, ({ sql }) => sql.updateTable('api_tokens').set(set).execute());
  await setAll({ revoked_at: crew.now() });
  const kim = await crew.join('member', 'kim');
  for (const name of ['one', 'two']) assert.equal((await mine({ name }, kim.token)).status, 201);
  const { value, kept } = await measured();
  assert.match(value, /^2 of 2 tokens have an end; 0 were not used for 90 days, 0 are from before there were scopes$/);
  assert.ok(kept);
  await setAll({ expires_at: null });
  const endless = await measured();
  assert.match(endless.value, /^0 of 2 tokens have an end/);
  assert.ok(!endless.kept);
});
