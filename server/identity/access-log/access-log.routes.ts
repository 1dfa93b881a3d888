import type { Static } from 'typebox';
import { AttemptPage, AttemptQuery } from '#contract/identity.ts';
import type { MemberId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import type { Work } from '#platform/work.ts';
import { route } from '../access/access.ts';
import { listAttempts, showAttempt } from './access-log.ts';

export const accessLogRoutes = [
  route(
    'GET /v1/me/attempts',
    {
      may: 'signed-in',
      says: 'Your own sign-ins and denied calls, newest first.',
      query: AttemptQuery,
      reply: AttemptPage,
    },
    (work, { actor, query }) => pageOf(work, actor.member, query),
  ),
  route(
    'GET /v1/attempts',
    {
      may: 'attempts.read',
      says: 'The sign-ins and denied calls of the whole team, newest first.',
      query: AttemptQuery,
      reply: AttemptPage,
    },
    (work, { query }) => pageOf(work, undefined, query),
  ),
];

async function pageOf(
  work: Work,
  member: MemberId | undefined,
  query: { readonly after?: string; readonly limit?: number },
): Promise<Static<typeof AttemptPage>> {
  const { attempts, next } = await listAttempts(work, member, query.after, query.limit ?? limits.page.default);
  return { attempts: attempts.map(showAttempt), ...(next ? { next } : {}) };
}
