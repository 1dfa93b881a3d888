/** What a team fills the tables of second factors with, and one call of each of their changing routes. */
import { codeAt } from '#identity/testing/testing.ts';
import { after } from '#platform/clock.ts';
import { type Changes, mailedToken, PASSWORD, type Scenario, succeeded } from './scenario.ts';

const STEP_MS = 30_000;

export async function fillFactors(scenario: Scenario): Promise<void> {
  const { app, call, tokens, ids } = scenario;
  const { admin } = tokens;
  const { secret } = succeeded(await call('PUT', '/v1/me/authenticator', admin));
  const code = codeAt(secret, app.clock());
  succeeded(await call('POST', '/v1/me/authenticator/confirmation', admin, { code }));
  succeeded(await call('POST', '/v1/me/recovery-codes', admin));
  succeeded(await call('PUT', '/v1/me/authenticator', admin));
  succeeded(await call('PUT', `/v1/members/${ids.admin}/second-factor-reset`, tokens.owner));
}

/** One successful call of every changing route, in an order in which each finds what it needs. */
export async function factorChanges(scenario: Scenario): Promise<Changes> {
  const { app, call, tokens, slug } = scenario;
  const { owner } = tokens;
  const email = 'keeper@example.org';
  const { link } = succeeded(await call('POST', '/v1/invitations', owner, { role: 'member' }));
  const joined = succeeded(
    await call('POST', '/v1/invitations/acceptance', undefined, {
      ...{ token: link.split('#')[1], name: 'Keeper', handle: 'keeper', email, password: PASSWORD, as: 'client' },
    }),
  );
  const { token } = joined;
  const reset = `/v1/members/${joined.member.id}/second-factor-reset`;
  let secret = '';
  let codes: string[] = [];
  return {
    'PUT /v1/me/authenticator': async () => {
      const begun = await call('PUT', '/v1/me/authenticator', token);
      ({ secret } = begun.body);
      return begun;
    },
    'POST /v1/me/authenticator/confirmation': () =>
      call('POST', '/v1/me/authenticator/confirmation', token, { code: codeAt(secret, app.clock()) }),
    'POST /v1/sign-in/second-factor': async () => {
      const given = { team: slug, email, password: PASSWORD, as: 'client' };
      const device = succeeded(await call('POST', '/v1/sign-in', undefined, given));
      const code = codeAt(secret, after(app.clock(), STEP_MS));
      return await call('POST', '/v1/sign-in/second-factor', device.token, { code });
    },
    'POST /v1/me/recovery-codes': async () => {
      const made = await call('POST', '/v1/me/recovery-codes', token);
      ({ codes } = made.body);
      return made;
    },
    'POST /v1/me/recovery-codes/confirmation': () =>
      call('POST', '/v1/me/recovery-codes/confirmation', token, { recoveryCode: codes[0] }),
    'PUT /v1/members/:member/second-factor-reset': () => call('PUT', reset, owner),
    'DELETE /v1/members/:member/second-factor-reset': () => call('DELETE', reset, owner),
    'DELETE /v1/me/second-factor-reset': async () => {
      succeeded(await call('PUT', reset, owner));
      return await call('DELETE', '/v1/me/second-factor-reset', token);
    },
    'POST /v1/second-factor-resets/stop': async () => {
      succeeded(await call('PUT', reset, owner));
      const stop = { token: mailedToken(scenario, email, /wrf_[\w-]+/) };
      return await call('POST', '/v1/second-factor-resets/stop', undefined, stop);
    },
    'DELETE /v1/me/authenticator': () => call('DELETE', '/v1/me/authenticator', token),
  };
}
