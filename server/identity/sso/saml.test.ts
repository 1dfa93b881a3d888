/** Signing in by a provider of SAML; what a response must be like is tested in `../saml/`. */
import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { publicId } from '#contract/ids.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import { createEgress, readOpened } from '#platform/egress/egress.ts';
import { openWeb, TEST_AUTHORITY } from '#platform/testing/web.ts';
import { addressWith, describeUs } from '../saml/saml.ts';
import {
  type Asked,
  answerTo,
  askedBy,
  ENTITY,
  idp,
  logoutRequest,
  metadata,
  newSigner,
  type Said,
  SIGN_OUT,
  samlSettings,
  signed,
} from '../testing/identity-provider.ts';
import { type Answer, openCrew, PASSWORD } from '../testing/testing.ts';
import { ssoHolding } from './sso.holding.ts';

const web = await openWeb(
  (request, response) =>
    void response
      .writeHead(request.url === '/metadata' ? 200 : 404, { 'content-type': 'application/xml' })
      .end(metadata()),
  'valid',
);
const texts = new Map<string, string[]>();
const crew = await openCrew(
  createEgress({
    opened: readOpened(`127.0.0.1:${web.port}`) ?? [],
    reached: () => {},
    resolve: async () => ['127.0.0.1'],
    texts: async (name) => texts.get(name) ?? [],
    authority: TEST_AUTHORITY,
  }),
);
const { owner } = crew;
const stranger = newSigner();
const prove = () => crew.call('POST /v1/me/proof', owner.token, { password: PASSWORD });
const done = (answer: Answer): Answer['body'] => {
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body;
};
const given = {
  ...{ name: 'The harbour', isOn: true, settings: samlSettings },
  newAccounts: { role: 'member', claim: 'groups', roles: [{ value: 'deck', role: 'guest' }] },
};
const provider = done(await crew.call('POST /v1/sso/providers', owner.token, given));
const at = `/v1/sso/providers/${provider.id}`;
const change = async (settings: object = {}): Promise<Answer['body']> => {
  await prove();
  return done(await crew.call(`PUT ${at}`, owner.token, { ...given, settings: { ...samlSettings, ...settings } }));
};
const setPolicy = async (mode: string, countsAsFactor = false): Promise<void> => {
  await prove();
  done(await crew.call('PUT /v1/sso/policy', owner.token, { mode, countsAsFactor }));
};
await setPolicy('optional');
const claimed = done(await crew.call('PUT /v1/claimed-domains/ship.example', owner.token)).domains[0];
texts.set(claimed.recordName, [claimed.record]);
done(await crew.call('POST /v1/claimed-domains/ship.example/proof', owner.token, {}));

interface Departed {
  readonly asked: Asked;
  readonly cookie: string;
}
const departed = (answer: Answer): Departed => ({
  asked: askedBy(done(answer).location, crew.now()),
  cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '',
});
const begin = async (): Promise<Departed> =>
  departed(await crew.call('POST /v1/sso/requests', undefined, { team: 'crew', provider: provider.id }));
const complete = (response: string, cookie = ''): Promise<Answer> =>
  crew.call(
    'POST /v1/sso/requests/completion',
    undefined,
    { team: 'crew', provider: provider.id, response },
    { cookie },
  );
const saidOf = (handle: string, more: Said = {}): Said => ({
  ...{ nameId: `name-${handle}`, attributes: { email: `${handle}@ship.example`, name: `Name ${handle}` } },
  ...more,
});
const arrive = async (said: Said): Promise<Answer> => {
  const { asked, cookie } = await begin();
  return await complete(answerTo(asked, said), cookie);
};
const tokenIn = ({ headers }: Answer): string => /=(wrs_[\w-]+)/.exec(headers.get('set-cookie') ?? '')?.[1] ?? '';
const isSignedIn = async (token: string): Promise<boolean> => (await crew.call('GET /v1/me', token)).status === 200;

async function refusesWith(reason: string, arrival: () => Promise<Answer>): Promise<void> {
  const answer = await arrival();
  assert.deepEqual([answer.status, answer.body.type], [401, 'urn:wardroom:problem:sso/refused'], reason);
  assert.equal(answer.headers.get('set-cookie'), null);
  assert.equal((await crew.attempts())[0]?.reason, reason);
}

test('a provider of SAML has a key of ours, whose private half is sealed, and metadata for everybody', async () => {
  assert.equal(provider.saml.keys.length, 1);
  assert.equal(provider.saml.certificates[0].notAfter, '2036-01-01T00:00:00.000Z');
  const row = await crew.units.open({ team: crew.team }, ({ sql }) =>
    sql.selectFrom('sso_keys').selectAll().executeTakeFirstOrThrow(),
  );
  assert.ok(!row.private_key.includes('PRIVATE KEY'));
  const shown = await fetch(provider.saml.metadataUrl);
  assert.equal(shown.headers.get('content-type'), 'application/samlmetadata+xml');
  const own = { entityId: provider.saml.metadataUrl, signInAddress: provider.redirectUri };
  assert.equal(await shown.text(), describeUs({ ...own, signOutAddress: provider.saml.signOutUrl }, [row.certificate]));
  // Nothing sealed is opened for it: with a key that no vault opens it is the same.
  const seal = (private_key: Buffer) =>
    crew.units.open({ team: crew.team }, ({ sql }) => sql.updateTable('sso_keys').set({ private_key }).execute());
  await seal(Buffer.from('nothing that opens'));
  assert.equal((await fetch(provider.saml.metadataUrl)).status, 200);
  await seal(row.private_key);
  await crew.refuses('sso/no-such-provider', () => crew.call(`GET /v1/teams/nobody/sso/${provider.id}/metadata`));
});

test('members come in, are known by their name then, and somebody new gets an account', async () => {
  const ada = await crew.join('member', 'ada');
  assert.equal(done(await arrive(saidOf('ada'))).member.id, publicId('U', ada.id));
  assert.deepEqual((await crew.attempts())[0], {
    ...{ kind: 'sign-in', outcome: 'accepted', reason: 'saml', member_id: ada.id },
  });
  const renamed = await arrive(saidOf('ada', { attributes: { email: 'elsewhere@other.example' } }));
  assert.equal(done(renamed).member.id, publicId('U', ada.id));
  const zoe = done(await arrive(saidOf('zoe'))).member;
  assert.deepEqual([zoe.role, zoe.name, zoe.email], ['member', 'Name zoe', 'zoe@ship.example']);
  const yan = { email: 'yan@ship.example', groups: ['sails', 'deck'] };
  assert.equal(done(await arrive(saidOf('yan', { attributes: yan }))).member.role, 'guest');
});

test('a bad answer is refused with its reason and uses nothing up: the right one still counts, once', async () => {
  const { asked, cookie } = await begin();
  const bad: [string, Said][] = [
    ['sso/unsigned', { signs: 'nothing' }],
    ['sso/bad-signature', { with: stranger }],
    ['sso/weak-signature', { hash: 'sha1' }],
    ['sso/expired', { endMs: -3 * MINUTE_MS }],
    ['sso/not-yet-valid', { notBeforeMs: 3 * MINUTE_MS }],
    ['sso/wrong-audience', { audience: 'another' }],
    ['sso/wrong-recipient', { recipient: 'another' }],
    ['sso/wrong-request', { request: '_another' }],
    ['sso/wrong-issuer', { issuer: 'another' }],
    ['sso/declined', { status: 'Responder', signs: 'nothing' }],
    ['sso/forbidden-markup', { response: (xml) => `<!DOCTYPE a>${xml}` }],
    ['sso/several-assertions', { signedAssertion: (xml) => xml + xml.replace(/ ID="[^"]+"/, ' ID="_b"') }],
    ['sso/too-large', { attributes: { a: 'x'.repeat(270_000) } }],
  ];
  for (const [reason, said] of bad)
    await refusesWith(reason, () => complete(answerTo(asked, saidOf('ada', said)), cookie));
  const right = answerTo(asked, saidOf('ada'));
  await refusesWith('sso/other-browser', () => complete(right));
  await refusesWith('sso/not-asked-for', async () => complete(right, (await begin()).cookie));
  done(await complete(right, cookie));
  await refusesWith('sso/not-asked-for', () => complete(right, cookie));
  const stripped = new URLSearchParams(right);
  stripped.delete('RelayState');
  await refusesWith('sso/not-asked-for', () => complete(`${stripped}`, cookie));
});

test('who begins at the provider comes in only where the owner lets that, and an answer counts once', async () => {
  const unasked = (): Asked => ({
    ...{ request: undefined, relayState: undefined, now: crew.now() },
    ...{ own: provider.redirectUri, audience: provider.saml.metadataUrl },
  });
  await refusesWith('sso/not-asked-for', () => complete(answerTo(unasked(), saidOf('ada'))));
  await change({ takesUnasked: true });
  const response = answerTo(unasked(), saidOf('ada'));
  done(await complete(response));
  await refusesWith('sso/replayed', () => complete(response));
  const late = answerTo(unasked(), saidOf('ada', { id: '_late' }));
  done(await complete(late));
  crew.pass(8 * MINUTE_MS);
  const expired = await crew.units.open({ team: crew.team }, async (work) => (await ssoHolding.expire?.(work)) ?? 0);
  assert.ok(expired > 0);
  await refusesWith('sso/expired', () => complete(late));
  await refusesWith('sso/wrong-request', () => complete(answerTo({ ...unasked(), request: '_stolen' }, saidOf('ada'))));
  await change();
});

test('a test shows the assertion that was read, and signs nobody in', async () => {
  const { asked, cookie } = departed(await crew.call(`POST ${at}/test`, owner.token));
  const body = { team: 'crew', provider: provider.id };
  const judged = (said: Said) =>
    crew.call('POST /v1/sso/tests/completion', owner.token, { ...body, response: answerTo(asked, said) }, { cookie });
  const refused = done(await judged(saidOf('ada', { with: stranger })));
  assert.deepEqual([refused.outcome, refused.reason], ['refused', 'sso/bad-signature']);
  const known = done(await judged(saidOf('ada')));
  assert.deepEqual([known.outcome, known.role], ['known', 'member']);
  assert.ok(known.claims.some(({ name, value }: Record<string, string>) => name === 'NameID' && value === 'name-ada'));
  assert.equal(done(await judged(saidOf('ada'))).reason, 'sso/not-asked-for');
});

test('metadata is read as a text or from its address, and settings of no use are refused', async () => {
  await prove();
  const read = (body: object) => crew.call('POST /v1/sso/metadata', owner.token, body);
  assert.deepEqual(done(await read({ xml: metadata() })).certificates, [idp.certificate]);
  assert.equal(done(await read({ url: `https://good.example:${web.port}/metadata` })).entityId, ENTITY);
  await crew.refuses('sso/metadata-unread', () => read({ xml: '<a/>' }));
  await crew.refuses('sso/metadata-unread', () => read({ url: `https://good.example:${web.port}/nothing` }));
  const add =
    (settings: object, more: object = {}) =>
    () =>
      crew.call('POST /v1/sso/providers', owner.token, { ...given, ...more, settings });
  await crew.refuses('sso/certificate-unusable', add({ ...samlSettings, certificates: ['AAAA'] }));
  await crew.refuses('sso/secret-needed', add(samlSettings, { secret: 'none is needed' }));
  const oidc = { kind: 'oidc', issuer: 'https://good.example', clientId: 'w', hostedDomains: [] };
  await crew.refuses('sso/secret-needed', add({ ...oidc, vouchesForAddresses: false }));
  const moved = { ...given, settings: { ...samlSettings, entityId: 'another' } };
  await crew.refuses('sso/issuer-stays', () => crew.call(`PUT ${at}`, owner.token, moved));
});

test('certificates follow one another without a gap, on both sides', async () => {
  done(await arrive(saidOf('ada')));
  const next = newSigner();
  const changed = await change({ certificates: [idp.certificate, next.certificate] });
  assert.ok(changed.acceptedAt, 'what was read with one of them still counts');
  done(await arrive(saidOf('ada', { with: next })));
  await prove();
  done(await crew.call(`POST ${at}/keys`, owner.token));
  await crew.refuses('sso/key-not-needed', () => crew.call(`POST ${at}/keys`, owner.token));
  const xml = await (await fetch(provider.saml.metadataUrl)).text();
  const certificates = [...xml.matchAll(/use="encryption".*?<ds:X509Certificate>([^<]+)/g)].map(([, one]) => one ?? '');
  assert.equal(certificates.length, 2);
  for (const encryptFor of certificates) done(await arrive(saidOf('ada', { encryptFor })));
  const [{ id: first }, { id: second }] = done(await crew.call('GET /v1/sso', owner.token)).providers[0].saml.keys;
  done(await crew.call(`DELETE ${at}/keys/${first}`, owner.token));
  await crew.refuses('sso/last-key', () => crew.call(`DELETE ${at}/keys/${second}`, owner.token));
  await refusesWith('sso/not-for-our-key', () => arrive(saidOf('ada', { encryptFor: certificates[0] ?? '' })));
  await change();
});

const leave = (query: string, init?: RequestInit) =>
  fetch(`${provider.saml.signOutUrl}${query}`, { redirect: 'manual', ...init });
const requestAt = (name: string, more: Partial<Parameters<typeof logoutRequest>[2]> = {}, signer = idp): string =>
  addressWith(
    '',
    {
      ...{ field: 'SAMLRequest', relayState: 'theirs' },
      xml: logoutRequest(provider.saml.signOutUrl, name, { at: crew.now(), ...more }),
    },
    signer.privateKey,
  );

test('a provider signs out the stays that it names, and is told so', async () => {
  const [first, second] = [
    tokenIn(await arrive(saidOf('ada', { index: 'first' }))),
    tokenIn(await arrive(saidOf('ada', { index: 'second' }))),
  ];
  const other = tokenIn(await arrive(saidOf('zoe')));
  const query = requestAt('name-ada', { index: 'first' });
  const left = await leave(query);
  assert.equal(left.status, 303);
  const back = new URL(left.headers.get('location') ?? '');
  assert.equal(back.origin + back.pathname, SIGN_OUT);
  assert.equal(back.searchParams.get('RelayState'), 'theirs');
  const said = inflateRawSync(Buffer.from(back.searchParams.get('SAMLResponse') ?? '', 'base64')).toString();
  assert.match(said, /InResponseTo="_out/);
  assert.deepEqual(await Promise.all([first, second, other].map(isSignedIn)), [false, true, true]);
  assert.equal((await leave(query)).status, 403, 'a second time');
  const posted = signed(logoutRequest(provider.saml.signOutUrl, 'name-ada', { at: crew.now() }), idp);
  const body = new URLSearchParams({ SAMLRequest: Buffer.from(posted).toString('base64') });
  assert.equal((await leave('', { method: 'POST', body, headers: { origin: 'https://harbour.example' } })).status, 303);
  assert.deepEqual(await Promise.all([second, other].map(isSignedIn)), [false, true]);
});

const timed = (xml: string, attribute: string): string => xml.replace(' Version=', ` ${attribute} Version=`);

test('a question mark within the query of a provider is as good as an encoded one', async () => {
  const token = tokenIn(await arrive(saidOf('ada')));
  const said = requestAt('name-ada')
    .slice(1)
    .replace(/&Signature=.*/, '')
    .replace('=theirs', '=theirs?');
  const signature = sign('sha256', Buffer.from(said), idp.privateKey).toString('base64');
  const left = await leave(`?${said}&Signature=${encodeURIComponent(signature)}`);
  assert.equal(new URL(left.headers.get('location') ?? '').searchParams.get('RelayState'), 'theirs?');
  assert.equal(await isSignedIn(token), false);
});

test('nobody else signs anybody out', async () => {
  const token = tokenIn(await arrive(saidOf('ada')));
  const good = requestAt('name-ada');
  const xml = `<a>${' '.repeat(5_000_000)}</a>`;
  const late = { at: new Date(crew.now().getTime() - 70 * MINUTE_MS) };
  const attempts: [string, string][] = [
    ['sso/unsigned', good.replace(/&Signature=.*/, '')],
    ['sso/bad-signature', requestAt('name-ada', {}, stranger)],
    ['sso/bad-signature', good.replace('RelayState=theirs', 'RelayState=others')],
    ['sso/weak-signature', good.replace(/rsa-sha256/, 'rsa-sha1')],
    ['sso/wrapped', `${good}&SAMLRequest=abc`],
    ['sso/expired', requestAt('name-ada', late)],
    ['sso/wrong-issuer', requestAt('name-ada', { issuer: 'another' })],
    ['sso/wrong-recipient', requestAt('name-ada', { to: 'https://elsewhere.example' })],
    ['sso/too-large', addressWith('', { field: 'SAMLRequest', xml, relayState: undefined }, idp.privateKey)],
  ];
  for (const [reason, query] of attempts) {
    assert.equal((await leave(query)).status, 403, reason);
    await crew.call('GET /v1/teams/crew/sign-in');
    assert.equal((await crew.attempts())[0]?.reason, reason);
  }
  const request = logoutRequest(provider.saml.signOutUrl, 'name-ada', { at: crew.now() });
  const by = (signer = idp, hash: 'sha256' | 'sha1' = 'sha256'): string => signed(request, signer, hash);
  const posted: [string, string][] = [
    ['sso/unsigned', request],
    ['sso/bad-signature', by(stranger)],
    ['sso/bad-signature', signed(request.replace('name-ada', 'name-eve'), idp).replace('name-eve', 'name-ada')],
    ['sso/bad-signature', by().replace('</samlp:', '<samlp:SessionIndex>one</samlp:SessionIndex></samlp:')],
    ['sso/weak-signature', by(idp, 'sha1')],
    ['sso/wrapped', by().replace('</ds:Signature>', `<ds:Object>${request}</ds:Object></ds:Signature>`)],
    ['sso/malformed', signed(request.replace(/IssueInstant="[^"]+"/, 'IssueInstant="today"'), idp)],
    ['sso/malformed', `${by()}<a></a>`],
    ['sso/malformed', signed(timed(request, 'NotOnOrAfter="soon"'), idp)],
    ['sso/expired', signed(timed(request, 'NotOnOrAfter="2026-01-01T00:00:00Z"'), idp)],
  ];
  for (const [reason, message] of posted) {
    const body = new URLSearchParams({ SAMLRequest: Buffer.from(message).toString('base64') });
    assert.equal((await leave('', { method: 'POST', body })).status, 403, reason);
    await crew.call('GET /v1/teams/crew/sign-in');
    assert.equal((await crew.attempts())[0]?.reason, reason);
  }
  const at = `/v1/teams/crew/sso/${provider.id}/sign-out`;
  await crew.refuses('sso/sign-out-refused', () => crew.call(`GET ${at}${requestAt('name-ada', {}, stranger)}`));
  assert.ok(await isSignedIn(token));
  const home = await leave('?SAMLResponse=whatever');
  assert.equal(home.headers.get('location'), `${crew.url}/t/crew/signin`);
});

test('whoever signs out here is led to the provider where the owner wants it', async () => {
  const token = tokenIn(await arrive(saidOf('ada', { index: 'there' })));
  const way = async (by: string) => done(await crew.call('GET /v1/sso/sign-out', by)).location;
  assert.deepEqual([await way(token), await way(owner.token)], [undefined, undefined]);
  await change({ signsOutThere: true });
  const location = new URL(await way(token));
  const xml = inflateRawSync(Buffer.from(location.searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
  assert.match(xml, /<saml:NameID[^>]*>name-ada<\/saml:NameID><samlp:SessionIndex>there</);
  assert.equal(await way(owner.token), undefined);
  await change();
});

test('what a policy would do is shown before it does it', async () => {
  await crew.join('member', 'pia');
  const preview = async (mode: string) => done(await crew.call(`GET /v1/sso/policy/preview?mode=${mode}`, owner.token));
  assert.deepEqual(await preview('optional'), { people: 0, devices: 0, unknown: 0 });
  const { people, devices, unknown } = await preview('required');
  assert.ok(people >= 1 && devices >= people && unknown >= 1, JSON.stringify({ people, devices, unknown }));
});

test('where everybody owes a second factor, a provider’s word is one exactly if the owner says so', async () => {
  const [set_at, set_by] = [crew.now(), owner.id];
  await crew.units.open({ team: crew.team }, async ({ sql }) => {
    const policy = { team_id: crew.team, required_from: set_at, set_by, set_at };
    await sql.insertInto('two_factor_policies').values(policy).execute();
    await sql.updateTable('members').set({ second_factor_since: set_at }).where('handle', '=', 'zoe').execute();
  });
  const owes = async (counts_as_factor: boolean, handle: string): Promise<[string, number]> => {
    await crew.units.open({ team: crew.team }, ({ sql }) =>
      sql.updateTable('sso_policies').set({ counts_as_factor }).execute(),
    );
    const came = await arrive(saidOf(handle));
    return [done(came).owes, (await crew.call('GET /v1/me', tokenIn(came))).status];
  };
  assert.deepEqual(await owes(true, 'ada'), [undefined, 200]);
  assert.deepEqual(await owes(true, 'zoe'), [undefined, 200]);
  assert.deepEqual(await owes(false, 'ada'), ['enrolment', 403]);
  assert.deepEqual(await owes(false, 'zoe'), ['second-factor', 403]);
  assert.deepEqual(await owes(true, 'newcomer'), [undefined, 200]);
  assert.deepEqual(await owes(false, 'another'), ['enrolment', 403]);
});
