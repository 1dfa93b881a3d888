import { publicCursor, SearchQuery, SearchResult } from '#contract/search.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import { search } from './search.ts';

export const searchRoutes: Route[] = [
  route(
    'GET /v1/search',
    {
      may: 'search.use',
      says: 'Search in what one may read: words, "phrases", beginnings*, -without, from: in: with: before: has: is: …',
      query: SearchQuery,
      reply: SearchResult,
    },
    async (work, { actor, query }) => {
      const { messages, next, notUnderstood } = await search(work, actor, query.q, {
        sort: query.sort,
        before: query.before,
        limit: query.limit ?? limits.search.resultsDefault,
        context: query.context ?? limits.search.contextDefault,
      });
      return {
        messages,
        ...(next === undefined ? {} : { next: publicCursor(next) }),
        notUnderstood: [...notUnderstood],
      };
    },
  ),
];
