import { ImportedReports } from '#contract/desk-import.ts';
import { longRoute } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import type { Receive } from '../intake/intake.ts';
import { importReports } from './report-import.ts';

export const reportImportRoutes = (receive: Receive): Route[] => [
  longRoute(
    'POST /v1/desk/imports',
    {
      ...{ may: 'desk.use', content: 'application/octet-stream', reply: ImportedReports, status: 200 },
      says: 'Makes cases of reports from HackerOne, Bugcrowd or GitHub (JSON); each once, however often it is sent.',
    },
    async (units, { actor, content }) => importReports(units, actor, await receive(content)),
  ),
];
