import { after, type Clock, DAY_MS } from '#platform/clock.ts';
import type { Evidence } from '#platform/evidence.ts';
import { limits } from '#platform/limits.ts';
import { everyTeam } from '../teams/teams.ts';
import { timingSince } from './sign-outs.sql.ts';

/** What the running system measured each time that somebody signed everybody out, in twelve months. */
export const signOutEvidence = (clock: Clock): Evidence => ({
  claim: 'sessions/signed-out-everywhere',
  says: 'From "sign out everyone" to the last closed connection, on every server, it takes less than a second.',
  staleAfterMs: 2 * DAY_MS,
  check:
    'Open connections in several browsers, order it in the administration, and look at the clock; or, in a copy ' +
    'of the database: select o.at, max(c.closed_at) - o.began_at from sign_outs o join sign_out_closings c ' +
    'on c.sign_out_id = o.id and c.sockets > 0 group by o.id.',
  async measure(units) {
    const at = clock();
    let [count, slowestMs, lastMs] = [0, 0, 0];
    let lastAt = new Date(0);
    for await (const { id } of everyTeam(units)) {
      const timing = await units.open({ team: id }, ({ sql }) => timingSince(sql, after(at, -366 * DAY_MS)));
      count += timing.count;
      slowestMs = Math.max(slowestMs, timing.slowest_ms ?? 0);
      if (timing.last_ms === null || timing.last_at === null || timing.last_at < lastAt) continue;
      [lastMs, lastAt] = [timing.last_ms, timing.last_at];
    }
    const value =
      count === 0
        ? 'never used while somebody was connected'
        : `${slowestMs} ms at most, ${lastMs} ms the last time; ${count} times in 12 months`;
    return { at, value, kept: slowestMs < limits.signOuts.promisedMs };
  },
});
