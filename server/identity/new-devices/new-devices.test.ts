import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS } from '#platform/clock.ts';
import type { Holding } from '#platform/holdings.ts';
import { limits } from '#platform/limits.ts';
import type { createMailer } from '#platform/mail/mail.ts';
import { accessLogHolding } from '../access-log/access-log.holding.ts';
import { sessionsHolding } from '../sessions/sessions.holding.ts';
import { openCrew, PASSWORD, type Person } from '../testing/testing.ts';
import { newDeviceJob } from './new-devices.jobs.ts';

const crew = await openCrew();
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0';

/** Signs in; returns the cookie by which the browser is known again. */
const signIn = async ({ email }: Person, headers: Record<string, string>): Promise<string> => {
  const body = { team: crew.slug, email, password: PASSWORD };
  const answer = await crew.call('POST /v1/sign-in', undefined, body, headers);
  assert.equal(answer.status, 200);
  return /wardroom-device=[\w-]{43}/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? headers.cookie ?? '';
};
const stated = (since: number) =>
  crew.facts.slice(since).flatMap((fact) => (fact.kind === 'device.first-seen' ? [fact] : []));

test('a device that is new to a member is told of once, and the very first one not at all', async () => {
  const ada = await crew.join('member', 'ada');
  let since = crew.facts.length;
  const cookie = await signIn(ada, { 'user-agent': FIREFOX });
  assert.deepEqual(stated(since), [], 'the very first sign-in');
  await signIn(ada, { 'user-agent': FIREFOX, cookie });
  // Another version and another network are the same browser still.
  await signIn(ada, { 'user-agent': FIREFOX.replaceAll('145', '146'), cookie });
  assert.deepEqual(stated(since), []);
  since = crew.facts.length;
  const second = await signIn(ada, { 'user-agent': FIREFOX });
  assert.equal(stated(since).length, 1, 'a browser that kept nothing is a new one');
  assert.notEqual(second, cookie);
  await signIn(ada, { 'user-agent': FIREFOX, cookie: second });
  assert.equal(stated(since).length, 1);
});

test('a browser that another member uses is new to this one, and a forged cookie is no known one', async () => {
  const [ben, cleo] = [await crew.join('member', 'ben'), await crew.join('member', 'cleo')];
  const shared = await signIn(ben, { 'user-agent': FIREFOX });
  await signIn(cleo, { 'user-agent': FIREFOX });
  const since = crew.facts.length;
  await signIn(cleo, { 'user-agent': FIREFOX, cookie: shared });
  await signIn(cleo, { 'user-agent': FIREFOX, cookie: `wardroom-device=${'A'.repeat(43)}` });
  await signIn(cleo, { 'user-agent': FIREFOX, cookie: 'wardroom-device=short' });
  assert.equal(stated(since).length, 3);
});

test('a program keeps no cookie: it is known by its name and its network', async () => {
  const dora = await crew.join('member', 'dora');
  await signIn(dora, { 'user-agent': 'backup/1' });
  const since = crew.facts.length;
  await signIn(dora, { 'user-agent': 'backup/2' });
  assert.equal(stated(since).length, 0);
  await signIn(dora, { 'user-agent': 'curl/8' });
  assert.equal(stated(since).length, 1);
});

const expire = ({ expire: by }: Holding) => crew.units.open({ team: crew.team }, async (work) => await by?.(work));
const expireLog = () => expire(accessLogHolding);
const KEPT_MS = limits.attempts.kept.default * DAY_MS;

test('when the records of an account are gone its next device is told of: it need not be the first', async () => {
  const [fay, gil] = [await crew.join('member', 'fay'), await crew.join('member', 'gil')];
  const cookie = await signIn(fay, { 'user-agent': FIREFOX });
  crew.pass(KEPT_MS - DAY_MS);
  await expireLog();
  let since = crew.facts.length;
  await signIn(fay, { 'user-agent': FIREFOX, cookie });
  await signIn(gil, { 'user-agent': FIREFOX });
  assert.deepEqual(stated(since), [], 'a device that is still on record, and one that surely is the first');
  const late = await crew.join('member', 'ina');
  crew.pass(KEPT_MS + 31 * DAY_MS);
  await expire(sessionsHolding);
  await expireLog();
  since = crew.facts.length;
  await signIn(fay, { 'user-agent': FIREFOX });
  await signIn(late, { 'user-agent': FIREFOX });
  assert.deepEqual(
    stated(since).map(({ member }) => member),
    [fay.id, late.id],
  );
});

test('after the log was kept for longer again, what was let go before is not taken for never', async () => {
  const joe = await crew.join('member', 'joe');
  const { min, default: most } = limits.attempts.kept;
  const keep = (kept_days: number) =>
    crew.units.open({ team: crew.team }, async ({ sql, now }) => {
      await sql.deleteFrom('access_log_policies').execute();
      const policy = { team_id: crew.team, kept_days, set_by: crew.owner.id, set_at: now };
      await sql.insertInto('access_log_policies').values(policy).execute();
    });
  await signIn(joe, { 'user-agent': FIREFOX });
  await keep(min);
  crew.pass(2 * min * DAY_MS);
  await crew.units.open({ team: crew.team }, ({ sql }) => sql.deleteFrom('sessions').execute());
  await expireLog();
  await keep(most);
  const since = crew.facts.length;
  await signIn(joe, { 'user-agent': FIREFOX });
  assert.equal(stated(since).length, 1);
});

test('a device that is signed in for longer than the log is kept stays a known one', async () => {
  const kai = await crew.join('member', 'kai');
  const cookie = await signIn(kai, { 'user-agent': FIREFOX });
  crew.pass(KEPT_MS + DAY_MS);
  await expireLog();
  const since = crew.facts.length;
  await signIn(kai, { 'user-agent': FIREFOX, cookie });
  assert.deepEqual(stated(since), []);
});

test('what was disowned is told of when it signs in again, and that once', async () => {
  const lou = await crew.join('member', 'lou');
  await signIn(lou, { 'user-agent': 'backup/1' });
  const cookie = await signIn(lou, { 'user-agent': FIREFOX });
  const { sessions } = (await crew.call('GET /v1/me/sessions', lou.token)).body;
  const foreign = sessions.find(({ agent }: { agent: { browser?: string } }) => agent.browser === 'Firefox');
  assert.equal((await crew.call(`POST /v1/me/sessions/${foreign.id}/disavowal`, lou.token)).status, 204);
  const since = crew.facts.length;
  await signIn(lou, { 'user-agent': FIREFOX, cookie });
  assert.equal(stated(since).length, 1);
  await signIn(lou, { 'user-agent': FIREFOX, cookie });
  assert.equal(stated(since).length, 1);
});

test('the mail says what is known of the device, and leads to the page on which one disowns it', async () => {
  const emil = await crew.join('member', 'emil');
  await signIn(emil, { 'user-agent': 'backup/1' });
  const since = crew.facts.length;
  await signIn(emil, { 'user-agent': FIREFOX });
  const [fact] = stated(since);
  assert.ok(fact);
  const sent: { to: string; text: string }[] = [];
  const mailer = {
    ...({} as ReturnType<typeof createMailer>),
    send: async (mail: { to: string; text: string }) => void sent.push(mail),
  };
  const job = newDeviceJob({
    mailer: mailer as never,
    url: () => 'https://wardroom.example',
    placeOf: () => 'Zurich, Switzerland',
  });
  await job.run(crew.units, crew.team, JSON.parse(JSON.stringify(job.ids(fact))), new AbortController().signal);
  assert.equal(sent.length, 1);
  assert.equal(sent[0]?.to, emil.email);
  assert.match(sent[0]?.text ?? '', /Firefox on Windows\n.*127\.0\.0\.1 \(Zurich, Switzerland\)/);
  assert.match(sent[0]?.text ?? '', /https:\/\/wardroom\.example\/t\/crew\/me\/not-me\/S[0-9A-Z]{26}\n/);
});
