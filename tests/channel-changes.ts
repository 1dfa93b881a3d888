/** One call of each changing route of channels, messages, files and what is to come later. */
import { beginUpload, type Changes, clientId, type Scenario, sendContent, succeeded } from './scenario.ts';

/** In an order in which each finds what it needs. */
export const channelChanges = async (scenario: Scenario): Promise<Changes> => ({
  ...(await changesOfChannels(scenario)),
  ...(await changesOfTime(scenario)),
  ...(await changesOfVocabulary(scenario)),
  ...changesOfFiles(scenario),
});

async function changesOfChannels(scenario: Scenario): Promise<Changes> {
  const { call, tokens, ids } = scenario;
  const { owner, member } = tokens;
  const create = async (name: string): Promise<string> =>
    succeeded(await call('POST', '/v1/channels', owner, { name, kind: 'public' })).id;
  const [ops, spare] = [await create('harbour'), await create('spare')];
  const messages = `/v1/channels/${ops}/messages`;
  const post = (token: string) => call('POST', messages, token, { clientId: clientId(), text: 'hello' });
  const { ts } = succeeded(await post(owner));

  return {
    'POST /v1/channels': () => call('POST', '/v1/channels', owner, { name: 'fresh', kind: 'private' }),
    'PATCH /v1/channels/:channel': () => call('PATCH', `/v1/channels/${ops}`, owner, { topic: 'tides' }),
    'PUT /v1/channels/:channel/members/me': () => call('PUT', `/v1/channels/${ops}/members/me`, member),
    'PUT /v1/channels/:channel/members/:member': () => call('PUT', `/v1/channels/${ops}/members/${ids.admin}`, owner),
    'DELETE /v1/channels/:channel/members/:member': () =>
      call('DELETE', `/v1/channels/${ops}/members/${ids.admin}`, owner),
    'POST /v1/channels/:channel/messages': () => post(member),
    'PATCH /v1/channels/:channel/messages/:ts': () =>
      call('PATCH', `${messages}/${ts}`, owner, { text: 'hello again' }),
    'PUT /v1/channels/:channel/messages/:ts/reactions/:emoji': () =>
      call('PUT', `${messages}/${ts}/reactions/eyes`, member),
    'DELETE /v1/channels/:channel/messages/:ts/reactions/:emoji': () =>
      call('DELETE', `${messages}/${ts}/reactions/eyes`, member),
    'DELETE /v1/channels/:channel/messages/:ts': () => call('DELETE', `${messages}/${ts}`, owner),
    'PUT /v1/channels/:channel/read-marker': () => call('PUT', `/v1/channels/${ops}/read-marker`, owner, { ts }),
    'DELETE /v1/channels/:channel/members/me': () => call('DELETE', `/v1/channels/${ops}/members/me`, member),
    'PUT /v1/channels/:channel/archive': () => call('PUT', `/v1/channels/${spare}/archive`, owner),
    'DELETE /v1/channels/:channel/archive': () => call('DELETE', `/v1/channels/${spare}/archive`, owner),
    'POST /v1/conversations': () => call('POST', '/v1/conversations', owner, { members: [ids.member] }),
  };
}

async function changesOfTime(scenario: Scenario): Promise<Changes> {
  const { call, tokens } = scenario;
  const { owner } = tokens;
  const tomorrow = (): string => new Date(Date.now() + 24 * 3_600_000).toISOString();
  const { channels } = succeeded(await call('GET', '/v1/me/channels', owner));
  const channel = channels[0].channel.id;
  const when = { at: tomorrow() };
  const schedule = () =>
    call('POST', '/v1/me/scheduled-messages', owner, { clientId: clientId(), channel, text: 'x', when });
  const remind = () => call('POST', '/v1/me/reminders', owner, { clientId: clientId(), text: 'x', when });
  const scheduled = `/v1/me/scheduled-messages/${succeeded(await schedule()).id}`;
  const reminder = `/v1/me/reminders/${succeeded(await remind()).id}`;
  return {
    'POST /v1/me/scheduled-messages': schedule,
    'PATCH /v1/me/scheduled-messages/:scheduled': () => call('PATCH', scheduled, owner, { text: 'y' }),
    'DELETE /v1/me/scheduled-messages/:scheduled': () => call('DELETE', scheduled, owner),
    'POST /v1/me/scheduled-messages/:scheduled/sending': async () =>
      call('POST', `/v1/me/scheduled-messages/${succeeded(await schedule()).id}/sending`, owner),
    'POST /v1/me/reminders': remind,
    'PATCH /v1/me/reminders/:reminder': () => call('PATCH', reminder, owner, { text: 'y' }),
    'PUT /v1/me/reminders/:reminder/done': () => call('PUT', `${reminder}/done`, owner),
    'PUT /v1/me/reminders/:reminder/snooze': () =>
      call('PUT', `${reminder}/snooze`, owner, { when: { at: tomorrow() } }),
    'DELETE /v1/me/reminders/:reminder': () => call('DELETE', reminder, owner),
  };
}

async function changesOfVocabulary(scenario: Scenario): Promise<Changes> {
  const { call, tokens } = scenario;
  const { owner } = tokens;
  const { id } = succeeded(await call('POST', '/v1/channels', owner, { name: 'shelf', kind: 'public' }));
  const bookmarks = `/v1/channels/${id}/bookmarks`;
  const add = () =>
    call('POST', bookmarks, owner, { clientId: clientId(), title: 'Plan', url: 'https://example.com/plan' });
  const one = succeeded(await add());
  const other = succeeded(await add());
  return {
    'PUT /v1/emoji/:name': () => call('PUT', '/v1/emoji/shipit', owner, { aliasOf: 'ship' }),
    'DELETE /v1/emoji/:name': () => call('DELETE', '/v1/emoji/shipit', owner),
    'PATCH /v1/emoji': () => call('PATCH', '/v1/emoji', owner, { addedBy: 'admins' }),
    'PUT /v1/channels/:channel/bookmarks': () => call('PUT', bookmarks, owner, { bookmarks: [other.id, one.id] }),
    'POST /v1/channels/:channel/bookmarks': add,
    'PATCH /v1/channels/:channel/bookmarks/:bookmark': () =>
      call('PATCH', `${bookmarks}/${one.id}`, owner, { title: 'The plan' }),
    'DELETE /v1/channels/:channel/bookmarks/:bookmark': () => call('DELETE', `${bookmarks}/${one.id}`, owner),
  };
}

function changesOfFiles(scenario: Scenario): Changes {
  const { call, tokens } = scenario;
  const { owner, member } = tokens;
  const begin = () => beginUpload(scenario, member, 5);
  const finished = async (): Promise<string> => {
    const address = (await begin()).body;
    succeeded(await sendContent(scenario, member, address, 'hello'));
    return address.replace('uploads', 'files');
  };
  return {
    'POST /v1/uploads': begin,
    'PATCH /v1/uploads/:file': async () => sendContent(scenario, member, (await begin()).body, 'hello'),
    'DELETE /v1/uploads/:file': async () =>
      call('DELETE', (await begin()).body, member, undefined, { 'tus-resumable': '1.0.0' }),
    'DELETE /v1/files/:file': async () => call('DELETE', await finished(), member),
    'PUT /v1/files/allowance': () =>
      call('PUT', '/v1/files/allowance', owner, { teamBytes: 1_000_000, memberBytes: 500_000 }),
  };
}
