import { Readable } from 'node:stream';
import type { Static } from 'typebox';
import {
  AccessLogPolicyView,
  AttemptExportQuery,
  AttemptPage,
  AttemptQuery,
  SetAccessLogPolicy,
  SummaryPage,
  SummaryQuery,
  TeamAttemptExportQuery,
  TeamAttemptQuery,
  TeamSummaryQuery,
} from '#contract/access.ts';
import type { MemberId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import type { PlaceOf } from '#platform/places/places.ts';
import type { Units, Work } from '#platform/work.ts';
import { type Actor, longRoute, route } from '../access/access.ts';
import {
  exportAttempts,
  keptDays,
  listAttempts,
  listSummaries,
  setKeptDays,
  showAttempt,
  showSummary,
  wantedBy,
} from './access-log.ts';

/** `placeOf` says where an address is. */
export const accessLogRoutes = (placeOf: PlaceOf) => [...attemptRoutes(placeOf), ...policyRoutes];

const attemptRoutes = (placeOf: PlaceOf) => [
  route(
    'GET /v1/me/attempts',
    {
      may: 'signed-in',
      scope: 'access:read',
      says: 'Your own sign-ins and denied calls, newest first.',
      query: AttemptQuery,
      reply: AttemptPage,
    },
    (work, { actor, query }) => pageOf(work, { ...query, member: actor.member }, placeOf),
  ),
  route(
    'GET /v1/attempts',
    {
      may: 'attempts.read',
      says: 'The sign-ins and denied calls of the whole team, newest first.',
      query: TeamAttemptQuery,
      reply: AttemptPage,
    },
    (work, { query }) => pageOf(work, query, placeOf),
  ),
  longRoute(
    'GET /v1/me/attempts/export',
    {
      may: 'signed-in',
      scope: 'access:read',
      says: 'The same as a file, in CSV or JSON.',
      query: AttemptExportQuery,
      status: 200,
    },
    async (units, { actor, query }) => fileOf(units, actor, { ...query, member: actor.member }, placeOf),
  ),
  longRoute(
    'GET /v1/attempts/export',
    {
      may: 'attempts.read',
      says: 'The access log of the team as a file, in CSV or JSON.',
      query: TeamAttemptExportQuery,
      status: 200,
    },
    async (units, { actor, query }) => fileOf(units, actor, query, placeOf),
  ),
  route(
    'GET /v1/me/access-summaries',
    {
      may: 'signed-in',
      scope: 'access:read',
      says: 'From where and on what you came: a line for each device and address, the last used first.',
      query: SummaryQuery,
      reply: SummaryPage,
    },
    (work, { actor, query }) => summariesOf(work, { ...query, member: actor.member }, placeOf),
  ),
  route(
    'GET /v1/access-summaries',
    {
      may: 'attempts.read',
      says: 'From where and on what everybody came: a line for each member, device and address.',
      query: TeamSummaryQuery,
      reply: SummaryPage,
    },
    (work, { query }) => summariesOf(work, query, placeOf),
  ),
];

const policyRoutes = [
  route(
    'GET /v1/access-log-policy',
    { may: 'attempts.read', says: 'How long the access log is kept.', reply: AccessLogPolicyView },
    (work) => policyOf(work),
  ),
  route(
    'PUT /v1/access-log-policy',
    {
      may: 'sign-in.manage',
      says: 'Sets how long the access log is kept; asks for a recent proof.',
      body: SetAccessLogPolicy,
      reply: AccessLogPolicyView,
    },
    async (work, { actor, body }) => {
      await setKeptDays(work, actor, body.keptDays);
      return await policyOf(work);
    },
  ),
];

const policyOf = async (work: Work): Promise<Static<typeof AccessLogPolicyView>> => ({
  keptDays: await keptDays(work),
  bounds: limits.attempts.kept,
});

interface Paged {
  readonly after?: string;
  readonly limit?: number;
  readonly member?: MemberId;
}

async function pageOf(
  work: Work,
  { after, limit = limits.page.default, ...asked }: Paged,
  placeOf: PlaceOf,
): Promise<Static<typeof AttemptPage>> {
  const { attempts, next } = await listAttempts(work, wantedBy(asked), after, limit);
  return { attempts: attempts.map((attempt) => showAttempt(attempt, placeOf)), ...(next ? { next } : {}) };
}

async function summariesOf(
  work: Work,
  { after, limit = limits.page.default, member }: Paged,
  placeOf: PlaceOf,
): Promise<Static<typeof SummaryPage>> {
  const { summaries, next } = await listSummaries(work, member, after, limit);
  return { summaries: summaries.map((row) => showSummary(row, placeOf)), ...(next ? { next } : {}) };
}

function fileOf(
  units: Units,
  actor: Actor,
  { format = 'csv', ...asked }: { readonly format?: 'csv' | 'json'; readonly member?: MemberId },
  placeOf: PlaceOf,
) {
  const lines = exportAttempts(units, actor.team, wantedBy(asked), { format, placeOf });
  return {
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
      'content-disposition': `attachment; filename="access-log.${format}"`,
    },
    body: Readable.from(lines),
  };
}
