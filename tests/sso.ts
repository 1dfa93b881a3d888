/** What a team fills the tables of single sign-on with, and one call of each of its changing routes. */
import assert from 'node:assert/strict';
import {
  answerTo,
  askedBy,
  idp,
  logoutRequest,
  metadata,
  samlSettings,
  signed,
} from '#identity/testing/identity-provider.ts';
import { CLIENT } from '#identity/testing/issuer.ts';
import { type Answer, type Changes, PASSWORD, type Scenario, succeeded } from './scenario.ts';

const givenOf = ({ outside: { issuer } }: Scenario) => ({
  ...{ name: 'The harbour', isOn: true, secret: CLIENT.secret, newAccounts: { role: 'member', roles: [] } },
  settings: {
    ...{ kind: 'oidc', issuer: issuer.issuer, clientId: CLIENT.clientId },
    ...{ hostedDomains: [], vouchesForAddresses: false },
  },
});

/** Sends a browser away; gives what it has in its hands when it comes back. */
async function goOut(
  { slug: team, outside: { issuer } }: Scenario,
  departure: Answer,
  person: string,
  provider: string,
): Promise<{ body: object; headers: { cookie: string } }> {
  const { location } = succeeded(departure);
  const email = `${person}@harbour.example`;
  const response = issuer.answer(location, { sub: person, email, email_verified: true, name: person });
  const cookie = departure.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { body: { team, provider, response }, headers: { cookie } };
}

const proveAgain = async ({ call, tokens }: Scenario): Promise<void> =>
  void succeeded(await call('POST', '/v1/me/proof', tokens.owner, { password: PASSWORD }));

async function ownHarbour(scenario: Scenario): Promise<Answer> {
  const { call, tokens, outside } = scenario;
  const domain = '/v1/claimed-domains/harbour.example';
  const { domains } = succeeded(await call('PUT', domain, tokens.owner));
  outside.texts.set(domains[0].recordName, [domains[0].record]);
  return await call('POST', `${domain}/proof`, tokens.owner, {});
}

export async function fillSso(scenario: Scenario): Promise<void> {
  const { call, tokens, slug } = scenario;
  await proveAgain(scenario);
  succeeded(await ownHarbour(scenario));
  const { id } = succeeded(await call('POST', '/v1/sso/providers', tokens.owner, givenOf(scenario)));
  const policy = { mode: 'optional', countsAsFactor: true };
  succeeded(await call('PUT', '/v1/sso/policy', tokens.owner, policy));
  const begin = () => call('POST', '/v1/sso/requests', undefined, { team: slug, provider: id });
  const { body, headers } = await goOut(scenario, await begin(), 'otto', id);
  succeeded(await call('POST', '/v1/sso/requests/completion', undefined, body, headers));
  succeeded(await begin());
  const { id: island } = succeeded(await call('POST', '/v1/sso/providers', tokens.owner, samlGiven));
  await comeBySaml(scenario, island);
}

const samlGiven = {
  ...{ name: 'The island', isOn: true, settings: samlSettings, newAccounts: { role: 'member', roles: [] } },
} as const;

/** Somebody comes in by a provider of SAML: it has a key of ours, and knows the stay. */
async function comeBySaml({ app, call, slug }: Scenario, provider: string): Promise<void> {
  const left = await call('POST', '/v1/sso/requests', undefined, { team: slug, provider });
  const asked = askedBy(succeeded(left).location, app.clock());
  const response = answerTo(asked, { nameId: 'ines', attributes: { email: 'ines@harbour.example' } });
  const headers = { cookie: left.headers.get('set-cookie')?.split(';')[0] ?? '' };
  const body = { team: slug, provider, response };
  succeeded(await call('POST', '/v1/sso/requests/completion', undefined, body, headers));
}

/** The provider signs out who came by it; where the browser is led then is not followed. */
async function leaveBySaml({ app, slug }: Scenario, provider: string): Promise<Answer> {
  const address = `${app.url()}/v1/teams/${slug}/sso/${provider}/sign-out`;
  const xml = signed(logoutRequest(address, 'ines', { at: app.clock() }), idp);
  const body = new URLSearchParams({ SAMLRequest: Buffer.from(xml).toString('base64') });
  const { status, headers } = await fetch(address, { method: 'POST', body, redirect: 'manual' });
  assert.equal(status, 303);
  return { status: 200, body: undefined, headers };
}

/** One successful call of every changing route, in an order in which each finds what it needs. */
export async function ssoChanges(scenario: Scenario): Promise<Changes> {
  const { call, tokens, slug } = scenario;
  const { owner } = tokens;
  await proveAgain(scenario);
  const given = givenOf(scenario);
  const add = () => call('POST', '/v1/sso/providers', owner, given);
  const { id } = succeeded(await add());
  const { secret: _, ...rest } = given;
  const { id: island } = succeeded(await call('POST', '/v1/sso/providers', owner, samlGiven));
  const keys = `/v1/sso/providers/${island}/keys`;
  const at = `/v1/sso/providers/${id}`;
  const domain = '/v1/claimed-domains/harbour.example';
  const begin = () => call('POST', '/v1/sso/requests', undefined, { team: slug, provider: id });
  let otto = '';
  return {
    'POST /v1/sso/providers': add,
    'PUT /v1/sso/providers/:provider': () => call('PUT', at, owner, rest),
    'POST /v1/sso/metadata': () => call('POST', '/v1/sso/metadata', owner, { xml: metadata() }),
    'POST /v1/sso/providers/:provider/keys': () => call('POST', keys, owner),
    'DELETE /v1/sso/providers/:provider/keys/:key': async () => {
      const { providers } = succeeded(await call('GET', '/v1/sso', owner));
      const { saml } = providers.find((one: { id: string }) => one.id === island);
      return await call('DELETE', `${keys}/${saml.keys[0].id}`, owner);
    },
    'PUT /v1/sso/policy': () => call('PUT', '/v1/sso/policy', owner, { mode: 'optional', countsAsFactor: false }),
    'PUT /v1/claimed-domains/:domain': () => call('PUT', domain, owner),
    'POST /v1/claimed-domains/:domain/code': () => call('POST', `${domain}/code`, owner, { mailbox: 'postmaster' }),
    'POST /v1/claimed-domains/:domain/proof': () => ownHarbour(scenario),
    'POST /v1/sso/providers/:provider/test': () => call('POST', `${at}/test`, owner),
    'POST /v1/sso/tests/completion': async () => {
      const { body, headers } = await goOut(scenario, await call('POST', `${at}/test`, owner), 'otto', id);
      return await call('POST', '/v1/sso/tests/completion', owner, body, headers);
    },
    'POST /v1/sso/requests': begin,
    'POST /v1/teams/:slug/sso/:provider/sign-out': async () => {
      await comeBySaml(scenario, island);
      return await leaveBySaml(scenario, island);
    },
    'POST /v1/sso/requests/completion': async () => {
      const { body, headers } = await goOut(scenario, await begin(), 'otto', id);
      const came = await call('POST', '/v1/sso/requests/completion', undefined, body, headers);
      otto = succeeded(came).member.id;
      return came;
    },
    'DELETE /v1/members/:member/sso-identities': () => call('DELETE', `/v1/members/${otto}/sso-identities`, owner),
    'DELETE /v1/sso/policy': () => call('DELETE', '/v1/sso/policy', owner),
    'DELETE /v1/sso/providers/:provider': () => call('DELETE', at, owner),
    'DELETE /v1/claimed-domains/:domain': () => call('DELETE', domain, owner),
  };
}
