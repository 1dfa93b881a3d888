import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { HOUR_MS } from '#platform/clock.ts';
import { systemRandom } from '#platform/random.ts';
import { mintBearer } from '../bearer.ts';
import { addImportedMembers } from '../members/members.ts';
import { type Answer, openCrew, PASSWORD, type Person } from '../testing/testing.ts';

const crew = await openCrew();
const admin = await crew.join('admin', 'adm');
const NEW = 'seven copper lanterns drift';

const ask = (email: string, team = crew.slug) => crew.call('POST /v1/password-resets', undefined, { team, email });
const preview = (token: string) => crew.call('POST /v1/password-resets/preview', undefined, { token });
const accept = (token: string, password = NEW) =>
  crew.call('POST /v1/password-resets/acceptance', undefined, { token, password, as: 'client' });
const sendTo = (by: Person, who: Pick<Person, 'id'>) =>
  crew.call(`PUT /v1/members/${publicId('U', who.id)}/password-reset`, by.token);
const tokenAt = (address: string) => crew.tokensAt(address).at(-1) ?? assert.fail(`no link was mailed to ${address}`);
const signIn = (email: string, password: string) =>
  crew.call('POST /v1/sign-in', undefined, { team: crew.slug, email, password, as: 'client' });
const status = async (token: string) => (await crew.call('GET /v1/me', token)).status;

test('a forgotten password is replaced by the link in the mail; everything else that was open ends', async () => {
  const mia = await crew.join('member', 'mia');
  await crew.call('PUT /v1/me/email', mia.token, { email: 'mia@new.example', password: PASSWORD });
  const change = tokenAt('mia@new.example');
  assert.equal((await ask('MIA@ship.example')).status, 202);
  assert.match(crew.mailsTo(mia.email).at(-1) ?? '', /\/t\/crew\/reset#wrr_/);
  const token = tokenAt(mia.email);
  const { body } = await preview(token);
  assert.deepEqual([body.team.slug, body.member.name, body.member.email], ['crew', 'mia', mia.email]);

  const device = await accept(token);
  assert.equal(device.status, 200, JSON.stringify(device.body));
  assert.deepEqual([await status(mia.token), await status(device.body.token)], [401, 200]);
  assert.deepEqual([(await signIn(mia.email, PASSWORD)).status, (await signIn(mia.email, NEW)).status], [401, 200]);
  await crew.refuses('email-changes/not-valid', () =>
    crew.call('POST /v1/me/email/confirmation', device.body.token, { token: change }),
  );
  assert.match(crew.mailsTo(mia.email).at(-1) ?? '', /was replaced by means of a link/);
  const kinds = await crew.auditKinds();
  assert.ok(kinds.includes('password-reset.opened') && kinds.includes('password.reset'));
  assert.ok(
    (await crew.attempts()).some(({ reason, member_id }) => reason === 'password-reset' && member_id === mia.id),
  );
  await crew.refuses('password-resets/not-valid', () => accept(token));
  await crew.refuses('password-resets/not-valid', () => preview(token));
});

test('the answer is the same whoever is asked for, and only a member who can sign in gets a mail', async () => {
  const gone = await crew.join('member', 'gone');
  await crew.call(`POST /v1/members/${publicId('U', gone.id)}/deactivation`, crew.owner.token);
  const person = { role: 'member', handle: 'old', name: 'Old', email: 'old@ship.example', isActive: true } as const;
  await crew.units.open({ team: crew.team }, (work) => addImportedMembers(work, crew.team, 'import', [person]));
  const before = crew.mails().length;
  const shape = ({ status, body, headers }: Answer) => JSON.stringify([status, body, [...headers.keys()].toSorted()]);
  const shapes = new Set([shape(await ask(admin.email))]);
  assert.equal(crew.mails().length - before, 1);
  for (const email of ['nobody@ship.example', gone.email, person.email]) shapes.add(shape(await ask(email)));
  shapes.add(shape(await ask(admin.email, 'no-such-team')));
  assert.equal(shapes.size, 1, [...shapes].join('\n'));
  assert.equal(crew.mails().length - before, 1);
});

test('a link works for an hour; asking again makes the earlier one worthless, and a guess opens nothing', async () => {
  const max = await crew.join('member', 'max');
  await ask(max.email);
  const first = tokenAt(max.email);
  await ask(max.email);
  await crew.refuses('password-resets/not-valid', () => accept(first));
  const [second = ''] = crew.tokensAt(max.email).filter((token) => token !== first);
  crew.pass(HOUR_MS);
  await crew.refuses('password-resets/not-valid', () => accept(second));
  await crew.refuses('password-resets/not-valid', () => accept(mintBearer(systemRandom, 'reset', crew.team).text));
});

test('a weak password is refused, and the link goes on working', async () => {
  const ned = await crew.join('member', 'ned');
  await ask(ned.email);
  await crew.refuses('passwords/weak', () => accept(tokenAt(ned.email), 'ned@ship.example'));
  assert.equal((await accept(tokenAt(ned.email))).status, 200);
});

test('of several who use a link at once, one comes in', async () => {
  const ola = await crew.join('member', 'ola');
  await ask(ola.email);
  const token = tokenAt(ola.email);
  const answers = await Promise.all([accept(token), accept(token), accept(token)]);
  assert.deepEqual(answers.map((answer) => answer.status).toSorted(), [200, 404, 404]);
});

test('an admin sends a link and never sees it; to an owner only an owner', async () => {
  const pia = await crew.join('member', 'pia');
  const { status: sent, body } = await sendTo(admin, pia);
  assert.deepEqual([sent, body.mail], [200, 'kept']);
  assert.doesNotMatch(JSON.stringify(body), /wrr_/);
  assert.equal((await preview(tokenAt(pia.email))).status, 200);
  await crew.refuses('members/owners-only', () => sendTo(admin, crew.owner));
  await crew.refuses('http/not-allowed', () => sendTo(pia, admin));
  await crew.refuses('members/no-such-member', () => sendTo(admin, { id: systemRandom.uuid() as never }));
  const bot = await crew.join('bot', 'machine');
  await crew.refuses('password-resets/no-password', () => sendTo(admin, bot));
});
