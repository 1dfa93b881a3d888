import { ReactionParams } from '#contract/workspace.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { react, unreact } from './reactions.ts';

export const reactionRoutes: Route[] = [
  route(
    'PUT /v1/channels/:channel/messages/:ts/reactions/:emoji',
    { may: 'messages.post', says: 'React to a message.', params: ReactionParams },
    (work, { actor, params }) => react(work, actor, params.channel, params.ts, params.emoji),
  ),
  route(
    'DELETE /v1/channels/:channel/messages/:ts/reactions/:emoji',
    { may: 'messages.post', says: 'Take one’s own reaction back.', params: ReactionParams },
    (work, { actor, params }) => unreact(work, actor, params.channel, params.ts, params.emoji),
  ),
];
