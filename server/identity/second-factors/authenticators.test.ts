import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { codeAt, enrol, openCrew, PASSWORD, type Person, recoveryCodes, wrongCodeAt } from '../testing/testing.ts';
import { secondFactorsHolding } from './second-factors.holding.ts';
import { stepOf } from './totp.ts';

const crew = await openCrew();
const signIn = async ({ email }: Person) =>
  (await crew.call('POST /v1/sign-in', undefined, { team: crew.slug, email, password: PASSWORD, as: 'client' })).body;
const finish = (token: string, given: object) => crew.call('POST /v1/sign-in/second-factor', token, given);
const status = async (token: string) => (await crew.call('GET /v1/me', token)).status;
const factors = async (token: string) => (await crew.call('GET /v1/me/second-factors', token)).body;
const reasons = async () => (await crew.attempts()).map(({ reason }) => reason);

test('the codes are those of RFC 6238', () => {
  // The secret of its appendix B in base32; the last six digits of its SHA-1 values.
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  const vectors: [number, string][] = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [2_000_000_000, '279037'],
  ];
  for (const [seconds, code] of vectors) {
    assert.equal(stepOf(secret, code, new Date(seconds * SECOND_MS)), Math.floor(seconds / 30));
    assert.equal(stepOf(secret, code, new Date((seconds + 30) * SECOND_MS)), Math.floor(seconds / 30));
    assert.equal(stepOf(secret, code, new Date((seconds + 90) * SECOND_MS)), undefined);
  }
});

test('an app counts when it has shown a code; from then on a sign-in is finished by its codes', async () => {
  const ada = await crew.join('member', 'ada');
  const other = (await signIn(ada)).token;
  const begun = (await crew.call('PUT /v1/me/authenticator', ada.token)).body;
  assert.match(begun.uri, /^otpauth:\/\/totp\/The%20crew:ada%40ship\.example\?.*secret=[A-Z2-7]{32}/);
  assert.match(begun.qr.path, /^(M\d+ \d+h\d+v1h-\d+z)+$/);
  assert.equal((await signIn(ada)).owes, undefined, 'what was only begun asks for nothing');

  const code = codeAt(begun.secret, crew.now());
  assert.equal((await crew.call('POST /v1/me/authenticator/confirmation', ada.token, { code })).status, 204);
  assert.deepEqual([await status(ada.token), await status(other)], [200, 401]);
  assert.match(crew.mailsTo(ada.email).at(-1) ?? '', /authenticator app was added/);
  assert.ok((await crew.auditKinds()).includes('authenticator.added'));
  assert.ok((await factors(ada.token)).authenticator.since);

  crew.pass(30 * SECOND_MS);
  const device = await signIn(ada);
  assert.equal(device.owes, 'second-factor');
  const done = await finish(device.token, { code: codeAt(begun.secret, crew.now()) });
  assert.deepEqual([done.status, done.body], [200, { recoveryCodesLeft: 0 }]);
  assert.equal(await status(device.token), 200);
  await crew.refuses('second-factors/nothing-owed', () => finish(device.token, { code: '123456' }));
});

test('a code works once, on whichever device, and none before it works after it', async () => {
  const ben = await crew.join('member', 'ben');
  const secret = await enrol(crew, ben.token);
  const [first, second] = [(await signIn(ben)).token, (await signIn(ben)).token];
  const code = codeAt(secret, crew.now());
  const answers = await Promise.all([finish(first, { code }), finish(second, { code })]);
  assert.deepEqual(answers.map((answer) => answer.status).toSorted(), [200, 422]);
  const third = (await signIn(ben)).token;
  await crew.refuses('second-factors/wrong-code', () => finish(third, { code }));
  const before = codeAt(secret, new Date(crew.now().getTime() - 30 * SECOND_MS));
  await crew.refuses('second-factors/wrong-code', () => finish(third, { code: before }));
  await crew.refuses('second-factors/wrong-code', () => finish(third, { code: wrongCodeAt(secret, crew.now()) }));
  assert.deepEqual((await reasons()).slice(0, 3), ['wrong-code', 'replayed-code', 'replayed-code']);
  assert.equal(await status(third), 403);
});

test('after wrong codes one waits, longer and longer and on every device; a recovery code does not', async () => {
  const cleo = await crew.join('member', 'cleo');
  const secret = await enrol(crew, cleo.token);
  const [, spare = ''] = await recoveryCodes(crew, cleo.token);
  const [device, other] = [(await signIn(cleo)).token, (await signIn(cleo)).token];
  const { free, firstMs } = limits.guessing.code.account;
  const wrong = () => finish(device, { code: wrongCodeAt(secret, crew.now()) });
  for (let at = 0; at < free; at++) await crew.refuses('second-factors/wrong-code', wrong);
  const right = () => finish(other, { code: codeAt(secret, crew.now()) });
  await crew.refuses('second-factors/too-soon', right);
  crew.pass(firstMs);
  await crew.refuses('second-factors/wrong-code', wrong);
  crew.pass(firstMs);
  const refused = await right();
  assert.deepEqual([refused.status, refused.body.retryAfterSeconds], [429, firstMs / SECOND_MS]);
  await crew.refuses('second-factors/too-soon', () =>
    crew.call('POST /v1/me/proof', cleo.token, { code: codeAt(secret, crew.now()) }),
  );
  assert.equal((await finish(device, { recoveryCode: spare })).status, 200);
  crew.pass(firstMs);
  assert.equal((await right()).status, 200);
  assert.equal((await crew.call('POST /v1/sign-out', other)).status, 204);
});

test('who has the password alone cannot add an app, nor see codes, nor remove anything', async () => {
  const dora = await crew.join('member', 'dora');
  await enrol(crew, dora.token);
  const { token } = await signIn(dora);
  for (const line of ['PUT /v1/me/authenticator', 'DELETE /v1/me/authenticator', 'POST /v1/me/recovery-codes'])
    await crew.refuses('two-factor/proof-needed', () => crew.call(line, token));
  await crew.refuses('two-factor/proof-needed', () =>
    crew.call('POST /v1/me/authenticator/confirmation', token, { code: '123456' }),
  );
  await crew.refuses('two-factor/proof-needed', () => crew.call('POST /v1/me/proof', token, { password: PASSWORD }));
});

test('what was begun ends after a while, and takes the code of that app alone', async () => {
  const emil = await crew.join('member', 'emil');
  const confirm = (code: string) => crew.call('POST /v1/me/authenticator/confirmation', emil.token, { code });
  await crew.refuses('second-factors/no-enrolment', () => confirm('123456'));
  const { secret } = (await crew.call('PUT /v1/me/authenticator', emil.token)).body;
  await crew.refuses('second-factors/not-from-this-app', () => confirm(wrongCodeAt(secret, crew.now())));
  crew.pass(limits.secondFactors.enrolmentMs);
  await crew.refuses('access/proof-needed', () => confirm(codeAt(secret, crew.now())));
  await crew.call('POST /v1/me/proof', emil.token, { password: PASSWORD });
  await crew.refuses('second-factors/no-enrolment', () => confirm(codeAt(secret, crew.now())));
  crew.pass(DAY_MS);
  const expire = () => crew.units.open({ team: crew.team }, async (work) => await secondFactorsHolding.expire?.(work));
  assert.equal(await expire(), 1);
});

test('a new app takes the place of the old one, after a proof by a code of it', async () => {
  const finn = await crew.join('member', 'finn');
  const old = await enrol(crew, finn.token);
  crew.pass(HOUR_MS);
  await crew.refuses('access/proof-needed', () => crew.call('PUT /v1/me/authenticator', finn.token));
  const code = codeAt(old, crew.now());
  assert.equal((await crew.call('POST /v1/me/proof', finn.token, { code })).status, 204);
  await crew.refuses('second-factors/wrong-code', () => crew.call('POST /v1/me/proof', finn.token, { code }));
  const fresh = await enrol(crew, finn.token);
  const { token } = await signIn(finn);
  await crew.refuses('second-factors/wrong-code', () => finish(token, { code: codeAt(old, crew.now()) }));
  assert.equal((await finish(token, { code: codeAt(fresh, crew.now()) })).status, 200);
});

test('removing the app ends what was begun with the password alone, and the recovery codes', async () => {
  const gina = await crew.join('member', 'gina');
  await crew.refuses('second-factors/none', () => crew.call('DELETE /v1/me/authenticator', gina.token));
  await enrol(crew, gina.token);
  await recoveryCodes(crew, gina.token);
  const half = (await signIn(gina)).token;
  assert.equal((await crew.call('DELETE /v1/me/authenticator', gina.token)).status, 204);
  assert.deepEqual([await status(half), await status(gina.token)], [401, 200]);
  const { authenticator, recoveryCodes: codes } = await factors(gina.token);
  assert.deepEqual([authenticator, codes], [undefined, { left: 0 }]);
  assert.equal((await signIn(gina)).owes, undefined);
  assert.match(crew.mailsTo(gina.email).join(), /authenticator app was removed/);
});

test('who removes the last factor before the deadline is asked for one when it has come, there too', async () => {
  const gil = await crew.join('member', 'gil');
  await enrol(crew, gil.token);
  await crew.call('POST /v1/me/proof', crew.owner.token, { password: PASSWORD });
  const secret = await enrol(crew, crew.owner.token);
  const requiredFrom = new Date(crew.now().getTime() + HOUR_MS).toISOString();
  assert.equal((await crew.call('PUT /v1/two-factor-policy', crew.owner.token, { requiredFrom })).status, 200);
  assert.equal((await crew.call('DELETE /v1/me/authenticator', gil.token)).status, 204);
  assert.equal((await crew.call('GET /v1/me', gil.token)).status, 200);
  crew.pass(2 * HOUR_MS);
  const { body } = await crew.call('GET /v1/me/sessions', gil.token);
  assert.equal(body.type, 'urn:wardroom:problem:two-factor/enrolment-needed');
  await crew.call('POST /v1/me/proof', crew.owner.token, { code: codeAt(secret, crew.now()) });
  assert.equal((await crew.call('DELETE /v1/two-factor-policy', crew.owner.token)).status, 204);
  assert.equal((await crew.call('DELETE /v1/me/authenticator', crew.owner.token)).status, 204);
});

test('once the team’s deadline is over the last factor stays; another app may take its place', async () => {
  const hal = await crew.join('member', 'hal');
  await enrol(crew, hal.token);
  const requiredFrom = new Date(crew.now().getTime() + 5 * MINUTE_MS).toISOString();
  await crew.call('POST /v1/me/proof', crew.owner.token, { password: PASSWORD });
  await crew.call('PUT /v1/two-factor-policy', crew.owner.token, { requiredFrom });
  crew.pass(5 * MINUTE_MS);
  await crew.refuses('second-factors/still-required', () => crew.call('DELETE /v1/me/authenticator', hal.token));
  await enrol(crew, hal.token);
  assert.equal(await status(hal.token), 200);
});

test('an API token neither adds a factor nor proves one', async () => {
  const ina = await crew.join('member', 'ina');
  await enrol(crew, ina.token);
  const { secret: token } = (await crew.call('POST /v1/me/tokens', ina.token, { name: 'script' })).body;
  await crew.refuses('access/device-needed', () => crew.call('PUT /v1/me/authenticator', token));
  await crew.refuses('access/device-needed', () => finish(token, { code: '123456' }));
  await crew.refuses('access/device-needed', () => crew.call('POST /v1/me/proof', token, { code: '123456' }));
});

test('no secret and no recovery code stands in the database as it is shown', async () => {
  const jon = await crew.join('member', 'jon');
  const { secret } = (await crew.call('PUT /v1/me/authenticator', jon.token)).body;
  const code = codeAt(secret, crew.now());
  await crew.call('POST /v1/me/authenticator/confirmation', jon.token, { code });
  const codes = await recoveryCodes(crew, jon.token);
  const rows = await crew.units.open({ team: crew.team }, async ({ sql }) => [
    await sql.selectFrom('authenticators').selectAll().execute(),
    await sql.selectFrom('recovery_codes').selectAll().execute(),
  ]);
  const text = JSON.stringify(rows, (_key, value) =>
    value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
  );
  assert.ok(text.includes(jon.id));
  for (const shown of [secret, ...codes, ...codes.map((one) => one.replaceAll('-', ''))])
    assert.ok(!text.includes(shown));
});
