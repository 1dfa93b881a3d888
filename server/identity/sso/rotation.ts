/** One key of ours follows another: both are known for as long as the provider needs to learn of the new one. */
import type { ProviderId, SsoKeyId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireRecentProof } from '../access/access.ts';
import type { OwnKey } from '../saml/saml.ts';
import { lockTeam } from '../teams/teams.ts';
import { keysOf, storeKey } from './keys.ts';
import { requireProvider } from './providers.ts';
import { deleteKey } from './saml.sql.ts';

export const keyNotNeeded = problem(
  'sso/key-not-needed',
  409,
  'This provider needs no key of ours, or has two already. Nothing was changed.',
);
export const lastKey = problem(
  'sso/last-key',
  409,
  'The provider has no other key of ours. Add the one that follows first, and enter its certificate there.',
);

/** Stands in the metadata at once and opens what is encrypted for it; it signs when the former one is removed. */
export async function addKey(work: Work, actor: Actor, id: ProviderId, key: OwnKey): Promise<void> {
  requireRecentProof(actor, work.now);
  await lockTeam(work, actor.team);
  const { settings } = await requireProvider(work, id);
  if (settings.kind !== 'saml' || (await keysOf(work, [id])).length >= limits.sso.keysMax) throw keyNotNeeded();
  await storeKey(work, actor.team, id, key);
  work.audit({ kind: 'sso.key-added', actor: auditName(actor), object: `sso-provider:${id}` });
}

/** From now on the other one signs. */
export async function removeKey(work: Work, actor: Actor, id: ProviderId, key: SsoKeyId): Promise<void> {
  requireRecentProof(actor, work.now);
  await lockTeam(work, actor.team);
  await requireProvider(work, id);
  if ((await keysOf(work, [id])).length < 2) throw lastKey();
  if (!(await deleteKey(work.sql, id, key))) throw lastKey();
  work.audit({ kind: 'sso.key-removed', actor: auditName(actor), object: `sso-provider:${id}` });
}
