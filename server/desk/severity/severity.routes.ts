import { Weaknesses, WeaknessQuery } from '#contract/desk-cases.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { findWeaknesses } from './severity.ts';

export const severityRoutes: Route[] = [
  route(
    'GET /v1/desk/weaknesses',
    { may: 'desk.use', says: 'Kinds of weaknesses by words (CWE).', query: WeaknessQuery, reply: Weaknesses },
    async (_work, { query }) => findWeaknesses(query.q),
  ),
];
