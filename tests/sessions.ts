/** What a team fills the tables of sessions and access with, and one call of each of their changing routes. */
import { type Changes, PASSWORD, type Scenario, succeeded } from './scenario.ts';

const policy = { idleMinutes: 14 * 24 * 60, lifetimeMinutes: 30 * 24 * 60 };

export async function fillSessions(scenario: Scenario): Promise<void> {
  const { call, tokens, slug } = scenario;
  succeeded(await call('PUT', '/v1/session-policy', tokens.owner, policy));
  succeeded(await call('PUT', '/v1/access-log-policy', tokens.owner, { keptDays: 365 }));
  succeeded(await call('PUT', '/v1/token-policy', tokens.owner, { membersMay: true, longestDays: 365 }));
  const given = { team: slug, email: `member@${slug}.example`, password: PASSWORD };
  succeeded(await call('POST', '/v1/sign-in', undefined, given));
  succeeded(await call('POST', '/v1/sign-outs', tokens.owner, { but: 'this-device' }));
}

/** One successful call of every changing route. At the end the owner alone is signed in. */
export function sessionChanges({ call, tokens, ids, slug }: Scenario): Changes {
  const { owner } = tokens;
  const signIn = async (email: string): Promise<string> =>
    succeeded(await call('POST', '/v1/sign-in', undefined, { team: slug, email, password: PASSWORD, as: 'client' }))
      .token;
  const here = async (token: string): Promise<string> =>
    succeeded(await call('GET', '/v1/me/sessions', token)).sessions.find(({ current }: { current: boolean }) => current)
      .id;
  return {
    'PUT /v1/session-policy': () => call('PUT', '/v1/session-policy', owner, policy),
    'PUT /v1/access-log-policy': () => call('PUT', '/v1/access-log-policy', owner, { keptDays: 365 }),
    'POST /v1/me/sessions/:session/disavowal': async () => {
      const foreign = await here(await signIn('heir@example.org'));
      return await call('POST', `/v1/me/sessions/${foreign}/disavowal`, await signIn('heir@example.org'));
    },
    'DELETE /v1/members/:member/sessions/:session': async () => {
      const foreign = await here(await signIn('heir@example.org'));
      const { members } = succeeded(await call('GET', '/v1/members?q=heir', owner));
      return await call('DELETE', `/v1/members/${members[0].id}/sessions/${foreign}`, owner);
    },
    'POST /v1/members/:member/sessions/revocation': () =>
      call('POST', `/v1/members/${ids['single-guest']}/sessions/revocation`, owner),
    'POST /v1/sign-outs': () => call('POST', '/v1/sign-outs', owner, { but: 'this-device' }),
  };
}
