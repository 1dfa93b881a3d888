import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ProvisioningCredentialId, publicId, uuidOf } from '#contract/ids.ts';
import { after, DAY_MS, MINUTE_MS, SECOND_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Mailer } from '#platform/mail/mail.ts';
import { systemRandom } from '#platform/random.ts';
import type { Units, Work } from '#platform/work.ts';
import { mintBearer } from '../bearer.ts';
import { guessTooSoon } from '../guessing/guessing.ts';
import { GROUP, openDirectory, USER } from '../testing/directory.ts';
import { createCalls } from './calls.ts';
import { type Directory, directoryOf } from './credentials.ts';
import { provisioningEvidence } from './provisioning.evidence.ts';
import { tooFast } from './refusals.ts';

const { crew, owner, addCredential, credential, secret, scim, made, find, prove } = await openDirectory();

test('owners make a credential right after a proof, see it once, change over to another, and remove it', async () => {
  assert.match(secret, /^wrv_[0-9A-Z]{26}[\w-]{43}$/);
  const second = await addCredential();
  assert.equal(second.status, 201);
  await crew.refuses('provisioning/too-many-credentials', addCredential);
  const at = `DELETE /v1/provisioning/credentials/${second.body.credential.id}`;
  assert.equal((await scim('GET /Users', undefined, second.body.secret)).status, 200);
  assert.equal((await crew.call(at, owner.token)).status, 204);
  assert.equal((await scim('GET /Users', undefined, second.body.secret)).status, 401);
  await crew.refuses('provisioning/no-such-credential', () => crew.call(at, owner.token));
  const admin = await crew.join('admin', 'anna');
  const seen = (await crew.call('GET /v1/provisioning', admin.token)).body;
  assert.equal(seen.credentials.length, 1);
  assert.ok(!JSON.stringify(seen).includes('wrv_'));
  assert.match(seen.address, /\/scim\/v2$/);
  await crew.refuses('http/not-allowed', () =>
    crew.call('POST /v1/provisioning/credentials', admin.token, { name: 'x' }),
  );
  crew.pass(11 * MINUTE_MS);
  await crew.refuses('access/proof-needed', addCredential);
  await crew.refuses('access/proof-needed', () => crew.call(at, owner.token));
  await crew.refuses('access/proof-needed', () =>
    crew.call('PUT /v1/provisioning', owner.token, { newAccounts: 'guest' }),
  );
  await prove();
});

test('the credential opens SCIM and nothing else, and nothing else opens SCIM', async () => {
  for (const line of ['GET /v1/me', 'GET /v1/members', 'GET /v1/provisioning', 'POST /v1/sign-out'])
    assert.equal((await crew.call(line, secret)).status, 401, line);
  for (const by of [owner.token, 'wrv_nonsense', `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`]) {
    const { status, body, headers } = await scim('GET /Users', undefined, by);
    assert.equal(status, 401);
    assert.match(headers.get('content-type') ?? '', /^application\/scim\+json/);
    assert.deepEqual(body.schemas, ['urn:ietf:params:scim:api:messages:2.0:Error']);
    assert.equal(body.status, '401');
  }
  const cookie = { cookie: `wardroom-${publicId('T', crew.team)}=${owner.token}`, origin: crew.url };
  assert.equal((await crew.call('GET /scim/v2/Users', undefined, undefined, cookie)).status, 401);
});

test('it says what it can do, and what it cannot', async () => {
  const { body: config, headers } = await scim('GET /ServiceProviderConfig');
  assert.match(headers.get('content-type') ?? '', /^application\/scim\+json/);
  assert.deepEqual([config.patch.supported, config.bulk.supported, config.filter.maxResults], [true, false, 200]);
  const types = (await scim('GET /ResourceTypes')).body;
  assert.deepEqual(
    types.Resources.map((one: { id: string }) => one.id),
    ['User', 'Group'],
  );
  assert.equal((await scim('GET /ResourceTypes/User')).body.endpoint, '/Users');
  const [user] = (await scim('GET /Schemas')).body.Resources;
  assert.deepEqual([user.id, user.attributes[0].name, user.attributes[0].uniqueness], [USER, 'userName', 'server']);
  assert.equal((await scim(`GET /Schemas/${GROUP}`)).body.name, 'Group');
  await crew.refuses('provisioning/no-such-resource', () => scim('GET /Schemas/urn:none'));
  await crew.refuses('provisioning/not-offered', () => scim('POST /Bulk', { Operations: [] }));
  await crew.refuses('provisioning/not-offered', () => scim('GET /Me'));
  const nowhere = await scim('GET /Machines');
  assert.deepEqual(
    [nowhere.status, nowhere.body.status, nowhere.body.type],
    [404, '404', 'urn:wardroom:problem:http/no-such-route'],
  );
});

test('owners see when it was last used and what was refused; its uses are in the audit log as its own', async () => {
  const { id } = await made('quin');
  await scim(`PUT /Users/${id}`, { userName: 'quin@harbour.example', externalId: 'Q' });
  crew.pass(6 * MINUTE_MS);
  await scim('GET /Users?count=0');
  await find('password eq "secret words"');
  const { credentials, calls, people } = (await crew.call('GET /v1/provisioning', owner.token)).body;
  assert.equal(credentials[0].id, credential.id);
  assert.deepEqual(
    [credentials[0].succeededAt, credentials[0].refusedAt],
    [crew.now().toISOString(), crew.now().toISOString()],
  );
  assert.match(credentials[0].refusal, /^This filter is not one/);
  assert.deepEqual([calls[0].line, calls[0].status], ['GET /Users', 400]);
  assert.ok(people === 1 && !JSON.stringify(calls).includes('secret words'));
  assert.equal((await crew.auditKinds()).at(-1), 'provisioning.used');
  const actors = await crew.units.open({ team: crew.team }, ({ sql: db }) =>
    db.selectFrom('audit_entries').select('actor').where('kind', '=', 'provisioning.user-changed').execute(),
  );
  assert.deepEqual([...new Set(actors.map(({ actor }) => actor))], [`directory:${uuidOf(credential.id)}`]);
});

test('what was done, and that it was done, is noted in the same unit of work', async () => {
  const calls = createCalls(crew.now, { send: () => assert.fail('nothing is mailed') });
  let opened = 0;
  const units: Units = {
    open: (scope, use) => {
      opened += 1;
      return crew.units.open(scope, use);
    },
  };
  const directory = await directoryOf(crew.units, { look: () => 0, wrong: () => {} })(secret, { ip: '192.0.2.1' });
  assert.ok(directory);
  crew.pass(6 * MINUTE_MS);
  const before = (await crew.auditKinds()).length;
  assert.equal(await calls.read(units, directory, 'GET /Users', async () => 'read'), 'read');
  await calls.change(units, directory, 'POST /Users', async () => ({ id: 'x', object: systemRandom.uuid() }));
  assert.equal(opened, 2);
  assert.deepEqual((await crew.auditKinds()).slice(before), ['provisioning.used', 'provisioning.used']);
});

test('a network that presented too many credentials that are none waits, like one with other bearers', async () => {
  const wrong: string[] = [];
  let leftMs = 0;
  const guesses = {
    look: (door: string) => (door === 'bearer' ? leftMs : 0),
    wrong: (door: string, { origin }: { origin: { ip: string } }) => void wrong.push(`${door} ${origin.ip}`),
  };
  const here = { ip: '192.0.2.1' };
  const known = directoryOf(crew.units, guesses);
  assert.ok(await known(secret, here));
  const none = () => mintBearer(systemRandom, 'directory', crew.team).text;
  assert.equal(await known(none(), here), undefined);
  assert.equal(await known(owner.token, here), undefined);
  assert.deepEqual(wrong, ['bearer 192.0.2.1']);
  leftMs = 2_000;
  await assert.rejects(known(none(), here), guessTooSoon({ retryAfterSeconds: 2 }));
  assert.ok(await known(secret, here), 'who is known to be right does not wait');
  await assert.rejects(directoryOf(crew.units, guesses)(secret, here), guessTooSoon({ retryAfterSeconds: 2 }));
});

test('who calls more often than is answered is told when to go on', async () => {
  const { max, windowMs } = limits.provisioning.requests;
  let at = crew.now();
  const mailer: Mailer = { send: () => assert.fail('nothing is mailed') };
  const calls = createCalls(() => at, mailer);
  const units: Units = { open: (_scope, use) => use({ now: at } as Work) };
  const client = { team: crew.team, role: 'admin', client: 'directory:x', succeededAt: at } as const;
  const directory: Directory = { ...client, credential: 'x' as ProvisioningCredentialId };
  const read = () => calls.read(units, directory, 'GET /Users', async () => 'read');
  for (let asked = 0; asked < max; asked++) assert.equal(await read(), 'read');
  await assert.rejects(read(), tooFast({ retryAfterSeconds: windowMs / SECOND_MS }));
  at = after(at, windowMs);
  assert.equal(await read(), 'read');
});

test('every directory that was heard from within a day counts as evidence', async () => {
  const evidence = provisioningEvidence(crew.now);
  const { value, kept } = await evidence.measure(crew.units);
  assert.ok(kept);
  assert.match(value, /^1 of 1 directories were heard from within a day; the last call 20/);
  crew.pass(DAY_MS);
  assert.equal((await evidence.measure(crew.units)).kept, false);
});
