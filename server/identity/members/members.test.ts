import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { publicId } from '#contract/ids.ts';
import { Problem } from '#platform/problem.ts';
import { systemRandom } from '#platform/random.ts';
import { openCrew, PASSWORD, type Person } from '../testing/testing.ts';
import { addImportedMembers, addMember, foldEmail } from './members.ts';

const crew = await openCrew();
const at = (person: Person) => `/v1/members/${publicId('U', person.id)}`;
const setRole = (by: Person, person: Person, role: string) => crew.call(`PUT ${at(person)}/role`, by.token, { role });
const deactivate = (by: Person, person: Person) => crew.call(`POST ${at(person)}/deactivation`, by.token);
const [admin, mia] = [await crew.join('admin', 'adm'), await crew.join('member', 'mia')];

test('members are listed page by page, each once', async () => {
  for (let i = 0; i < 5; i++) await crew.join('member', `page-${i}`);
  const seen: string[] = [];
  let next: string | undefined;
  do {
    const { body } = await crew.call(`GET /v1/members?limit=3${next ? `&after=${next}` : ''}`, mia.token);
    assert.ok(body.members.length <= 3);
    seen.push(...body.members.map((member: { handle: string }) => member.handle));
    next = body.next;
    assert.ok(seen.length < 50, 'the pages come to an end');
  } while (next);
  assert.deepEqual(seen.toSorted(), ['adm', 'mia', 'olga', 'page-0', 'page-1', 'page-2', 'page-3', 'page-4']);
});

test('colleagues see addresses, bots do not, and guests do not see the list at all', async () => {
  const [guest, bot] = [await crew.join('guest', 'guest'), await crew.join('bot', 'robot')];
  assert.equal((await crew.call(`GET ${at(mia)}`, admin.token)).body.email, mia.email);
  const seen = (await crew.call(`GET ${at(mia)}`, bot.token)).body;
  assert.deepEqual([seen.handle, seen.email], ['mia', undefined]);
  await crew.refuses('http/not-allowed', () => crew.call('GET /v1/members', guest.token));
  assert.equal((await crew.call('GET /v1/me', guest.token)).body.member.email, guest.email);
});

test('a member of no team, or of another one, is not there', async () => {
  const nobody = publicId('U', systemRandom.uuid());
  await crew.refuses('members/no-such-member', () => crew.call(`GET /v1/members/${nobody}`, mia.token));
  await crew.refuses('http/invalid-request', () => crew.call('GET /v1/members/nonsense', mia.token));
});

test('a member renames itself', async () => {
  const { body } = await crew.call('PATCH /v1/me', mia.token, { name: 'Mia Mertens', handle: 'mia.m' });
  assert.deepEqual([body.member.name, body.member.handle], ['Mia Mertens', 'mia.m']);
  assert.deepEqual([crew.facts.at(-1)?.kind, (await crew.auditKinds()).at(-1)], ['member.changed', 'member.renamed']);
  await crew.call('PATCH /v1/me', mia.token, { handle: 'mia' });
});

test('a member has a time zone: UTC until it names another one of the IANA database', async () => {
  assert.equal((await crew.call('GET /v1/me', mia.token)).body.member.timeZone, 'UTC');
  const { body } = await crew.call('PATCH /v1/me', mia.token, { timeZone: 'europe/zurich' });
  assert.equal(body.member.timeZone, 'Europe/Zurich');
  assert.deepEqual(
    [crew.facts.at(-1)?.kind, (await crew.auditKinds()).at(-1)],
    ['member.changed', 'member.time-zone-changed'],
  );
  await crew.refuses('time/unknown-zone', () => crew.call('PATCH /v1/me', mia.token, { timeZone: 'Mars/Base' }));
  for (const timeZone of ['+02:00', '../etc', 'A'.repeat(65)]) {
    await crew.refuses('http/invalid-request', () => crew.call('PATCH /v1/me', mia.token, { timeZone }));
  }
});

test('a short name belongs to one member, and a name cannot disguise another', async () => {
  await crew.refuses('members/handle-taken', () => crew.call('PATCH /v1/me', mia.token, { handle: 'adm' }));
  for (const body of [{ handle: 'Adm' }, { handle: '' }, { name: ' ' }, { name: 'Ada\u202eadm' }, { role: 'owner' }]) {
    await crew.refuses('http/invalid-request', () => crew.call('PATCH /v1/me', mia.token, body));
  }
});

test('an admin changes roles, a member does not', async () => {
  const ned = await crew.join('member', 'ned');
  await crew.refuses('http/not-allowed', () => setRole(mia, ned, 'admin'));
  assert.equal((await setRole(admin, ned, 'admin')).body.role, 'admin');
  assert.deepEqual(crew.facts.at(-1), { kind: 'role.changed', member: ned.id, role: 'admin' });
  assert.equal((await crew.call('GET /v1/attempts', ned.token)).status, 200);
  await setRole(crew.owner, ned, 'member');
  await crew.refuses('http/not-allowed', () => crew.call('GET /v1/attempts', ned.token));
});

test('only owners make and unmake owners', async () => {
  const second = await crew.join('owner', 'second');
  await crew.refuses('members/owners-only', () => setRole(admin, mia, 'owner'));
  await crew.refuses('members/owners-only', () => setRole(admin, second, 'member'));
  await crew.refuses('members/owners-only', () => deactivate(admin, second));
  assert.equal((await setRole(crew.owner, second, 'member')).body.role, 'member');
});

test('a team is never without an active owner', async () => {
  await crew.refuses('members/last-owner', () => setRole(crew.owner, crew.owner, 'admin'));
  await crew.refuses('members/last-owner', () => deactivate(crew.owner, crew.owner));
  const asleep = await crew.join('owner', 'asleep');
  await deactivate(crew.owner, asleep);
  await crew.refuses('members/last-owner', () => deactivate(crew.owner, crew.owner));
});

test('an owner who has not claimed the account yet leads nobody: who can sign in stays', async () => {
  const email = 'waits@ship.example';
  const person = { role: 'member', handle: 'waits', name: 'Waits', email, isActive: true } as const;
  const [arrival] = await crew.units.open({ team: crew.team }, (work) =>
    addImportedMembers(work, crew.team, 'import', [person]),
  );
  const waits = { id: arrival?.id ?? assert.fail(), email: person.email, token: '' };
  assert.equal((await setRole(crew.owner, waits, 'owner')).status, 200);
  await crew.refuses('members/last-owner', () => setRole(crew.owner, crew.owner, 'admin'));
  await crew.refuses('members/last-owner', () => deactivate(crew.owner, crew.owner));
  assert.equal((await setRole(crew.owner, waits, 'member')).status, 200);
});

test('of two owners who unmake each other at the same time, one stays', async () => {
  const rival = await crew.join('owner', 'rival');
  const answers = await Promise.all([setRole(crew.owner, rival, 'admin'), setRole(rival, crew.owner, 'admin')]);
  const stays = answers.map(({ status }) => status).toSorted();
  assert.ok(stays[0] === 200 && (stays[1] === 409 || stays[1] === 403), JSON.stringify(stays));
  if (answers[1].status === 200) await setRole(rival, crew.owner, 'owner');
  if (answers[0].status !== 200) await setRole(crew.owner, rival, 'member');
});

test('a bot stays a bot, and nobody becomes one', async () => {
  const bot = await crew.join('bot', 'bot');
  await crew.refuses('members/bot-stays-bot', () => setRole(crew.owner, bot, 'member'));
  await crew.refuses('members/bot-stays-bot', () => setRole(crew.owner, mia, 'bot'));
});

test('a guest of one channel is made by an invitation only; a guest who becomes a member is welcomed', async () => {
  await crew.refuses('members/single-guest-by-invitation', () => setRole(admin, mia, 'single-guest'));
  const guest = await crew.join('single-guest', 'solo');
  const before = crew.welcomed.length;
  assert.equal((await setRole(admin, guest, 'member')).body.role, 'member');
  assert.deepEqual(crew.welcomed.slice(before), [{ member: guest.id, channels: [] }]);
});

test('who is deactivated is out with every device and token at once, and cannot come back alone', async () => {
  const leo = await crew.join('member', 'leo');
  const { secret } = (await crew.call('POST /v1/me/tokens', leo.token, { name: 'script' })).body;
  assert.equal((await crew.call('GET /v1/me', secret)).status, 200);
  const answer = await deactivate(admin, leo);
  assert.equal(answer.body.deactivatedAt, crew.now().toISOString());
  assert.deepEqual(crew.facts.at(-1), { kind: 'member.deactivated', member: leo.id });
  for (const token of [leo.token, secret]) {
    await crew.refuses('http/sign-in-needed', () => crew.call('GET /v1/me', token));
  }
  assert.equal((await crew.call(`DELETE ${at(leo)}/deactivation`, admin.token)).body.deactivatedAt, undefined);
  for (const token of [leo.token, secret]) assert.equal((await crew.call('GET /v1/me', token)).status, 401);
  const signIn = { team: crew.slug, email: leo.email, password: PASSWORD };
  assert.equal((await crew.call('POST /v1/sign-in', undefined, signIn)).status, 200);
});

test('doing again what is done already changes nothing', async () => {
  const max = await crew.join('member', 'max');
  await deactivate(admin, max);
  const before = await crew.auditKinds();
  await deactivate(admin, max);
  await setRole(admin, mia, 'member');
  await crew.call('PATCH /v1/me', mia.token, {});
  assert.deepEqual(await crew.auditKinds(), before);
});

test('members are found by role, by standing and by part of a name', async () => {
  const gone = await crew.join('member', 'zebra_1');
  await crew.join('admin', 'zebra-2');
  await deactivate(crew.owner, gone);
  const find = async (query: string, by = admin): Promise<string[]> => {
    const { body } = await crew.call(`GET /v1/members?limit=200&${query}`, by.token);
    return body.members.map(({ handle }: { handle: string }) => handle).toSorted();
  };
  assert.deepEqual(await find('q=ZEBRA'), ['zebra-2', 'zebra_1']);
  assert.deepEqual(await find('q=zebra_'), ['zebra_1'], 'an underscore is itself');
  assert.deepEqual(await find('q=zebra&state=active'), ['zebra-2']);
  assert.deepEqual(await find('q=zebra&state=deactivated'), ['zebra_1']);
  assert.deepEqual(await find('q=zebra&role=admin'), ['zebra-2']);
  assert.deepEqual(await find('q=zebra-2@ship'), ['zebra-2']);
  const bot = await crew.join('bot', 'finder');
  assert.deepEqual(await find('q=zebra-2@ship', bot), [], 'who sees no addresses finds nobody by them');
});

test('an admin changes how somebody is called, for an owner only an owner', async () => {
  const ned = await crew.join('member', 'nedd');
  const rename = (by: Person, person: Person, body: object) => crew.call(`PATCH ${at(person)}`, by.token, body);
  assert.equal((await rename(admin, ned, { name: 'Ned N.', handle: 'ned.n' })).body.handle, 'ned.n');
  await crew.refuses('members/handle-taken', () => rename(admin, ned, { handle: 'adm' }));
  await crew.refuses('members/owners-only', () => rename(admin, crew.owner, { name: 'Mere Olga' }));
  await crew.refuses('http/not-allowed', () => rename(mia, ned, { name: 'Neddy' }));
});

test('an owner hands the team over to somebody who can lead it', async () => {
  const heir = await crew.join('member', 'heir');
  const second = await crew.join('owner', 'handing');
  const hand = (by: Person, to: Person) => crew.call(`POST ${at(to)}/ownership`, by.token);
  await crew.refuses('http/not-allowed', () => hand(admin, heir));
  for (const [role, handle] of [
    ['guest', 'heir-guest'],
    ['bot', 'heir-bot'],
    ['owner', 'heir-owner'],
  ] as const) {
    const nobody = await crew.join(role, handle);
    await crew.refuses('members/cannot-lead', () => hand(second, nobody));
  }
  const { secret } = (await crew.call('POST /v1/me/tokens', second.token, { name: 'script' })).body;
  await crew.refuses('access/device-needed', () => hand({ ...second, token: secret }, heir));
  assert.equal((await hand(second, heir)).body.role, 'owner');
  assert.equal((await crew.call('GET /v1/me', second.token)).body.member.role, 'admin');
  assert.equal((await crew.auditKinds()).at(-1), 'ownership.transferred');
  assert.deepEqual(
    crew.facts.slice(-2).map((fact) => fact.kind),
    ['role.changed', 'role.changed'],
  );
});

test('one address is one account, however it is written', async () => {
  const add = (email: string) =>
    crew.units.open({ team: crew.team }, (work) =>
      addMember(
        work,
        async () => {},
        { team: crew.team, role: 'member', handle: 'twin', name: 'Twin', email, passwordHash: null, channels: [] },
        'operator',
      ),
    );
  for (const email of ['mia@ship.example', ' MIA@SHIP.EXAMPLE ', 'mia@ｓhip.example']) {
    await assert.rejects(
      add(email),
      (error: unknown) => error instanceof Problem && error.code === 'members/email-taken',
    );
  }
  await assert.rejects(
    add('mia＠elsewhere@ship.example'),
    (error: unknown) => error instanceof Problem && error.code === 'members/email-unusable',
  );
});

test('folding an address twice is folding it once', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (email) =>
      assert.equal(foldEmail(foldEmail(email)), foldEmail(email.toUpperCase())),
    ),
  );
  assert.equal(foldEmail('ÅDA@Example.org'), foldEmail('A\u030ada@example.org'));
});
