import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TeamId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { systemRandom } from '#platform/random.ts';
import { type Answer, createTestApp } from '../../../tests/app.ts';
import { foundingJobs } from './founding.jobs.ts';
import { foundTeam, newSetupToken, recordFoundings } from './founding.ts';

const PASSWORD = 'tulip wagon nineteen orbit';
const OWNER = { name: 'Mei Tan', email: 'Mei.Tan@kestrel.example', password: PASSWORD };
const TEAM = { name: 'Kestrel', slug: 'kestrel' };

const run = await createTestApp();
const newToken = () => newSetupToken(run.app.units, systemRandom);

/** The wizard behind a link; a new one unless it is given. */
async function wizard(given?: string) {
  const token = given ?? (await newToken()) ?? assert.fail('there is a team already');
  return {
    token,
    look: () => run.call().post('/v1/setup/preview', { token }),
    saveOwner: (owner: object = OWNER) => run.call().put('/v1/setup/owner', { token, ...owner }),
    saveTeam: (team: object = TEAM) => run.call().put('/v1/setup/team', { token, ...team }),
    saveZone: (timeZone = 'Europe/Zurich') => run.call().put('/v1/setup/time-zone', { token, timeZone }),
    complete: () => run.call().post('/v1/setup/completion', { token }),
  };
}

async function refused(code: string, call: () => Promise<Answer>): Promise<void> {
  const before = await run.traces();
  assert.equal((await call()).body?.type, `urn:wardroom:problem:${code}`);
  assert.deepEqual(await run.traces(), before);
}

test('each step is saved, so that a reload goes on with it; the password is never shown', async () => {
  const { look, saveOwner, saveTeam, saveZone } = await wizard();
  assert.deepEqual((await look()).body, {});
  for (const save of [saveOwner, saveTeam, saveZone]) assert.equal((await save()).status, 204);
  const owner = { name: OWNER.name, email: OWNER.email };
  assert.deepEqual((await look()).body, { owner, team: TEAM, timeZone: 'Europe/Zurich' });
});

test('what is missing is named, and nothing is made', async () => {
  const { saveOwner, complete } = await wizard();
  await refused('setup/incomplete', complete);
  await saveOwner();
  await refused('setup/incomplete', complete);
  assert.equal((await complete()).body.missing, 'team');
});

test('the password, the address and the zone are judged at their step', async () => {
  const { saveOwner, saveTeam, saveZone } = await wizard();
  await refused('passwords/weak', () => saveOwner({ ...OWNER, password: 'qwertyuiop123' }));
  await refused('http/invalid-request', () => saveTeam({ ...TEAM, slug: 'Not A Slug' }));
  await refused('time/unknown-zone', () => saveZone('Europe/Atlantis'));
});

test('a new start makes a new link, and forgets what was entered under the former one', async () => {
  const former = await wizard();
  await former.saveOwner();
  const present = await wizard();
  await refused('setup/not-open', former.look);
  await refused('setup/not-open', former.saveTeam);
  assert.deepEqual((await present.look()).body, {});
});

test('the database holds no token, and no password', async () => {
  const { token, saveOwner } = await wizard();
  await saveOwner();
  const rows = await run.app.units.open('deployment', ({ sql }) => sql.selectFrom('setups').selectAll().execute());
  const text = rows.map((row) => JSON.stringify({ ...row, token_hash: row.token_hash.toString('latin1') })).join();
  assert.ok(rows.length === 1 && !text.includes(token) && !text.includes(PASSWORD));
});

test('wrong links are counted, and then every link waits', async () => {
  run.clock.advance(limits.setup.wrongLinks.windowMs);
  const right = await wizard();
  const guess = async () => (await wizard(systemRandom.bytes(32).toString('base64url'))).look();
  for (let i = 0; i < limits.setup.wrongLinks.max; i++) assert.equal((await guess()).status, 404);
  await refused('setup/too-many-tries', guess);
  const { status, headers, body } = await right.look();
  assert.deepEqual([status, headers.get('retry-after'), body.retryAfterSeconds], [429, '600', 600]);
  run.clock.advance(limits.setup.wrongLinks.windowMs);
  assert.equal((await right.look()).status, 200);
});

test('of several who complete it at once one makes the team, and is signed in to it as its owner', async () => {
  const { saveOwner, saveTeam, saveZone, complete, look } = await wizard();
  for (const save of [saveOwner, saveTeam, saveZone]) assert.equal((await save()).status, 204);
  const answers = await Promise.all([complete(), complete(), complete()]);
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 404, 404]);
  const { headers, body } = answers.find(({ status }) => status === 201) ?? assert.fail();
  assert.equal(body.token, undefined);
  const cookie = headers.get('set-cookie') ?? '';
  assert.match(cookie, /^wardroom-T\w{26}=wrs_\S+; Path=\/; HttpOnly; SameSite=Strict/);

  const get = async (path: string) =>
    (await run.call().get(path, undefined, { cookie: cookie.split(';')[0] ?? '' })).body;
  const { member, team } = await get('/v1/me');
  assert.deepEqual(
    [team.slug, team.name, member.role, member.handle, member.timeZone],
    ['kestrel', 'Kestrel', 'owner', 'mei.tan', 'Europe/Zurich'],
  );
  const [{ channel }, ...others] = (await get('/v1/me/channels')).channels;
  assert.deepEqual([channel.name, channel.general, others.length], ['general', true, 0]);
  const signIn = { team: 'kestrel', email: OWNER.email, password: PASSWORD, as: 'client' };
  assert.equal((await run.call().post('/v1/sign-in', signIn)).status, 200);
  const founded = await run.app.units.open('deployment', ({ sql }) =>
    sql.selectFrom('audit_entries').select('kind').execute(),
  );
  assert.deepEqual(founded, [{ kind: 'team.created' }]);

  await refused('setup/not-open', look);
  assert.equal(await newToken(), undefined, 'once there is a team there is no link');
});

test('a team whose maker was stopped right after is entered into the deployment’s log later, once', async () => {
  const { units, passwords } = run.app;
  const passwordHash = await passwords.hash(PASSWORD);
  const id = systemRandom.uuid() as TeamId;
  const owner = { name: 'Ada', email: 'ada@heron.example', passwordHash };
  await units.open({ team: id }, (work) => foundTeam(work, run.app, { id, slug: 'heron', name: 'Heron', owner }));
  const entries = () =>
    units.open(
      'deployment',
      async ({ sql }) => (await sql.selectFrom('audit_entries').select('index').execute()).length,
    );
  const before = await entries();
  await Promise.all([recordFoundings(units), recordFoundings(units)]);
  assert.equal(await entries(), before + 1);
  await foundingJobs[0]?.run(units, new AbortController().signal);
  assert.equal(await entries(), before + 1);
});
