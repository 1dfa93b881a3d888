/** What a team fills the tables of passkeys with, and one call of each of their changing routes. */
import { type TestPasskey, testAuthenticator } from '#identity/testing/testing.ts';
import { type Answer, type Changes, PASSWORD, type Scenario, succeeded } from './scenario.ts';

async function add({ app, call }: Scenario, token: string): Promise<{ answer: Answer; passkey: TestPasskey }> {
  const begun = succeeded(await call('POST', '/v1/me/passkey-request', token));
  const { passkey, made } = testAuthenticator({ origin: app.url() }).make(begun);
  return { passkey, answer: await call('POST', '/v1/me/passkeys', token, { passkey: made }) };
}

export async function fillPasskeys(scenario: Scenario): Promise<void> {
  const { tokens, call, slug } = scenario;
  succeeded((await add(scenario, tokens.member)).answer);
  succeeded(await call('POST', '/v1/sign-in/passkey-request', undefined, { team: slug }));
}

/** One successful call of every changing route, in an order in which each finds what it needs. */
export async function passkeyChanges(scenario: Scenario): Promise<Changes> {
  const { call, tokens, slug } = scenario;
  const { link } = succeeded(await call('POST', '/v1/invitations', tokens.owner, { role: 'member' }));
  const account = { name: 'Locksmith', handle: 'locksmith', email: 'locksmith@example.org', password: PASSWORD };
  const token = link.split('#')[1];
  const joined = succeeded(
    await call('POST', '/v1/invitations/acceptance', undefined, { ...account, token, as: 'client' }),
  );
  let added: { answer: Answer; passkey: TestPasskey } | undefined;
  let begun: Answer | undefined;
  const answer = ({ body }: Answer) => added?.passkey.answer(body);
  const key = () => `/v1/me/passkeys/${added?.answer.body.id}`;
  const page = () => call('POST', '/v1/sign-in/passkey-request', undefined, { team: slug });
  const halfway = async (): Promise<string> => {
    const given = { team: slug, email: account.email, password: PASSWORD, as: 'client' };
    return succeeded(await call('POST', '/v1/sign-in', undefined, given)).token;
  };
  const askToFinish = (half: string) => call('POST', '/v1/sign-in/second-factor/passkey-request', half);
  return {
    'POST /v1/me/passkey-request': () => call('POST', '/v1/me/passkey-request', joined.token),
    'POST /v1/me/passkeys': async () => {
      added = await add(scenario, joined.token);
      return added.answer;
    },
    'PATCH /v1/me/passkeys/:passkey': () => call('PATCH', key(), joined.token, { name: 'Ring' }),
    'POST /v1/me/proof/passkey-request': () => call('POST', '/v1/me/proof/passkey-request', joined.token),
    'POST /v1/sign-in/second-factor/passkey-request': async () => await askToFinish(await halfway()),
    'POST /v1/sign-in/passkey-request': async () => {
      begun = await page();
      return begun;
    },
    'POST /v1/sign-in/passkey': async () => {
      const { headers, body } = begun ?? (await page());
      const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
      const passkey = added?.passkey.answer(body);
      return await call('POST', '/v1/sign-in/passkey', undefined, { team: slug, passkey }, { cookie });
    },
    'DELETE /v1/me/passkeys/:passkey': async () => {
      const asked = await call('POST', '/v1/me/proof/passkey-request', joined.token);
      succeeded(await call('POST', '/v1/me/proof', joined.token, { passkey: answer(asked) }));
      return await call('DELETE', key(), joined.token);
    },
  };
}
