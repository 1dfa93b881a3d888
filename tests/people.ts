/** What a team fills the tables of people with, and one call of each of their changing routes. */
import sharp from 'sharp';
import { type Answer, type Changes, type Scenario, succeeded } from './scenario.ts';

async function sendPicture({ app }: Scenario, token: string): Promise<Answer> {
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#208040' } })
    .png()
    .toBuffer();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' };
  const body = new Uint8Array(picture);
  const answer = await fetch(`${app.url()}/v1/me/picture`, { method: 'PUT', headers, body });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

export async function fillPeople(scenario: Scenario): Promise<void> {
  const { call, tokens } = scenario;
  succeeded(await call('POST', '/v1/profile-fields', tokens.owner, { name: 'Motto', kind: 'text' }));
  succeeded(await call('PATCH', '/v1/me', tokens.owner, { title: 'Harbour master' }));
  succeeded(await sendPicture(scenario, tokens.owner));
  succeeded(await call('PUT', '/v1/join-domains/harbour.example', tokens.owner));
}

/** One successful call of every changing route, in an order in which each finds what it needs. */
export async function peopleChanges(scenario: Scenario): Promise<Changes> {
  const { call, tokens, ids, slug } = scenario;
  const { owner, bot } = tokens;
  const add = () => call('POST', '/v1/profile-fields', owner, { name: 'Motto', kind: 'text' });
  const { fields } = succeeded(await add());
  const field = `/v1/profile-fields/${fields[0].id}`;
  succeeded(await sendPicture(scenario, tokens.admin));
  const domain = '/v1/join-domains/harbour.example';
  return {
    'PUT /v1/join-domains/:domain': () => call('PUT', domain, owner),
    'POST /v1/join-requests': () =>
      call('POST', '/v1/join-requests', undefined, { team: slug, email: 'zoe@harbour.example' }),
    'DELETE /v1/join-domains/:domain': () => call('DELETE', domain, owner),
    'PATCH /v1/profile-fields/:field': () => call('PATCH', field, owner, { hint: 'What you live by' }),
    'PUT /v1/profile-fields': () => call('PUT', '/v1/profile-fields', owner, { fields: [fields[0].id] }),
    'DELETE /v1/profile-fields/:field': () => call('DELETE', field, owner),
    'POST /v1/profile-fields': add,
    'PUT /v1/me/picture': () => sendPicture(scenario, bot),
    'DELETE /v1/me/picture': async () => {
      succeeded(await sendPicture(scenario, owner));
      return await call('DELETE', '/v1/me/picture', owner);
    },
    'DELETE /v1/members/:member/picture': () => call('DELETE', `/v1/members/${ids.admin}/picture`, owner),
  };
}
