import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import type { PasskeyRequest } from '#contract/passkeys.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { secondFactorJobs } from '../second-factors/second-factors.jobs.ts';
import {
  addPasskey,
  enrol,
  openCrew,
  PASSWORD,
  type PasskeyTwist,
  type Person,
  type TestPasskey,
  testAuthenticator,
} from '../testing/testing.ts';
import { passkeysHolding } from './passkeys.holding.ts';
import { relyingPartyAt } from './relying-party.ts';

const crew = await openCrew(undefined, 'localhost');
const phone = (kind: object = {}) => testAuthenticator({ origin: crew.own, ...kind });
const status = async (token: string) => (await crew.call('GET /v1/me', token)).status;
const factors = async (token: string) => (await crew.call('GET /v1/me/second-factors', token)).body;
const lastReason = async () => (await crew.attempts())[0]?.reason;
const prove = (token: string) => crew.call('POST /v1/me/proof', token, { password: PASSWORD });
const byPassword = async ({ email }: Pick<Person, 'email'>) =>
  (await crew.call('POST /v1/sign-in', undefined, { team: crew.slug, email, password: PASSWORD, as: 'client' })).body;

interface Window {
  readonly request: PasskeyRequest;
  readonly cookie: string;
}

/** Opens the sign-in page: what it is told to ask for, and the cookie that the browser keeps. */
async function openPage(team = crew.slug, cookie = ''): Promise<Window> {
  const { status, body, headers } = await crew.call(
    'POST /v1/sign-in/passkey-request',
    undefined,
    { team },
    cookie ? { cookie } : {},
  );
  assert.equal(status, 200, JSON.stringify(body));
  return { request: body, cookie: headers.get('set-cookie')?.split(';')[0] ?? '' };
}

const signIn = (passkey: TestPasskey, { request, cookie }: Window, twist?: PasskeyTwist, team = crew.slug) =>
  crew.call('POST /v1/sign-in/passkey', undefined, { team, passkey: passkey.answer(request, twist) }, { cookie });

const tokenIn = (headers: Headers): string =>
  /wrs_[\w-]+/.exec(headers.getSetCookie().find((cookie) => cookie.startsWith('wardroom-T')) ?? '')?.[0] ?? '';

const refusesSignIn = async (reason: string, call: () => ReturnType<typeof signIn>): Promise<void> => {
  await crew.refuses('sign-in/passkey-refused', call);
  assert.equal(await lastReason(), reason);
};

test('browsers know passkeys at a name with TLS, and on this very machine; nowhere else', () => {
  assert.deepEqual(relyingPartyAt('https://chat.example:8443'), {
    host: 'chat.example',
    origin: 'https://chat.example:8443',
  });
  assert.equal(relyingPartyAt('http://localhost:1')?.host, 'localhost');
  for (const url of ['http://chat.example', 'http://127.0.0.1:1', 'https://10.0.0.1', 'https://[::1]:1'])
    assert.equal(relyingPartyAt(url), undefined);
});

for (const algorithm of ['ES256', 'EdDSA'] as const) {
  test(`a passkey (${algorithm}) signs in alone, as both factors`, async () => {
    const ada = await crew.join('member', `ada-${algorithm.toLowerCase()}`);
    const other = (await byPassword(ada)).token;
    const passkey = await addPasskey(crew, ada.token, phone({ algorithm }), ' My phone ');
    assert.deepEqual([await status(ada.token), await status(other)], [200, 401]);
    const page = await openPage();
    assert.deepEqual(page.request.allowCredentials, []);
    const { status: signedIn, headers } = await signIn(passkey, page);
    assert.equal(signedIn, 200);
    assert.deepEqual((await crew.attempts())[0], {
      ...{ kind: 'sign-in', outcome: 'accepted', reason: 'passkey', member_id: ada.id },
    });
    const token = tokenIn(headers);
    assert.equal(await status(token), 200);
    const rows = await crew.units.open({ team: crew.team }, ({ sql }) =>
      sql.selectFrom('sessions').select(['means', 'factor']).where('member_id', '=', ada.id).orderBy('id').execute(),
    );
    assert.deepEqual(rows.at(-1), { means: 'passkey', factor: 'passkey' });
    const { passkeys, passkey: here } = await factors(token);
    assert.deepEqual(here, { isPossible: true, isReady: true });
    assert.deepEqual([passkeys[0].name, passkeys[0].kept], ['My phone', 'this-device']);
    assert.equal(passkeys[0].usedAt, crew.now().toISOString());
    assert.ok((await crew.auditKinds()).includes('passkey.added'));
    assert.match(crew.mailsTo(ada.email).at(-1) ?? '', /A passkey was added/);
  });
}

test('every answer that is not this one, to this page, now, is refused alike; the access log knows why', async () => {
  const [ben, eve] = [await crew.join('member', 'ben'), await crew.join('member', 'eve')];
  const device = phone();
  const passkey = await addPasskey(crew, ben.token, device);
  const evesHandle = Buffer.from(eve.id.replaceAll('-', ''), 'hex').toString('base64url');
  const twists: [PasskeyTwist, string][] = [
    [{ origin: 'https://chat.example' }, 'passkey/wrong-origin'],
    [{ crossOrigin: true }, 'passkey/wrong-origin'],
    [{ type: 'webauthn.create' }, 'passkey/malformed'],
    [{ host: 'chat.example' }, 'passkey/wrong-site'],
    [{ isVerified: false }, 'passkey/not-verified'],
    [{ isForged: true }, 'passkey/wrong-signature'],
    [{ userHandle: evesHandle }, 'passkey/of-another'],
    [{ counter: 1 }, 'passkey/counter'],
    [{ counter: 0 }, 'passkey/counter'],
  ];
  const page = await openPage();
  const shapes = new Set<string>();
  for (const [twist, reason] of twists)
    await refusesSignIn(reason, async () => {
      const answer = await signIn(passkey, page, twist);
      const names = [...answer.headers.keys()].toSorted();
      shapes.add(JSON.stringify([answer.status, { ...answer.body, instance: '' }, names]));
      return answer;
    });
  await refusesSignIn('passkey/unknown', () => signIn(device.make(creation()).passkey, page));
  await refusesSignIn('passkey/other-browser', () => signIn(passkey, { ...page, cookie: '' }));
  const elsewhere = await openPage();
  await refusesSignIn('passkey/other-browser', () => signIn(passkey, { ...page, cookie: elsewhere.cookie }));
  await crew.refuses('sign-in/passkey-refused', () => signIn(passkey, page, {}, 'no-such-team'));
  const noTeam = await openPage('no-such-team');
  await refusesSignIn('passkey/replayed', () => signIn(passkey, noTeam));
  assert.equal(shapes.size, 1, [...shapes].join('\n'));
  const body = { team: crew.slug, passkey: passkey.answer(page.request) };
  const bring = () => crew.call('POST /v1/sign-in/passkey', undefined, body, { cookie: page.cookie });
  assert.equal((await bring()).status, 200, 'nothing that was refused used the challenge up');
  await refusesSignIn('passkey/replayed', bring);
  const late = await openPage();
  crew.pass(limits.passkeys.challengeMs);
  await refusesSignIn('passkey/expired', () => signIn(passkey, late));
});

/** What a server would ask for that knows nothing of the member. */
const creation = () => ({
  ...{ challenge: 'x'.repeat(43), rp: { id: 'localhost', name: '' }, user: { id: 'AA', name: '', displayName: '' } },
  ...{ pubKeyCredParams: [], timeout: 1, excludeCredentials: [], attestation: 'none' as const },
  authenticatorSelection: {
    ...{ residentKey: 'required' as const, requireResidentKey: true, userVerification: 'required' as const },
  },
});

test('two windows of one browser each sign in; of two that bring the same answer one does', async () => {
  const cleo = await crew.join('member', 'cleo');
  const passkey = await addPasskey(crew, cleo.token, phone({ counts: false, maySync: true, isSynced: true }));
  const first = await openPage();
  const second = await openPage(crew.slug, first.cookie);
  assert.equal(second.cookie, first.cookie);
  const answer = { team: crew.slug, passkey: passkey.answer(first.request) };
  const bring = () => crew.call('POST /v1/sign-in/passkey', undefined, answer, { cookie: first.cookie });
  const both = await Promise.all([bring(), bring()]);
  assert.deepEqual(both.map((one) => one.status).toSorted(), [200, 401]);
  assert.equal((await signIn(passkey, second)).status, 200);
  assert.equal((await factors(cleo.token)).passkeys[0].kept, 'synced');
});

test('a page of a team that is not there asks in the same words', async () => {
  const shapes = await Promise.all(
    [crew.slug, 'no-such-team'].map(async (team) => {
      const { request } = await openPage(team);
      return { ...request, challenge: request.challenge.length };
    }),
  );
  assert.deepEqual(shapes[0], shapes[1]);
});

test('a closed account and one bound to a provider stay outside; an owner comes in, and it is logged', async () => {
  const [dan, fay] = [await crew.join('member', 'dan'), await crew.join('member', 'fay')];
  const [dans, fays] = [await addPasskey(crew, dan.token, phone()), await addPasskey(crew, fay.token, phone())];
  const owners = await addPasskey(crew, crew.owner.token, phone());
  const { owner, team, units } = crew;
  await units.open({ team }, async ({ sql, now }) => {
    await sql.updateTable('members').set({ deactivated_at: now }).where('id', '=', dan.id).execute();
    const policy = { team_id: team, mode: 'required', counts_as_factor: true, set_by: owner.id, set_at: now };
    await sql.insertInto('sso_policies').values(policy).execute();
  });
  const page = await openPage();
  await refusesSignIn('deactivated', () => signIn(dans, page));
  await refusesSignIn('sso-required', () => signIn(fays, page));
  assert.equal((await signIn(owners, page)).status, 200);
  assert.ok((await crew.auditKinds()).includes('sso.bypassed'));
  await units.open({ team }, ({ sql }) => sql.deleteFrom('sso_policies').execute());
});

test('after the password a passkey finishes the sign-in; another member’s does not', async () => {
  const [gus, hal] = [await crew.join('member', 'gus'), await crew.join('member', 'hal')];
  const [guss, hals] = [await addPasskey(crew, gus.token, phone()), await addPasskey(crew, hal.token, phone())];
  const { token, owes } = await byPassword(gus);
  assert.equal(owes, 'second-factor');
  assert.deepEqual((await factors(token)).passkeys, [], 'names are for who has proven a factor');
  const ask = async () => (await crew.call('POST /v1/sign-in/second-factor/passkey-request', token)).body;
  const request = await ask();
  assert.deepEqual(
    request.allowCredentials.map(({ id }: { id: string }) => id),
    [guss.id],
  );
  const finish = (passkey: object) => crew.call('POST /v1/sign-in/second-factor', token, { passkey });
  const refuses = async (reason: string, passkey: object) => {
    await crew.refuses('second-factors/passkey-not-proven', () => finish(passkey));
    assert.equal(await lastReason(), reason);
  };
  await refuses('passkey/of-another', hals.answer(request));
  await refuses('passkey/wrong-origin', guss.answer(request, { origin: 'https://chat.example' }));
  await refuses('passkey/other-browser', guss.answer((await openPage()).request));
  const late = await ask();
  crew.pass(limits.passkeys.challengeMs);
  await crew.refuses('second-factors/passkey-too-late', () => finish(guss.answer(late)));
  const answer = guss.answer(await ask());
  assert.equal((await finish(answer)).status, 200);
  assert.equal(await status(token), 200);
  await crew.refuses('second-factors/nothing-owed', () => finish(answer));
  await crew.refuses('second-factors/nothing-owed', () =>
    crew.call('POST /v1/sign-in/second-factor/passkey-request', token),
  );
});

test('a passkey proves once more who one is, in the window that was asked', async () => {
  const ivy = await crew.join('member', 'ivy');
  const passkey = await addPasskey(crew, ivy.token, phone());
  crew.pass(11 * MINUTE_MS);
  const change = () => crew.call('POST /v1/me/recovery-codes', ivy.token);
  await crew.refuses('access/proof-needed', change);
  const { body: request } = await crew.call('POST /v1/me/proof/passkey-request', ivy.token);
  const proof = (twist?: PasskeyTwist) => ({ passkey: passkey.answer(request, twist) });
  await crew.refuses('second-factors/passkey-not-proven', () =>
    crew.call('POST /v1/me/proof', ivy.token, proof({ isVerified: false })),
  );
  assert.equal((await crew.call('POST /v1/me/proof', ivy.token, proof())).status, 204);
  assert.equal((await change()).status, 200);
  const jan = await crew.join('member', 'jan');
  await crew.refuses('second-factors/none', () => crew.call('POST /v1/me/proof/passkey-request', jan.token));
});

test('what is no new key of this server, in this window, is not kept', async () => {
  const kim = await crew.join('member', 'kim');
  const begin = async () => (await crew.call('POST /v1/me/passkey-request', kim.token)).body;
  const keep = (passkey: object, token = kim.token) => crew.call('POST /v1/me/passkeys', token, { passkey });
  const begun = await begin();
  assert.deepEqual(
    begun.pubKeyCredParams.map(({ alg }: { alg: number }) => alg),
    [-8, -7, -257],
  );
  const certificate = { fmt: 'packed', statement: new Map([['x5c', [Buffer.from('a certificate')]]]) };
  const wrong: PasskeyTwist[] = [
    { origin: 'https://chat.example' },
    { host: 'chat.example' },
    { type: 'webauthn.get' },
    { algorithm: -36 },
    { attestation: certificate },
    { attestation: { fmt: 'android-safetynet', statement: new Map() } },
  ];
  for (const twist of wrong) {
    const { made } = phone().make(begun, twist);
    await crew.refuses('passkeys/not-made', () => keep(made));
  }
  const unverified = phone().make(begun, { isVerified: false }).made;
  await crew.refuses('passkeys/not-verifying', () => keep(unverified));
  const { made } = phone().make(begun);
  const lea = await crew.join('member', 'lea');
  await crew.refuses('passkeys/not-made', () => keep(made, lea.token));
  assert.equal((await keep(made)).status, 201);
  await crew.refuses('passkeys/not-made', () => keep(made));
  const again = (await begin()) as typeof begun;
  assert.equal(again.excludeCredentials.length, 1);
  const late = phone().make(await begin()).made;
  crew.pass(limits.passkeys.challengeMs);
  await crew.refuses('passkeys/not-made', () => keep(late));
  crew.pass(MINUTE_MS * 6);
  await crew.refuses('access/proof-needed', () => crew.call('POST /v1/me/passkey-request', kim.token));
});

test('they are named and removed by their owner; one that is on two accounts or too many is refused', async () => {
  const [mia, ned] = [await crew.join('member', 'mia'), await crew.join('member', 'ned')];
  await addPasskey(crew, mia.token, phone());
  const [{ id }] = (await factors(mia.token)).passkeys;
  const line = `/v1/me/passkeys/${id}`;
  assert.equal((await crew.call(`PATCH ${line}`, mia.token, { name: ' Key ring ' })).status, 204);
  assert.equal((await factors(mia.token)).passkeys[0].name, 'Key ring');
  await crew.refuses('passkeys/no-such-passkey', () => crew.call(`PATCH ${line}`, ned.token, { name: 'Mine' }));
  await crew.refuses('passkeys/no-such-passkey', () => crew.call(`DELETE ${line}`, ned.token));
  const { body: begun } = await crew.call('POST /v1/me/passkey-request', ned.token);
  const { made } = phone().make(begun);
  await crew.units.open({ team: crew.team }, async ({ sql }) => {
    const credential_id = Buffer.from(made.id, 'base64url');
    await sql.updateTable('passkeys').set({ credential_id }).where('member_id', '=', mia.id).execute();
  });
  await crew.refuses('passkeys/known', () => crew.call('POST /v1/me/passkeys', ned.token, { passkey: made }));
  for (let held = 1; held < limits.passkeys.heldMax; held++) await addPasskey(crew, mia.token, phone());
  await crew.refuses('passkeys/too-many', () => crew.call('POST /v1/me/passkey-request', mia.token));
});

test('the last factor takes the recovery codes along; while another one is there nothing else goes', async () => {
  const ora = await crew.join('member', 'ora');
  await addPasskey(crew, ora.token, phone());
  await enrol(crew, ora.token);
  const [{ id }] = (await factors(ora.token)).passkeys;
  assert.equal((await crew.call('DELETE /v1/me/authenticator', ora.token)).status, 204);
  assert.equal((await byPassword(ora)).owes, 'second-factor');
  await crew.refuses('second-factors/none', () => crew.call('DELETE /v1/me/authenticator', ora.token));
  await crew.call('POST /v1/me/recovery-codes', ora.token);
  const half = (await byPassword(ora)).token;
  assert.equal((await crew.call(`DELETE /v1/me/passkeys/${id}`, ora.token)).status, 204);
  assert.deepEqual([await status(half), await status(ora.token)], [401, 200]);
  assert.equal((await byPassword(ora)).owes, undefined);
  assert.match(crew.mailsTo(ora.email).at(-1) ?? '', /A passkey was removed/);
});

test('who owes a factor adds a passkey and is in; it counts for the team and cannot be the last to go', async () => {
  const pia = await crew.join('member', 'pia');
  await prove(crew.owner.token);
  const requiredFrom = '2020-01-01T00:00:00Z';
  const before = (await crew.call('PUT /v1/two-factor-policy', crew.owner.token, { requiredFrom })).body;
  await crew.refuses('two-factor/enrolment-needed', () => crew.call('GET /v1/me', pia.token));
  const { token } = await byPassword(pia);
  const passkey = await addPasskey(crew, token, phone());
  assert.equal(await status(token), 200);
  const after = (await crew.call('GET /v1/two-factor-policy', crew.owner.token)).body;
  assert.equal(after.lacking, before.lacking - 1);
  const [{ id }] = (await factors(token)).passkeys;
  await crew.refuses('second-factors/still-required', () => crew.call(`DELETE /v1/me/passkeys/${id}`, token));
  assert.equal((await signIn(passkey, await openPage())).status, 200);
  await crew.call('DELETE /v1/two-factor-policy', crew.owner.token);
});

test('a passkey that was made for another address works there alone, and does not count as left', async () => {
  const quin = await crew.join('member', 'quin');
  const passkey = await addPasskey(crew, quin.token, phone());
  await crew.units.open({ team: crew.team }, ({ sql }) =>
    sql.updateTable('passkeys').set({ host: 'old.example' }).where('member_id', '=', quin.id).execute(),
  );
  const page = await openPage();
  await refusesSignIn('passkey/unknown', () => signIn(passkey, page));
  const seen = await factors(quin.token);
  assert.deepEqual([seen.passkeys[0].otherHost, seen.passkey.isReady], ['old.example', false]);
  await enrol(crew, quin.token);
  assert.equal((await crew.call('DELETE /v1/me/authenticator', quin.token)).status, 204);
  assert.deepEqual((await factors(quin.token)).passkeys, []);
});

test('a passkey of another address takes along what hangs on a factor only when none is left at all', async () => {
  const sam = await crew.join('member', 'sam');
  const moveAll = () =>
    crew.units.open({ team: crew.team }, ({ sql }) =>
      sql.updateTable('passkeys').set({ host: 'old.example' }).where('member_id', '=', sam.id).execute(),
    );
  const removeOf = async (host: string | undefined) => {
    const { passkeys } = await factors(sam.token);
    const { id } = passkeys.find(({ otherHost }: { otherHost?: string }) => otherHost === host);
    assert.equal((await crew.call(`DELETE /v1/me/passkeys/${id}`, sam.token)).status, 204);
    return passkeys.length - (await factors(sam.token)).passkeys.length;
  };
  for (let held = 0; held < 3; held++) await addPasskey(crew, sam.token, phone());
  await moveAll();
  // None of this address was there before, so none of it is lost: the others come back with their host.
  assert.equal(await removeOf('old.example'), 1);
  assert.equal((await byPassword(sam)).owes, 'second-factor');
  await addPasskey(crew, sam.token, phone());
  assert.equal(await removeOf('old.example'), 1);
  assert.equal((await byPassword(sam)).owes, 'second-factor');
  assert.equal(await removeOf(undefined), 2, 'the last one of this address takes that of the other along');
  assert.equal((await byPassword(sam)).owes, undefined);
  await addPasskey(crew, sam.token, phone());
  await moveAll();
  assert.equal(await removeOf('old.example'), 1);
  assert.equal((await byPassword(sam)).owes, undefined, 'none at all is left');
});

test('an admin’s reset takes passkeys along: the password alone signs in, and they sign nobody in', async () => {
  const rob = await crew.join('member', 'rob');
  const passkey = await addPasskey(crew, rob.token, phone());
  await prove(crew.owner.token);
  const { status: begun } = await crew.call(
    `PUT /v1/members/${publicId('U', rob.id)}/second-factor-reset`,
    crew.owner.token,
  );
  assert.equal(begun, 200);
  assert.ok((await factors(rob.token)).reset.dueAt);
  crew.pass(limits.secondFactors.resetAfterMs);
  const [job] = secondFactorJobs({ url: () => crew.own, mailer: { send: async () => 'kept' } });
  await job?.run(crew.units, new AbortController().signal);
  assert.equal(await status(rob.token), 401);
  assert.equal((await byPassword(rob)).owes, undefined);
  const page = await openPage();
  await refusesSignIn('passkey/unknown', () => signIn(passkey, page));
});

test('no challenge stands in the database as it was given, and it goes when its time is over', async () => {
  const { request } = await openPage();
  const rows = await crew.units.open({ team: crew.team }, ({ sql }) =>
    sql.selectFrom('passkey_challenges').selectAll().execute(),
  );
  const bytes = Buffer.from(request.challenge, 'base64url');
  assert.ok(rows.length > 0);
  assert.ok(!rows.some((row) => row.challenge_hash.equals(bytes) || row.challenge_hash.includes(request.challenge)));
  crew.pass(limits.passkeys.challengeMs + 1);
  const expire = () => crew.units.open({ team: crew.team }, async (work) => await passkeysHolding.expire?.(work));
  assert.ok(((await expire()) ?? 0) >= rows.length);
  assert.equal(await expire(), 0);
});

test('what strangers have opened goes when more is opened, and does not wait for the night', async () => {
  const count = async () => {
    const rows = await crew.units.open({ team: crew.team }, ({ sql }) =>
      sql.selectFrom('passkey_challenges').select('expires_at').execute(),
    );
    return [rows.length, rows.filter(({ expires_at }) => expires_at < crew.now()).length];
  };
  const { challengeMs, expiredAtOnce } = limits.passkeys;
  for (let opened = 0; opened <= expiredAtOnce; opened++) await openPage();
  crew.pass(challengeMs + 1);
  await openPage();
  assert.deepEqual(
    await count(),
    [expiredAtOnce + 2, expiredAtOnce + 1],
    'those that are only just over are told late',
  );
  crew.pass(challengeMs);
  await openPage();
  assert.deepEqual(await count(), [3, 1]);
});

test('from one network only so many sign-ins are begun', async () => {
  const { network } = limits.guessing.offer;
  crew.pass(network.free * network.forgottenMs);
  await openPage('no-such-team');
  await crew.units.open('deployment', ({ sql }) =>
    sql
      .updateTable('guesses')
      .set({ level: network.free - 2 })
      .execute(),
  );
  for (let begun = 0; begun < 2; begun++) await openPage('no-such-team');
  await crew.refuses('sign-in/too-many-by-passkey', () =>
    crew.call('POST /v1/sign-in/passkey-request', undefined, { team: crew.slug }),
  );
});
