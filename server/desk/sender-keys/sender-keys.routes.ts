import { CaseParams } from '#contract/desk-cases.ts';
import {
  JudgedSenderKey,
  SenderKey,
  SenderKeyParams,
  SenderKeys,
  WrittenSenderKey,
} from '#contract/desk-sender-keys.ts';
import { longRoute, route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { judgeKeyInCase, keysInCase, writeDownInCase } from './in-case.ts';

export const senderKeyRoutes: Route[] = [
  route(
    'GET /v1/desk/cases/:case/sender-keys',
    {
      ...{ may: 'desk.use', params: CaseParams, reply: SenderKeys },
      says: 'The OpenPGP keys of the reporter, and which one counts.',
    },
    (work, { actor, params }) => keysInCase(work, actor, params.case),
  ),
  route(
    'PUT /v1/desk/cases/:case/sender-keys/:fingerprint',
    {
      ...{ may: 'desk.use', params: SenderKeyParams, body: JudgedSenderKey },
      says: 'Say whether a key is the reporter’s: from then on it counts, or never does.',
    },
    (work, { actor, params, body }) => judgeKeyInCase(work, actor, { ...params, ...body, id: params.case }),
  ),
  longRoute(
    'POST /v1/desk/cases/:case/sender-keys',
    {
      ...{ may: 'desk.use', params: CaseParams, body: WrittenSenderKey, reply: SenderKey, status: 201 },
      says: 'Write down a key of the reporter that you got by another way; it counts from then on.',
    },
    (units, { actor, params, body }) => writeDownInCase(units, actor, params.case, body.key),
  ),
];
