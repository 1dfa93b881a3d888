/**
 * Who calls. There is no cache: each credential is looked up at each call, so that an ended session, a revoked token
 * and a changed role hold at once on every node. What makes that affordable is that all credentials of a team which
 * arrive together are looked up by one query.
 */
import { setImmediate as nextTick } from 'node:timers/promises';
import type { TeamId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import type { Actor } from './access/access.ts';
import { actorsOfTokens } from './api-tokens/api-tokens.ts';
import { type Bearer, readBearer } from './bearer.ts';
import { actorsOfSessions } from './sessions/sessions.ts';

export const authenticationBusy = problem(
  'authentication/busy',
  503,
  'More calls are waiting than can be served. Nothing was done; try again in a moment.',
);

interface Lookup {
  readonly bearer: Bearer;
  readonly actor: PromiseWithResolvers<Actor | undefined>;
}

/** By hash: who presents the same token twice shares the lookup. */
type Line = Map<string, Lookup>;

/**
 * The actor behind a token (`wrs_…` of a device, `wrt_…` of the API); undefined when it is not valid now: unknown,
 * ended, expired, idle for too long, or of a deactivated member. Throws `authenticationBusy` when too many wait.
 */
export function createAuthentication(units: Units): (token: string) => Promise<Actor | undefined> {
  const lines = new Map<TeamId, Line>();
  let waiting = 0;

  const serve = async (team: TeamId, line: Line): Promise<void> => {
    await nextTick();
    // Those who come while a query is under way are asked for by the next one: one query at a time for a team.
    while (line.size > 0) {
      const batch = [...line.entries()].slice(0, limits.authentication.lookupsPerQueryMax);
      for (const [hash] of batch) line.delete(hash);
      const lookups = batch.map(([, lookup]) => lookup);
      try {
        const actors = await units.open({ team }, (work) => actorsOf(work, team, lookups));
        for (const [hash, { actor }] of batch) actor.resolve(actors.get(hash));
      } catch (error) {
        for (const { actor } of lookups) actor.reject(error);
      }
      waiting -= batch.length;
    }
    lines.delete(team);
  };

  return (token) => {
    const bearer = readBearer(token);
    if (!bearer || (bearer.kind !== 'session' && bearer.kind !== 'token')) return Promise.resolve(undefined);
    let line = lines.get(bearer.team);
    const hash = bearer.hash.toString('hex');
    const underway = line?.get(hash);
    if (underway) return underway.actor.promise;
    if (waiting >= limits.authentication.lookupsWaitingMax) return Promise.reject(authenticationBusy());
    const actor = Promise.withResolvers<Actor | undefined>();
    waiting += 1;
    if (!line) {
      line = new Map();
      lines.set(bearer.team, line);
      void serve(bearer.team, line);
    }
    line.set(hash, { bearer, actor });
    return actor.promise;
  };
}

async function actorsOf(work: Work, team: TeamId, lookups: readonly Lookup[]): Promise<Map<string, Actor>> {
  const hashes = (kind: string) =>
    lookups.filter(({ bearer }) => bearer.kind === kind).map(({ bearer }) => bearer.hash);
  const [sessions, tokens] = [hashes('session'), hashes('token')];
  return new Map([
    ...(sessions.length > 0 ? await actorsOfSessions(work, team, sessions) : []),
    ...(tokens.length > 0 ? await actorsOfTokens(work, team, tokens) : []),
  ]);
}
