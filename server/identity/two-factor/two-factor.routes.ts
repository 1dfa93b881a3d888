import { LackingPage, LackingQuery } from '#contract/second-factors.ts';
import { SetTwoFactorPolicy, TwoFactorPolicy } from '#contract/two-factor.ts';
import { limits } from '#platform/limits.ts';
import { route } from '../access/access.ts';
import { endPolicy, listLacking, lookAtPolicy, setPolicy } from './policy.ts';

export const twoFactorRoutes = [
  route(
    'GET /v1/two-factor-policy',
    {
      may: 'sign-in.manage',
      says: 'From when on the team asks everybody for a second factor, and how many lack one.',
      reply: TwoFactorPolicy,
    },
    lookAtPolicy,
  ),
  route(
    'GET /v1/two-factor-policy/lacking',
    {
      may: 'sign-in.manage',
      says: 'Who has no second factor, in the order in which they came.',
      query: LackingQuery,
      reply: LackingPage,
    },
    (work, { actor, query }) => listLacking(work, actor, query.after, query.limit ?? limits.page.default),
  ),
  route(
    'PUT /v1/two-factor-policy',
    {
      may: 'sign-in.manage',
      says: 'Asks everybody for a second factor, from a moment on; needs a recent proof.',
      body: SetTwoFactorPolicy,
      reply: TwoFactorPolicy,
    },
    (work, { actor, body }) => setPolicy(work, actor, new Date(body.requiredFrom)),
  ),
  route(
    'DELETE /v1/two-factor-policy',
    { may: 'sign-in.manage', says: 'Asks nobody for a second factor any more; needs a recent proof.' },
    (work, { actor }) => endPolicy(work, actor),
  ),
];
