import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeskPolicy } from '#contract/desk-policy.ts';
import { policySections, promiseLines, proposedPolicy } from '#contract/desk-policy-words.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { openDesk, POLICY } from '../testing/public-desk.ts';

const desk = await openDesk();
const { owner, team, done, publish, refuses } = desk;
const put = (policy: object, after = 0, by = owner) => by.put('/v1/desk/policy', { after, policy });

test('a policy is proposed, and nothing is public until somebody publishes one', async () => {
  const { version, policy, setBy } = done(await owner.get('/v1/desk/policy'));
  assert.deepEqual([version, setBy, policy], [0, undefined, proposedPolicy('security@example.com')]);
  assert.equal((await desk.get('/security')).status, 404);
});

test('each version stays, with who published it and when', async () => {
  const first = await publish();
  assert.deepEqual(first, {
    ...{ version: 1, policy: POLICY, setBy: team.owner.id, setAt: desk.clock.now.toISOString() },
  });
  const next: DeskPolicy = { ...POLICY, inScope: ['The lighthouse'], thanks: [{ name: 'Ada', year: 2026 }] };
  desk.clock.advance(MINUTE_MS);
  const admin = await desk.addTestMember(team, 'admin');
  assert.equal((await publish(next, 1, await desk.device(admin))).setBy, admin.id);
  assert.deepEqual(done(await owner.get('/v1/desk/policy')).policy, next);
  const { versions } = done(await owner.get('/v1/desk/policy/versions'));
  assert.deepEqual(
    versions.map(({ version, setBy }: { version: number; setBy: string }) => [version, setBy]),
    [
      [2, admin.id],
      [1, team.owner.id],
    ],
  );
  assert.deepEqual(done(await owner.get('/v1/desk/policy/versions/1')), first);
  await refuses('desk-policy/no-such-version', () => owner.get('/v1/desk/policy/versions/3'));
  assert.deepEqual(
    (await desk.auditKinds()).filter((kind) => kind.startsWith('desk-policy')),
    ['desk-policy.published', 'desk-policy.published'],
  );
  await desk.securityText(/Contact/);
});

test('who changes a version that another one followed is refused', async () => {
  await refuses('desk-policy/moved-on', () => put(POLICY, 1));
  await refuses('desk-policy/moved-on', () => put(POLICY, 3));
});

test('what would not read as it was written, or is no promise, is refused', async () => {
  const { promises } = POLICY;
  for (const wrong of [
    { address: 'nobody' },
    { address: 'security@kestrel.example\r\nBcc: x@y.example' },
    { languages: [] },
    { languages: ['en\nContact: mailto:x@y.example'] },
    { inScope: ['two\nlines'] },
    { conduct: ['\u202egnp.exe'] },
    { safeHarbour: 'x'.repeat(5_001) },
    { promises: { ...promises, triageDays: 0 } },
    { promises: { ...promises, fixDays: { ...promises.fixDays, low: 1.5 } } },
    { embargoDays: -1 },
    { thanks: [{ name: '', year: 2026 }] },
    { more: true },
  ])
    await refuses('http/invalid-request', () => put({ ...POLICY, ...wrong }, 2));
});

test('only owners and admins see and change it, right after a proof', async () => {
  for (const role of ['member', 'guest'] as const) {
    const other = await desk.device(await desk.addTestMember(team, role));
    await refuses('http/not-allowed', () => other.get('/v1/desk/policy'));
    await refuses('http/not-allowed', () => put(POLICY, 2, other));
  }
  await refuses('access/device-needed', () => put(POLICY, 2, desk.call(team.owner.token)));
  desk.clock.advance(limits.proofs.recentMs + MINUTE_MS);
  await refuses('access/proof-needed', () => put(POLICY, 2));
});

test('another team sees nothing of it', async () => {
  const other = await desk.createTestTeam();
  const elsewhere = await desk.device(other.owner);
  assert.equal(done(await elsewhere.get('/v1/desk/policy')).version, 0);
  assert.deepEqual(done(await elsewhere.get('/v1/desk/policy/versions')), { versions: [] });
  assert.equal((await desk.get(`/t/${other.slug}/security`)).status, 404);
});

test('the words say what the numbers say', () => {
  const lines = promiseLines({ ...POLICY, promises: { ...POLICY.promises, firstAnswerHours: 30, triageDays: 1 } });
  assert.deepEqual(
    lines.slice(0, 2).map(({ within }) => within),
    ['30 hours', '1 day'],
  );
  assert.equal(promiseLines(POLICY)[0]?.within, '2 days');
  const empty = { ...POLICY, inScope: [], outOfScope: [], conduct: [], safeHarbour: ' \n\n ', embargoDays: 0 };
  const sections = policySections(empty);
  assert.deepEqual(
    sections.map(({ id }) => id),
    ['reports', 'promises', 'embargo', 'credit'],
  );
  assert.match(sections[2]?.paragraphs[0] ?? '', /no time of silence/);
});
