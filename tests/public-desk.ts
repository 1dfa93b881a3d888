/** What a team fills the public tables of the security desk with, and one call of each of its changing routes. */
import { proposedPolicy } from '#contract/desk-policy-words.ts';
import { standingKey } from '#desk/keys/keys.ts';
import { keyToWriteTo } from '#desk/sender-keys/sender-keys.ts';
import { until } from '#platform/testing/waiting.ts';
import { type Changes, PASSWORD, type Scenario, succeeded } from './scenario.ts';

const policy = proposedPolicy('security@kestrel.example');

/** It is written in a job: until that has run, something is still to change. */
const textIs = ({ call, slug }: Scenario, isSigned: boolean): Promise<void> =>
  until('The security.txt', async () => {
    const { status, body } = await call('GET', `/t/${slug}/.well-known/security.txt`);
    return status === 200 && /BEGIN PGP SIGNATURE/.test(String(body)) === isSigned;
  });

async function openDesk(scenario: Scenario): Promise<void> {
  const { call, tokens } = scenario;
  succeeded(await call('POST', '/v1/me/proof', tokens.owner, { password: PASSWORD }));
  succeeded(await call('PUT', '/v1/desk/policy', tokens.owner, { after: 0, policy }));
  await textIs(scenario, false);
}

export async function fillPublicDesk(scenario: Scenario): Promise<void> {
  await openDesk(scenario);
  succeeded(await scenario.call('POST', '/v1/desk/keys', scenario.tokens.owner, {}));
  await textIs(scenario, true);
  await fillSenderKeys(scenario);
}

/** Somebody writes from an address whose directory has a key. */
async function fillSenderKeys({ app, team }: Scenario): Promise<void> {
  const body = await app.units.open({ team }, async (work) => (await standingKey(work))?.public_key ?? Buffer.alloc(0));
  const request = async () => ({ status: 200, headers: {}, body, whole: true, url: '' });
  await keyToWriteTo(app.units, { request }, team, policy.address);
}

/** One successful call of every changing route, in an order in which each finds what it needs. */
export async function publicDeskChanges(scenario: Scenario): Promise<Changes> {
  const { call, tokens } = scenario;
  await openDesk(scenario);
  let fingerprint = '';
  return {
    'PUT /v1/desk/policy': () => call('PUT', '/v1/desk/policy', tokens.owner, { after: 1, policy }),
    'POST /v1/desk/keys': async () => {
      const made = await call('POST', '/v1/desk/keys', tokens.owner, {});
      fingerprint = made.body.key.fingerprint;
      await textIs(scenario, true);
      return made;
    },
    'POST /v1/desk/keys/:fingerprint/revocation': async () => {
      const gone = await call('POST', `/v1/desk/keys/${fingerprint}/revocation`, tokens.owner, { reason: 'retired' });
      await textIs(scenario, false);
      return gone;
    },
  };
}
