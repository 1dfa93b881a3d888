/** What strangers see of a desk: what its team published, and nothing else of the team but its name. */
import type { ResponseTimes } from '#contract/desk-cases.ts';
import type { DeskKey } from '#contract/desk-keys.ts';
import type { DeskPolicy } from '#contract/desk-policy.ts';
import type { TeamId } from '#contract/ids.ts';
import { findTeam, houseTeam, type TeamRow } from '#identity/teams/teams.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { responseTimes } from '../cases/cases.ts';
import { armoured, publishedKeys, showKey } from '../keys/keys.ts';
import { currentPolicy } from '../policy/policy.ts';

/** The same whether there is no such team or none that wants to be found: an address tells nothing of who is here. */
export const deskNotOpen = problem('desk-pages/not-open', 404, 'There is no security desk at this address.');

export interface DeskView {
  readonly id: TeamId;
  readonly team: string;
  /** Before each address: nothing for the house team, `/t/slug` for others. */
  readonly base: string;
  readonly version: number;
  readonly publishedAt: Date;
  readonly policy: DeskPolicy;
  readonly measured: ResponseTimes;
  /** It stands and has not expired. */
  readonly key: DeskKey | undefined;
  readonly revoked: readonly DeskKey[];
  readonly armoured: string | undefined;
  /** That key alone, armoured. */
  readonly standing: string | undefined;
}

/** Runs it for the team at this address, or for the house team; refuses with `deskNotOpen` where there is none. */
export async function atDesk<T>(
  units: Units,
  slug: string | undefined,
  use: (work: Work, team: TeamRow) => Promise<T>,
): Promise<T> {
  const team = await units.open('deployment', (work) => (slug === undefined ? houseTeam(work) : findTeam(work, slug)));
  if (!team) throw deskNotOpen();
  return await units.open({ team: team.id }, (work) => use(work, team));
}

export async function readDesk(units: Units, slug: string | undefined): Promise<DeskView> {
  const found = await atDesk(units, slug, async (work, team) => {
    const { version, policy, setAt } = await currentPolicy(work, team.id);
    if (version === 0 || !setAt) throw deskNotOpen();
    const keys = await publishedKeys(work);
    const standing = keys.find(({ revoked_at, expires_at }) => revoked_at === null && expires_at > work.now);
    const revoked = keys.filter(({ revoked_at }) => revoked_at !== null);
    return {
      id: team.id,
      name: team.name,
      version,
      policy,
      setAt,
      standing,
      revoked,
      measured: await responseTimes(work),
    };
  });
  const { standing, revoked } = found;
  const all = [...(standing ? [standing] : []), ...revoked].map(({ public_key }) => public_key);
  return {
    ...{ id: found.id, team: found.name, base: slug === undefined ? '' : `/t/${slug}` },
    ...{ version: found.version, publishedAt: found.setAt, policy: found.policy },
    measured: found.measured,
    key: standing && showKey(standing),
    revoked: revoked.map(showKey),
    standing: standing && (await armoured([standing.public_key])),
    armoured: all.length > 0 ? await armoured(all) : undefined,
  };
}
