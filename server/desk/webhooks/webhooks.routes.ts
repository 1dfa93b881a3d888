import {
  DeskWebhookParams,
  DeskWebhooks,
  MadeDeskWebhook,
  NewDeskWebhook,
  SwitchDeskWebhook,
  TriedDeskWebhook,
} from '#contract/desk-webhooks.ts';
import { longRoute, route } from '#identity/access/access.ts';
import type { Egress } from '#platform/egress/egress.ts';
import type { Route } from '#platform/http/http.ts';
import { listWebhooks, makeWebhook, removeWebhook, switchWebhook, tryWebhook } from './webhooks.ts';

const of = { may: 'desk.manage', params: DeskWebhookParams } as const;

export const webhookRoutes = (egress: Egress): Route[] => [
  route(
    'GET /v1/desk/webhooks',
    { may: 'desk.manage', says: 'Programs that are told of activity at the desk.', reply: DeskWebhooks },
    (work) => listWebhooks(work),
  ),
  route(
    'POST /v1/desk/webhooks',
    {
      ...{ may: 'desk.manage', body: NewDeskWebhook, reply: MadeDeskWebhook, status: 201 },
      says: 'Tell one more; its secret is shown this once.',
    },
    (work, { actor, body }) => makeWebhook(work, egress, actor, body.url),
  ),
  route(
    'PATCH /v1/desk/webhooks/:webhook',
    { ...of, says: 'Switch one on or off.', body: SwitchDeskWebhook },
    (work, { actor, params, body }) => switchWebhook(work, actor, params.webhook, body.on),
  ),
  route('DELETE /v1/desk/webhooks/:webhook', { ...of, says: 'Remove one.' }, (work, { actor, params }) =>
    removeWebhook(work, actor, params.webhook),
  ),
  longRoute(
    'POST /v1/desk/webhooks/:webhook/test',
    { ...of, says: 'Send it a message that says that it is a test.', reply: TriedDeskWebhook, status: 200 },
    (units, { actor, params }) => tryWebhook(units, egress, actor, params.webhook),
  ),
];
