import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { DAY_MS, HOUR_MS, after as later, MINUTE_MS } from '#platform/clock.ts';
import { systemRandom } from '#platform/random.ts';
import { openCrew, PASSWORD, type Person } from '../testing/testing.ts';
import { guestJobs } from './guests.jobs.ts';

const crew = await openCrew();
const admin = await crew.join('admin', 'adm');
const at = (person: Person) => `/v1/members/${publicId('U', person.id)}`;
const inDays = (days: number): string => later(crew.now(), days * DAY_MS).toISOString();
const setEnd = (guest: Person, expiresAt: string, by = admin) =>
  crew.call(`PUT ${at(guest)}/expiry`, by.token, { expiresAt });
const isIn = async (person: Person) => (await crew.call('GET /v1/me', person.token)).status === 200;
const told = () => crew.facts.filter(({ kind }) => kind === 'guest.expiring').length;
const run = () => guestJobs[0]?.run(crew.units, new AbortController().signal);

test('the account of a guest closes by itself when its time has come, and not before', async () => {
  const [guest, stays] = [await crew.join('guest', 'gus'), await crew.join('single-guest', 'una')];
  assert.equal((await setEnd(guest, inDays(2))).body.expiresAt, inDays(2));
  crew.pass(2 * DAY_MS - MINUTE_MS);
  await run();
  assert.ok(await isIn(guest));
  crew.pass(2 * MINUTE_MS);
  await run();
  assert.ok(!(await isIn(guest)));
  assert.ok(await isIn(stays));
  assert.ok(crew.facts.some((fact) => fact.kind === 'member.deactivated' && fact.member === guest.id));
  assert.equal((await crew.auditKinds()).at(-1), 'member.deactivated');
});

test('five days before, others are told once; a new time is told again', async () => {
  const guest = await crew.join('guest', 'gil');
  await setEnd(guest, inDays(6));
  const before = told();
  await run();
  assert.equal(told(), before);
  crew.pass(DAY_MS + HOUR_MS);
  await run();
  await run();
  assert.equal(told(), before + 1);
  await setEnd(guest, inDays(4));
  await run();
  assert.equal(told(), before + 2);
});

test('an account whose end is taken away, or whose guest became a member, stays', async () => {
  const [kept, grown] = [await crew.join('guest', 'kept'), await crew.join('guest', 'grown')];
  for (const guest of [kept, grown]) await setEnd(guest, inDays(1));
  assert.equal((await crew.call(`DELETE ${at(kept)}/expiry`, admin.token)).status, 204);
  const entries = (await crew.auditKinds()).length;
  assert.equal((await crew.call(`DELETE ${at(kept)}/expiry`, admin.token)).status, 204);
  assert.equal((await crew.auditKinds()).length, entries, 'doing it again changes nothing');
  await crew.call(`PUT ${at(grown)}/role`, admin.token, { role: 'member' });
  crew.pass(2 * DAY_MS);
  await run();
  assert.ok((await isIn(kept)) && (await isIn(grown)));
});

test('an account that was closed and opened again has no end any more', async () => {
  const guest = await crew.join('guest', 'back');
  await setEnd(guest, inDays(1));
  await crew.call(`POST ${at(guest)}/deactivation`, admin.token);
  await run();
  await crew.call(`DELETE ${at(guest)}/deactivation`, admin.token);
  crew.pass(2 * DAY_MS);
  await run();
  const signIn = { team: crew.slug, email: guest.email, password: PASSWORD, as: 'client' };
  assert.equal((await crew.call('POST /v1/sign-in', undefined, signIn)).status, 200);
});

test('an invitation says until when, and the account ends then', async () => {
  const channels = [publicId('C', systemRandom.uuid())];
  const guestUntil = inDays(3);
  const made = await crew.call('POST /v1/invitations', admin.token, { role: 'guest', channels, guestUntil });
  assert.equal(made.body.invitation.guestUntil, guestUntil);
  const person = { name: 'Vi', handle: 'vi', email: 'vi@ship.example', password: PASSWORD, as: 'client' };
  const token = made.body.link.split('#')[1];
  const came = await crew.call('POST /v1/invitations/acceptance', undefined, { token, ...person });
  assert.equal(came.status, 201);
  const { guests } = (await crew.call('GET /v1/guests', admin.token)).body;
  const vi = guests.find(({ member }: { member: { handle: string } }) => member.handle === 'vi');
  assert.equal(vi.expiresAt, guestUntil);
  crew.pass(3 * DAY_MS);
  await run();
  await crew.refuses('http/sign-in-needed', () => crew.call('GET /v1/me', came.body.token));
});

test('guests are listed page by page', async () => {
  const seen: string[] = [];
  for (let after = '', pages = 0; pages < 20; pages++) {
    const { body } = await crew.call(`GET /v1/guests?limit=2${after}`, admin.token);
    seen.push(...body.guests.map(({ member }: { member: { handle: string } }) => member.handle));
    if (!body.next) break;
    after = `&after=${body.next}`;
  }
  assert.deepEqual(seen.toSorted(), ['back', 'kept', 'una']);
});

test('only the account of an active guest has an end, and only one to come', async () => {
  const [guest, mia] = [await crew.join('guest', 'gwen'), await crew.join('member', 'mia')];
  await crew.refuses('guests/not-a-guest', () => setEnd(mia, inDays(1)));
  await crew.refuses('guests/expiry-past', () => setEnd(guest, inDays(0)));
  await crew.refuses('http/not-allowed', () => setEnd(guest, inDays(1), mia));
  await crew.refuses('http/invalid-request', () => setEnd(guest, 'tomorrow'));
  await crew.refuses('members/no-such-member', () => setEnd({ ...guest, id: systemRandom.uuid() as never }, inDays(1)));
  const invited = (body: object) => crew.call('POST /v1/invitations', admin.token, body);
  await crew.refuses('guests/not-a-guest', () => invited({ role: 'member', guestUntil: inDays(1) }));
  const channels = [publicId('C', systemRandom.uuid())];
  await crew.refuses('guests/expiry-past', () => invited({ role: 'guest', channels, guestUntil: inDays(-1) }));
});
