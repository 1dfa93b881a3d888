import { Draft, DraftPage, DraftQuery, RemoveDraft, WriteDraft } from '#contract/kept-aside.ts';
import { ChannelParams } from '#contract/workspace.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import { listDrafts, removeDraft, writeDraft } from './drafts.ts';

export const draftRoutes: Route[] = [
  route(
    'GET /v1/me/drafts',
    {
      may: 'messages.post',
      scope: 'personal:read',
      says: 'What you have begun to write.',
      query: DraftQuery,
      reply: DraftPage,
    },
    (work, { actor, query }) => listDrafts(work, actor, query.after, query.limit ?? limits.page.default),
  ),
  route(
    'PUT /v1/channels/:channel/draft',
    {
      may: 'messages.post',
      scope: 'personal:write',
      says: 'Keep what you have begun to write, in the conversation or in a thread of it.',
      params: ChannelParams,
      body: WriteDraft,
      reply: Draft,
    },
    (work, { actor, params, body }) => writeDraft(work, actor, params.channel, body),
  ),
  route(
    'DELETE /v1/channels/:channel/draft',
    {
      may: 'messages.post',
      scope: 'personal:write',
      says: 'Remove it, as after sending it.',
      params: ChannelParams,
      query: RemoveDraft,
    },
    (work, { actor, params, query }) => removeDraft(work, actor, params.channel, query),
  ),
];
