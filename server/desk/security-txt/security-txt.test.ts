import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCleartextMessage, readKey, verify } from 'openpgp';
import { nameHouseTeam } from '#identity/teams/teams.ts';
import { after, DAY_MS, HOUR_MS } from '#platform/clock.ts';
import { until } from '#platform/testing/waiting.ts';
import { openDesk, POLICY } from '../testing/public-desk.ts';
import { securityTextEvidence } from './security-txt.evidence.ts';

const desk = await openDesk();
const { team, clock, done, securityText } = desk;
const fieldsOf = (text: string, name: string): string[] =>
  text.split('\n').flatMap((line) => (line.startsWith(`${name}: `) ? [line.slice(name.length + 2)] : []));
const endOf = (text: string): Date => new Date(fieldsOf(text, 'Expires')[0] ?? '');
const writes = async (): Promise<number> =>
  (await desk.auditKinds()).filter((kind) => kind === 'desk-security-text.written').length;

/** With the key that is published beside it. */
async function verified(text: string): Promise<boolean> {
  const verificationKeys = await readKey({ armoredKey: (await desk.get('/security/key.asc')).text });
  const message = await readCleartextMessage({ cleartextMessage: text });
  const { signatures } = await verify({ message, verificationKeys, date: clock.now });
  return (await signatures[0]?.verified.catch(() => false)) === true;
}

test('there is none before the desk is open, and an unsigned one before there is a key', async () => {
  await desk.refuses('desk-security-text/none', () => desk.call().get('/.well-known/security.txt'));
  await desk.publish();
  const own = `${desk.base}/t/${team.slug}`;
  assert.equal(
    await securityText(/^Contact/),
    [
      `Contact: mailto:${POLICY.address}`,
      `Contact: ${desk.base}/security`,
      'Expires: 2026-08-28T10:00:00Z',
      `Acknowledgments: ${desk.base}/security/thanks`,
      'Preferred-Languages: en, de',
      `Canonical: ${desk.base}/.well-known/security.txt`,
      `Canonical: ${own}/.well-known/security.txt`,
      `Policy: ${desk.base}/security/policy`,
      '',
    ].join('\n'),
  );
});

test('it is signed as soon as there is a key, and again when what it says is another', async () => {
  const { key } = await desk.makeKey();
  const text = await securityText(/BEGIN PGP SIGNATURE/);
  assert.deepEqual(fieldsOf(text, 'Encryption'), [`${desk.base}/security/key.asc`]);
  assert.ok(await verified(text));
  const answer = await desk.get('/.well-known/security.txt');
  assert.deepEqual([answer.status, answer.type], [200, 'text/plain; charset=utf-8']);
  await desk.publish({ ...POLICY, languages: ['fr'] }, 1);
  const french = await securityText(/Preferred-Languages: fr/);
  assert.ok(await verified(french));
  clock.advance(HOUR_MS / 60);
  await desk.makeKey(key.fingerprint);
  await until('the signature by the new key', async () => await verified(await securityText(/SIGNATURE/)));
});

test('it is written anew sixty days before its end, not sooner', async () => {
  const before = await securityText(/Expires/);
  const count = await writes();
  clock.now = after(endOf(before), -61 * DAY_MS);
  await desk.run('desk-security-texts');
  assert.deepEqual([await securityText(/Expires/), await writes()], [before, count]);
  clock.advance(2 * DAY_MS);
  await desk.run('desk-security-texts');
  const renewed = await securityText(/Expires/);
  assert.equal(endOf(renewed).valueOf(), Math.floor(after(clock.now, 180 * DAY_MS).valueOf() / 1000) * 1000);
  assert.ok(await verified(renewed));
  assert.equal(await writes(), count + 1);
  const evidence = await securityTextEvidence(() => clock.now).measure(desk.app.units);
  assert.deepEqual([evidence.value, evidence.kept], ['1 of 1 hold so long', true]);
});

test('it never holds longer than its key, and somebody is told when it can’t be renewed', async () => {
  const [key] = done(await (await desk.device(team.owner)).get('/v1/desk/keys')).keys;
  const end = new Date(key.expiresAt);
  clock.now = after(end, -100 * DAY_MS);
  await desk.run('desk-security-texts');
  const last = await securityText(/Expires/);
  assert.equal(endOf(last).valueOf(), end.valueOf());
  const told = () => desk.mails.filter(({ subject }) => subject.startsWith('The security.txt of'));
  clock.now = after(end, -31 * DAY_MS);
  await desk.run('desk-security-texts');
  assert.equal(told().length, 0);
  clock.now = after(end, -29 * DAY_MS);
  for (let times = 0; times < 2; times++) await desk.run('desk-security-texts');
  await until('the alarm', () => told().length > 0);
  assert.match(told()[0]?.text ?? '', new RegExp(`replace it.*/t/${team.slug}/admin/desk`, 's'));
  assert.equal((await securityTextEvidence(() => clock.now).measure(desk.app.units)).kept, false);
  assert.equal(await securityText(/Expires/), last);
  const fresh = await desk.device(team.owner);
  done(await fresh.post('/v1/desk/keys', { replaces: key.fingerprint }));
  await until('the next one', async () => endOf(await securityText(/Expires/)) > end);
  assert.equal(told().length, 1);
});

test('a key that expired signs nothing: the text that follows says how to write, and no more', async () => {
  const [key] = done(await (await desk.device(team.owner)).get('/v1/desk/keys')).keys;
  clock.now = after(new Date(key.expiresAt), HOUR_MS);
  await desk.run('desk-security-texts');
  assert.deepEqual(fieldsOf(await securityText(/^Contact/), 'Encryption'), []);
});

test('the house team answers for the server; the operator names it, or it is the first', async () => {
  const other = await desk.createTestTeam();
  const theirs = await desk.device(other.owner);
  const policy = { ...POLICY, address: 'report@osprey.example' };
  await desk.publish(policy, 0, theirs);
  const at = `/t/${other.slug}`;
  const text = await securityText(/report@osprey/, at);
  assert.deepEqual(fieldsOf(text, 'Canonical'), [`${desk.base}${at}/.well-known/security.txt`]);
  assert.ok((await securityText(/Contact/)).includes(POLICY.address));
  await desk.app.units.open('deployment', (work) => nameHouseTeam(work, other.id, 'operator'));
  await desk.app.units.open('deployment', (work) => nameHouseTeam(work, other.id, 'operator'));
  await desk.run('desk-security-texts');
  assert.deepEqual(fieldsOf(await securityText(/report@osprey/), 'Policy'), [`${desk.base}/security/policy`]);
  assert.deepEqual(fieldsOf(await securityText(/Contact/, `/t/${team.slug}`), 'Policy'), [
    `${desk.base}/t/${team.slug}/security/policy`,
  ]);
  const entries = await desk.app.units.open('deployment', ({ sql }) =>
    sql.selectFrom('audit_entries').select('kind').where('kind', '=', 'team.house-named').execute(),
  );
  assert.equal(entries.length, 1);
});

test('one desk whose text can’t be written keeps no other one from theirs', async () => {
  const third = await desk.createTestTeam();
  await desk.publish({ ...POLICY, address: 'a@third.example' }, 0, await desk.device(third.owner));
  await securityText(/a@third/, `/t/${third.slug}`);
  const fresh = await desk.device(team.owner);
  const [old] = done(await fresh.get('/v1/desk/keys')).keys;
  const { key } = done(await fresh.post('/v1/desk/keys', { replaces: old.fingerprint }));
  await securityText(/SIGNATURE/, `/t/${team.slug}`);
  await desk.app.units.open({ team: team.id }, ({ sql }) =>
    sql
      .updateTable('desk_keys')
      .set({ private_key: Buffer.from('nothing') })
      .where('fingerprint', '=', key.fingerprint)
      .execute(),
  );
  clock.advance(130 * DAY_MS);
  const before = endOf(await securityText(/Contact/, `/t/${third.slug}`));
  await assert.rejects(desk.run('desk-security-texts'), AggregateError);
  assert.ok(endOf(await securityText(/Contact/, `/t/${third.slug}`)) > before);
});
