import { SetStatus, Status } from '#contract/presence.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { clearStatus, setStatus } from './status.ts';

export const statusRoutes: Route[] = [
  route(
    'PUT /v1/me/status',
    {
      may: 'messages.post',
      scope: 'personal:write',
      says: 'Say something of yourself, for a time.',
      body: SetStatus,
      reply: Status,
    },
    (work, { actor, body }) => setStatus(work, actor, body),
  ),
  route(
    'DELETE /v1/me/status',
    { may: 'messages.post', scope: 'personal:write', says: 'Say nothing of yourself.' },
    (work, { actor }) => clearStatus(work, actor),
  ),
];
