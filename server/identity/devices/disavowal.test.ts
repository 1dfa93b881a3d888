/** What was added to an account on a device of which its member says "that was not me". */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MemberId, publicId, type SessionId, uuidOf } from '#contract/ids.ts';
import { createEgress, readOpened } from '#platform/egress/egress.ts';
import { TEST_AUTHORITY } from '#platform/testing/web.ts';
import { type Arrival, startSession } from '../sessions/sessions.ts';
import { CLIENT, openIssuer } from '../testing/issuer.ts';
import {
  type Answer,
  addPasskey,
  enrol,
  openCrew,
  PASSWORD,
  type Person,
  recoveryCodes,
  testAuthenticator,
} from '../testing/testing.ts';

const [harbour, pier] = [await openIssuer(), await openIssuer('push.example')];
const texts = new Map<string, string[]>();
const crew = await openCrew(
  createEgress({
    opened: readOpened(`127.0.0.1:${harbour.port},127.0.0.1:${pier.port}`) ?? [],
    reached: () => {},
    resolve: async () => ['127.0.0.1'],
    texts: async (name) => texts.get(name) ?? [],
    authority: TEST_AUTHORITY,
  }),
  'localhost',
);
const { owner } = crew;
await enrol(crew, owner.token);
const authenticator = testAuthenticator({ origin: crew.own });
const done = ({ status, body }: Answer): Answer['body'] => {
  assert.ok(status < 300, JSON.stringify(body));
  return body;
};

interface Device {
  readonly token: string;
  readonly session: SessionId;
}
/** A device of the person, on which whatever is owed was proven. */
const device = async ({ id }: Pick<Person, 'id'>, more: Partial<Arrival> = {}): Promise<Device> => {
  const arrival: Arrival = { team: crew.team, member: id, means: 'password', factor: 'totp', ...more };
  const origin = { ip: '192.0.2.66', userAgent: 'curl/8' };
  return await crew.units.open({ team: crew.team }, (work) => startSession(work, arrival, origin));
};
const pathOf = ({ session }: Pick<Device, 'session'>) => `/v1/me/sessions/${publicId('S', session)}/disavowal`;
const look = async (own: Device, foreign: Pick<Device, 'session'>) =>
  done(await crew.call(`GET ${pathOf(foreign)}`, own.token));
const disavow = async (own: Device, foreign: Pick<Device, 'session'>) =>
  done(await crew.call(`POST ${pathOf(foreign)}`, own.token));
const factorsOf = async ({ token }: Device) => done(await crew.call('GET /v1/me/second-factors', token));
const lastMail = ({ email }: Pick<Person, 'email'>) => crew.mailsTo(email).find((mail) => /put out/.test(mail)) ?? '';
const NOTHING = {
  ...{ tokens: 0, passkeys: [], hasAuthenticator: false, hasRecoveryCodes: false },
  ...{ leavesNoFactor: false, providers: [], stays: [] },
};
const behind = async (own: Device, foreign: Pick<Device, 'session'>) => {
  const { session: _session, asksPassword: _asks, hasEnded: _ended, ...left } = await look(own, foreign);
  return left;
};

const settingsOf = (issuer: string) => ({
  ...{ kind: 'oidc', issuer, clientId: CLIENT.clientId },
  ...{ hostedDomains: [], vouchesForAddresses: false },
});
const addProvider = async (name: string, { issuer }: { readonly issuer: string }): Promise<string> => {
  const given = { name, isOn: true, settings: settingsOf(issuer), newAccounts: { role: 'member', roles: [] } };
  return done(await crew.call('POST /v1/sso/providers', owner.token, { ...given, secret: CLIENT.secret })).id;
};
const providers = { harbour: await addProvider('The harbour', harbour), pier: await addProvider('The pier', pier) };
done(await crew.call('PUT /v1/sso/policy', owner.token, { mode: 'optional', countsAsFactor: false }));
const claimed = done(await crew.call('PUT /v1/claimed-domains/ship.example', owner.token)).domains[0];
texts.set('_wardroom.ship.example', [claimed.record]);
done(await crew.call('POST /v1/claimed-domains/ship.example/proof', owner.token, {}));

/** Comes in by a provider, which names the person by its handle there. */
const arrive = async (by: keyof typeof providers, handle: string, sub = handle): Promise<Device> => {
  const provider = providers[by];
  const left = await crew.call('POST /v1/sso/requests', undefined, { team: 'crew', provider });
  const person = { sub, email: `${handle}@ship.example`, email_verified: true, name: handle };
  const response = (by === 'pier' ? pier : harbour).answer(done(left).location, person);
  const cookie = left.headers.get('set-cookie')?.split(';')[0] ?? '';
  const given = { team: 'crew', provider, response };
  const came = await crew.call('POST /v1/sso/requests/completion', undefined, given, { cookie });
  done(came);
  const token = /=(wrs_[\w-]+)/.exec(came.headers.get('set-cookie') ?? '')?.[1] ?? '';
  const { sessions } = done(await crew.call('GET /v1/me/sessions', token));
  const { id } = sessions.find(({ current }: { current: boolean }) => current);
  return { token, session: uuidOf(id) as SessionId };
};
const memberBehind = async ({ token }: Device) => done(await crew.call('GET /v1/me', token)).member;

test('passkeys and recovery codes from there go, those from elsewhere stay, and the member has a mail', async () => {
  const ada = await crew.join('member', 'ada');
  await enrol(crew, ada.token);
  const [own, foreign] = [await device(ada), await device(ada)];
  await addPasskey(crew, own.token, authenticator, 'Mine');
  const planted = await addPasskey(crew, foreign.token, authenticator, 'Planted');
  await recoveryCodes(crew, foreign.token);
  const expected = { ...NOTHING, passkeys: ['Planted'], hasRecoveryCodes: true };
  assert.deepEqual(await behind(own, foreign), expected);
  assert.equal((await factorsOf(own)).recoveryCodes.left, 10);
  await disavow(own, foreign);
  const left = await factorsOf(own);
  assert.deepEqual(
    [
      left.passkeys.map(({ name }: { name: string }) => name),
      left.recoveryCodes.left,
      left.authenticator !== undefined,
    ],
    [['Mine'], 0, true],
  );
  const asked = await crew.call('POST /v1/sign-in/passkey-request', undefined, { team: 'crew' });
  const cookie = asked.headers.get('set-cookie')?.split(';')[0] ?? '';
  const given = { team: 'crew', passkey: planted.answer(done(asked)) };
  assert.equal((await crew.call('POST /v1/sign-in/passkey', undefined, given, { cookie })).status, 401);
  const kinds = (await crew.auditKinds()).slice(-4);
  assert.deepEqual(kinds, ['sessions.ended', 'passkey.removed', 'recovery-codes.removed', 'session.disavowed']);
  assert.match(lastMail(ada), /curl, from 192\.0\.2\.66/);
  assert.match(lastMail(ada), /added on that device: a passkey and recovery codes\./);
  assert.deepEqual(await behind(own, foreign), NOTHING);
});

test('an app put in the place of the own one goes, past the deadline too: a new factor is asked for then', async () => {
  const ben = await crew.join('member', 'ben');
  await enrol(crew, ben.token);
  const [own, foreign] = [await device(ben), await device(ben)];
  await enrol(crew, foreign.token);
  done(await crew.call('PUT /v1/two-factor-policy', owner.token, { requiredFrom: crew.now().toISOString() }));
  assert.deepEqual(await behind(own, foreign), { ...NOTHING, hasAuthenticator: true, leavesNoFactor: true });
  await disavow(own, foreign);
  const next = await crew.call('GET /v1/me/sessions', own.token);
  assert.equal(next.body.type, 'urn:wardroom:problem:two-factor/enrolment-needed');
  const given = { team: 'crew', email: ben.email, password: PASSWORD, as: 'client' };
  assert.equal(done(await crew.call('POST /v1/sign-in', undefined, given)).owes, 'enrolment');
  assert.match(lastMail(ben), /No second factor is left/);
  done(await crew.call('DELETE /v1/two-factor-policy', owner.token));
});

test('a provider that opened the account there for the first time knows it no more', async () => {
  const eva = await crew.join('member', 'eva');
  const foreign = await arrive('harbour', 'eva', 'the name of a stranger');
  const own = await device(eva);
  assert.deepEqual(await behind(own, foreign), { ...NOTHING, providers: ['The harbour'] });
  await disavow(own, foreign);
  assert.deepEqual((await crew.auditKinds()).slice(-2), ['sso.unlinked', 'session.disavowed']);
  assert.match(lastMail(eva), /added on that device: a link to a sign-in provider\./);
  // Under another name the same provider would not have been believed before.
  assert.equal((await memberBehind(await arrive('harbour', 'eva', 'her own name'))).id, publicId('U', eva.id));
});

test('a provider by which the device came in that says it stays, and it says so', async () => {
  await crew.join('member', 'fay');
  const [lost, own] = [await arrive('harbour', 'fay'), await arrive('harbour', 'fay')];
  const stays = [{ name: 'The harbour', kind: 'provider', why: 'came-in-by-it' }];
  assert.deepEqual(await behind(own, lost), { ...NOTHING, stays });
  await disavow(own, lost);
  assert.match(lastMail({ email: 'fay@ship.example' }), /Added there and left,/);
  await memberBehind(await arrive('harbour', 'fay'));
});

test('the last way into an account without a password stays: a provider, or passkeys where none opens it', async () => {
  // Made by the harbour's word; the pier comes to know it on the foreign device.
  const own = await arrive('harbour', 'gus');
  const id = uuidOf((await memberBehind(own)).id) as MemberId;
  const foreign = await arrive('pier', 'gus');
  assert.deepEqual(await behind(own, foreign), { ...NOTHING, providers: ['The pier'] });
  await addPasskey(crew, foreign.token, authenticator, 'Planted');
  const again = await device({ id }, { means: 'oidc', factor: 'passkey' });
  const both = { ...NOTHING, passkeys: ['Planted'], providers: ['The pier'], leavesNoFactor: true };
  assert.deepEqual(await behind(again, foreign), both);
  done(await crew.call(`DELETE /v1/sso/providers/${providers.harbour}`, owner.token));
  const pierStays = [{ name: 'The pier', kind: 'provider', why: 'only-way-in' }];
  assert.deepEqual(await behind(again, foreign), { ...both, providers: [], stays: pierStays });
  done(await crew.call('DELETE /v1/sso/policy', owner.token));
  const keyStays = [{ name: 'Planted', kind: 'passkey', why: 'only-way-in' }];
  assert.deepEqual(await behind(again, foreign), { ...NOTHING, providers: ['The pier'], stays: keyStays });
  await disavow(again, foreign);
  assert.deepEqual(
    (await factorsOf(again)).passkeys.map(({ name }: { name: string }) => name),
    ['Planted'],
  );
});
