/** What a team fills the tables of single sign-on with, and one call of each of its changing routes. */
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
  { outside: { issuer } }: Scenario,
  departure: Answer,
  person: string,
  provider: string,
): Promise<{ body: object; headers: { cookie: string } }> {
  const { location } = succeeded(departure);
  const email = `${person}@harbour.example`;
  const response = issuer.answer(location, { sub: person, email, email_verified: true, name: person });
  const cookie = departure.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { body: { provider, response }, headers: { cookie } };
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
  const at = `/v1/sso/providers/${id}`;
  const domain = '/v1/claimed-domains/harbour.example';
  const begin = () => call('POST', '/v1/sso/requests', undefined, { team: slug, provider: id });
  let otto = '';
  return {
    'POST /v1/sso/providers': add,
    'PUT /v1/sso/providers/:provider': () => call('PUT', at, owner, rest),
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
