import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { systemRandom } from '#platform/random.ts';
import { openCrew, PASSWORD, type Person } from '../testing/testing.ts';
import { startSession } from './sessions.ts';

const crew = await openCrew();
const another = async (person: Person): Promise<string> => {
  const body = { team: crew.slug, email: person.email, password: PASSWORD, as: 'client' };
  return (await crew.call('POST /v1/sign-in', undefined, body)).body.token;
};
const status = async (token: string) => (await crew.call('GET /v1/me', token)).status;
const devices = async (token: string) => (await crew.call('GET /v1/me/sessions', token)).body.sessions;

test('a device that signs out is out at once, and only it', async () => {
  const ada = await crew.join('member', 'ada');
  const second = await another(ada);
  const answer = await crew.call('POST /v1/sign-out', second);
  assert.equal(answer.status, 204);
  assert.match(answer.headers.get('set-cookie') ?? '', /^wardroom-T[0-9A-Z]{26}=; .*Max-Age=0$/);
  assert.deepEqual([await status(second), await status(ada.token)], [401, 200]);
  assert.deepEqual(crew.facts.at(-1)?.kind, 'session.ended');
  assert.equal((await crew.auditKinds()).at(-1), 'session.ended');
});

test('a browser forgets all that it kept here with its last sign-out, and not while another team is left', async () => {
  const ann = await crew.join('member', 'ann');
  const [team, other] = [publicId('T', crew.team), publicId('T', systemRandom.uuid())];
  const signOut = (token: string, cookies: string) =>
    crew.call('POST /v1/sign-out', undefined, undefined, {
      cookie: `wardroom-${team}=${token}; ${cookies}`,
      'wardroom-team': team,
      origin: crew.url,
    });
  const second = await another(ann);
  const kept = await signOut(second, `wardroom-${other}=${ann.token}`);
  assert.deepEqual([kept.status, kept.headers.get('clear-site-data')], [204, null]);
  const last = await signOut(ann.token, 'theme=dark');
  assert.deepEqual([last.status, last.headers.get('clear-site-data')], [204, '"storage"']);
});

test('the list of devices says which is this one, and any of them can be signed out', async () => {
  const ben = await crew.join('member', 'ben');
  const second = await another(ben);
  const list = await devices(second);
  assert.deepEqual(list.map((device: { current: boolean }) => device.current).toSorted(), [false, true]);
  const other = list.find((device: { current: boolean }) => !device.current);
  assert.deepEqual(
    [other.agent, other.means, other.place],
    [{ type: 'program', words: 'test' }, 'password', 'Zurich, Switzerland'],
  );
  assert.equal((await crew.call(`DELETE /v1/me/sessions/${other.id}`, second)).status, 204);
  assert.deepEqual([await status(ben.token), await status(second)], [401, 200]);
  await crew.refuses('sessions/no-such-session', () => crew.call(`DELETE /v1/me/sessions/${other.id}`, second));
});

test("nobody can sign out another member's device, or learn that it is there", async () => {
  const [cleo, dora] = [await crew.join('member', 'cleo'), await crew.join('member', 'dora')];
  const [device] = await devices(cleo.token);
  await crew.refuses('sessions/no-such-session', () => crew.call(`DELETE /v1/me/sessions/${device.id}`, dora.token));
  const none = publicId('S', systemRandom.uuid());
  await crew.refuses('sessions/no-such-session', () => crew.call(`DELETE /v1/me/sessions/${none}`, dora.token));
  assert.equal(await status(cleo.token), 200);
});

test('all other devices can be signed out together', async () => {
  const emil = await crew.join('member', 'emil');
  const others = [await another(emil), await another(emil)];
  assert.equal((await crew.call('POST /v1/me/sessions/revocation', emil.token)).status, 204);
  assert.deepEqual(await Promise.all([...others, emil.token].map(status)), [401, 401, 200]);
  const fact = crew.facts.at(-1);
  assert.ok(fact?.kind === 'member.signed-out' && fact.member === emil.id && fact.except !== undefined);
});

test('a session ends thirty days after it began, however much it is used', async () => {
  const gus = await crew.join('member', 'gus');
  for (let day = 0; day < 29; day += 10) {
    assert.equal(await status(gus.token), 200);
    crew.pass(9 * DAY_MS);
  }
  assert.equal(await status(gus.token), 200);
  crew.pass(3 * DAY_MS);
  assert.equal(await status(gus.token), 401);
});

test('a session that nobody used for fourteen days has ended', async () => {
  const [hal, ida] = [await crew.join('member', 'hal'), await crew.join('member', 'ida')];
  crew.pass(14 * DAY_MS - HOUR_MS);
  assert.equal(await status(hal.token), 200);
  crew.pass(2 * HOUR_MS);
  assert.deepEqual([await status(hal.token), await status(ida.token)], [200, 401]);
});

const setPolicy = (idleMinutes: number, lifetimeMinutes: number, by = crew.owner.token) =>
  crew.call('PUT /v1/session-policy', by, { idleMinutes, lifetimeMinutes });
const signedInAgain = async () => ((crew.owner as { token: string }).token = await another(crew.owner));

test("a team's own limits hold for new devices, and at once for those that are signed in", async () => {
  await signedInAgain();
  const lea = await crew.join('member', 'lea');
  crew.pass(3 * HOUR_MS);
  await signedInAgain();
  const mo = await crew.join('member', 'mo');
  const since = crew.facts.length;
  const set = await setPolicy(60, 2 * 60);
  assert.equal(set.status, 200);
  assert.ok(set.body.ended >= 1);
  assert.deepEqual([await status(lea.token), await status(mo.token)], [401, 200]);
  assert.ok(crew.facts.slice(since).some((fact) => fact.kind === 'session.ended' && fact.member === lea.id));
  assert.equal((await crew.auditKinds()).at(-1), 'sessions.limited');
  const { endsAt } = (await devices(mo.token))[0];
  assert.deepEqual(
    [endsAt.unused, endsAt.latest].map((at) => Date.parse(at) - crew.now().getTime()),
    [HOUR_MS, 2 * HOUR_MS],
  );
  crew.pass(50 * MINUTE_MS);
  assert.equal(await status(mo.token), 200);
  crew.pass(61 * MINUTE_MS);
  assert.equal(await status(mo.token), 401);
  // The cookie of a browser lasts as long as the session can.
  const body = { team: crew.slug, email: mo.email, password: PASSWORD };
  const cookies = (await crew.call('POST /v1/sign-in', undefined, body)).headers.get('set-cookie') ?? '';
  assert.match(cookies, /Max-Age=7200/);
});

test('longer limits bring nothing back that has ended, and let live what is signed in', async () => {
  await signedInAgain();
  await setPolicy(60, 120);
  const nia = await crew.join('member', 'nia');
  crew.pass(61 * MINUTE_MS);
  const ola = await crew.join('member', 'ola');
  await signedInAgain();
  const { idle, lifetime } = limits.sessions;
  const since = crew.facts.length;
  const set = await setPolicy(idle.default, lifetime.default);
  assert.deepEqual([set.status, set.body.ended], [200, 0], 'what had rested for too long is not signed out by this');
  assert.ok(crew.facts.slice(since).every(({ kind }) => kind !== 'session.ended'));
  crew.pass(2 * HOUR_MS);
  assert.equal(await status(ola.token), 200);
  // Nobody ended that one: it had only rested for too long, and may rest for longer now.
  assert.equal(await status(nia.token), 200);
  crew.pass(61 * MINUTE_MS);
  await signedInAgain();
  // By shorter limits both are signed out, and stay so.
  assert.ok((await setPolicy(60, lifetime.default)).body.ended >= 2);
  assert.equal((await setPolicy(60, lifetime.default)).body.ended, 0);
  await setPolicy(idle.default, lifetime.default);
  assert.deepEqual([await status(nia.token), await status(ola.token)], [401, 401]);
});

test('limits out of bounds are refused, and an old proof; members see and set none', async () => {
  await signedInAgain();
  const pat = await crew.join('member', 'pat');
  await crew.refuses('sessions/limits-out-of-bounds', () => setPolicy(5, 120));
  await crew.refuses('sessions/limits-out-of-bounds', () => setPolicy(60, 10_000_000));
  await crew.refuses('sessions/idle-beyond-lifetime', () => setPolicy(120, 60));
  await crew.refuses('http/not-allowed', () => setPolicy(60, 120, pat.token));
  assert.equal((await crew.call('GET /v1/session-policy', pat.token)).status, 403);
  crew.pass(11 * MINUTE_MS);
  await crew.refuses('access/proof-needed', () => setPolicy(60, 120));
  const { body } = await crew.call('GET /v1/session-policy', crew.owner.token);
  assert.deepEqual([body.idleMinutes, body.bounds.idle.min], [limits.sessions.idle.default, 30]);
});

test('using a session writes at most once in five minutes', async () => {
  const jon = await crew.join('member', 'jon');
  const seen = async () => (await devices(jon.token))[0].lastSeenAt;
  const began = await seen();
  crew.pass(4 * MINUTE_MS);
  assert.equal(await seen(), began);
  crew.pass(2 * MINUTE_MS);
  assert.notEqual(await seen(), began);
});

test('beyond the most devices the one that was used longest ago is signed out', async () => {
  const kim = await crew.join('member', 'kim');
  crew.pass(MINUTE_MS);
  const at = { team: crew.team, member: kim.id, means: 'password' } as const;
  const origin = { ip: 'fe80::1%eth0', userAgent: 'x'.repeat(1000) };
  const last = await crew.units.open({ team: crew.team }, async (work) => {
    for (let i = 2; i < limits.sessions.heldMax; i++) await startSession(work, at, origin);
    return await startSession(work, at, origin);
  });
  assert.equal(await status(kim.token), 200);
  crew.pass(MINUTE_MS);
  await crew.units.open({ team: crew.team }, (work) => startSession(work, at, origin));
  assert.deepEqual([await status(kim.token), await status(last.token)], [401, 200]);
  const list = await devices(last.token);
  assert.equal(list.length, limits.sessions.heldMax);
  assert.deepEqual([list[0].ip, list[0].agent.words.length], ['fe80::1', 60]);
});

test('a token of another team, or with another secret, opens nothing', async () => {
  const [prefix, secret] = [crew.owner.token.slice(0, 30), crew.owner.token.slice(30)];
  const stranger = `wrs_${publicId('T', systemRandom.uuid()).slice(1)}${secret}`;
  const guess = prefix + systemRandom.bytes(32).toString('base64url');
  for (const token of [stranger, guess, `wrt_${prefix.slice(4)}${secret}`, `wri_${prefix.slice(4)}${secret}`]) {
    await crew.refuses('http/sign-in-needed', () => crew.call('GET /v1/me', token));
  }
});

test('the database holds no token', async () => {
  const rows = await crew.units.open({ team: crew.team }, ({ sql }) =>
    sql.selectFrom('sessions').selectAll().execute(),
  );
  const text = rows.map((row) => JSON.stringify({ ...row, token_hash: row.token_hash.toString('latin1') })).join();
  assert.ok(!text.includes(crew.owner.token.slice(30)));
});
