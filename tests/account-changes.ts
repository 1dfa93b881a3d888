/** One call of each changing route of accounts, and of how one comes into them. */
import { addUnclaimed, type Changes, mailedToken, PASSWORD, type Scenario, succeeded } from './scenario.ts';

/** In an order in which each finds what it needs. */
export const accountChanges = async (scenario: Scenario): Promise<Changes> => ({
  ...changesOfPeople(scenario),
  ...(await changesOfClaims(scenario)),
  ...changesOfPasswords(scenario),
  ...(await changesOfAdmins(scenario)),
});

function changesOfPeople(scenario: Scenario): Changes {
  const { call, tokens, ids } = scenario;
  const { owner, member } = tokens;
  const signIn = (email: string) =>
    call('POST', '/v1/sign-in', undefined, { team: scenario.slug, email, password: PASSWORD, as: 'client' });
  const tokenOf = async (email: string): Promise<string> => succeeded(await signIn(email)).token;
  const adminEmail = `admin@${scenario.slug}.example`;
  const inviteLink = async (): Promise<string> =>
    succeeded(await call('POST', '/v1/invitations', owner, { role: 'member' }))
      .link.split(/[#/=]/)
      .at(-1);

  return {
    'PATCH /v1/me': () => call('PATCH', '/v1/me', member, { name: 'Another name' }),
    'PUT /v1/members/:member/role': () => call('PUT', `/v1/members/${ids.guest}/role`, owner, { role: 'member' }),
    'POST /v1/members/:member/deactivation': () => call('POST', `/v1/members/${ids.guest}/deactivation`, owner),
    'DELETE /v1/members/:member/deactivation': () => call('DELETE', `/v1/members/${ids.guest}/deactivation`, owner),
    'POST /v1/invitations': () => call('POST', '/v1/invitations', owner, { role: 'member' }),
    'DELETE /v1/invitations/:invitation': async () => {
      const { invitation } = succeeded(await call('POST', '/v1/invitations', owner, { role: 'member' }));
      return await call('DELETE', `/v1/invitations/${invitation.id}`, owner);
    },
    'POST /v1/invitations/preview': async () =>
      call('POST', '/v1/invitations/preview', undefined, { token: await inviteLink() }),
    'POST /v1/invitations/acceptance': async () =>
      call('POST', '/v1/invitations/acceptance', undefined, {
        token: await inviteLink(),
        name: 'New',
        handle: 'newcomer',
        email: 'new@example.org',
        password: PASSWORD,
      }),
    ...changesOfTokens(scenario),
    'POST /v1/sign-in': () => signIn(adminEmail),
    'DELETE /v1/me/sessions/:session': async () => {
      const token = await tokenOf(adminEmail);
      const { sessions } = succeeded(await call('GET', '/v1/me/sessions', token));
      const other = sessions.find((session: { current: boolean }) => !session.current);
      return await call('DELETE', `/v1/me/sessions/${other.id}`, token);
    },
    'PUT /v1/me/password': async () =>
      call('PUT', '/v1/me/password', await tokenOf(adminEmail), {
        current: PASSWORD,
        password: 'nineteen orbit tulip wagon',
      }),
    'POST /v1/me/proof': () => call('POST', '/v1/me/proof', owner, { password: PASSWORD }),
    'PUT /v1/two-factor-policy': () =>
      call('PUT', '/v1/two-factor-policy', owner, { requiredFrom: '2999-01-01T00:00:00Z' }),
    'DELETE /v1/two-factor-policy': () => call('DELETE', '/v1/two-factor-policy', owner),
    'POST /v1/me/sessions/revocation': () => call('POST', '/v1/me/sessions/revocation', owner),
    'POST /v1/sign-out': () => call('POST', '/v1/sign-out', member),
  };
}

function changesOfTokens({ call, tokens: { owner }, ids }: Scenario): Changes {
  return {
    'POST /v1/bots': () => call('POST', '/v1/bots', owner, { handle: 'second-bot', name: 'Second' }),
    'POST /v1/bots/:member/tokens': () => call('POST', `/v1/bots/${ids.bot}/tokens`, owner, { name: 'one' }),
    'DELETE /v1/bots/:member/tokens/:token': async () => {
      const { token } = succeeded(await call('POST', `/v1/bots/${ids.bot}/tokens`, owner, { name: 'two' }));
      return await call('DELETE', `/v1/bots/${ids.bot}/tokens/${token.id}`, owner);
    },
    'PATCH /v1/bots/:member/tokens/:token': async () => {
      const { token } = succeeded(await call('POST', `/v1/bots/${ids.bot}/tokens`, owner, { name: 'five' }));
      return await call('PATCH', `/v1/bots/${ids.bot}/tokens/${token.id}`, owner, { scopes: ['team:read'] });
    },
    'POST /v1/me/tokens': () => call('POST', '/v1/me/tokens', owner, { name: 'three' }),
    'PATCH /v1/me/tokens/:token': async () => {
      const { token } = succeeded(await call('POST', '/v1/me/tokens', owner, { name: 'six' }));
      return await call('PATCH', `/v1/me/tokens/${token.id}`, owner, { name: 'seven' });
    },
    'DELETE /v1/tokens/:token': async () => {
      const { token } = succeeded(await call('POST', '/v1/me/tokens', owner, { name: 'eight' }));
      return await call('DELETE', `/v1/tokens/${token.id}`, owner);
    },
    'PUT /v1/token-policy': () => call('PUT', '/v1/token-policy', owner, { membersMay: true, longestDays: 365 }),
    'DELETE /v1/me/tokens/:token': async () => {
      const { token } = succeeded(await call('POST', '/v1/me/tokens', owner, { name: 'four' }));
      return await call('DELETE', `/v1/me/tokens/${token.id}`, owner);
    },
  };
}

async function changesOfAdmins(scenario: Scenario): Promise<Changes> {
  const { call, tokens, ids } = scenario;
  const { owner } = tokens;
  const expiry = `/v1/members/${ids['single-guest']}/expiry`;
  const { member: heir } = succeeded(
    await call('POST', '/v1/invitations/acceptance', undefined, {
      ...{ name: 'Heir', handle: 'heir', email: 'heir@example.org', password: PASSWORD },
      token: succeeded(await call('POST', '/v1/invitations', owner, { role: 'admin' })).link.split('#')[1],
    }),
  );
  const signIn = { team: scenario.slug, email: 'boss@example.org', password: PASSWORD, as: 'client' };
  const tokenOf = async (): Promise<string> => {
    const now = { ...signIn, email: `owner@${scenario.slug}.example` };
    return succeeded(await call('POST', '/v1/sign-in', undefined, now)).token;
  };
  return {
    'PATCH /v1/members/:member': () => call('PATCH', `/v1/members/${ids.member}`, owner, { name: 'Renamed' }),
    'PUT /v1/members/:member/email': () =>
      call('PUT', `/v1/members/${ids.admin}/email`, owner, { email: 'admin-later@example.org' }),
    'PUT /v1/me/email': async () =>
      call('PUT', '/v1/me/email', await tokenOf(), { email: 'boss@example.org', password: PASSWORD }),
    'POST /v1/me/email/confirmation': async () =>
      call('POST', '/v1/me/email/confirmation', await tokenOf(), {
        token: mailedToken(scenario, 'boss@example.org', /wre_[\w-]+/),
      }),
    'PUT /v1/members/:member/expiry': () => call('PUT', expiry, owner, { expiresAt: '2999-01-01T00:00:00Z' }),
    'DELETE /v1/members/:member/expiry': () => call('DELETE', expiry, owner),
    'POST /v1/invitations/:invitation/renewal': async () => {
      const { invitation } = succeeded(await call('POST', '/v1/invitations', owner, { role: 'member' }));
      return await call('POST', `/v1/invitations/${invitation.id}/renewal`, owner);
    },
    // The last thing that this owner does as one.
    'POST /v1/members/:member/ownership': async () => {
      const { token } = succeeded(await call('POST', '/v1/sign-in', undefined, signIn));
      const handed = await call('POST', `/v1/members/${heir.id}/ownership`, token);
      const again = succeeded(await call('POST', '/v1/sign-in', undefined, { ...signIn, email: 'heir@example.org' }));
      succeeded(await call('POST', `/v1/members/${ids.owner}/ownership`, again.token));
      return handed;
    },
  };
}

function changesOfPasswords(scenario: Scenario): Changes {
  const { call, tokens, ids } = scenario;
  const email = `admin@${scenario.slug}.example`;
  const token = () => mailedToken(scenario, email, /wrr_[\w-]+/);
  return {
    'PUT /v1/members/:member/password-reset': () =>
      call('PUT', `/v1/members/${ids.admin}/password-reset`, tokens.owner),
    'POST /v1/password-resets/preview': () =>
      call('POST', '/v1/password-resets/preview', undefined, { token: token() }),
    'POST /v1/password-resets/acceptance': () =>
      call('POST', '/v1/password-resets/acceptance', undefined, { token: token(), password: PASSWORD }),
    // Of nobody: who is somebody gets a mail at a moment of its own.
    'POST /v1/password-resets': () =>
      call('POST', '/v1/password-resets', undefined, { team: scenario.slug, email: 'nobody@example.org' }),
  };
}

async function changesOfClaims(scenario: Scenario): Promise<Changes> {
  const { call, tokens } = scenario;
  const { owner } = tokens;
  const [pia, kim] = [await addUnclaimed(scenario, 'pia'), await addUnclaimed(scenario, 'kim')];
  const token = () => mailedToken(scenario, kim.email, /wrc_[\w-]+/);
  return {
    'PUT /v1/members/:member/claim': () => call('PUT', `/v1/members/${pia.id}/claim`, owner),
    'DELETE /v1/members/:member/claim': () => call('DELETE', `/v1/members/${pia.id}/claim`, owner),
    'POST /v1/claims': () => call('POST', '/v1/claims', owner, {}),
    'POST /v1/claims/preview': () => call('POST', '/v1/claims/preview', undefined, { token: token() }),
    'POST /v1/claims/acceptance': () =>
      call('POST', '/v1/claims/acceptance', undefined, { token: token(), password: PASSWORD }),
  };
}
