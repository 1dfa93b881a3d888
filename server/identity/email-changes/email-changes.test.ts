import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { DAY_MS } from '#platform/clock.ts';
import { systemRandom } from '#platform/random.ts';
import { mintBearer } from '../bearer.ts';
import { addImportedMembers } from '../members/members.ts';
import { openCrew, PASSWORD, type Person } from '../testing/testing.ts';

const crew = await openCrew();
const [admin, mia] = [await crew.join('admin', 'adm'), await crew.join('member', 'mia')];
const ask = (who: Person, email: string, password = PASSWORD) =>
  crew.call('PUT /v1/me/email', who.token, { email, password });
const propose = (by: Person, who: Pick<Person, 'id'>, email: string) =>
  crew.call(`PUT /v1/members/${publicId('U', who.id)}/email`, by.token, { email });
const confirm = (who: Person, token: string) => crew.call('POST /v1/me/email/confirmation', who.token, { token });
const addressOf = async (who: Person) => (await crew.call('GET /v1/me', who.token)).body.member.email;
const tokenAt = (address: string): string =>
  crew.tokensAt(address).at(-1) ?? assert.fail(`no link was mailed to ${address}`);

test('a member changes its address by the link that is mailed to the new one; the old one is told', async () => {
  const answer = await ask(mia, 'mia@new.example');
  assert.equal(answer.body.mail, 'kept');
  assert.doesNotMatch(JSON.stringify(answer.body), /wre_/);
  assert.equal(await addressOf(mia), 'mia@ship.example', 'nothing changes before');
  const token = tokenAt('mia@new.example');
  assert.equal((await confirm(mia, token)).status, 204);
  assert.equal(await addressOf(mia), 'mia@new.example');
  assert.match(crew.mailsTo('mia@ship.example').at(-1) ?? '', /has another e-mail address now/);
  assert.equal((await crew.auditKinds()).at(-1), 'member.email-changed');
  assert.deepEqual(crew.facts.at(-1), { kind: 'member.changed', member: mia.id });
  await crew.refuses('email-changes/not-valid', () => confirm(mia, token));
  const signIn = { team: crew.slug, email: 'mia@new.example', password: PASSWORD };
  assert.equal((await crew.call('POST /v1/sign-in', undefined, signIn)).status, 200);
});

test('what an admin proposes holds only when the member confirms it', async () => {
  const leo = await crew.join('member', 'leo');
  assert.equal((await propose(admin, leo, 'admins-own@evil.example')).status, 200);
  const token = tokenAt('admins-own@evil.example');
  await crew.refuses('email-changes/not-valid', () => confirm(admin, token));
  assert.equal(await addressOf(leo), 'leo@ship.example');
  await propose(admin, leo, 'leo@new.example');
  await crew.refuses('email-changes/not-valid', () => confirm(leo, token));
  assert.equal((await confirm(leo, tokenAt('leo@new.example'))).status, 204);
  assert.equal(await addressOf(leo), 'leo@new.example');
});

test('the address of an account that nobody has claimed stays: no admin comes into it this way', async () => {
  const person = { role: 'member', handle: 'old', name: 'Old', email: 'old@ship.example', isActive: true } as const;
  const [old] = await crew.units.open({ team: crew.team }, (work) =>
    addImportedMembers(work, crew.team, 'import', [person]),
  );
  assert.ok(old);
  await crew.refuses('email-changes/cannot-confirm', () => propose(crew.owner, old, 'mine@evil.example'));
  const closed = await crew.join('member', 'closed');
  await crew.call(`POST /v1/members/${publicId('U', closed.id)}/deactivation`, admin.token);
  for (const who of [closed, await crew.join('bot', 'machine')]) {
    await crew.refuses('email-changes/cannot-confirm', () => propose(admin, who, 'mine@evil.example'));
  }
});

test('a link ends after a day, and one that was guessed opens nothing', async () => {
  const max = await crew.join('member', 'max');
  await ask(max, 'max@new.example');
  crew.pass(DAY_MS);
  await crew.refuses('email-changes/not-valid', () => confirm(max, tokenAt('max@new.example')));
  await crew.refuses('email-changes/not-valid', () => confirm(max, mintBearer(systemRandom, 'email', crew.team).text));
});

test('one address is one account, also when it is taken meanwhile', async () => {
  const [ned, ola] = [await crew.join('member', 'ned'), await crew.join('member', 'ola')];
  await crew.refuses('members/email-taken', () => ask(ned, 'ADM@ship.example'));
  await ask(ned, 'shared@new.example');
  const first = tokenAt('shared@new.example');
  await ask(ola, 'Shared@new.example');
  assert.equal((await confirm(ned, first)).status, 204);
  await crew.refuses('members/email-taken', () => confirm(ola, tokenAt('Shared@new.example')));
});

test('it takes the password and a signed-in device, and for others the right', async () => {
  await crew.call('POST /v1/me/proof', mia.token, { password: PASSWORD });
  const { secret } = (await crew.call('POST /v1/me/tokens', mia.token, { name: 'script' })).body;
  const script = { ...mia, token: secret };
  await crew.refuses('access/device-needed', () => ask(script, 'script@new.example'));
  await crew.refuses('passwords/wrong', () => ask(mia, 'mia@third.example', 'not the password'));
  await ask(mia, 'mia@third.example');
  await crew.refuses('access/device-needed', () => confirm(script, tokenAt('mia@third.example')));
  await crew.refuses('http/not-allowed', () => propose(mia, admin, 'x@new.example'));
  await crew.refuses('members/owners-only', () => propose(admin, crew.owner, 'x@new.example'));
  const nobody = { id: systemRandom.uuid() as never };
  await crew.refuses('members/no-such-member', () => propose(admin, nobody, 'x@new.example'));
});
