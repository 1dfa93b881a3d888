import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#platform/clock.ts';
import { systemRandom } from '#platform/random.ts';
import { mintBearer } from '../bearer.ts';
import { enrol, openCrew, PASSWORD, type Person } from '../testing/testing.ts';
import { secondFactorJobs } from './second-factors.jobs.ts';
import { resetByOperator } from './second-factors.ts';

const crew = await openCrew();
const sent: string[] = [];
const [job] = secondFactorJobs({
  url: () => crew.url,
  mailer: {
    async send({ to, subject }) {
      sent.push(`${to}: ${subject}`);
      return 'kept';
    },
  },
});
const runJob = async () => await job?.run(crew.units, new AbortController().signal);
const at = ({ id }: Person) => `/v1/members/${publicId('U', id)}/second-factor-reset`;
const reset = (by: Person, who: Person) => crew.call(`PUT ${at(who)}`, by.token);
const stop = (token: string) => crew.call('POST /v1/second-factor-resets/stop', undefined, { token });
const owes = async ({ email }: Person) =>
  (await crew.call('POST /v1/sign-in', undefined, { team: crew.slug, email, password: PASSWORD, as: 'client' })).body
    .owes;
const prove = ({ token }: Person) => crew.call('POST /v1/me/proof', token, { password: PASSWORD });
const lost = async (handle: string): Promise<Person> => {
  const person = await crew.join('member', handle);
  await enrol(crew, person.token);
  return person;
};
const admin = await crew.join('admin', 'adm');

test('who lost everything comes in by the password alone, a day after an admin asked for it', async () => {
  const ada = await lost('ada');
  const { body } = await reset(admin, ada);
  assert.deepEqual(body, { mail: 'kept', expiresAt: new Date(crew.now().getTime() + DAY_MS).toISOString() });
  assert.match(crew.mailsTo(ada.email).at(-1) ?? '', /adm has your second factor[\s\S]*\/keep-factor#wrf_/);
  const { resets } = (await crew.call('GET /v1/second-factor-resets', admin.token)).body;
  assert.deepEqual([resets.length, resets[0].member.name, resets[0].askedBy], [1, 'ada', publicId('U', admin.id)]);
  assert.ok((await crew.call('GET /v1/me/second-factors', ada.token)).body.reset.dueAt);
  await crew.refuses('second-factors/reset-under-way', () => reset(admin, ada));
  crew.pass(DAY_MS - MINUTE_MS);
  await runJob();
  assert.equal(await owes(ada), 'second-factor');
  crew.pass(MINUTE_MS);
  await runJob();
  assert.deepEqual(sent, [`${ada.email}: Your second factor was removed in The crew`]);
  assert.equal((await crew.call('GET /v1/me', ada.token)).status, 401);
  assert.equal(await owes(ada), undefined);
  const kinds = await crew.auditKinds();
  assert.ok(kinds.includes('second-factor.reset-begun') && kinds.includes('second-factor.reset'));
});

test('the member stops it by the link in the mail, on a device, or an admin does', async () => {
  const ben = await lost('ben');
  await prove(admin);
  await reset(admin, ben);
  const token = crew.tokensAt(ben.email).at(-1) ?? '';
  assert.equal((await stop(token)).status, 204);
  await crew.refuses('second-factors/no-reset', () => stop(token));
  await reset(admin, ben);
  assert.equal((await crew.call('DELETE /v1/me/second-factor-reset', ben.token)).status, 204);
  await crew.refuses('second-factors/no-reset', () => crew.call('DELETE /v1/me/second-factor-reset', ben.token));
  await reset(admin, ben);
  assert.equal((await crew.call(`DELETE ${at(ben)}`, crew.owner.token)).status, 204);
  await crew.refuses('second-factors/no-reset', () => stop(crew.tokensAt(ben.email).at(-1) ?? ''));
  crew.pass(2 * DAY_MS);
  await runJob();
  assert.equal(await owes(ben), 'second-factor');
  assert.ok((await crew.auditKinds()).includes('second-factor.reset-stopped'));
});

test('a guessed link stops nothing', async () => {
  await crew.refuses('second-factors/no-reset', () => stop(mintBearer(systemRandom, 'factor-reset', crew.team).text));
});

test('of an owner another owner does it; nobody for oneself, and not without a recent proof', async () => {
  const [olaf, cy] = [await crew.join('owner', 'olaf'), await lost('cy')];
  const dan = await crew.join('member', 'dan');
  await enrol(crew, olaf.token);
  await prove(admin);
  await crew.refuses('members/owners-only', () => reset(admin, olaf));
  await prove(crew.owner);
  assert.equal((await reset(crew.owner, olaf)).status, 200);
  await crew.refuses('members/owners-only', () => crew.call(`DELETE ${at(olaf)}`, admin.token));
  await crew.refuses('second-factors/own-reset', () => reset(olaf, olaf));
  await crew.refuses('second-factors/none', () => reset(admin, dan));
  await crew.refuses('http/not-allowed', () => reset(cy, olaf));
  crew.pass(HOUR_MS);
  await crew.refuses('access/proof-needed', () => reset(admin, cy));
});

test('nothing is removed when who asked for it may not any more', async () => {
  const [eva, second] = [await lost('eva'), await crew.join('admin', 'second')];
  await reset(second, eva);
  await crew.call(`PUT /v1/members/${publicId('U', second.id)}/role`, crew.owner.token, { role: 'member' });
  crew.pass(DAY_MS);
  await runJob();
  assert.equal(await owes(eva), 'second-factor');
  assert.equal((await crew.auditKinds()).at(-2), 'second-factor.reset-void');
});

test('the only owner, who lost everything, has it removed at once by who runs the server', async () => {
  const team = { team: crew.team };
  const byOperator = () => crew.units.open(team, (work) => resetByOperator(work, crew.owner.id, 'operator'));
  await assert.rejects(byOperator, { code: 'second-factors/none' });
  await prove(crew.owner);
  await enrol(crew, crew.owner.token);
  const news = await byOperator();
  assert.equal(news?.to, crew.owner.email);
  assert.equal(await owes(crew.owner), undefined);
  assert.equal((await crew.call('GET /v1/me', crew.owner.token)).status, 401);
});
