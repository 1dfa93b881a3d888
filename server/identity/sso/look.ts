import type { Sso, SsoProvider } from '#contract/sso.ts';
import type { Work } from '#platform/work.ts';
import type { Actor } from '../access/access.ts';
import { BY_PROVIDER, lastCameInBy } from '../sessions/sessions.ts';
import { policyOf } from '../sso-policy/sso-policy.ts';
import { ownTeam } from '../teams/teams.ts';
import { keysOf } from './keys.ts';
import { listProviders, showProvider } from './providers.ts';
import type { ProviderRow } from './sso.sql.ts';

/** A provider as admins see it. */
export const lookAtProvider = async (work: Work, actor: Actor, row: ProviderRow, url: string): Promise<SsoProvider> =>
  showProvider(row, await keysOf(work, [row.id]), url, await ownTeam(work, actor.team));

/** Who signs in by which providers. */
export async function lookAt(work: Work, actor: Actor, url: string): Promise<Sso> {
  const policy = await policyOf(work);
  const team = await ownTeam(work, actor.team);
  const rows = await listProviders(work);
  const keys = await keysOf(
    work,
    rows.map(({ id }) => id),
  );
  return {
    ...(policy ? { mode: policy.mode } : {}),
    countsAsFactor: policy?.countsAsFactor ?? false,
    share: await lastCameInBy(work, BY_PROVIDER),
    providers: rows.map((row) => showProvider(row, keys, url, team)),
  };
}
