import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import { systemRandom } from '#platform/random.ts';
import { openCrew, PASSWORD, type Person } from '../testing/testing.ts';

const crew = await openCrew();
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0';
const status = async (token: string) => (await crew.call('GET /v1/me', token)).status;
const accessOf = async (token: string, path = '/v1/me/sessions') => (await crew.call(`GET ${path}`, token)).body;

/** Signs in with a browser, which keeps its cookies. */
const browse = async ({ email }: Person, cookie?: string) => {
  const body = { team: crew.slug, email, password: PASSWORD };
  const headers = { 'user-agent': FIREFOX, ...(cookie ? { cookie } : {}) };
  const answer = await crew.call('POST /v1/sign-in', undefined, body, headers);
  const set = answer.headers.get('set-cookie') ?? '';
  return { token: /=(wrs_[\w-]+)/.exec(set)?.[1] ?? '', device: /wardroom-device=[\w-]{43}/.exec(set)?.[0] };
};

test('everything that has access stands in one list: devices with how they came in, and tokens', async () => {
  const ada = await crew.join('member', 'ada');
  const { token } = await browse(ada);
  await crew.call('POST /v1/me/tokens', token, { name: 'pipeline' });
  const { sessions, tokens } = await accessOf(token);
  const here = sessions.find(({ current }: { current: boolean }) => current);
  assert.deepEqual(here.agent, { type: 'desktop', browser: 'Firefox', system: 'Windows', words: 'Firefox on Windows' });
  assert.deepEqual([here.means, here.place, here.ip], ['password', 'Zurich, Switzerland', '127.0.0.1']);
  assert.deepEqual([sessions.length, tokens.length, tokens[0].name], [2, 1, 'pipeline']);
});

test('"not me" ends the device, all others but this one and the tokens made there, and says so', async () => {
  const ben = await crew.join('member', 'ben');
  const [own, foreign] = [await browse(ben), await browse(ben)];
  await crew.call('POST /v1/me/tokens', own.token, { name: 'mine' });
  const planted = (await crew.call('POST /v1/me/tokens', foreign.token, { name: 'planted' })).body.secret;
  const session = (await accessOf(foreign.token)).sessions.find(({ current }: { current: boolean }) => current);
  const path = `/v1/me/sessions/${session.id}/disavowal`;
  const before = await accessOf(own.token, path);
  assert.deepEqual([before.asksPassword, before.tokens, before.hasEnded], [true, 1, false]);
  assert.equal((await crew.call(`POST ${path}`, own.token)).status, 204);
  assert.deepEqual(await Promise.all([own.token, foreign.token, ben.token, planted].map(status)), [200, 401, 401, 401]);
  assert.deepEqual(
    (await accessOf(own.token)).tokens.map(({ name }: { name: string }) => name),
    ['mine'],
  );
  const kinds = await crew.auditKinds();
  assert.equal(kinds.at(-1), 'session.disavowed');
  assert.equal(crew.facts.at(-1)?.kind, 'session.disavowed');
  // It may be said of one that has ended already, and the device is a new one when it comes again.
  assert.equal((await accessOf(own.token, path)).hasEnded, true);
  const since = crew.facts.length;
  await browse(ben, foreign.device);
  assert.ok(crew.facts.slice(since).some(({ kind }) => kind === 'device.first-seen'));
  await browse(ben, own.device);
  assert.equal(crew.facts.slice(since).filter(({ kind }) => kind === 'device.first-seen').length, 1);
});

test('nobody says it of this very device, of what is no device of theirs, or with a token', async () => {
  const [cleo, dora] = [await crew.join('member', 'cleo'), await crew.join('member', 'dora')];
  const { sessions } = await accessOf(cleo.token);
  const path = `/v1/me/sessions/${sessions[0].id}/disavowal`;
  await crew.refuses('devices/this-very-device', () => crew.call(`POST ${path}`, cleo.token));
  await crew.refuses('sessions/no-such-session', () => crew.call(`POST ${path}`, dora.token));
  assert.equal((await crew.call(`GET ${path}`, dora.token)).status, 404);
  const { secret } = (await crew.call('POST /v1/me/tokens', cleo.token, { name: 'script' })).body;
  await crew.refuses('access/device-needed', () => crew.call(`POST ${path}`, secret));
});

test('an admin sees what has access to a member, and ends one device, or all with the tokens', async () => {
  const [admin, eva] = [await crew.join('admin', 'adm'), await crew.join('member', 'eva')];
  const phone = await browse(eva);
  const { secret } = (await crew.call('POST /v1/me/tokens', eva.token, { name: 'script' })).body;
  const path = `/v1/members/${publicId('U', eva.id)}/sessions`;
  const seen = await accessOf(admin.token, path);
  assert.deepEqual([seen.sessions.length, seen.tokens.length], [2, 1]);
  assert.ok(seen.sessions.every(({ current }: { current: boolean }) => !current));
  const one = seen.sessions.find(({ agent }: { agent: { browser?: string } }) => agent.browser === 'Firefox');
  assert.equal((await crew.call(`DELETE ${path}/${one.id}`, admin.token)).status, 204);
  assert.deepEqual(await Promise.all([phone.token, eva.token, secret].map(status)), [401, 200, 200]);
  assert.equal((await crew.call(`POST ${path}/revocation`, admin.token)).status, 204);
  assert.deepEqual(await Promise.all([eva.token, secret].map(status)), [401, 200]);
  assert.equal((await crew.call(`POST ${path}/revocation?tokens=revoke`, admin.token)).status, 204);
  assert.equal(await status(secret), 401);
  assert.equal(crew.facts.at(-1)?.kind, 'member.tokens-revoked');
});

test('members see and end nothing of others, admins nothing of owners, and nobody without a recent proof', async () => {
  const [admin, fay] = [await crew.join('admin', 'ad2'), await crew.join('member', 'fay')];
  const of = (person: Person) => `/v1/members/${publicId('U', person.id)}/sessions`;
  const [device] = (await accessOf(crew.owner.token)).sessions;
  assert.equal((await crew.call(`GET ${of(admin)}`, fay.token)).status, 403);
  await crew.refuses('http/not-allowed', () => crew.call(`POST ${of(admin)}/revocation`, fay.token));
  await crew.refuses('members/owners-only', () => crew.call(`POST ${of(crew.owner)}/revocation`, admin.token));
  await crew.refuses('members/owners-only', () => crew.call(`DELETE ${of(crew.owner)}/${device.id}`, admin.token));
  const none = publicId('S', systemRandom.uuid());
  await crew.refuses('sessions/no-such-session', () => crew.call(`DELETE ${of(fay)}/${none}`, admin.token));
  crew.pass(11 * MINUTE_MS);
  await crew.refuses('access/proof-needed', () => crew.call(`POST ${of(fay)}/revocation`, admin.token));
  await crew.refuses('access/proof-needed', () => crew.call(`DELETE ${of(fay)}/${device.id}`, admin.token));
});
