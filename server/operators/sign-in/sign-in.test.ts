import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Passwords } from '#identity/passwords/passwords.ts';
import { codeAt, wrongCodeAt } from '#identity/testing/testing.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { createLog } from '#platform/log.ts';
import { disableOperator, enableOperator, findOperator, resetOperator } from '../accounts/accounts.ts';
import { createAttempts } from '../attempts/attempts.ts';
import { createAuthentication } from '../sessions/sessions.ts';
import { openConsole, PASSWORD, succeeded } from '../testing/testing.ts';
import { createSignIns } from './sign-in.ts';

const desk = await openConsole();
const { open, refuses } = desk;
const ada = await desk.enrol('ada');
const begin = (name: string, password: string) => open().call('POST /v1/operator/sign-in', { name, password });
const inDeployment = <T>(use: Parameters<typeof desk.units.open<T>>[1]) => desk.units.open('deployment', use);

test('a password opens nothing; with a code of the app one is in, and no code counts twice', async () => {
  const browser = open();
  const begun = succeeded(await browser.call('POST /v1/operator/sign-in', { name: 'ada', password: PASSWORD }));
  assert.deepEqual(begun, { name: 'ada', owes: 'second-factor' });
  await refuses('operators/second-factor-needed', () => browser.call('GET /v1/operator/deployment'));
  await refuses('operators/second-factor-needed', () => browser.call('PUT /v1/operator/me/authenticator'));
  const prove = (code: string) => browser.call('POST /v1/operator/sign-in/second-factor', { code });
  await refuses('operators/wrong-code', () => prove(wrongCodeAt(ada.secret, desk.now())));
  const code = codeAt(ada.secret, desk.now());
  assert.deepEqual(succeeded(await prove(code)), { recoveryCodesLeft: 10 });
  succeeded(await browser.call('GET /v1/operator/deployment'));
  await refuses('operators/nothing-owed', () => prove(code));
  const other = open();
  succeeded(await other.call('POST /v1/operator/sign-in', { name: 'ada', password: PASSWORD }));
  await refuses('operators/wrong-code', () => other.call('POST /v1/operator/sign-in/second-factor', { code }));
  assert.deepEqual((await desk.attempts()).slice(-3), [
    'refused: wrong-code',
    'accepted: totp',
    'refused: replayed-code',
  ]);
  desk.pass(30_000);
});

test('who lost the app comes in by a recovery code, once, and puts another app in its place', async () => {
  const browser = open();
  succeeded(await browser.call('POST /v1/operator/sign-in', { name: 'ada', password: PASSWORD }));
  const prove = (recoveryCode: string) => browser.call('POST /v1/operator/sign-in/second-factor', { recoveryCode });
  await refuses('operators/wrong-recovery-code', () => prove('aaaa-bbbb-cccc-dddd'));
  const [code = ''] = ada.codes;
  assert.deepEqual(succeeded(await prove(code)), { recoveryCodesLeft: 9 });
  const again = open();
  succeeded(await again.call('POST /v1/operator/sign-in', { name: 'ada', password: PASSWORD }));
  await refuses('operators/wrong-recovery-code', () =>
    again.call('POST /v1/operator/sign-in/second-factor', { recoveryCode: code }),
  );
  const { secret } = succeeded(await browser.call('PUT /v1/operator/me/authenticator'));
  const given = { code: codeAt(secret, desk.now()) };
  succeeded(await browser.call('POST /v1/operator/me/authenticator/confirmation', given));
  // Other sign-ins have ended with it.
  await refuses('http/sign-in-needed', () => again.call('GET /v1/operator/me'));
  Object.assign(ada, { secret });
  desk.pass(30_000);
});

test('a change of the own sign-in needs a proof of the last minutes', async () => {
  const browser = await desk.signIn(ada);
  desk.pass(limits.proofs.recentMs);
  const change = { password: `${PASSWORD} anew` };
  const changes = ['PUT /v1/operator/me/authenticator', 'POST /v1/operator/me/recovery-codes'];
  for (const line of changes) await refuses('operators/proof-needed', () => browser.call(line));
  await refuses('operators/proof-needed', () => browser.call('PUT /v1/operator/me/password', change));
  const proof = (code: string) => browser.call('POST /v1/operator/me/proof', { code });
  await refuses('operators/wrong-code', () => proof(wrongCodeAt(ada.secret, desk.now())));
  succeeded(await proof(codeAt(ada.secret, desk.now())));
  desk.pass(30_000);
  await refuses('passwords/weak', () => browser.call('PUT /v1/operator/me/password', { password: 'qwertyuiop123' }));
  succeeded(await browser.call('PUT /v1/operator/me/password', change));
  await refuses('operators/sign-in-refused', () => begin('ada', PASSWORD));
  succeeded(await browser.call('PUT /v1/operator/me/password', { password: PASSWORD }));
});

test('every refusal of a sign-in reads the same', async () => {
  await desk.enrol('gone');
  await inDeployment((work) => disableOperator(work, 'gone', 'operator'));
  await desk.add('invited');
  const shapes = new Set<string>();
  for (const [name, password, reason] of [
    ['nobody', PASSWORD, 'unknown-operator'],
    ['ada', `${PASSWORD} `, 'wrong-password'],
    ['gone', PASSWORD, 'disabled'],
    ['invited', PASSWORD, 'wrong-password'],
  ] as const) {
    await refuses('operators/sign-in-refused', async () => {
      const answer = await begin(name, password);
      shapes.add(JSON.stringify([answer.status, { ...answer.body, instance: '' }, [...answer.headers.keys()].sort()]));
      return answer;
    });
    assert.equal((await desk.attempts()).at(-1), `refused: ${reason}`);
  }
  assert.equal(shapes.size, 1, [...shapes].join('\n'));
});

test('wrong passwords of a name have to wait, whether it exists or not, and lock nobody out for good', async () => {
  for (const name of ['ada', 'nobody-at-all']) {
    for (let tries = 0; tries < limits.guessing.console.account.free; tries++) await begin(name, 'wrong wrong wrong');
    await refuses('operators/too-soon', () => begin(name, PASSWORD));
    const { headers, body } = await begin(name, PASSWORD);
    assert.equal(headers.get('retry-after'), String(body.retryAfterSeconds));
  }
  desk.pass(limits.guessing.console.account.maxMs);
  succeeded(await begin('ada', PASSWORD));
});

test('wrong codes have to wait, which the log says once; a recovery code does not', async () => {
  const browser = open();
  succeeded(await browser.call('POST /v1/operator/sign-in', { name: 'ada', password: PASSWORD }));
  const prove = (given: object) => browser.call('POST /v1/operator/sign-in/second-factor', given);
  const { free, firstMs } = limits.guessing['console-code'].account;
  for (let tries = 0; tries < free; tries++)
    assert.equal((await prove({ code: wrongCodeAt(ada.secret, desk.now()) })).status, 422);
  const code = codeAt(ada.secret, desk.now());
  await refuses('operators/too-soon', () => prove({ code }));
  const { headers, body } = await prove({ code });
  assert.deepEqual([body.retryAfterSeconds, headers.get('retry-after')], [firstMs / 1_000, String(firstMs / 1_000)]);
  assert.deepEqual((await desk.attempts()).slice(-2), ['refused: wrong-code', 'refused: too-soon']);
  const other = open();
  succeeded(await other.call('POST /v1/operator/sign-in', { name: 'ada', password: PASSWORD }));
  const given = { recoveryCode: ada.codes[1] };
  succeeded(await other.call('POST /v1/operator/sign-in/second-factor', given));
  desk.pass(firstMs);
  succeeded(await prove({ code }));
  desk.pass(30_000);
});

test('who guesses codes at the door of the teams keeps no operator waiting, and the other way round', async () => {
  const zoe = await desk.enrol('zoe');
  const idOf = async (name: string) => (await inDeployment((work) => findOperator(work, name)))?.id;
  const atTeams = (account: string | undefined) =>
    desk.guesses.begin('code', { origin: { ip: '127.0.0.1' }, account: String(account) });
  const browser = await desk.signIn(ada);
  const prove = () => browser.call('POST /v1/operator/me/proof', { code: wrongCodeAt(ada.secret, desk.now()) });
  for (let tries = 0; tries < limits.guessing['console-code'].account.free; tries++) await prove();
  await refuses('operators/too-soon', prove);
  await atTeams(await idOf('ada'));

  const { account, network } = limits.guessing.code;
  for (let tries = 0; tries < account.free; tries++) await atTeams(await idOf('zoe'));
  await assert.rejects(atTeams(await idOf('zoe')), { code: 'guessing/too-soon' });
  for (let tries = account.free + 1; tries < network.free; tries++) await atTeams(`account ${tries}`);
  await assert.rejects(atTeams('anybody'), { code: 'guessing/too-soon' });
  await desk.signIn(zoe);
});

test('so many sign-ins are tried in ten minutes, whatever the names; then all of them wait', async () => {
  const { max, windowMs } = limits.operators.signIns;
  desk.pass(windowMs);
  for (let tries = 0; tries < max; tries++) assert.equal((await begin(`name-${tries}`, PASSWORD)).status, 401);
  await refuses('operators/too-soon', () => begin('ada', PASSWORD));
  const { headers } = await begin('ada', PASSWORD);
  assert.equal(headers.get('retry-after'), String(windowMs / 1_000));
  desk.pass(windowMs);
  succeeded(await begin('ada', PASSWORD));
});

test('a password that is reset while another is being chosen stays reset', async () => {
  const eva = await desk.enrol('eva');
  const operator = await createAuthentication(desk.units)(eva.browser.token() ?? '');
  assert.ok(operator);
  const passwords: Passwords = {
    ...desk.passwords,
    async hash(password) {
      await inDeployment((work) => resetOperator(work, 'eva', 'operator'));
      return await desk.passwords.hash(password);
    },
  };
  const attempts = createAttempts(desk.units, createLog('silent'));
  const signIns = createSignIns({ clock: desk.now, guesses: desk.guesses, passwords, attempts, url: () => desk.url });
  const changed = signIns.changePassword(desk.units, operator, `${PASSWORD} anew`);
  await assert.rejects(changed, { code: 'operators/changed-meanwhile' });
  assert.equal((await inDeployment((work) => findOperator(work, 'eva')))?.password_hash, null);
  assert.equal((await desk.auditKinds()).at(-1), 'operator.sessions-ended');
});

test('a sign-in ends by itself: unused after half an hour, at the latest after twelve hours', async () => {
  const browser = await desk.signIn(ada);
  desk.pass(limits.operators.idleMs - 2 * MINUTE_MS);
  succeeded(await browser.call('GET /v1/operator/me'));
  desk.pass(limits.operators.idleMs + 1);
  await refuses('http/sign-in-needed', () => browser.call('GET /v1/operator/me'));
  const busy = await desk.signIn(ada);
  const steps = limits.operators.lifetimeMs / (20 * MINUTE_MS) - 1;
  for (let step = 0; step < steps; step++) {
    desk.pass(20 * MINUTE_MS);
    succeeded(await busy.call('GET /v1/operator/me'));
  }
  desk.pass(20 * MINUTE_MS);
  await refuses('http/sign-in-needed', () => busy.call('GET /v1/operator/me'));
});

test('one sees the own sign-ins and tries, ends one or all others, and signs out', async () => {
  const [mine, other, third] = [await desk.signIn(ada), await desk.signIn(ada), await desk.signIn(ada)];
  const list = async () => succeeded(await mine.call('GET /v1/operator/me/sessions')).sessions;
  const sessions = await list();
  assert.equal(sessions.length, 3);
  assert.deepEqual(
    sessions.map(({ factor, current }: { factor: string; current: boolean }) => [factor, current]).toSorted(),
    [
      ['totp', false],
      ['totp', false],
      ['totp', true],
    ],
  );
  const { id } = succeeded(await other.call('GET /v1/operator/me/sessions')).sessions.find(
    ({ current }: { current: boolean }) => current,
  );
  succeeded(await mine.call(`DELETE /v1/operator/me/sessions/${id}`));
  await refuses('http/sign-in-needed', () => other.call('GET /v1/operator/me'));
  await refuses('operators/no-such-session', () => mine.call(`DELETE /v1/operator/me/sessions/${id}`));
  succeeded(await mine.call('POST /v1/operator/me/sessions/revocation'));
  await refuses('http/sign-in-needed', () => third.call('GET /v1/operator/me'));
  const { attempts } = succeeded(await mine.call('GET /v1/operator/me/attempts'));
  assert.equal(attempts[0].reason, 'totp');
  succeeded(await mine.call('POST /v1/operator/sign-out'));
  assert.equal(mine.token(), undefined);
  await refuses('http/sign-in-needed', () => mine.call('GET /v1/operator/me'));
});

test('a disabled operator is out at once, and in again when enabled', async () => {
  const browser = await desk.signIn(ada);
  await inDeployment((work) => disableOperator(work, 'ada', 'operator'));
  await refuses('http/sign-in-needed', () => browser.call('GET /v1/operator/me'));
  await inDeployment((work) => enableOperator(work, 'ada', 'operator'));
  await refuses('http/sign-in-needed', () => browser.call('GET /v1/operator/me'));
  await desk.signIn(ada);
});

test('another site cannot use the cookie, and a token in a header is none', async () => {
  const browser = await desk.signIn(ada);
  const foreign = { origin: 'http://127.0.0.1:1' };
  await refuses('http/foreign-origin', () => browser.call('POST /v1/operator/team-list', {}, foreign));
  const bearer = { authorization: `Bearer ${browser.token()}` };
  await refuses('http/sign-in-needed', () => open().call('GET /v1/operator/me', undefined, bearer));
});
