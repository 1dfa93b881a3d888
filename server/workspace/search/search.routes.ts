import { publicPlace } from '#contract/ids.ts';
import { SearchQuery, SearchResult } from '#contract/workspace.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import { search } from './search.ts';

export const searchRoutes: Route[] = [
  route(
    'GET /v1/search',
    {
      may: 'search.use',
      says: 'Search in what one may read: words, "phrases", beginnings*, from: in: before: after: has:.',
      query: SearchQuery,
      reply: SearchResult,
    },
    async (work, { actor, query }) => {
      const page = { before: query.before, limit: query.limit ?? limits.search.resultsDefault };
      const { messages, next, notUnderstood } = await search(work, actor, query.q, page);
      return {
        messages,
        ...(next === undefined ? {} : { next: publicPlace(next) }),
        notUnderstood: [...notUnderstood],
      };
    },
  ),
];
