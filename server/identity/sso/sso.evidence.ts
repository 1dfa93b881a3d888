import { after, type Clock, DAY_MS } from '#platform/clock.ts';
import type { Evidence } from '#platform/evidence.ts';
import type { Work } from '#platform/work.ts';
import { BY_PROVIDER, lastCameInBy, wouldSignOut } from '../sessions/sessions.ts';
import { policyOf, rolesBound } from '../sso-policy/sso-policy.ts';
import { everyTeam } from '../teams/teams.ts';
import { listProviders } from './providers.ts';

const silentMs = 30 * DAY_MS;

/**
 * In the teams that sign in by providers: how many people do, the team with the fewest, and how many providers were
 * believed lately. It names no team and no provider: admins see both figures of their own under Sign-in.
 */
export const ssoEvidence = (clock: Clock): Evidence => ({
  claim: 'sso/share',
  says: 'Where signing in by a provider is required, nobody whom that binds is signed in another way.',
  staleAfterMs: 2 * DAY_MS,
  check:
    'In a copy of the database: select s.means, count(distinct s.member_id) from sessions s join members m ' +
    "on m.id = s.member_id where s.revoked_at is null and m.role <> 'owner' group by 1; and, for each provider, " +
    'select accepted_at from sso_providers.',
  async measure(units) {
    const now = clock();
    const found: Found[] = [];
    for await (const { id } of everyTeam(units)) {
      const one = await units.open({ team: id }, lookAtTeam);
      if (one) found.push(one);
    }
    const sum = (count: (one: Found) => number): number => found.reduce((all, one) => all + count(one), 0);
    const [people, by, astray] = [sum((one) => one.people), sum((one) => one.by), sum((one) => one.astray)];
    const shares = found.filter((one) => one.people > 0).map((one) => Math.floor((100 * one.by) / one.people));
    const accepted = found.flatMap((one) => one.accepted);
    const lately = accepted.filter((at) => at && at > after(now, -silentMs));
    const last = accepted.reduce((latest, at) => (at && (!latest || at > latest) ? at : latest), null);
    const least = shares.length === 0 ? '' : `, ${Math.min(...shares)} % in the one with the fewest`;
    const value =
      found.length === 0
        ? 'no team signs in by a provider'
        : `${by} of ${people} people in ${found.length} teams that have one${least}; ${lately.length} of ` +
          `${accepted.length} providers were believed within 30 days, the last ${last?.toISOString() ?? 'never'}`;
    return { at: now, value, kept: astray === 0 };
  },
});

interface Found {
  readonly people: number;
  readonly by: number;
  /** Signed in another way though a provider is required of them. */
  readonly astray: number;
  /** When each provider that is on was last believed. */
  readonly accepted: readonly (Date | null)[];
}

async function lookAtTeam(work: Work): Promise<Found | undefined> {
  const policy = await policyOf(work);
  if (!policy) return undefined;
  const bound = rolesBound(policy);
  const providers = (await listProviders(work)).filter(({ is_on }) => is_on);
  return {
    ...(await lastCameInBy(work, BY_PROVIDER)),
    astray: bound.length === 0 ? 0 : (await wouldSignOut(work, bound, BY_PROVIDER)).people,
    accepted: providers.map(({ accepted_at }) => accepted_at),
  };
}
