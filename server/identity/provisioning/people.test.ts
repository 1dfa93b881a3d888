import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MemberId, publicId, uuidOf } from '#contract/ids.ts';
import { SECOND_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { tableDigests } from '#platform/testing/testing.ts';
import { startSession } from '../sessions/sessions.ts';
import { openDirectory, PATCH_OP, USER } from '../testing/directory.ts';

const { crew, owner, scim, make, find, patch, made, namesOf, rowOf, moveIn, signedIn } = await openDirectory();

test('an account is made without a password, named like those of single sign-on, and made once', async () => {
  const answer = await make('Berta', {
    externalId: 'E-1',
    name: { givenName: 'Berta', familyName: 'Braun' },
    emails: [
      { value: 'home@elsewhere.example', type: 'home' },
      { value: 'Berta@Harbour.example', type: 'work', primary: true },
    ],
    password: 'hunter2 hunter2',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Nets' },
  });
  assert.equal(answer.status, 201);
  const { body } = answer;
  assert.equal(answer.headers.get('location'), `${crew.url}/scim/v2/Users/${body.id}`);
  assert.deepEqual(
    [body.userName, body.externalId, body.displayName, body.nickName, body.active, body.emails[0].value],
    ['Berta@harbour.example', 'E-1', 'Berta Braun', 'berta', true, 'Berta@Harbour.example'],
  );
  assert.ok(!JSON.stringify(body).includes('hunter2'));
  const row = await rowOf(body.id);
  assert.deepEqual([row.role, row.password_hash, row.email_folded], ['member', null, 'berta@harbour.example']);
  assert.equal(crew.welcomed.at(-1)?.member, row.id);
  const entries = (await crew.auditKinds()).slice(-4);
  for (const kind of ['member.added', 'provisioning.user-linked']) assert.ok(entries.includes(kind), kind);
  for (const again of [
    () => make('BERTA', { externalId: 'E-1' }),
    () => make('berta2', { emails: [{ value: 'berta@harbour.example' }] }),
    () => make('berta3', { externalId: 'E-1' }),
  ]) {
    await crew.refuses('provisioning/taken', again);
    const refused = await again();
    assert.deepEqual([refused.status, refused.body.scimType], [409, 'uniqueness']);
    assert.ok(refused.body.detail.includes(body.id));
  }
});

test('a member who has the address is taken over as it is; a stranger’s address is refused', async () => {
  const carl = await crew.join('admin', 'carl');
  await moveIn(carl.id, 'carl');
  assert.deepEqual(await namesOf('userName eq "Carl@HARBOUR.example"'), ['carl']);
  const { id } = await made('carl', { externalId: 'E-carl', displayName: 'Carl C.' });
  assert.equal(id, publicId('U', carl.id));
  const row = await rowOf(id);
  assert.deepEqual([row.role, row.name, row.password_hash !== null], ['admin', 'Carl C.', true]);
  assert.ok(await signedIn(carl.token));
  for (const sent of [
    { schemas: [USER], userName: 'eve', emails: [{ value: 'eve@elsewhere.example' }] },
    { schemas: [USER], userName: 'eve@elsewhere.example' },
  ])
    await crew.refuses('provisioning/address-not-ours', () => scim('POST /Users', sent));
  // Whom the team has from elsewhere is not there for the directory.
  const mia = await crew.join('member', 'mia');
  assert.deepEqual(await namesOf('userName eq "mia@ship.example"'), []);
  const at = `/Users/${publicId('U', mia.id)}`;
  await crew.refuses('provisioning/no-such-resource', () => scim(`GET ${at}`));
  await crew.refuses('provisioning/no-such-resource', () => patch(at, { op: 'replace', value: { active: false } }));
  await crew.refuses('provisioning/no-such-resource', () => scim(`GET ${at}x`));
});

test('wrong types are refused, and nothing is changed', async () => {
  const { id } = await made('dora', { displayName: 'Dora' });
  const at = `/Users/${id}`;
  const whole = (more: object) => ({ schemas: [USER], userName: 'dora@harbour.example', ...more });
  const before = await tableDigests(crew.database);
  for (const more of [
    { active: 'perhaps' },
    { active: 1 },
    { userName: 7 },
    { userName: '', externalId: 'x' },
    { name: 'Dora' },
    { name: { givenName: ['Dora'] } },
    { emails: [7] },
    { emails: [{ value: 'no address' }] },
    { emails: [{ value: '"quoted"@harbour.example' }] },
    { displayName: 'x'.repeat(255) },
    { displayName: 'two\nlines' },
  ]) {
    const answer = await scim(`PUT ${at}`, whole(more));
    assert.deepEqual([answer.status, answer.body.status], [400, '400'], JSON.stringify(more));
    assert.match(answer.body.scimType, /^(invalidValue|mutability)$/, JSON.stringify(more));
  }
  await crew.refuses('provisioning/invalid-value', () => scim(`PUT ${at}`, { schemas: [USER], active: false }));
  await crew.refuses('provisioning/invalid-value', () => scim('POST /Users', { schemas: [USER] }));
  await crew.refuses('provisioning/invalid-value', () => scim('POST /Users', { schemas: [USER], userName: 'nobody' }));
  const one = { op: 'replace', path: 'displayName', value: 'Changed' };
  for (const [code, scimType, ...operations] of [
    ['invalid-value', 'invalidValue', one, { op: 'replace', path: 'active', value: 'perhaps' }],
    ['invalid-value', 'invalidValue', one, { op: 'add', path: 'externalId' }],
    ['invalid-value', 'invalidValue', one, { op: 'replace', value: 'Dora' }],
    ['invalid-path', 'invalidPath', one, { op: 'replace', path: 'emails[type eq', value: 'x' }],
    ['invalid-path', 'invalidPath', one, { op: 'replace', path: 7, value: 'x' }],
    ['no-target', 'noTarget', one, { op: 'remove' }],
    ['invalid-syntax', 'invalidSyntax', one, { op: 'increase', path: 'active', value: 1 }],
    ['invalid-syntax', 'invalidSyntax', one, 'remove it'],
    ['not-changeable', 'mutability', one, { op: 'remove', path: 'userName' }],
  ] as const) {
    const { body } = await scim(`PATCH ${at}`, { schemas: [PATCH_OP], Operations: operations });
    assert.deepEqual([body.type, body.scimType], [`urn:wardroom:problem:provisioning/${code}`, scimType]);
  }
  const notes = { provisioning_calls: '', provisioning_credentials: '' };
  assert.deepEqual({ ...(await tableDigests(crew.database)), ...notes }, { ...before, ...notes });
  await crew.refuses('provisioning/invalid-syntax', () => scim(`PATCH ${at}`, { Operations: [one] }));
  const many = Array.from({ length: limits.provisioning.operationsMax + 1 }, () => one);
  await crew.refuses('provisioning/too-much', () => patch(at, ...many));
  await crew.refuses('http/invalid-request', () => scim(`PATCH ${at}`, 'text'));
  assert.equal((await rowOf(id)).name, 'Dora');
});

test('what Entra ID sends is understood', async () => {
  const { id } = await made('emil', { externalId: 'emil', active: 'True', displayName: 'Emil' });
  const at = `/Users/${id}`;
  const flat = await patch(at, {
    op: 'Replace',
    value: {
      displayName: 'Emil Engel',
      'name.givenName': 'Emil',
      'name.familyName': 'Engel',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department': 'Nets',
    },
  });
  assert.equal(flat.status, 200);
  assert.deepEqual(flat.body.name, { formatted: 'Emil Engel', givenName: 'Emil', familyName: 'Engel' });
  const mailed = await patch(
    at,
    { op: 'Replace', path: 'emails[type eq "work"].value', value: 'emil.engel@harbour.example' },
    { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'Kiel' },
    { op: 'Replace', path: 'emails[type eq "home"].value', value: 'emil@elsewhere.example' },
    { op: 'Add', path: 'roles', value: [{ value: 'owner' }] },
  );
  assert.deepEqual(mailed.body.emails, [{ value: 'emil.engel@harbour.example', type: 'work', primary: true }]);
  assert.equal((await rowOf(id)).role, 'member');
  assert.equal(crew.mailsTo('emil@harbour.example').length, 1);
  await crew.refuses('provisioning/address-not-ours', () =>
    patch(at, { op: 'Replace', path: 'emails[type eq "work"].value', value: 'emil@elsewhere.example' }),
  );
  assert.equal((await patch(at, { op: 'Replace', path: 'active', value: 'False' })).body.active, false);
  assert.equal((await patch(at, { op: 'Add', path: 'active', value: 'True' })).body.active, true);
  const renamed = await patch(at, { op: 'Replace', path: 'userName', value: 'engel@harbour.example' });
  assert.deepEqual([renamed.body.userName, renamed.body.nickName], ['engel@harbour.example', 'emil']);
  assert.equal((await patch(at, { op: 'Remove', path: 'externalId' })).body.externalId, undefined);
});

test('whatever the directory changes moves the time of the last change, and nothing else does', async () => {
  const { id, meta } = await made('ute', { displayName: 'Ute' });
  const at = `/Users/${id}`;
  let last = meta.lastModified;
  for (const value of [
    { displayName: 'Ute Unger' },
    { emails: [{ value: 'ute.unger@harbour.example' }] },
    { active: false },
    { active: true },
    { 'name.givenName': 'Ute' },
  ]) {
    crew.pass(SECOND_MS);
    const { body } = await patch(at, { op: 'replace', value });
    assert.equal(body.meta.lastModified, crew.now().toISOString(), JSON.stringify(value));
    last = body.meta.lastModified;
    crew.pass(SECOND_MS);
    const again = await patch(at, { op: 'replace', value });
    assert.equal(again.body.meta.lastModified, last, `${JSON.stringify(value)} again`);
  }
  assert.deepEqual(await namesOf(`id eq "${id}" and meta.lastModified ge "${last}"`), ['ute']);
});

test('what Okta sends is understood', async () => {
  const { id } = await made('frida', { externalId: '00u1', name: { givenName: 'Frida', familyName: 'Fink' } });
  const at = `/Users/${id}`;
  assert.deepEqual(await namesOf('userName eq "FRIDA@harbour.example"'), ['frida']);
  const replaced = await scim(`PUT ${at}`, {
    schemas: [USER, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
    id,
    userName: 'frida@harbour.example',
    name: { givenName: 'Frida', middleName: '', familyName: 'Falk' },
    emails: [{ primary: true, value: 'frida@harbour.example', type: 'work', display: 'frida@harbour.example' }],
    phoneNumbers: [{ value: '1', type: 'work' }],
    groups: [],
    locale: 'en-US',
    externalId: '00u1',
    active: true,
    meta: { resourceType: 'User' },
  });
  assert.deepEqual([replaced.status, replaced.body.displayName], [200, 'Frida Falk']);
  assert.equal((await patch(at, { op: 'replace', value: { active: false } })).body.active, false);
  // A whole user that says nothing of it does not open the account again.
  await scim(`PUT ${at}`, { schemas: [USER], userName: 'frida@harbour.example' });
  assert.notEqual((await rowOf(id)).deactivated_at, null);
  assert.equal((await scim(`PUT ${at}`, { userName: 'frida@harbour.example', active: true })).body.active, true);
});

test('who is deactivated loses every device and token at once; who comes back comes back', async () => {
  const { id } = await made('gitta');
  const { token } = await crew.units.open({ team: crew.team }, async (work) => {
    const device = { team: crew.team, member: uuidOf(id) as MemberId, means: 'oidc' } as const;
    return await startSession(work, device, { ip: '127.0.0.1', userAgent: 'test' });
  });
  const script = (await crew.call('POST /v1/me/tokens', token, { name: 'script' })).body.secret;
  assert.deepEqual([await signedIn(token), await signedIn(script)], [true, true]);
  await patch(`/Users/${id}`, { op: 'replace', path: 'active', value: false });
  assert.deepEqual([await signedIn(token), await signedIn(script)], [false, false]);
  assert.ok(crew.facts.some((fact) => fact.kind === 'member.deactivated' && fact.member === uuidOf(id)));
  assert.equal((await patch(`/Users/${id}`, { op: 'replace', path: 'active', value: true })).body.active, true);
  assert.equal(await signedIn(token), false);
  assert.equal((await scim(`DELETE /Users/${id}`)).status, 204);
  await crew.refuses('provisioning/no-such-resource', () => scim(`GET /Users/${id}`));
  assert.deepEqual(await namesOf('userName eq "gitta@harbour.example"'), []);
  assert.notEqual((await rowOf(id)).deactivated_at, null);
  assert.equal((await made('gitta')).id, id);
  assert.equal((await rowOf(id)).deactivated_at, null);
});

test('the last owner stays, nobody becomes one, and of an owner neither name nor address changes', async () => {
  const id = publicId('U', owner.id);
  await moveIn(owner.id, 'olga');
  const at = `/Users/${id}`;
  await crew.refuses('members/last-owner', () => patch(at, { op: 'replace', path: 'active', value: false }));
  await crew.refuses('members/last-owner', () => scim(`DELETE ${at}`));
  const whole = { userName: 'olga@harbour.example', displayName: 'Mallory', active: true, externalId: 'E-olga' };
  const answer = await scim(`PUT ${at}`, { ...whole, emails: [{ value: 'mallory@harbour.example' }] });
  assert.deepEqual([answer.body.externalId, answer.body.displayName], ['E-olga', 'olga']);
  assert.equal(answer.body.emails[0].value, 'olga@harbour.example');
  // Another owner leaves like everybody else, but does not come back as one by the directory's word.
  const otto = await crew.join('owner', 'otto');
  await moveIn(otto.id, 'otto');
  const his = `/Users/${publicId('U', otto.id)}`;
  assert.equal((await patch(his, { op: 'replace', value: { active: false } })).status, 200);
  assert.equal(await signedIn(otto.token), false);
  await crew.refuses('members/owners-only', () => patch(his, { op: 'replace', value: { active: true } }));
});

test('filters find what they say, and what is none is refused', async () => {
  const start = crew.now().toISOString();
  crew.pass(1000);
  await made('hans', { externalId: 'x-1', name: { givenName: 'Hans', familyName: 'Huber' }, active: false });
  await made('hanna', { externalId: 'X-1b', name: { givenName: 'Hanna', familyName: "O'Brien" } });
  const all = ['hans', 'hanna'];
  for (const [filter, names] of [
    ['userName sw "han"', all],
    ['userName co "ANS@"', ['hans']],
    ['userName ew "harbour.example" and userName sw "han"', all],
    ['userName eq "hans@harbour.example" or userName eq "HANNA@harbour.example"', all],
    ['userName sw "han" and active eq true', ['hanna']],
    ['userName sw "han" and active eq "False"', ['hans']],
    ['userName sw "han" and active ne true', ['hans']],
    ['userName sw "han" and not (active eq true)', ['hans']],
    ['externalId eq "x-1"', ['hans']],
    ['externalId eq "X-1"', []],
    ['externalId sw "X-"', ['hanna']],
    ['userName sw "han" and externalId ne "x-1"', ['hanna']],
    ['emails.value eq "Hans@Harbour.example"', ['hans']],
    ['emails[type eq "work" and value eq "hans@harbour.example"]', ['hans']],
    ['emails co "hanna"', ['hanna']],
    ['name.familyName eq "o\'brien"', ['hanna']],
    ['name.givenName eq "HANS"', ['hans']],
    ['displayName eq "hans huber"', ['hans']],
    ['name.formatted gt "hanna z" and name.formatted lt "hans z"', ['hans']],
    ['userName sw "han" and name.familyName pr', all],
    ['userName sw "han" and externalId eq null', []],
    [`meta.lastModified gt "${start}" and userName sw "h"`, all],
    [`meta.lastModified le "${start}" and userName sw "han"`, []],
    [`${USER}:userName eq "hans@harbour.example"`, ['hans']],
    ["userName eq \"x' or '1'='1\"", []],
    ['id eq "nonsense"', []],
  ] as const)
    assert.deepEqual(await namesOf(filter), names, filter);
  const [{ id }] = (await find('userName eq "hans@harbour.example"')).body.Resources;
  assert.deepEqual(await namesOf(`id eq "${id}"`), ['hans']);
  for (const filter of [
    '',
    'userName',
    'userName eq',
    'userName eq hans',
    'userName is "hans"',
    'password eq "x"',
    'title pr',
    'active gt true',
    'active eq "perhaps"',
    'userName eq 7',
    'userName eq "a\\u0000b"',
    'displayName co "\\ud800"',
    'id co "U"',
    'meta.lastModified gt "yesterday"',
    'userName eq "a" and',
    '(userName eq "a"',
    'userName eq "a" userName eq "b"',
    `${'('.repeat(20)}userName pr${')'.repeat(20)}`,
    Array.from({ length: 51 }, () => 'active pr').join(' or '),
    `userName eq "${'x'.repeat(1_000)}"`,
  ]) {
    const { status, body } = await find(filter);
    assert.deepEqual([status, body.scimType], [400, 'invalidFilter'], filter);
  }
  await crew.refuses('provisioning/invalid-filter', () => find('password eq "x"'));
});

test('pages count from one, and answers have what was asked for of them', async () => {
  const { body } = await scim('GET /Users?startIndex=2&count=2');
  assert.deepEqual([body.startIndex, body.itemsPerPage, body.Resources.length], [2, 2, 2]);
  const all = (await scim('GET /Users?count=200')).body;
  assert.equal(all.totalResults, all.Resources.length);
  assert.deepEqual(body.Resources[0].id, all.Resources[1].id);
  const none = (await scim('GET /Users?count=0&startIndex=-5')).body;
  assert.deepEqual([none.totalResults, none.Resources, none.startIndex], [all.totalResults, [], 1]);
  assert.deepEqual((await scim('GET /Users?startIndex=100000')).body.Resources, []);
  for (const far of ['first', '1e20', '2147483648'])
    await crew.refuses('http/invalid-request', () => scim(`GET /Users?startIndex=${far}`));
  const { id } = all.Resources[0];
  assert.deepEqual(Object.keys((await scim(`GET /Users/${id}?attributes=userName,name.formatted`)).body).toSorted(), [
    'id',
    'name',
    'schemas',
    'userName',
  ]);
  const less = (await scim(`GET /Users/${id}?excludedAttributes=emails,name.formatted,id`)).body;
  assert.deepEqual([less.emails, less.name.formatted, less.id], [undefined, undefined, id]);
});
