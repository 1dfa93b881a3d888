import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE_MS } from '#platform/clock.ts';
import { enrol, openCrew, PASSWORD, type Person, recoveryCodes } from '../testing/testing.ts';

const crew = await openCrew();
const make = (token: string) => crew.call('POST /v1/me/recovery-codes', token);
const confirm = (token: string, recoveryCode: string) =>
  crew.call('POST /v1/me/recovery-codes/confirmation', token, { recoveryCode });
const halfWay = async ({ email }: Person): Promise<string> => {
  const given = { team: crew.slug, email, password: PASSWORD, as: 'client' };
  return (await crew.call('POST /v1/sign-in', undefined, given)).body.token;
};
const finish = (token: string, recoveryCode: string) =>
  crew.call('POST /v1/sign-in/second-factor', token, { recoveryCode });
const left = async (token: string) => (await crew.call('GET /v1/me/second-factors', token)).body.recoveryCodes.left;

test('ten codes are shown once, and count when one of them was typed back, however it is written', async () => {
  const ada = await crew.join('member', 'ada');
  await crew.refuses('second-factors/none', () => make(ada.token));
  await enrol(crew, ada.token);
  const { codes } = (await make(ada.token)).body;
  assert.equal(new Set(codes).size, 10);
  for (const code of codes) assert.match(code, /^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
  assert.equal(await left(ada.token), 0);
  const device = await halfWay(ada);
  await crew.refuses('second-factors/wrong-recovery-code', () => finish(device, codes[0]));
  await crew.refuses('second-factors/not-of-these', () => confirm(ada.token, 'aaaa-bbbb-cccc-dddd'));
  assert.equal((await confirm(ada.token, ` ${codes[3].toUpperCase().replaceAll('-', ' ')} `.trim())).status, 204);
  assert.equal(await left(ada.token), 10);
  assert.equal((await finish(device, codes[3])).status, 200, 'the one that was typed back stays good');
});

test('a code signs in once, the member is told by mail, and the count goes down', async () => {
  const ben = await crew.join('member', 'ben');
  await enrol(crew, ben.token);
  const [first = ''] = await recoveryCodes(crew, ben.token);
  const [one, other] = [await halfWay(ben), await halfWay(ben)];
  const answers = await Promise.all([finish(one, first), finish(other, first)]);
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 422]);
  assert.deepEqual(answers.find(({ status }) => status === 200)?.body, { recoveryCodesLeft: 9 });
  const mails = crew.mailsTo(ben.email).filter((mail) => /recovery code of your account was used/.test(mail));
  assert.equal(mails.length, 1);
  assert.match(mails[0] ?? '', /9 are left/);
  assert.ok((await crew.auditKinds()).includes('recovery-code.used'));
  const again = await halfWay(ben);
  await crew.refuses('second-factors/wrong-recovery-code', () => finish(again, first));
  assert.equal((await crew.attempts())[0]?.reason, 'wrong-recovery-code');
});

test('a new set replaces the old one when it is confirmed, and not before', async () => {
  const cleo = await crew.join('member', 'cleo');
  await enrol(crew, cleo.token);
  const [old = '', second = ''] = await recoveryCodes(crew, cleo.token);
  const dropped = (await make(cleo.token)).body.codes;
  const { codes } = (await make(cleo.token)).body;
  await crew.refuses('second-factors/not-of-these', () => confirm(cleo.token, dropped[0]));
  assert.equal((await finish(await halfWay(cleo), old)).status, 200);
  assert.equal((await confirm(cleo.token, codes[0])).status, 204);
  assert.equal(await left(cleo.token), 10);
  const device = await halfWay(cleo);
  await crew.refuses('second-factors/wrong-recovery-code', () => finish(device, second));
});

test('codes are made after a recent proof only, and those of one member open nobody else', async () => {
  const [dora, emil] = [await crew.join('member', 'dora'), await crew.join('member', 'emil')];
  await enrol(crew, emil.token);
  await enrol(crew, dora.token);
  const [first = ''] = await recoveryCodes(crew, dora.token);
  const device = await halfWay(emil);
  await crew.refuses('second-factors/wrong-recovery-code', () => finish(device, first));
  crew.pass(11 * MINUTE_MS);
  await crew.refuses('access/proof-needed', () => make(dora.token));
  await crew.refuses('access/proof-needed', () => confirm(dora.token, first));
});
