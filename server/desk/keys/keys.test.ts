import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createMessage, encrypt, type Key, readKey, unarmor } from 'openpgp';
import { after, DAY_MS, HOUR_MS, MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { systemRandom } from '#platform/random.ts';
import { until } from '#platform/testing/waiting.ts';
import { armoured, newKeyPair } from '../open-pgp/open-pgp.ts';
import { openDesk, POLICY } from '../testing/public-desk.ts';
import { deskKeyEvidence } from './keys.evidence.ts';
import { directoryName, readEncrypted } from './keys.ts';
import { openMessage } from './opening.ts';
import { zBase32 } from './z-base-32.ts';

const desk = await openDesk();
const { owner, team, clock, done } = desk;
const admin = await desk.device(await desk.addTestMember(team, 'admin'));
const keys = async () => done(await owner.get('/v1/desk/keys'));
const revoke = (fingerprint: string, reason = 'compromised', by = owner) =>
  by.post(`/v1/desk/keys/${fingerprint}/revocation`, { reason });

/** What somebody outside encrypts for the desk at this moment, with what it publishes. */
async function encrypted(text: string | Uint8Array, by?: Key): Promise<string> {
  const encryptionKeys = by ?? (await readKey({ armoredKey: (await desk.get('/security/key.asc')).text }));
  const message = await createMessage({ binary: typeof text === 'string' ? Buffer.from(text) : text });
  return await encrypt({ message, encryptionKeys, date: clock.now, config: { preferredCompressionAlgorithm: 2 } });
}
const opened = (message: string | Uint8Array, at = desk, of = team) =>
  readEncrypted(at.app.units, { team: of.id }, Buffer.from(message));
const read = async (message: string | Uint8Array): Promise<string> => {
  const found = await opened(message);
  assert.ok('content' in found, JSON.stringify(found));
  return found.content.toString();
};

test('what is armoured ends with its checksum, whether or not its length needs padding', async () => {
  for (const length of [30, 31, 32])
    assert.match(await armoured([Buffer.alloc(length, 7)]), /\n=[A-Za-z0-9+/]{4}\r?\n-----END/);
});

test('a key is made for the published address, and not before there is one', async () => {
  await desk.refuses('desk-keys/no-address', () => owner.post('/v1/desk/keys', {}));
  assert.deepEqual(await keys(), { keys: [] });
  await desk.publish();
  const { key, revocationCertificate } = await desk.makeKey();
  assert.match(key.fingerprint, /^[0-9A-F]{40}$/);
  assert.deepEqual(
    [key.address, key.state, key.algorithm, key.createdAt, key.expiresAt],
    [POLICY.address, 'current', 'Ed25519, Curve25519', '2026-03-01T10:00:00.500Z', '2028-02-29T10:00:00.000Z'],
  );
  assert.match(revocationCertificate, /revocation certificate/);
  assert.deepEqual(await keys(), { address: POLICY.address, keys: [key] });
  const published = await readKey({ armoredKey: (await desk.get('/security/key.asc')).text });
  assert.equal(published.getFingerprint().toUpperCase(), key.fingerprint);
  assert.deepEqual(published.getUserIDs(), [`Team ${team.slug} Security <${POLICY.address}>`]);
  assert.equal((await published.getExpirationTime())?.valueOf(), Date.parse(key.expiresAt));
  assert.equal(published.keyPacket.version, 4);
  await desk.securityText(/SIGNED/);
});

test('nothing secret of a key is stored in the clear, answered or logged', async () => {
  const rows = await desk.app.units.open({ team: team.id }, ({ sql: db }) =>
    db.selectFrom('desk_keys').selectAll().execute(),
  );
  assert.ok(rows.length === 1 && !String(rows[0]?.private_key).includes('PRIVATE'));
  const { entries } = done(await owner.get('/v1/audit'));
  assert.doesNotMatch(JSON.stringify([await keys(), entries]), /PRIVATE|BEGIN PGP/);
});

test('a key is replaced by naming it, and the old one still reads', async () => {
  const [first] = (await keys()).keys;
  const old = await encrypted('A guest reads what it should not.');
  assert.equal(await read(old), 'A guest reads what it should not.');
  await desk.refuses('desk-keys/another-stands', () => owner.post('/v1/desk/keys', {}));
  const other = 'A'.repeat(40);
  await desk.refuses('desk-keys/another-stands', () => owner.post('/v1/desk/keys', { replaces: other }));
  clock.advance(MINUTE_MS);
  const { key } = await desk.makeKey(first.fingerprint);
  const [now, before] = (await keys()).keys;
  assert.deepEqual([now, before.state, before.endedAt], [key, 'former', clock.now.toISOString()]);
  assert.equal(await read(old), 'A guest reads what it should not.');
  assert.equal(await read(await encrypted('To the new one.')), 'To the new one.');
  assert.match(await desk.securityText(/Expires/), /SIGNED/);
});

test('two admins who replace a key at once make one', async () => {
  const [current] = (await keys()).keys;
  const twice = () =>
    Promise.all([owner, admin].map((by) => by.post('/v1/desk/keys', { replaces: current.fingerprint })));
  clock.advance(MINUTE_MS);
  assert.deepEqual((await twice()).map(({ status }) => status).toSorted(), [201, 409]);
  const standing = (await keys()).keys.filter(({ state }: { state: string }) => state === 'current');
  assert.equal(standing.length, 1);
});

test('a revoked key is published as void, and still reads what was encrypted for it', async () => {
  const [current] = (await keys()).keys;
  const old = await encrypted('In time.');
  await desk.refuses('desk-keys/no-such-key', () => revoke('0'.repeat(40)));
  clock.advance(MINUTE_MS);
  assert.equal(done(await revoke(current.fingerprint)).state, 'revoked');
  await desk.securityText(/^Contact/);
  await desk.refuses('desk-keys/revoked', () => revoke(current.fingerprint));
  const published = await readKey({ armoredKey: (await desk.get('/security/key.asc')).text });
  assert.equal(published.getFingerprint().toUpperCase(), current.fingerprint);
  assert.equal(await published.isRevoked(undefined, undefined, clock.now), true);
  await assert.rejects(encrypted('Too late.'), /revoked/);
  assert.equal(await read(old), 'In time.');
  await desk.makeKey();
  await desk.securityText(/SIGNED/);
});

test('what was altered, is for nobody here or would become too large is not opened', async () => {
  const text = 'x'.repeat(500);
  const whole = await encrypted(text);
  const lines = whole.split('\n');
  const middle = Math.floor(lines.length / 2);
  lines[middle] = [...(lines[middle] ?? '')].reverse().join('');
  assert.deepEqual(await opened(lines.join('\n')), { unopened: 'damaged' });
  const binary = Buffer.from((await unarmor(whole)).data as Uint8Array);
  assert.equal(await read(binary), text, 'without armour too');
  for (const broken of [binary.subarray(0, -20), Buffer.from('no message'), Buffer.alloc(0), Buffer.alloc(9_000, 0xc1)])
    assert.deepEqual(await opened(broken), { unopened: 'damaged' });
  const pair = await newKeyPair('A desk', 'a@desk.example', clock.now, DAY_MS);
  const swollen = await encrypted(new Uint8Array(100_001), await readKey({ binaryKey: pair.publicKey }));
  assert.ok(swollen.length < 2_000);
  const open = (bytesMax: number) => openMessage([pair.privateKey], Buffer.from(swollen), clock.now, bytesMax);
  assert.deepEqual(await open(200_000), { content: Buffer.alloc(100_001) });
  assert.deepEqual(await open(100_000), { unopened: 'too-much' });
  assert.equal(limits.publicDesk.openedBytesMax, 25 * 1024 * 1024);
  const foreign = await openDesk();
  await foreign.publish();
  await foreign.makeKey();
  assert.deepEqual(await opened(whole, foreign, foreign.team), { unopened: 'for-another-key' });
});

test('changing keys takes a proof of minutes ago, and a device', async () => {
  const [current] = (await keys()).keys;
  const byToken = desk.call(team.owner.token);
  await desk.refuses('access/device-needed', () => byToken.post('/v1/desk/keys', {}));
  clock.advance(limits.proofs.recentMs + MINUTE_MS);
  await desk.refuses('access/proof-needed', () => owner.post('/v1/desk/keys', { replaces: current.fingerprint }));
  await desk.refuses('access/proof-needed', () => revoke(current.fingerprint));
  const member = await desk.device(await desk.addTestMember(team, 'member'));
  await desk.refuses('http/not-allowed', () => member.get('/v1/desk/keys'));
});

test('owners and admins are told sixty, thirty and seven days before a key expires, once each', async () => {
  const fresh = await desk.device(team.owner);
  const [current] = done(await fresh.get('/v1/desk/keys')).keys;
  const told = () => desk.mails.filter(({ subject }) => /^The key of .* expires on/.test(subject));
  const at = async (days: number, letters: number): Promise<void> => {
    clock.now = after(new Date(current.expiresAt), -days * DAY_MS + HOUR_MS);
    for (let times = 0; times < 2; times++) await desk.run('desk-key-ends');
    await until('the letters', () => told().length === letters);
  };
  await at(61, 0);
  await at(60, 2);
  await at(30, 4);
  await at(7, 6);
  assert.match(told()[0]?.text ?? '', new RegExp(`${current.fingerprint}.*/t/${team.slug}/admin/desk`, 's'));
  const evidence = deskKeyEvidence(() => clock.now);
  assert.equal((await evidence.measure(desk.app.units)).kept, true);
  clock.advance(8 * DAY_MS);
  assert.deepEqual(
    [(await evidence.measure(desk.app.units)).kept, (await desk.get('/security/key')).text.includes('There is no key')],
    [false, true],
  );
});

test('the desk keeps a bounded number of keys', async () => {
  const fresh = await desk.device(team.owner);
  const [current] = done(await fresh.get('/v1/desk/keys')).keys;
  await desk.app.units.open({ team: team.id }, ({ sql: db }) =>
    sql`insert into desk_keys (team_id, fingerprint, address, algorithm, public_key, private_key,
        created_at, expires_at, replaced_at)
      select team_id, lpad(n::text, 40, '0'), address, algorithm, public_key, private_key, created_at, expires_at, now()
      from desk_keys, generate_series(1, ${limits.publicDesk.keysMax}::int) n
      where fingerprint = ${current.fingerprint}`.execute(db),
  );
  await desk.refuses('desk-keys/too-many', () => fresh.post('/v1/desk/keys', { replaces: current.fingerprint }));
});

test('each change of keys is an entry', async () => {
  const made = (await desk.auditKinds()).filter((kind) => kind.startsWith('desk-key'));
  assert.deepEqual(made, [
    'desk-key.made',
    'desk-key.rotated',
    'desk-key.rotated',
    'desk-key.revoked',
    'desk-key.made',
  ]);
});

test('an address is asked for by the digest of its local part', () => {
  assert.equal(directoryName('Joe.Doe@example.org'), 'iy9q119eutrkn8s1mk4r39qejnbu3n5q');
  assert.equal(zBase32(Buffer.alloc(0)), '');
  // RFC 6189, 5.1.6.
  for (const [hex, digits] of [
    ['f0bfc7', '6n9hq'],
    ['d47a04', '4t7ye'],
  ] as const)
    assert.equal(zBase32(Buffer.from(hex, 'hex')), digits);
  const places = new Set([systemRandom.bytes(20), systemRandom.bytes(20)].map((bytes) => zBase32(bytes).length));
  assert.deepEqual([...places], [32]);
});
