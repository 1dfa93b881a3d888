import { SavedItem, SavedItemPage, SavedItemParams, SavedItemQuery, SaveItem } from '#contract/kept-aside.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import { listSaved, removeSaved, saveItem } from './saved-items.ts';

export const savedItemRoutes: Route[] = [
  route(
    'GET /v1/me/saved-items',
    {
      may: 'channels.use',
      scope: 'personal:read',
      says: 'What you saved, the last first: what is to do unless you ask for another state.',
      query: SavedItemQuery,
      reply: SavedItemPage,
    },
    (work, { actor, query: { state = 'to-do', after, limit = limits.page.default } }) =>
      listSaved(work, actor, { state, after, limit }),
  ),
  route(
    'PUT /v1/me/saved-items/:channel/:ts',
    {
      may: 'channels.use',
      scope: 'personal:write',
      says: 'Save a message for yourself, or give it another state.',
      params: SavedItemParams,
      body: SaveItem,
      reply: SavedItem,
    },
    (work, { actor, params, body }) => saveItem(work, actor, params.channel, params.ts, body.state),
  ),
  route(
    'DELETE /v1/me/saved-items/:channel/:ts',
    { may: 'channels.use', scope: 'personal:write', says: 'Keep it no longer.', params: SavedItemParams },
    (work, { actor, params }) => removeSaved(work, actor, params.channel, params.ts),
  ),
];
