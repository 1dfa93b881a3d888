import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId, type TeamId } from '#contract/ids.ts';
import { after, DAY_MS, MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { systemRandom } from '#platform/random.ts';
import { createTeam } from '../teams/teams.ts';
import { openCrew, PASSWORD, type Person } from '../testing/testing.ts';
import { signOutEvidence } from './sign-outs.evidence.ts';
import { signOutsHolding } from './sign-outs.holding.ts';
import { insertSignOut } from './sign-outs.sql.ts';
import { noteClosing } from './sign-outs.ts';

const crew = await openCrew();
const signIn = async ({ email }: Person): Promise<string> => {
  const body = { team: crew.slug, email, password: PASSWORD, as: 'client' };
  return (await crew.call('POST /v1/sign-in', undefined, body)).body.token;
};
const order = (by: string, body: object) => crew.call('POST /v1/sign-outs', by, body);
const status = async (token: string) => (await crew.call('GET /v1/me', token)).status;
const makeToken = async (by: string): Promise<string> =>
  (await crew.call('POST /v1/me/tokens', by, { name: 'night job' })).body.secret;
const measure = () => signOutEvidence(crew.now).measure(crew.units);
const closings = (team: TeamId) =>
  crew.units.open({ team }, ({ sql }) =>
    sql.selectFrom('sign_out_closings').select(['sign_out_id', 'process']).execute(),
  );
const anotherTeam = async (): Promise<TeamId> => {
  const id = systemRandom.uuid() as TeamId;
  await crew.units.open('deployment', (work) => createTeam(work, { id, slug: `team-${id.slice(-8)}`, name: 'Other' }));
  return id;
};
/** Everybody of the team was signed out now, and the last connection closed so long after that. */
const closeOnce = (team: TeamId, ms: number) =>
  crew.units.open({ team }, async ({ sql, now, random }) => {
    const row = { id: random.uuid(), team_id: team, at: now, began_at: now };
    await insertSignOut(sql, { ...row, ordered_by: crew.owner.id, kept: null, sessions: 1, tokens: null });
    const closing = {
      sign_out_id: row.id,
      process: random.uuid(),
      team_id: team,
      sockets: 1,
      closed_at: after(now, ms),
    };
    await sql.insertInto('sign_out_closings').values(closing).execute();
  });

test('before anybody was signed out there is no figure', async () => {
  assert.deepEqual((await measure()).value, 'never used while somebody was connected');
});

test('everybody is signed out but this device; tokens stay unless they are meant', async () => {
  const [admin, ann, bob] = [
    await crew.join('admin', 'adm'),
    await crew.join('member', 'ann'),
    await crew.join('guest', 'bob'),
  ];
  const [other, token] = [await signIn(admin), await makeToken(ann.token)];
  const { status: made, body } = await order(admin.token, { but: 'this-device' });
  assert.equal(made, 201);
  assert.deepEqual([body.but, body.by, body.tokens], ['this-device', publicId('U', admin.id), undefined]);
  assert.equal(body.sessions, 4);
  const left = await Promise.all([admin.token, other, ann.token, bob.token, crew.owner.token, token].map(status));
  assert.deepEqual(left, [200, 401, 401, 401, 401, 200]);
  const fact = crew.facts.at(-1);
  assert.ok(fact?.kind === 'team.signed-out' && fact.except !== undefined && fact.tokens === 'none');
  assert.equal((await crew.auditKinds()).at(-1), 'team.signed-out');
});

test('with tokens: an admin spares those of owners, an owner spares none; nobody stays', async () => {
  const admin = await crew.join('admin', 'ada');
  const bot = await crew.join('bot', 'robot');
  const owner = await signIn(crew.owner);
  const tokens = [await makeToken(owner), await makeToken(admin.token)];
  assert.equal((await order(admin.token, { but: 'nobody', tokens: true })).body.tokens, 3 - 1 + 0);
  assert.deepEqual(
    await Promise.all([...tokens, admin.token, owner, bot.token].map(status)),
    [200, 401, 401, 401, 401],
  );
  const again = await signIn(crew.owner);
  assert.equal((await order(again, { but: 'this-device', tokens: true })).body.tokens, 1);
  assert.deepEqual(await Promise.all([tokens[0] ?? '', again].map(status)), [401, 200]);
});

test('members may not, and whoever proved nothing of late', async () => {
  const owner = await signIn(crew.owner);
  const mia = await crew.join('member', 'mia');
  await crew.refuses('http/not-allowed', () => order(mia.token, { but: 'nobody' }));
  assert.equal((await crew.call('GET /v1/sign-outs', mia.token)).status, 403);
  const token = await makeToken(owner);
  await crew.refuses('access/device-needed', () => order(token, { but: 'nobody' }));
  crew.pass(11 * MINUTE_MS);
  await crew.refuses('access/proof-needed', () => order(owner, { but: 'nobody' }));
  assert.equal(await status(mia.token), 200);
});

test('what the processes say is added up, each counts once, and the figure is shown', async () => {
  const owner = await signIn(crew.owner);
  const { id } = (await order(owner, { but: 'this-device' })).body;
  const processes = [systemRandom.uuid(), systemRandom.uuid(), systemRandom.uuid()];
  for (const [at, process] of [...processes, processes[0] ?? ''].entries()) {
    await noteClosing(crew.units, crew.team, id, { process, sockets: at === 2 ? 0 : 4 });
  }
  const [newest] = (await crew.call('GET /v1/sign-outs', owner)).body.signOuts;
  assert.deepEqual([newest.id, newest.processes, newest.sockets], [id, 3, 8]);
  assert.ok(newest.lastClosedMs >= 0 && newest.lastClosedMs < 60_000, String(newest.lastClosedMs));
  const { value, kept } = await measure();
  assert.match(value, /^\d+ ms at most, \d+ ms the last time; 1 times in 12 months$/);
  assert.equal(kept, newest.lastClosedMs < limits.signOuts.promisedMs);
});

test('what is said of a sign-out of another team, or of none, is noted nowhere', async () => {
  const owner = await signIn(crew.owner);
  const { id } = (await order(owner, { but: 'this-device' })).body;
  const other = await anotherTeam();
  const said = { process: systemRandom.uuid(), sockets: 1 };
  await noteClosing(crew.units, other, id, said);
  await noteClosing(crew.units, crew.team, systemRandom.uuid(), said);
  for (const team of [crew.team, other])
    assert.ok((await closings(team)).every(({ process }) => process !== said.process));
  await noteClosing(crew.units, crew.team, id, said);
  assert.deepEqual(
    (await closings(crew.team)).filter(({ process }) => process === said.process).map(({ sign_out_id }) => sign_out_id),
    [id],
  );
});

test('a device that had rested for too long is signed out too: longer limits do not bring it back', async () => {
  const eve = await crew.join('member', 'eve');
  const limit = (by: string, idleMinutes: number) =>
    crew.call('PUT /v1/session-policy', by, { idleMinutes, lifetimeMinutes: 14 * 24 * 60 });
  const owner = await signIn(crew.owner);
  await limit(owner, 60);
  crew.pass(61 * MINUTE_MS);
  assert.equal(await status(eve.token), 401);
  const again = await signIn(crew.owner);
  assert.ok((await order(again, { but: 'this-device' })).body.sessions >= 1);
  assert.equal((await limit(again, 24 * 60)).status, 200);
  assert.deepEqual(await Promise.all([eve.token, again].map(status)), [401, 200]);
});

test('"the last time" is the latest of all teams, whichever is looked at last', async () => {
  const [first = crew.team, middle = crew.team, last = crew.team] = [
    ...[crew.team, await anotherTeam(), await anotherTeam()],
  ].toSorted();
  for (const [team, ms] of [
    [last, 7],
    [first, 8],
    [middle, 9],
  ] as const) {
    crew.pass(DAY_MS);
    await closeOnce(team, ms);
  }
  assert.match((await measure()).value, /, 9 ms the last time;/);
});

test('they are kept for three years', async () => {
  crew.pass(limits.signOuts.keptMs + DAY_MS);
  const expire = () =>
    crew.units.open({ team: crew.team }, async (work) => (await signOutsHolding.expire?.(work)) ?? 0);
  assert.ok((await expire()) > 0);
  assert.equal(await expire(), 0);
});
