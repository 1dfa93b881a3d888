/** What a team fills the tables of provisioning with, and one call of each of its changing routes. */
import { type Answer, type Changes, PASSWORD, type Scenario, succeeded } from './scenario.ts';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const proveAgain = async ({ call, tokens }: Scenario): Promise<void> =>
  void succeeded(await call('POST', '/v1/me/proof', tokens.owner, { password: PASSWORD }));

async function ownShore({ call, tokens, outside }: Scenario): Promise<void> {
  const { domains } = succeeded(await call('PUT', '/v1/claimed-domains/shore.example', tokens.owner));
  const shore = domains.find(({ domain }: { domain: string }) => domain === 'shore.example');
  outside.texts.set(shore.recordName, [shore.record]);
  succeeded(await call('POST', '/v1/claimed-domains/shore.example/proof', tokens.owner, {}));
}

/** What the team's directory presents. */
export async function addDirectory(scenario: Scenario): Promise<string> {
  await proveAgain(scenario);
  const { call, tokens } = scenario;
  return succeeded(await call('POST', '/v1/provisioning/credentials', tokens.owner, { name: 'The list' })).secret;
}

export async function fillProvisioning(scenario: Scenario): Promise<void> {
  const { call, tokens } = scenario;
  const directory = await addDirectory(scenario);
  await ownShore(scenario);
  succeeded(await call('PUT', '/v1/provisioning', tokens.owner, { newAccounts: 'member' }));
  const { id } = succeeded(await call('POST', '/scim/v2/Users', directory, { userName: 'pia@shore.example' }));
  const members = [{ value: id }];
  succeeded(await call('POST', '/scim/v2/Groups', directory, { displayName: 'Lights', members }));
}

/** One successful call of every changing route, in an order in which each finds what it needs. */
export async function provisioningChanges(scenario: Scenario): Promise<Changes> {
  const { call, tokens } = scenario;
  const { owner } = tokens;
  const directory = await addDirectory(scenario);
  await ownShore(scenario);
  const credentials = '/v1/provisioning/credentials';
  const whole = { userName: 'quentin@shore.example' };
  let [credential, user, group] = ['', '', ''];
  const patch = (at: string, value: object): Promise<Answer> =>
    call('PATCH', at, directory, { schemas: [PATCH_OP], Operations: [{ op: 'replace', value }] });
  return {
    'PUT /v1/provisioning': () => call('PUT', '/v1/provisioning', owner, { newAccounts: 'guest' }),
    'POST /v1/provisioning/credentials': async () => {
      const made = await call('POST', credentials, owner, { name: 'The next' });
      credential = made.body.credential.id;
      return made;
    },
    'DELETE /v1/provisioning/credentials/:credential': () => call('DELETE', `${credentials}/${credential}`, owner),
    'POST /scim/v2/Users': async () => {
      const made = await call('POST', '/scim/v2/Users', directory, whole);
      user = made.body.id;
      return made;
    },
    'PUT /scim/v2/Users/:id': () => call('PUT', `/scim/v2/Users/${user}`, directory, { ...whole, externalId: 'Q' }),
    'PATCH /scim/v2/Users/:id': () => patch(`/scim/v2/Users/${user}`, { active: false }),
    'POST /scim/v2/Groups': async () => {
      const members = [{ value: user }];
      const made = await call('POST', '/scim/v2/Groups', directory, { displayName: 'Boats', members });
      group = made.body.id;
      return made;
    },
    'PUT /scim/v2/Groups/:id': () => call('PUT', `/scim/v2/Groups/${group}`, directory, { displayName: 'Ships' }),
    'PATCH /scim/v2/Groups/:id': () => patch(`/scim/v2/Groups/${group}`, { displayName: 'Barges' }),
    'PUT /v1/provisioning/groups/:group/role': () =>
      call('PUT', `/v1/provisioning/groups/${group}/role`, owner, { role: 'admin' }),
    'DELETE /scim/v2/Groups/:id': () => call('DELETE', `/scim/v2/Groups/${group}`, directory),
    'DELETE /scim/v2/Users/:id': () => call('DELETE', `/scim/v2/Users/${user}`, directory),
  };
}
