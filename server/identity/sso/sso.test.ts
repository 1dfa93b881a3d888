import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import { createEgress, readOpened } from '#platform/egress/egress.ts';
import { limits } from '#platform/limits.ts';
import { TEST_AUTHORITY } from '#platform/testing/web.ts';
import { CLIENT, openIssuer, type Twist } from '../testing/issuer.ts';
import { type Answer, openCrew, PASSWORD, type Person } from '../testing/testing.ts';
import { ssoEvidence } from './sso.evidence.ts';
import { ssoHolding } from './sso.holding.ts';

const issuer = await openIssuer();
const other = await openIssuer('push.example');
const texts = new Map<string, string[]>();
const crew = await openCrew(
  createEgress({
    opened: readOpened(`127.0.0.1:${issuer.port},127.0.0.1:${other.port}`) ?? [],
    reached: () => {},
    resolve: async () => ['127.0.0.1'],
    texts: async (name) => texts.get(name) ?? [],
    authority: TEST_AUTHORITY,
  }),
);
const { owner } = crew;
const prove = () => crew.call('POST /v1/me/proof', owner.token, { password: PASSWORD });
const done = (answer: Answer): Answer['body'] => {
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body;
};

const settings = {
  ...{ kind: 'oidc', issuer: issuer.issuer, clientId: CLIENT.clientId },
  ...{ hostedDomains: [], vouchesForAddresses: false },
};
const newAccounts = { role: 'member', claim: 'groups', roles: [{ value: 'deck', role: 'guest' }] };
const given = { name: 'The harbour', isOn: true, settings, newAccounts, secret: CLIENT.secret };
const provider = done(await crew.call('POST /v1/sso/providers', owner.token, given));
const at = `/v1/sso/providers/${provider.id}`;
const change = async (to: object): Promise<void> => {
  await prove();
  const { secret: _, ...rest } = given;
  done(await crew.call(`PUT ${at}`, owner.token, { ...rest, ...to }));
};
const setMode = async (mode: string, countsAsFactor = false): Promise<void> => {
  await prove();
  done(await crew.call('PUT /v1/sso/policy', owner.token, { mode, countsAsFactor }));
};
await setMode('optional');

const claimed = done(await crew.call('PUT /v1/claimed-domains/ship.example', owner.token)).domains[0];
texts.set('_wardroom.ship.example', ['unrelated', claimed.record]);
done(await crew.call('POST /v1/claimed-domains/ship.example/proof', owner.token, {}));

interface Departed {
  readonly location: string;
  readonly cookie: string;
}
const departed = (answer: Answer): Departed => ({
  location: done(answer).location,
  cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '',
});
const begin = async (to: object = {}): Promise<Departed> =>
  departed(await crew.call('POST /v1/sso/requests', undefined, { team: 'crew', provider: provider.id, ...to }));
const beginTest = async (by = owner.token) => departed(await crew.call(`POST ${at}/test`, by));

const personOf = (handle: string, more: object = {}) => ({
  ...{ sub: `sub-${handle}`, email: `${handle}@ship.example`, email_verified: true, name: `Name ${handle}` },
  ...more,
});
const complete = (response: string, cookie: string, to = provider.id): Promise<Answer> =>
  crew.call('POST /v1/sso/requests/completion', undefined, { team: 'crew', provider: to, response }, { cookie });
const arrive = async (person: Readonly<Record<string, unknown>>, twist?: Twist): Promise<Answer> => {
  const { location, cookie } = await begin();
  return await complete(issuer.answer(location, person, twist), cookie);
};
const tokenIn = ({ headers }: Answer): string => /=(wrs_[\w-]+)/.exec(headers.get('set-cookie') ?? '')?.[1] ?? '';

/** Refused with the one answer, nothing left but the attempt, whose reason is this. */
async function refusesWith(reason: string, arrival: () => Promise<Answer>): Promise<void> {
  const answer = await arrival();
  assert.deepEqual([answer.status, answer.body.type], [401, 'urn:wardroom:problem:sso/refused'], reason);
  assert.equal(answer.headers.get('set-cookie'), null);
  assert.equal((await crew.attempts())[0]?.reason, reason);
}

test('the page of a team shows its providers, and of no team nothing', async () => {
  const { body } = await crew.call('GET /v1/teams/crew/sign-in');
  assert.deepEqual(body, { providers: [{ id: provider.id, name: 'The harbour' }], onlyProviders: false });
  assert.deepEqual((await crew.call('GET /v1/teams/nobody/sign-in')).body, { providers: [], onlyProviders: false });
});

test('the secret is sealed and never shown', async () => {
  const { body } = await crew.call('GET /v1/sso', owner.token);
  assert.doesNotMatch(JSON.stringify(body), /secret between/);
  const row = await crew.units.open({ team: crew.team }, ({ sql }) =>
    sql.selectFrom('sso_providers').selectAll().executeTakeFirstOrThrow(),
  );
  assert.ok(!row.secret?.includes(CLIENT.secret));
  assert.equal(body.providers[0].redirectUri, `${crew.url}/t/crew/sso/${provider.id}`);
});

test('a member with an address at the team’s own domain comes in, and is known by the subject then', async () => {
  const ada = await crew.join('member', 'ada');
  const first = await arrive(personOf('ada', { email: 'ADA@ship.example' }));
  assert.equal(done(first).member.id, publicId('U', ada.id));
  assert.equal((await crew.call('GET /v1/me', tokenIn(first))).status, 200);
  assert.deepEqual((await crew.attempts())[0], {
    ...{ kind: 'sign-in', outcome: 'accepted', reason: 'oidc', member_id: ada.id },
  });
  assert.ok((await crew.auditKinds()).includes('sso.linked'));
  const renamed = await arrive(personOf('ada', { email: 'elsewhere@other.example', email_verified: false }));
  assert.equal(done(renamed).member.id, publicId('U', ada.id));
});

test('somebody new gets an account in the role that the provider’s groups mean', async () => {
  const zoe = done(await arrive(personOf('zoe', { preferred_username: 'Zoë!', groups: ['crew'] }))).member;
  assert.deepEqual([zoe.role, zoe.handle, zoe.name, zoe.email], ['member', 'zoe', 'Name zoe', 'zoe@ship.example']);
  assert.equal(done(await arrive(personOf('yan', { groups: ['sails', 'deck'] }))).member.role, 'guest');
  const again = done(await arrive(personOf('zoe2', { preferred_username: 'zoe' }))).member;
  assert.equal(again.handle, 'zoe-2');
});

test('what the token says wrongly is refused, each with its reason', async () => {
  const eve = personOf('eve');
  const past = Math.floor(Date.now() / 1_000) - 3_600;
  const twists: [string, Twist][] = [
    ['sso/wrong-nonce', { claims: { nonce: 'of another sign-in' } }],
    ['sso/malformed', { claims: { nonce: undefined } }],
    ['sso/wrong-issuer', { claims: { iss: other.issuer } }],
    ['sso/wrong-audience', { claims: { aud: 'somebody else' } }],
    ['sso/wrong-audience', { claims: { aud: [CLIENT.clientId, 'another'], azp: 'another' } }],
    ['sso/expired', { claims: { iat: past, exp: past + 60 } }],
    ['sso/bad-signature', { alg: 'none' }],
    ['sso/bad-signature', { alg: 'strange key' }],
    ['sso/wrong-issuer', { back: { iss: other.issuer } }],
    ['sso/declined', { back: { error: 'access_denied' } }],
    ['sso/code-refused', { back: { code: 'guessed' } }],
    ['sso/malformed', { claims: { sub: undefined } }],
    ['sso/no-subject', { claims: { sub: 's'.repeat(600) } }],
    ['sso/no-subject', { claims: { sub: 'e\u0000ve' } }],
    ['sso/no-address', { claims: { sub: 'another', email: 'e\u0000ve@ship.example' } }],
  ];
  for (const [reason, twist] of twists) await refusesWith(reason, () => arrive(eve, twist));
  const { body } = await crew.call('GET /v1/members?q=eve', owner.token);
  assert.deepEqual(body.members, []);
});

test('an answer counts once, in the browser that asked, within ten minutes, from the provider asked', async () => {
  await crew.join('member', 'ben');
  const ben = personOf('ben');
  const [mine, strange] = [await begin(), await begin()];
  const response = issuer.answer(mine.location, ben);
  await refusesWith('sso/not-asked-for', () => complete(response, strange.cookie));
  await refusesWith('sso/other-browser', () => complete(response, ''));
  await refusesWith('sso/not-asked-for', () => complete(response, mine.cookie, `X${'0'.repeat(26)}`));
  const forged = new URLSearchParams(response);
  forged.set('state', `${forged.get('state')?.slice(0, -1)}_`);
  await refusesWith('sso/not-asked-for', () => complete(`?${forged}`, mine.cookie));
  // None of these has used it up.
  done(await complete(response, mine.cookie));
  await refusesWith('sso/not-asked-for', () => complete(response, mine.cookie));
  const late = await begin();
  crew.pass(11 * MINUTE_MS);
  await refusesWith('sso/not-asked-for', () => complete(issuer.answer(late.location, ben), late.cookie));
  await crew.refuses('sso/refused', () => complete('?code=x', mine.cookie));
  await crew.refuses('sso/refused', () => complete(`?state=wro_${'0'.repeat(26)}${'A'.repeat(43)}`, mine.cookie));
  const expire = async (): Promise<number> =>
    await crew.units.open({ team: crew.team }, async (work) => (await ssoHolding.expire?.(work)) ?? 0);
  assert.ok((await expire()) > 0);
});

test('a browser may be on its way twice', async () => {
  const first = await begin();
  const again = await crew.call(
    'POST /v1/sso/requests',
    undefined,
    { team: 'crew', provider: provider.id },
    { cookie: first.cookie },
  );
  const second = departed(again);
  assert.equal(second.cookie, first.cookie);
  done(await complete(issuer.answer(first.location, personOf('ben')), second.cookie));
  done(await complete(issuer.answer(second.location, personOf('ben')), second.cookie));
});

test('whom the provider means must be beyond doubt', async () => {
  const gone = await crew.join('member', 'gone');
  done(await arrive(personOf('gone')));
  done(await crew.call(`POST /v1/members/${publicId('U', gone.id)}/deactivation`, owner.token));
  await refusesWith('sso/deactivated', () => arrive(personOf('gone')));
  await refusesWith('sso/deactivated', () => arrive(personOf('gone', { sub: 'another' })));
  await refusesWith('sso/known-as-another', () => arrive(personOf('ada', { sub: 'not ada' })));
  await refusesWith('sso/address-not-verified', () => arrive(personOf('new', { email_verified: false })));
  await refusesWith('sso/address-not-verified', () => arrive(personOf('new', { email_verified: undefined })));
  await refusesWith('sso/address-not-ours', () => arrive(personOf('new', { email: 'new@harbour.example' })));
  await refusesWith('sso/no-address', () => arrive({ sub: 'nameless' }));
  await refusesWith('sso/no-address', () => arrive(personOf('new', { email: 'no address' })));
  await change({ newAccounts: { role: 'none', claim: 'groups', roles: [] } });
  await refusesWith('sso/no-role', () => arrive(personOf('new')));
  await change({ newAccounts: undefined });
  await refusesWith('sso/no-account', () => arrive(personOf('new')));
  await change({ newAccounts, settings: { ...settings, hostedDomains: ['ship.example'] } });
  await refusesWith('sso/other-organisation', () => arrive(personOf('new', { hd: 'harbour.example' })));
  await refusesWith('sso/other-organisation', () => arrive(personOf('new')));
  done(await arrive(personOf('hal', { hd: 'ship.example' })));
  await change({ settings: { ...settings, vouchesForAddresses: true } });
  await refusesWith('sso/address-not-verified', () => arrive(personOf('new', { email_verified: false })));
  done(await arrive(personOf('uma', { email_verified: undefined })));
  await change({});
});

test('a provider that is off, or that the team does not sign in by, is none', async () => {
  const onTheWay = await begin();
  const back = issuer.answer(onTheWay.location, personOf('ada'));
  await prove();
  done(await crew.call('DELETE /v1/sso/policy', owner.token));
  const asked = { team: 'crew', provider: provider.id };
  const start = (to: object) => () => crew.call('POST /v1/sso/requests', undefined, { ...asked, ...to });
  await crew.refuses('sso/no-such-provider', start({}));
  await refusesWith('sso/off', () => complete(back, onTheWay.cookie));
  assert.deepEqual((await crew.call('GET /v1/teams/crew/sign-in')).body.providers, []);
  await setMode('optional');
  await crew.refuses('sso/no-such-provider', start({ team: 'nobody' }));
  await crew.refuses('sso/no-such-provider', start({ provider: `X${'0'.repeat(26)}` }));
});

test('a test shows what was read and who it means, and signs nobody in', async () => {
  const sessions = async () => (await crew.call('GET /v1/me/sessions', owner.token)).body.sessions.length;
  const before = await sessions();
  const judged = async (person: Readonly<Record<string, unknown>>, twist?: Twist): Promise<Answer['body']> => {
    const { location, cookie } = await beginTest();
    const response = issuer.answer(location, person, twist);
    await crew.refuses('sso/refused', () => complete(response, cookie));
    const body = { team: 'crew', provider: provider.id, response };
    return done(await crew.call('POST /v1/sso/tests/completion', owner.token, body, { cookie }));
  };
  const ada = await judged(personOf('ada', { groups: ['deck'] }));
  assert.equal(ada.outcome, 'known');
  assert.ok(ada.claims.some((claim: object) => JSON.stringify(claim) === '{"name":"groups","value":"[\\"deck\\"]"}'));
  assert.deepEqual([(await judged(personOf('una'))).outcome, (await judged(personOf('una'))).outcome], ['new', 'new']);
  const refused = await judged(personOf('ada'), { alg: 'strange key' });
  assert.deepEqual([refused.outcome, refused.reason], ['refused', 'sso/bad-signature']);
  assert.equal((await judged(personOf('x', { email: 'x@harbour.example' }))).reason, 'sso/address-not-ours');
  assert.equal(await sessions(), before);
  const admin = await crew.join('admin', 'anna');
  const { location, cookie } = await beginTest();
  const body = { team: 'crew', provider: provider.id, response: issuer.answer(location, personOf('ada')) };
  const stolen = await crew.call('POST /v1/sso/tests/completion', admin.token, body, { cookie });
  assert.equal(stolen.body.reason, 'sso/not-asked-for');
});

test('a provider that cannot be reached or does not describe itself is told, not blamed on the person', async () => {
  const broken = { ...given, name: 'Broken', settings: { ...settings, issuer: `${issuer.issuer}/nowhere` } };
  await prove();
  const { id } = done(await crew.call('POST /v1/sso/providers', owner.token, broken));
  const start = () => crew.call('POST /v1/sso/requests', undefined, { team: 'crew', provider: id });
  assert.equal((await start()).body.type, 'urn:wardroom:problem:sso/provider-broken');
  const closed = { ...given, name: 'Closed', settings: { ...settings, issuer: 'https://good.example:1' } };
  const { id: unreachable } = done(await crew.call('POST /v1/sso/providers', owner.token, closed));
  const silent = await crew.call('POST /v1/sso/requests', undefined, { team: 'crew', provider: unreachable });
  assert.equal(silent.body.type, 'urn:wardroom:problem:egress/destination-refused');
  for (const one of [id, unreachable]) done(await crew.call(`DELETE /v1/sso/providers/${one}`, owner.token));
});

test('settings that would be of no use or of harm are refused', async () => {
  await prove();
  const add = (to: object) => () =>
    crew.call('POST /v1/sso/providers', owner.token, { ...given, settings: { ...settings, ...to } });
  await crew.refuses('http/invalid-request', add({ issuer: 'http://good.example' }));
  await crew.refuses('http/invalid-request', add({ clientId: 'a\u0000b' }));
  await crew.refuses('sso/hosted-domain-needed', add({ issuer: 'https://accounts.google.com' }));
  const { secret: _, ...rest } = given;
  const moved = { ...rest, settings: { ...settings, issuer: other.issuer } };
  await crew.refuses('sso/issuer-stays', () => crew.call(`PUT ${at}`, owner.token, moved));
  await crew.refuses('sso/no-such-provider', () =>
    crew.call(`DELETE /v1/sso/providers/X${'0'.repeat(26)}`, owner.token),
  );
  await crew.refuses('sso/last-provider', () => crew.call(`DELETE ${at}`, owner.token));
  await crew.refuses('sso/last-provider', () => crew.call(`PUT ${at}`, owner.token, { ...rest, isOn: false }));
  const admin = await crew.join('admin', 'anton');
  await crew.refuses('http/not-allowed', () => crew.call(`DELETE ${at}`, admin.token));
  crew.pass(11 * MINUTE_MS);
  for (const line of [`DELETE ${at}`, 'DELETE /v1/sso/policy'])
    await crew.refuses('access/proof-needed', () => crew.call(line, owner.token));
});

test('a team has so many providers', async () => {
  await prove();
  const added: string[] = [];
  const add = () => crew.call('POST /v1/sso/providers', owner.token, given);
  while (added.length < 9) added.push(done(await add()).id);
  await crew.refuses('sso/too-many-providers', add);
  for (const one of added) done(await crew.call(`DELETE /v1/sso/providers/${one}`, owner.token));
});

test('where it is required, no password opens anything but for owners and those who are let off', async () => {
  const [mia, gus] = [await crew.join('member', 'mia'), await crew.join('guest', 'gus')];
  const byProvider = tokenIn(await arrive(personOf('mia')));
  const signIn = ({ email }: Person) =>
    crew.call('POST /v1/sign-in', undefined, { team: 'crew', email, password: PASSWORD, as: 'client' });
  const resets = async ({ email }: Person): Promise<number> => {
    const asked = await crew.call('POST /v1/password-resets', undefined, { team: 'crew', email });
    assert.equal(asked.status, 202);
    return crew.tokensAt(email).length;
  };
  const invite = async (role: string): Promise<string> =>
    done(
      await crew.call('POST /v1/invitations', owner.token, {
        ...{ role, channels: role === 'guest' ? [`C${'0'.repeat(26)}`] : [] },
      }),
    ).link.split('#')[1];
  const links = { member: await invite('member'), guest: await invite('guest') };
  assert.equal(await resets(mia), 1);
  const [reset = ''] = crew.tokensAt(mia.email);
  await change({ settings: { ...settings, scope: 'openid email' } });
  const required = { mode: 'required', countsAsFactor: false };
  await crew.refuses('sso/no-way-in', () => crew.call('PUT /v1/sso/policy', owner.token, required));
  done(await arrive(personOf('ada')));

  await setMode('required-but-guests');
  assert.equal((await crew.call('GET /v1/me', mia.token)).status, 401);
  assert.equal((await crew.call('GET /v1/me', byProvider)).status, 200);
  assert.equal((await crew.call('GET /v1/me', gus.token)).status, 200);
  assert.equal((await crew.call('GET /v1/me', owner.token)).status, 200);
  const { body, status } = await signIn(mia);
  const wrong = await signIn({ ...mia, email: 'nobody@ship.example' });
  assert.deepEqual([status, { ...body, instance: '' }], [wrong.status, { ...wrong.body, instance: '' }]);
  assert.equal((await crew.attempts()).find(({ member_id }) => member_id === mia.id)?.reason, 'sso-required');
  assert.equal((await signIn(gus)).status, 200);
  assert.equal((await signIn(owner)).status, 200);
  assert.ok((await crew.auditKinds()).includes('sso.bypassed'));
  assert.deepEqual([await resets(mia), await resets(gus)], [1, 1]);
  const accept = { token: reset, password: 'another orbit entirely now' };
  await crew.refuses('password-resets/not-valid', () =>
    crew.call('POST /v1/password-resets/acceptance', undefined, accept),
  );
  await crew.refuses('password-resets/no-password', () =>
    crew.call(`PUT /v1/members/${publicId('U', mia.id)}/password-reset`, owner.token),
  );
  const join = (token: string, handle: string) =>
    crew.call('POST /v1/invitations/acceptance', undefined, {
      ...{ token, handle, name: handle, email: `${handle}@elsewhere.example`, password: PASSWORD },
    });
  await crew.refuses('sso/required', () => join(links.member, 'mel'));
  done(await join(links.guest, 'gil'));
  assert.equal((await crew.call('GET /v1/teams/crew/sign-in')).body.onlyProviders, true);

  await setMode('required');
  assert.equal((await crew.call('GET /v1/me', gus.token)).status, 401);
  assert.equal((await signIn(gus)).body.type, 'urn:wardroom:problem:sign-in/refused');
  await setMode('optional');
  assert.equal((await signIn(mia)).status, 200);
});

test('by the team’s choice a sign-in by a provider is a second factor too, for as long as it is chosen', async () => {
  const nora = await crew.join('member', 'nora');
  await crew.units.open({ team: crew.team }, ({ sql }) =>
    sql.updateTable('members').set({ second_factor_since: crew.now() }).where('id', '=', nora.id).execute(),
  );
  assert.equal(done(await arrive(personOf('nora'))).owes, 'second-factor');
  await setMode('optional', true);
  const trusted = await arrive(personOf('nora'));
  assert.equal(done(trusted).owes, undefined);
  assert.equal((await crew.call('GET /v1/me', tokenIn(trusted))).status, 200);
  await setMode('optional', false);
  await crew.refuses('two-factor/proof-needed', () => crew.call('GET /v1/me', tokenIn(trusted)));
});

test('an owner makes the providers forget a member, who is signed out', async () => {
  const lea = await crew.join('member', 'lea');
  const token = tokenIn(await arrive(personOf('lea')));
  await prove();
  const line = `DELETE /v1/members/${publicId('U', lea.id)}/sso-identities`;
  done(await crew.call(line, owner.token));
  assert.equal((await crew.call('GET /v1/me', token)).status, 401);
  await crew.refuses('sso/no-identity', () => crew.call(line, owner.token));
  done(await arrive(personOf('lea', { sub: 'another one' })));
});

test('a team that is full takes nobody new, and the access log says so', async () => {
  await crew.units.open('deployment', ({ sql }) =>
    sql.updateTable('teams').set({ members_max: 1 }).where('id', '=', crew.team).execute(),
  );
  const answer = await arrive(personOf('late'));
  assert.equal(answer.body.type, 'urn:wardroom:problem:members/quota-reached');
  assert.equal((await crew.attempts())[0]?.reason, 'sso/account-not-made');
  await crew.units.open('deployment', ({ sql }) =>
    sql.updateTable('teams').set({ members_max: null }).where('id', '=', crew.team).execute(),
  );
});

test('the evidence has how many come in by a provider, when one was believed, and who goes astray', async () => {
  await setMode('optional');
  done(await arrive(personOf('mia')));
  const { share, providers } = (await crew.call('GET /v1/sso', owner.token)).body;
  assert.ok(share.by > 0 && share.people > share.by, JSON.stringify(share));
  const on = providers.filter(({ isOn }: { isOn: boolean }) => isOn);
  const evidence = ssoEvidence(crew.now);
  const { value, kept } = await evidence.measure(crew.units);
  const least = Math.floor((100 * share.by) / share.people);
  assert.match(value, new RegExp(`^${share.by} of ${share.people} people in 1 teams that have one, ${least} % in`));
  const last = on
    .map(({ acceptedAt }: { acceptedAt?: string }) => acceptedAt ?? '')
    .toSorted()
    .at(-1);
  assert.ok(value.endsWith(`${on.length} providers were believed within 30 days, the last ${last}`), value);
  assert.ok(kept, 'nobody is bound');
  await setMode('required');
  assert.ok((await evidence.measure(crew.units)).kept, 'who was bound was signed out');
  await crew.join('member', 'astray');
  assert.equal((await evidence.measure(crew.units)).kept, false);
});

test('whom another role binds is signed out where it came in by a password', async () => {
  await setMode('optional');
  done(await arrive(personOf('mia')));
  await setMode('required-but-guests');
  const [gil, ona] = [await crew.join('guest', 'gil-by-password'), await crew.join('owner', 'ona')];
  const isIn = async ({ token }: Person) => (await crew.call('GET /v1/me', token)).status === 200;
  assert.deepEqual([await isIn(gil), await isIn(ona)], [true, true]);
  const role = (person: Person, to: string) =>
    crew.call(`PUT /v1/members/${publicId('U', person.id)}/role`, owner.token, { role: to });
  done(await role(gil, 'member'));
  done(await role(ona, 'admin'));
  assert.deepEqual([await isIn(gil), await isIn(ona), await isIn(owner)], [false, false, true]);
  assert.ok((await ssoEvidence(crew.now).measure(crew.units)).kept);
  await setMode('optional');
});

test('one network begins so many sign-ins', async () => {
  const begin = () => crew.call('POST /v1/sso/requests', undefined, { team: 'nobody', provider: provider.id });
  await begin();
  const level = limits.guessing.departure.network.free - 2;
  await crew.units.open('deployment', ({ sql }) => sql.updateTable('guesses').set({ level }).execute());
  for (let begun = 0; begun < 2; begun++) assert.equal((await begin()).status, 404);
  await crew.refuses('sso/too-many', begin);
});
