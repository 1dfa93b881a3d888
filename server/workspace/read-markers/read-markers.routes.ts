import { ChannelParams, MarkRead, MyStandings, Standing } from '#contract/workspace.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { markRead, markUnread, myStandings } from './read-markers.ts';

export const readMarkerRoutes: Route[] = [
  route(
    'GET /v1/me/standings',
    { may: 'channels.use', says: 'What is unread in every conversation one is in.', reply: MyStandings },
    async (work, { actor }) => ({ standings: await myStandings(work, actor) }),
  ),
  route(
    'PUT /v1/channels/:channel/read-marker',
    {
      may: 'channels.use',
      scope: 'personal:write',
      says: 'Say up to where a conversation is read.',
      params: ChannelParams,
      body: MarkRead,
      reply: Standing,
    },
    (work, { actor, params, body }) => markRead(work, actor, params.channel, body.ts),
  ),
  route(
    'PUT /v1/channels/:channel/unread-marker',
    {
      may: 'channels.use',
      scope: 'personal:write',
      says: 'Say from which message on a conversation is unread.',
      params: ChannelParams,
      body: MarkRead,
      reply: Standing,
    },
    (work, { actor, params, body }) => markUnread(work, actor, params.channel, body.ts),
  ),
];
