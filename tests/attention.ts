/** What a team fills the tables of attention with, and one call of each of its changing routes. */
import { type Changes, clientId, type Scenario, succeeded } from './scenario.ts';

/** Groups, preferences and followed threads, in a channel of the owner. */
export async function fillAttention({ call, tokens, ids }: Scenario, channel: string): Promise<void> {
  const { owner } = tokens;
  const group = { handle: 'lookouts', name: 'Lookouts', description: 'Who watches', members: [ids.member] };
  succeeded(await call('POST', '/v1/user-groups', owner, group));
  succeeded(await call('PATCH', '/v1/workspace/settings', owner, { userGroupsBy: 'members' }));
  succeeded(await call('PATCH', '/v1/me/notifications', owner, { keywords: ['lighthouse'] }));
  succeeded(await call('PATCH', `/v1/channels/${channel}/notifications`, owner, { muted: true }));
  const path = `/v1/channels/${channel}/messages`;
  const root = succeeded(await call('POST', path, owner, { clientId: clientId(), text: 'who keeps the light?' }));
  succeeded(await call('POST', path, owner, { clientId: clientId(), text: 'I do', threadTs: root.ts }));
  succeeded(await call('PUT', `${path}/${root.ts}/pin`, owner));
  succeeded(await call('PUT', '/v1/me/presence', owner, { choice: 'away' }));
  succeeded(await call('PUT', '/v1/me/status', owner, { emoji: 'tada', text: 'on the pier' }));
  succeeded(await call('PUT', `/v1/me/saved-items/${channel}/${root.ts}`, owner, {}));
  succeeded(await call('PUT', `/v1/channels/${channel}/draft`, owner, { text: 'and then', basedOn: 0 }));
  succeeded(await call('PUT', '/v1/me/sidebar', owner, sidebar('Watch')));
}

const sections = [
  { id: 'direct', sort: 'recent' },
  { id: 'channels', sort: 'name' },
];
const sidebar = (name: string, basedOn = 0) => ({
  basedOn,
  sections: [{ id: '11111111-1111-4111-8111-111111111111', name, sort: 'name' }, ...sections],
  places: [],
});

/** One successful call of every changing route, in an order in which each finds what it needs. */
export async function attentionChanges({ call, tokens, ids }: Scenario): Promise<Changes> {
  const { owner } = tokens;
  const channel = succeeded(await call('POST', '/v1/channels', owner, { name: 'jetty', kind: 'public' })).id;
  const post = { clientId: clientId(), text: 'hello' };
  const { ts } = succeeded(await call('POST', `/v1/channels/${channel}/messages`, owner, post));
  const wanted = { handle: 'keepers', name: 'Keepers' };
  const { id } = succeeded(await call('POST', '/v1/user-groups', owner, wanted));
  const group = `/v1/user-groups/${id}`;
  const thread = `/v1/channels/${channel}/threads/${ts}`;

  const message = `/v1/channels/${channel}/messages/${ts}`;
  const [saved, draft] = [`/v1/me/saved-items/${channel}/${ts}`, `/v1/channels/${channel}/draft`];

  return {
    'PATCH /v1/workspace/settings': () => call('PATCH', '/v1/workspace/settings', owner, { invisible: true }),
    'POST /v1/user-groups': () => call('POST', '/v1/user-groups', owner, { handle: 'pilots', name: 'Pilots' }),
    'PATCH /v1/user-groups/:group': () => call('PATCH', group, owner, { name: 'The keepers' }),
    'PUT /v1/user-groups/:group/members': () => call('PUT', `${group}/members`, owner, { members: [ids.member] }),
    'PUT /v1/user-groups/:group/members/:member': () => call('PUT', `${group}/members/${ids.admin}`, owner),
    'DELETE /v1/user-groups/:group/members/:member': () => call('DELETE', `${group}/members/${ids.admin}`, owner),
    'PUT /v1/user-groups/:group/disablement': () => call('PUT', `${group}/disablement`, owner),
    'DELETE /v1/user-groups/:group/disablement': () => call('DELETE', `${group}/disablement`, owner),
    'PUT /v1/channels/:channel/threads/:ts/following': () => call('PUT', `${thread}/following`, owner),
    'PUT /v1/channels/:channel/threads/:ts/read-marker': () => call('PUT', `${thread}/read-marker`, owner, { ts }),
    'DELETE /v1/channels/:channel/threads/:ts/following': () => call('DELETE', `${thread}/following`, owner),
    'PUT /v1/channels/:channel/unread-marker': () =>
      call('PUT', `/v1/channels/${channel}/unread-marker`, owner, { ts }),
    'PUT /v1/channels/:channel/messages/:ts/pin': () => call('PUT', `${message}/pin`, owner),
    'DELETE /v1/channels/:channel/messages/:ts/pin': () => call('DELETE', `${message}/pin`, owner),
    'PUT /v1/me/saved-items/:channel/:ts': () => call('PUT', saved, owner, { state: 'done' }),
    'DELETE /v1/me/saved-items/:channel/:ts': () => call('DELETE', saved, owner),
    'PUT /v1/channels/:channel/draft': () => call('PUT', draft, owner, { text: 'and then', basedOn: 0 }),
    'DELETE /v1/channels/:channel/draft': async () => {
      const { drafts } = succeeded(await call('GET', '/v1/me/drafts', owner));
      return await call('DELETE', `${draft}?basedOn=${drafts[0].version}`, owner);
    },
    'PUT /v1/me/sidebar': async () => {
      const { version } = succeeded(await call('GET', '/v1/me/sidebar', owner));
      return await call('PUT', '/v1/me/sidebar', owner, sidebar('Night', version));
    },
    'PUT /v1/me/presence': () => call('PUT', '/v1/me/presence', owner, { choice: 'away' }),
    'PUT /v1/me/status': () => call('PUT', '/v1/me/status', owner, { text: 'on the pier' }),
    'DELETE /v1/me/status': () => call('DELETE', '/v1/me/status', owner),
    'PATCH /v1/me/notifications': () => call('PATCH', '/v1/me/notifications', owner, { level: 'all' }),
    'PUT /v1/me/notifications/do-not-disturb': () =>
      call('PUT', '/v1/me/notifications/do-not-disturb', owner, {
        until: new Date(Date.now() + 3_600_000).toISOString(),
      }),
    'DELETE /v1/me/notifications/do-not-disturb': () => call('DELETE', '/v1/me/notifications/do-not-disturb', owner),
    'PATCH /v1/channels/:channel/notifications': () =>
      call('PATCH', `/v1/channels/${channel}/notifications`, owner, { muted: true }),
  };
}

const PRIVATE = 'concerns nobody but the member, whose own view it is';

/** Changes that leave no audit entry, and why. */
export const UNAUDITED_ATTENTION: Readonly<Record<string, string>> = {
  'PUT /v1/channels/:channel/threads/:ts/following': PRIVATE,
  'PUT /v1/channels/:channel/threads/:ts/read-marker': PRIVATE,
  'DELETE /v1/channels/:channel/threads/:ts/following': PRIVATE,
  'PUT /v1/channels/:channel/unread-marker': PRIVATE,
  'PUT /v1/me/saved-items/:channel/:ts': PRIVATE,
  'DELETE /v1/me/saved-items/:channel/:ts': PRIVATE,
  'PUT /v1/channels/:channel/draft': PRIVATE,
  'DELETE /v1/channels/:channel/draft': PRIVATE,
  'PUT /v1/me/sidebar': PRIVATE,
  'PUT /v1/me/presence': PRIVATE,
  'PATCH /v1/me/notifications': PRIVATE,
  'PUT /v1/me/notifications/do-not-disturb': PRIVATE,
  'DELETE /v1/me/notifications/do-not-disturb': PRIVATE,
  'PATCH /v1/channels/:channel/notifications': PRIVATE,
};
