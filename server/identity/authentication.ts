/**
 * Who calls. There is no cache: each credential is looked up at each call, so that an ended session, a revoked token
 * and a changed role hold at once on every node. What makes that affordable is that all credentials of a team which
 * arrive together are looked up by one query.
 */
import { setImmediate as nextTick } from 'node:timers/promises';
import type { SessionId, TeamId, TokenId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import type { Actor } from './access/access.ts';
import type { AccessLog, CallOrigin } from './access-log/access-log.ts';
import {
  against,
  type BehindToken,
  actorsBehind as behindTokenIds,
  behindTokens,
  otherNetwork,
  tokenEnded,
} from './api-tokens/api-tokens.ts';
import { type Bearer, isApiToken, readBearer } from './bearer.ts';
import { guardBearers } from './bearer-guard.ts';
import type { Guesses } from './guessing/guessing.ts';
import { actorsOfSessions, actorsBehind as behindSessions } from './sessions/sessions.ts';

export const authenticationBusy = problem(
  'authentication/busy',
  503,
  'More calls are waiting than can be served. Nothing was done; try again in a moment.',
);

interface Lookup {
  readonly bearer: Bearer;
  /** Where the first who presents it calls from. */
  readonly ip: string;
  readonly found: PromiseWithResolvers<Found | undefined>;
}

/** Who stands behind a credential, and, if it is a token, under which conditions. */
type Found = BehindToken | { readonly actor: Actor };

/** By hash: who presents the same token twice shares the lookup. */
type Line = Map<string, Lookup>;

/**
 * The actor behind a token (`wrs_…` of a device, `wrt_…` of the API); undefined when it is not valid now: unknown,
 * ended, expired, idle for too long, or of a deactivated member. Throws `authenticationBusy` when too many wait,
 * `guessTooSoon` to who presents what this process does not know as valid, from a network that presented too many that
 * were not, and `tokenEnded` and `otherNetwork` to who has an API token that is over, or not taken from there; of those
 * and of revoked ones a note is kept by `denied`.
 */
export function createAuthentication(
  units: Units,
  guesses?: Pick<Guesses, 'look' | 'wrong'>,
  denied: AccessLog['denied'] = () => {},
): Authenticate {
  const lookUp = createLookups(units);
  // Whoever has the text of a token guesses nothing, whether it is taken or not.
  const guarded = guardBearers(guesses, (bearer, { ip }) => lookUp(bearer, ip));
  return async (token, origin = NOWHERE) => {
    const bearer = readBearer(token);
    if (!bearer || (bearer.kind !== 'session' && !isApiToken(bearer.kind))) return undefined;
    const found = await guarded(bearer, origin);
    const why = found && 'networks' in found ? against(found, origin.ip) : undefined;
    if (why === undefined) return found?.actor;
    denied(found?.actor, { code: why }, origin);
    if (why === 'expired') throw tokenEnded();
    if (why === 'network') throw otherNetwork();
    return undefined;
  };
}

export type Authenticate = (token: string, origin?: CallOrigin) => Promise<Actor | undefined>;

const NOWHERE: CallOrigin = { ip: '', userAgent: '' };

function createLookups(units: Units): (bearer: Bearer, ip: string) => Promise<Found | undefined> {
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
        const all = await units.open({ team }, (work) => behindAll(work, team, lookups));
        for (const [hash, { found }] of batch) found.resolve(all.get(hash));
      } catch (error) {
        for (const { found } of lookups) found.reject(error);
      }
      waiting -= batch.length;
    }
    lines.delete(team);
  };

  return (bearer, ip) => {
    let line = lines.get(bearer.team);
    const hash = bearer.hash.toString('hex');
    const underway = line?.get(hash);
    if (underway) return underway.found.promise;
    if (waiting >= limits.authentication.lookupsWaitingMax) return Promise.reject(authenticationBusy());
    const found = Promise.withResolvers<Found | undefined>();
    waiting += 1;
    if (!line) {
      line = new Map();
      lines.set(bearer.team, line);
      void serve(bearer.team, line);
    }
    line.set(hash, { bearer, ip, found });
    return found.promise;
  };
}

async function behindAll(work: Work, team: TeamId, lookups: readonly Lookup[]): Promise<Map<string, Found>> {
  const sessions = lookups.filter(({ bearer }) => bearer.kind === 'session').map(({ bearer }) => bearer.hash);
  const uses = lookups.filter(({ bearer }) => isApiToken(bearer.kind));
  const tokens = uses.map(({ bearer, ip }) => ({ hash: bearer.hash, ip }));
  const actors = sessions.length > 0 ? await actorsOfSessions(work, team, sessions) : new Map<string, Actor>();
  return new Map<string, Found>([
    ...[...actors].map(([hash, actor]) => [hash, { actor }] as const),
    ...(tokens.length > 0 ? await behindTokens(work, team, tokens) : []),
  ]);
}

export type Standing = 'stands' | 'signed-out' | 'rights-changed';

/**
 * Whether those who opened connections, all of one team, may keep them: the net under the facts that end a right, for
 * one that never arrived, and for what ends by time alone. Asking is no use: a connection that only listens does not
 * keep a device signed in.
 */
export async function standingNow(work: Work, team: TeamId, actors: readonly Actor[]): Promise<Map<Actor, Standing>> {
  const sessions = actors.flatMap(({ by }) => ('session' in by ? [by.session] : []));
  const tokens = actors.flatMap(({ by }) => ('token' in by ? [by.token] : []));
  const now = new Map<SessionId | TokenId, Actor>([
    ...((await behindSessions(work, team, sessions)) as Map<SessionId, Actor>),
    ...((await behindTokenIds(work, team, tokens)) as Map<TokenId, Actor>),
  ]);
  return new Map(
    actors.map((actor) => {
      const found = now.get('session' in actor.by ? actor.by.session : actor.by.token);
      if (!found || found.owes) return [actor, 'signed-out'];
      const isSame = found.role === actor.role && String(found.scopes) === String(actor.scopes);
      return [actor, isSame ? 'stands' : 'rights-changed'];
    }),
  );
}
