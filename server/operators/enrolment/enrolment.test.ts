import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeAt, wrongCodeAt } from '#identity/testing/testing.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { until } from '#platform/testing/waiting.ts';
import { disableOperator, enableOperator, findOperator, resetOperator } from '../accounts/accounts.ts';
import { openConsole, PASSWORD, succeeded } from '../testing/testing.ts';
import { beginEnrolment } from './enrolment.ts';

const desk = await openConsole();
const { add, open, refuses } = desk;
const inDeployment = <T>(use: Parameters<typeof desk.units.open<T>>[1]) => desk.units.open('deployment', use);

test('who has the link chooses a password, adds an app, types a code back, and is in', async () => {
  const browser = open();
  const token = await add('ada');
  assert.equal(succeeded(await browser.call('POST /v1/operator/enrolment/preview', { token })).name, 'ada');
  const begun = await browser.call('POST /v1/operator/enrolment', { token, password: PASSWORD });
  assert.deepEqual(succeeded(begun), { name: 'ada', owes: 'enrolment' });
  const cookie = begun.headers.get('set-cookie') ?? '';
  assert.match(cookie, /^wardroom-operator=wros_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/);

  await refuses('operators/enrolment-needed', () => browser.call('GET /v1/operator/deployment'));
  await refuses('operators/app-first', () => browser.call('POST /v1/operator/me/recovery-codes'));
  const { secret, uri } = succeeded(await browser.call('PUT /v1/operator/me/authenticator'));
  assert.match(uri, /^otpauth:\/\/totp\/Wardroom%20operators:ada\?/);
  const confirm = (code: string) => browser.call('POST /v1/operator/me/authenticator/confirmation', { code });
  await refuses('operators/not-from-this-app', () => confirm(wrongCodeAt(secret, desk.now())));
  succeeded(await confirm(codeAt(secret, desk.now())));
  // With an app and without codes nothing is open yet.
  await refuses('operators/enrolment-needed', () => browser.call('POST /v1/operator/team-list', {}));
  const { codes } = succeeded(await browser.call('POST /v1/operator/me/recovery-codes'));
  assert.equal(codes.length, 10);
  const type = (recoveryCode: string) =>
    browser.call('POST /v1/operator/me/recovery-codes/confirmation', { recoveryCode });
  await refuses('operators/not-of-these', () => type('aaaa-bbbb-cccc-dddd'));
  succeeded(await type(codes[3].toUpperCase()));

  const me = succeeded(await browser.call('GET /v1/operator/me'));
  assert.deepEqual([me.name, me.owes, me.recoveryCodes], ['ada', undefined, { left: 10 }]);
  succeeded(await browser.call('GET /v1/operator/deployment'));
  await refuses('operators/link-not-valid', () => open().call('POST /v1/operator/enrolment/preview', { token }));
  const kinds = await desk.auditKinds();
  for (const kind of ['operator.added', 'operator.app-added', 'operator.codes-confirmed', 'operator.enrolled'])
    assert.ok(kinds.includes(kind), kind);
});

test('before the last step the password opens nothing; the link begins anew, and ends the former try', async () => {
  const token = await add('ben');
  const first = open();
  succeeded(await first.call('POST /v1/operator/enrolment', { token, password: PASSWORD }));
  const { secret } = succeeded(await first.call('PUT /v1/operator/me/authenticator'));
  const code = codeAt(secret, desk.now());
  succeeded(await first.call('POST /v1/operator/me/authenticator/confirmation', { code }));
  const wrong = { name: 'ben', password: PASSWORD };
  await refuses('operators/sign-in-refused', () => open().call('POST /v1/operator/sign-in', wrong));
  assert.equal((await desk.attempts()).at(-1), 'refused: not-enrolled');

  const second = open();
  succeeded(await second.call('POST /v1/operator/enrolment', { token, password: `${PASSWORD} again` }));
  await refuses('http/sign-in-needed', () => first.call('GET /v1/operator/me'));
  // The app of the former try counts no more.
  assert.equal(succeeded(await second.call('GET /v1/operator/me')).authenticator, undefined);
  desk.pass(limits.operators.unfinishedMs + MINUTE_MS);
  await refuses('http/sign-in-needed', () => second.call('GET /v1/operator/me'));
});

test('a weak password, and a link that is too old or of a closed account, are refused', async () => {
  const token = await add('cleo');
  const begin = (password: string) => open().call('POST /v1/operator/enrolment', { token, password });
  await refuses('passwords/weak', () => begin('qwertyuiop123'));
  await refuses('passwords/length', () => begin('short'));
  await inDeployment((work) => disableOperator(work, 'cleo', 'operator'));
  await refuses('operators/link-not-valid', () => begin(PASSWORD));
  await inDeployment((work) => enableOperator(work, 'cleo', 'operator'));
  succeeded(await begin(PASSWORD));
  desk.pass(limits.operators.linkMs);
  await refuses('operators/link-not-valid', () => begin(PASSWORD));
});

/** Until somebody waits for a lock; at once where one unit waits for the other as a whole. */
async function someoneWaits(): Promise<void> {
  const waiting = `select 1 from pg_locks join pg_stat_activity using (pid)
    where not granted and datname = current_database()`;
  if (desk.database.engine === 'embedded') return;
  await until('the wait', async () => (await desk.database.pool.query(waiting)).rowCount !== 0);
}

test('a link that is taken while its holder chooses a password opens nothing', async () => {
  const token = await add('eva');
  let begun: Promise<unknown> = Promise.resolve();
  await inDeployment(async (work) => {
    await resetOperator(work, 'eva', 'operator');
    const given = { token, password: PASSWORD };
    begun = beginEnrolment(desk.units, desk.passwords, given, { ip: '127.0.0.1', userAgent: 'test' });
    begun.catch(() => {});
    await someoneWaits();
  });
  await assert.rejects(begun, { code: 'operators/link-not-valid' });
  const eva = await inDeployment((work) => findOperator(work, 'eva'));
  assert.deepEqual([eva?.password_hash, eva?.enrolled_at], [null, null]);
});

test('an app that nobody began to add, or too long ago, cannot be confirmed', async () => {
  const browser = open();
  succeeded(await browser.call('POST /v1/operator/enrolment', { token: await add('dora'), password: PASSWORD }));
  const confirm = (code: string) => browser.call('POST /v1/operator/me/authenticator/confirmation', { code });
  await refuses('operators/no-app-begun', () => confirm('123456'));
  const { secret } = succeeded(await browser.call('PUT /v1/operator/me/authenticator'));
  // A sign-in that enrols ends no later than that, so the one that proved itself shows it.
  const finn = await desk.enrol('finn');
  const another = succeeded(await finn.browser.call('PUT /v1/operator/me/authenticator'));
  desk.pass(limits.secondFactors.enrolmentMs + 1);
  await refuses('http/sign-in-needed', () => confirm(codeAt(secret, desk.now())));
  const proof = { code: codeAt(finn.secret, desk.now()) };
  succeeded(await finn.browser.call('POST /v1/operator/me/proof', proof));
  const late = { code: codeAt(another.secret, desk.now()) };
  await refuses('operators/no-app-begun', () =>
    finn.browser.call('POST /v1/operator/me/authenticator/confirmation', late),
  );
});
