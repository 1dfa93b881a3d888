import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeAt, type PasskeyTwist, type TestPasskey, testAuthenticator } from '#identity/testing/testing.ts';
import { DAY_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { operatorsHolding } from '../accounts/accounts.holding.ts';
import { resetOperator } from '../accounts/accounts.ts';
import { type Browser, type Enrolled, openConsole, PASSWORD, succeeded } from '../testing/testing.ts';

// Passkeys need a name.
const desk = await openConsole([], 'localhost');
const { open, refuses } = desk;
const ada = await desk.enrol('ada');
const device = testAuthenticator({ origin: desk.own });

async function add({ browser }: Enrolled, by = device): Promise<{ id: string; passkey: TestPasskey }> {
  const { passkey, made } = by.make(succeeded(await browser.call('POST /v1/operator/me/passkey-request')));
  const { id } = succeeded(await browser.call('POST /v1/operator/me/passkeys', { name: 'Ring', passkey: made }));
  return { id, passkey };
}
async function half(name = 'ada'): Promise<Browser> {
  const browser = open();
  succeeded(await browser.call('POST /v1/operator/sign-in', { name, password: PASSWORD }));
  return browser;
}
const ask = (browser: Browser) => browser.call('POST /v1/operator/sign-in/second-factor/passkey-request');
const finish = (browser: Browser, passkey: unknown) =>
  browser.call('POST /v1/operator/sign-in/second-factor', { passkey });
const last = async () => (await desk.attempts()).at(-1);

test('a passkey finishes a sign-in after the password, and proves once more who one is', async () => {
  const none = await half();
  await refuses('operators/no-passkey', () => ask(none));
  const { passkey } = await add(ada);
  const browser = await half();
  const owing = succeeded(await browser.call('GET /v1/operator/me'));
  assert.deepEqual([owing.passkeys, owing.passkey], [[], { isPossible: true, isReady: true }]);
  const asked = succeeded(await ask(browser));
  assert.deepEqual([asked.rpId, asked.userVerification, asked.allowCredentials.length], ['localhost', 'required', 1]);
  const answer = passkey.answer(asked);
  assert.deepEqual(succeeded(await finish(browser, answer)), { recoveryCodesLeft: 10 });
  assert.equal(await last(), 'accepted: passkey');
  const { passkeys } = succeeded(await browser.call('GET /v1/operator/me'));
  assert.deepEqual([passkeys[0].name, passkeys[0].kept], ['Ring', 'this-device']);
  const { sessions } = succeeded(await browser.call('GET /v1/operator/me/sessions'));
  assert.equal(sessions.find(({ current }: { current: boolean }) => current).factor, 'passkey');

  desk.pass(limits.proofs.recentMs + 1);
  await refuses('operators/proof-needed', () => browser.call('POST /v1/operator/me/passkey-request'));
  const again = succeeded(await browser.call('POST /v1/operator/me/proof/passkey-request'));
  succeeded(await browser.call('POST /v1/operator/me/proof', { passkey: passkey.answer(again) }));
  succeeded(await browser.call('POST /v1/operator/me/passkey-request'));
});

test('an answer counts once, in the sign-in that asked, for what it asked, in time, from our own page', async () => {
  const { passkey } = await add(await desk.enrol('bea'));
  const refused = async (reason: string, browser: Browser, answer: unknown): Promise<void> => {
    await refuses('operators/passkey-refused', () => finish(browser, answer));
    assert.equal(await last(), `refused: passkey/${reason}`);
  };
  const browser = await half('bea');
  const asked = succeeded(await ask(browser));
  const twists: readonly [string, PasskeyTwist][] = [
    ['wrong-origin', { origin: 'http://localhost:1' }],
    ['wrong-site', { host: 'elsewhere.example' }],
    ['not-verified', { isVerified: false }],
    ['wrong-signature', { isForged: true }],
    ['malformed', { type: 'webauthn.create' }],
  ];
  for (const [reason, twist] of twists) await refused(reason, browser, passkey.answer(asked, twist));
  await refused('other-browser', await half('bea'), passkey.answer(asked));
  const other = await half('ada');
  await refused('of-another', other, passkey.answer(succeeded(await ask(other))));
  const stranger = testAuthenticator({ origin: desk.own });
  const creation = { rp: { id: 'localhost' }, user: { id: 'x' }, challenge: 'x' } as never;
  await refused('unknown', browser, stranger.make(creation).passkey.answer(asked));
  const right = passkey.answer(asked);
  succeeded(await finish(browser, right));
  await refuses('operators/nothing-owed', () => finish(browser, right));
  await refused('replayed', await half('bea'), right);
  const late = await half('bea');
  const answer = passkey.answer(succeeded(await ask(late)));
  desk.pass(limits.passkeys.challengeMs);
  await refused('expired', late, answer);
  const copied = await half('bea');
  await refused('counter', copied, passkey.answer(succeeded(await ask(copied)), { counter: 1 }));
  // What was asked for one purpose proves nothing else.
  const proof = succeeded(await browser.call('POST /v1/operator/me/proof/passkey-request'));
  await refused('other-browser', await half('bea'), passkey.answer(proof));
});

test('what is no new key of this address is not added, and the same not twice', async () => {
  const [cleo, emil] = [await desk.enrol('cleo'), await desk.enrol('emil')];
  const creation = succeeded(await cleo.browser.call('POST /v1/operator/me/passkey-request'));
  const keep = (passkey: unknown) => cleo.browser.call('POST /v1/operator/me/passkeys', { passkey });
  const { make } = testAuthenticator({ origin: desk.own });
  await refuses('passkeys/not-made', () => keep(make(creation, { origin: 'http://localhost:1' }).made));
  await refuses('passkeys/not-verifying', () => keep(make(creation, { isVerified: false }).made));
  const { made } = make(creation);
  succeeded(await keep(made));
  await refuses('passkeys/not-made', () => keep(made));
  await refuses('passkeys/not-made', () => emil.browser.call('POST /v1/operator/me/passkeys', { passkey: made }));
});

test('one that is removed signs in no more, and a reset takes all; neither leaves another sign-in', async () => {
  const dora = await desk.enrol('dora');
  const { id, passkey } = await add(dora);
  const elsewhere = await half('dora');
  const answer = passkey.answer(succeeded(await ask(elsewhere)));
  const remove = () => dora.browser.call(`DELETE /v1/operator/me/passkeys/${id}`);
  desk.pass(limits.proofs.recentMs + 1);
  await refuses('operators/proof-needed', remove);
  succeeded(await dora.browser.call('POST /v1/operator/me/proof', { code: codeAt(dora.secret, desk.now()) }));
  succeeded(await remove());
  await refuses('passkeys/no-such-passkey', remove);
  await refuses('http/sign-in-needed', () => finish(elsewhere, answer));
  await add(dora);
  const rows = () =>
    desk.units.open('deployment', ({ sql }) => sql.selectFrom('operator_passkeys').select('operator_id').execute());
  const before = (await rows()).length;
  await desk.units.open('deployment', (work) => resetOperator(work, 'dora', 'operator'));
  assert.equal((await rows()).length, before - 1);
  const kinds = await desk.auditKinds();
  for (const kind of ['operator.passkey-added', 'operator.passkey-used', 'operator.passkey-removed'])
    assert.ok(kinds.includes(kind), kind);
});

test('challenges that nobody answers go, and there are so many passkeys as one can have', async () => {
  const finn = await desk.enrol('finn');
  await finn.browser.call('POST /v1/operator/me/passkey-request');
  for (let added = 0; added < limits.passkeys.heldMax; added++) await add(finn);
  await refuses('passkeys/too-many', () => finn.browser.call('POST /v1/operator/me/passkey-request'));
  desk.pass(2 * DAY_MS);
  await desk.units.open('deployment', (work) => operatorsHolding.expire?.(work) ?? Promise.resolve(0));
  const left = await desk.units.open('deployment', ({ sql }) =>
    sql.selectFrom('operator_passkey_challenges').select('purpose').execute(),
  );
  assert.deepEqual(left, []);
});
