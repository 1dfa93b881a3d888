import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { systemRandom } from '#platform/random.ts';
import { openCrew, type Person } from '../testing/testing.ts';

const crew = await openCrew();
const [admin, mia, leo] = [
  await crew.join('admin', 'adm'),
  await crew.join('member', 'mia'),
  await crew.join('member', 'leo'),
];
const say = (who: Person, profile: object) => crew.call('PATCH /v1/me', who.token, profile);
const seen = async (by: Person, who: Person) =>
  (await crew.call(`GET /v1/members/${publicId('U', who.id)}`, by.token)).body;
const define = async (field: object): Promise<string> =>
  (await crew.call('POST /v1/profile-fields', admin.token, field)).body.fields.at(-1).id;
const fieldsOf = async (by: Person) => (await crew.call('GET /v1/profile-fields', by.token)).body.fields;
const removeAll = async (): Promise<void> => {
  for (const { id } of await fieldsOf(admin)) await crew.call(`DELETE /v1/profile-fields/${id}`, admin.token);
};

test('a member says what it does and how to reach it; colleagues read it, and open clients hear', async () => {
  const answer = await say(mia, { title: ' Navigator ', pronouns: 'she/her', phone: '+41 44 000 00 00' });
  assert.equal(answer.status, 200);
  assert.equal(answer.body.member.title, 'Navigator');
  assert.deepEqual(crew.facts.at(-1), { kind: 'member.changed', member: mia.id });
  assert.equal((await crew.auditKinds()).at(-1), 'member.profile-changed');
  const { title, pronouns, phone } = await seen(leo, mia);
  assert.deepEqual([title, pronouns, phone], ['Navigator', 'she/her', '+41 44 000 00 00']);
  const { members } = (await crew.call('GET /v1/members', leo.token)).body;
  assert.equal(members.find(({ handle }: { handle: string }) => handle === 'mia').phone, '+41 44 000 00 00');
  const entries = (await crew.auditKinds()).length;
  await say(mia, { name: 'mia' });
  assert.equal((await crew.auditKinds()).length, entries, 'what is not named stays');
});

test('an empty text takes a value away', async () => {
  await say(leo, { title: 'Cook', phone: '117' });
  const { member } = (await say(leo, { title: '  ' })).body;
  assert.deepEqual(['title' in member, member.phone], [false, '117']);
});

test('what members say is nowhere in the database in the clear', async () => {
  await say(leo, { phone: '555-sealed-555' });
  const stored = await crew.units.open({ team: crew.team }, ({ sql }) =>
    sql.selectFrom('profile_values').select(['field', 'value']).where('member_id', '=', leo.id).execute(),
  );
  assert.ok(stored.some(({ field }) => field === 'phone'));
  assert.ok(stored.every(({ value }) => !value.toString('latin1').includes('555')));
});

test('admins define fields, members fill them, and each sees them in their order', async () => {
  await removeAll();
  const site = await define({ name: 'Site', hint: 'Your own page', kind: 'link' });
  const since = await define({ name: 'Here since', kind: 'date' });
  const boss = await define({ name: 'Reports to', kind: 'member' });
  assert.deepEqual(crew.facts.at(-1), { kind: 'profile-fields.changed' });
  const fields = [
    { field: boss, value: publicId('U', leo.id) },
    { field: site, value: 'https://mia.example/' },
    { field: since, value: '2024-02-29' },
  ];
  const { member } = (await say(mia, { fields })).body;
  assert.deepEqual(member.fields, [fields[1], fields[2], fields[0]]);
  const ordered = await crew.call('PUT /v1/profile-fields', admin.token, { fields: [boss, site, since] });
  assert.deepEqual(
    ordered.body.fields.map(({ id }: { id: string }) => id),
    [boss, site, since],
  );
  assert.deepEqual((await seen(leo, mia)).fields, fields);
  const renamed = await crew.call(`PATCH /v1/profile-fields/${site}`, admin.token, { name: 'Page', hint: '' });
  assert.deepEqual(renamed.body.fields[1], { id: site, name: 'Page', kind: 'link' });
});

test('a field that is removed takes along what was said there, and comes back empty', async () => {
  await removeAll();
  const field = await define({ name: 'Motto', kind: 'text' });
  await say(mia, { fields: [{ field, value: 'Steady as she goes' }] });
  assert.equal((await crew.call(`DELETE /v1/profile-fields/${field}`, admin.token)).status, 204);
  assert.equal('fields' in (await seen(leo, mia)), false);
  const left = await crew.units.open({ team: crew.team }, ({ sql }) =>
    sql.selectFrom('profile_values').select('field').where('field', 'not in', ['title', 'pronouns', 'phone']).execute(),
  );
  assert.deepEqual(left, []);
  await crew.refuses('profiles/no-such-field', () => say(mia, { fields: [{ field, value: 'again' }] }));
});

test('a value must be of the kind of its field', async () => {
  await removeAll();
  const fields = {
    text: await define({ name: 'Motto', kind: 'text' }),
    link: await define({ name: 'Site', kind: 'link' }),
    date: await define({ name: 'Since', kind: 'date' }),
    member: await define({ name: 'Boss', kind: 'member' }),
  };
  const nobody = publicId('U', systemRandom.uuid());
  for (const [kind, value] of [
    ['text', 'x'.repeat(201)],
    ['link', 'javascript:alert(1)'],
    ['link', 'mia.example'],
    ['date', '2023-02-29'],
    ['date', 'tomorrow'],
    ['member', nobody],
    ['member', 'leo'],
  ] as const) {
    await crew.refuses('profiles/value-unfit', () => say(mia, { fields: [{ field: fields[kind], value }] }));
  }
  await crew.refuses('http/invalid-request', () => say(mia, { title: 'a\u202eb' }));
});

test('only admins define fields, at most twenty, and an order names all of them', async () => {
  await removeAll();
  const field = { name: 'One', kind: 'text' };
  await crew.refuses('http/not-allowed', () => crew.call('POST /v1/profile-fields', mia.token, field));
  await Promise.all(
    Array.from({ length: limits.profiles.fieldsMax + 3 }, () =>
      crew.call('POST /v1/profile-fields', admin.token, field),
    ),
  );
  assert.equal((await fieldsOf(mia)).length, limits.profiles.fieldsMax, 'also when many come at once');
  await crew.refuses('profiles/too-many-fields', () => crew.call('POST /v1/profile-fields', admin.token, field));
  const [first] = await fieldsOf(mia);
  await crew.refuses('profiles/order-incomplete', () =>
    crew.call('PUT /v1/profile-fields', admin.token, { fields: [first.id] }),
  );
  const gone = publicId('P', systemRandom.uuid());
  for (const [method, body] of [
    ['PATCH', { name: 'x' }],
    ['DELETE', undefined],
  ] as const) {
    await crew.refuses('profiles/no-such-field', () =>
      crew.call(`${method} /v1/profile-fields/${gone}`, admin.token, body),
    );
  }
  await removeAll();
});

test('guests see whom they share a conversation with, and how to reach them; bots reach nobody', async () => {
  await removeAll();
  const field = await define({ name: 'Desk', kind: 'text' });
  await say(mia, { title: 'Navigator', phone: '118', fields: [{ field, value: 'A4' }] });
  const [guest, single] = [await crew.join('guest', 'gus'), await crew.join('single-guest', 'una')];
  for (const who of [guest, single]) {
    await crew.refuses('members/no-such-member', () =>
      crew.call(`GET /v1/members/${publicId('U', mia.id)}`, who.token),
    );
    crew.met.add(`${who.id} ${mia.id}`);
    const { title, phone, email, fields } = await seen(who, mia);
    assert.deepEqual([title, phone, email, fields], ['Navigator', '118', undefined, [{ field, value: 'A4' }]]);
    assert.equal((await seen(who, who)).email, who.email);
    await crew.refuses('http/not-allowed', () => crew.call('GET /v1/members', who.token));
  }
  const { title, phone, fields } = await seen(await crew.join('bot', 'machine'), mia);
  assert.deepEqual([title, phone, fields], ['Navigator', undefined, undefined]);
});
