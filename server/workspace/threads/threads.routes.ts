import { FollowedThreads, ThreadParams, ThreadQuery, ThreadStanding } from '#contract/threads.ts';
import { MarkRead } from '#contract/workspace.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import { followThread, markThreadRead, myThreads, threadStanding, unfollowThread } from './threads.ts';

const thread = { may: 'channels.use', params: ThreadParams, reply: ThreadStanding } as const;

export const threadRoutes: Route[] = [
  route(
    'GET /v1/me/threads',
    {
      may: 'channels.use',
      says: 'The threads you follow: those with something unread first, then the latest.',
      query: ThreadQuery,
      reply: FollowedThreads,
    },
    (work, { actor, query }) => myThreads(work, actor, query.after, query.limit ?? limits.page.default),
  ),
  route(
    'GET /v1/channels/:channel/threads/:ts/standing',
    { ...thread, says: 'Whether you follow a thread, and what is unread in it.' },
    (work, { actor, params }) => threadStanding(work, actor, params.channel, params.ts),
  ),
  route(
    'PUT /v1/channels/:channel/threads/:ts/following',
    { ...thread, scope: 'personal:write', says: 'Follow a thread.' },
    (work, { actor, params }) => followThread(work, actor, params.channel, params.ts),
  ),
  route(
    'DELETE /v1/channels/:channel/threads/:ts/following',
    { ...thread, scope: 'personal:write', says: 'Follow it no longer, until you take part again.' },
    (work, { actor, params }) => unfollowThread(work, actor, params.channel, params.ts),
  ),
  route(
    'PUT /v1/channels/:channel/threads/:ts/read-marker',
    {
      ...thread,
      scope: 'personal:write',
      says: 'Say up to where a followed thread is read; back again is unread.',
      body: MarkRead,
    },
    (work, { actor, params, body }) => markThreadRead(work, actor, params.channel, params.ts, body.ts),
  ),
];
