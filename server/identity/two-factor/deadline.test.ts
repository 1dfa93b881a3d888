import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { DAY_MS, MINUTE_MS } from '#platform/clock.ts';
import { codeAt, enrol, openCrew, PASSWORD } from '../testing/testing.ts';
import { twoFactorEvidence } from './two-factor.evidence.ts';
import { twoFactorJobs } from './two-factor.jobs.ts';

const crew = await openCrew();
const sent: { to: string; text: string }[] = [];
const [deadlines, reminders] = twoFactorJobs({
  url: () => 'https://ship.example',
  mailer: {
    async send(mail) {
      sent.push(mail);
      return 'kept';
    },
  },
});
const signal = new AbortController().signal;

/** Runs the job, and then the mails that it asks for; returns to whom they went. */
async function runJobs(): Promise<string[]> {
  const [facts, mails] = [crew.facts.length, sent.length];
  if (deadlines && 'schedule' in deadlines) await deadlines.run(crew.units, signal);
  for (const fact of crew.facts.slice(facts))
    if (fact.kind === 'second-factor.reminder-due' && reminders && 'onFact' in reminders)
      await reminders.run(crew.units, crew.team, { member: fact.member }, signal);
  return sent.slice(mails).map(({ to }) => to);
}
const owed = () => crew.facts.flatMap((fact) => (fact.kind === 'second-factor.owed' ? [fact.member] : []));
const setPolicy = async (inMs: number) => {
  await crew.call('POST /v1/me/proof', crew.owner.token, { password: PASSWORD });
  const requiredFrom = new Date(crew.now().getTime() + inMs).toISOString();
  assert.equal((await crew.call('PUT /v1/two-factor-policy', crew.owner.token, { requiredFrom })).status, 200);
};
const signIn = async (email: string) =>
  (await crew.call('POST /v1/sign-in', undefined, { team: crew.slug, email, password: PASSWORD, as: 'client' })).body;

const [ada, ben] = [await crew.join('member', 'ada'), await crew.join('guest', 'ben')];
await crew.join('bot', 'robot');
let ownersSecret = '';

test('the preview lists who lacks a factor, page by page, to admins alone', async () => {
  await enrol(crew, ada.token);
  const first = (await crew.call('GET /v1/two-factor-policy/lacking?limit=1', crew.owner.token)).body;
  assert.deepEqual(
    first.members.map(({ name }: { name: string }) => name),
    ['olga'],
  );
  const { members, next } = (
    await crew.call(`GET /v1/two-factor-policy/lacking?limit=1&after=${first.next}`, crew.owner.token)
  ).body;
  assert.deepEqual([members[0].id, next], [publicId('U', ben.id), undefined]);
  await crew.refuses('http/not-allowed', () => crew.call('GET /v1/two-factor-policy/lacking', ada.token));
});

test('who lacks a factor is reminded seven, three and one day before, each time once', async () => {
  await setPolicy(10 * DAY_MS);
  assert.deepEqual(await runJobs(), []);
  crew.pass(3 * DAY_MS);
  assert.deepEqual(await runJobs(), [crew.owner.email, ben.email]);
  assert.match(sent.at(-1)?.text ?? '', /https:\/\/ship\.example\/t\/crew\/me\/security/);
  assert.deepEqual(await runJobs(), []);
  crew.pass(4 * DAY_MS);
  assert.equal((await runJobs()).length, 2);
  crew.pass(2 * DAY_MS);
  assert.equal((await runJobs()).length, 2);
  assert.deepEqual(await runJobs(), []);
  assert.deepEqual(owed(), []);
});

test('who joins after the policy was set enrols before coming in, by an invitation too', async () => {
  const { link } = (await crew.call('POST /v1/invitations', crew.owner.token, { role: 'member' })).body;
  const { status, body } = await crew.call('POST /v1/invitations/acceptance', undefined, {
    ...{ token: link.split('#')[1], name: 'Cy', handle: 'cy', email: 'cy@ship.example', password: PASSWORD },
    as: 'client',
  });
  assert.deepEqual([status, body.owes], [201, 'enrolment']);
  await crew.refuses('two-factor/enrolment-needed', () => crew.call('GET /v1/me', body.token));
  await enrol(crew, body.token);
  assert.equal((await crew.call('GET /v1/me', body.token)).status, 200);
});

test('at the deadline the streams of those who owe are ended, once, and the last owner still comes in', async () => {
  crew.pass(DAY_MS);
  assert.deepEqual(await runJobs(), []);
  assert.deepEqual(owed(), [crew.owner.id, ben.id]);
  await runJobs();
  assert.equal(owed().length, 2);
  await crew.refuses('two-factor/enrolment-needed', () => crew.call('GET /v1/me', crew.owner.token));
  const { owes, token } = await signIn(crew.owner.email);
  assert.equal(owes, 'enrolment');
  ownersSecret = await enrol(crew, token);
  assert.equal((await crew.call('DELETE /v1/two-factor-policy', token)).status, 204);
  assert.equal((await crew.call('GET /v1/me', ben.token)).status, 200);
});

test('a policy that holds at once ends the streams with the same commit', async () => {
  const { token } = await signIn(crew.owner.email);
  crew.pass(MINUTE_MS);
  const code = codeAt(ownersSecret, crew.now());
  assert.equal((await crew.call('POST /v1/sign-in/second-factor', token, { code })).status, 200);
  const before = owed().length;
  await crew.call('PUT /v1/two-factor-policy', token, { requiredFrom: '2020-01-01T00:00:00Z' });
  assert.deepEqual(owed().slice(before), [ben.id]);
});

test('the evidence counts who leads and who is there, with and without a factor', async () => {
  const measured = await twoFactorEvidence(crew.now).measure(crew.units);
  assert.deepEqual([measured.value, measured.kept], ['1 of 1 owners and admins, 3 of 4 people', true]);
  await crew.join('admin', 'adm');
  assert.equal((await twoFactorEvidence(crew.now).measure(crew.units)).kept, false);
});
