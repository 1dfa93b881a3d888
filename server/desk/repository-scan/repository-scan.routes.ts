import { CaseParams } from '#contract/desk-cases.ts';
import { RepositoryScan, ScanQuery } from '#contract/desk-repository-scan.ts';
import { longRoute } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import type { Receive } from '../intake/intake.ts';
import { scanBundle } from './repository-scan.ts';

export const repositoryScanRoutes = (receive: Receive): Route[] => [
  longRoute(
    'POST /v1/desk/cases/:case/repository-scans',
    {
      ...{ may: 'desk.use', params: CaseParams, query: ScanQuery, content: 'application/octet-stream' },
      ...{ reply: RepositoryScan, status: 200 },
      says: 'Look through a Git bundle for words that give the case away, and for the tags that are affected.',
    },
    async (units, { actor, params, query, content }) =>
      scanBundle(units, actor, params.case, await receive(content), query),
  ),
];
