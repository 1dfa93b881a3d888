import { Channel, OpenConversation } from '#contract/workspace.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { openConversation } from './direct-messages.ts';

export const directMessageRoutes: Route[] = [
  route(
    'POST /v1/conversations',
    {
      may: 'conversations.open',
      says: 'Open the direct or group conversation with these members.',
      body: OpenConversation,
      reply: Channel,
    },
    (work, { actor, body }) => openConversation(work, actor, body.members),
  ),
];
