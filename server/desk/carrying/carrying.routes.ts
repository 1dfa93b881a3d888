import { CaseParams } from '#contract/desk-cases.ts';
import { Correspondence, LetterParams } from '#contract/desk-deliveries.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { correspondenceIn, sendAgain } from './correspondence.ts';

export const carryingRoutes: Route[] = [
  route(
    'GET /v1/desk/cases/:case/correspondence',
    {
      ...{ may: 'desk.use', params: CaseParams, reply: Correspondence },
      says: 'How the next letter goes out, how those before went, and where mails came from.',
    },
    (work, { actor, params }) => correspondenceIn(work, actor, params.case),
  ),
  route(
    'POST /v1/desk/cases/:case/letters/:letter/sendings',
    { may: 'desk.use', params: LetterParams, says: 'Send a letter once more that may not have gone out.' },
    (work, { actor, params }) => sendAgain(work, actor, params.case, params.letter),
  ),
];
