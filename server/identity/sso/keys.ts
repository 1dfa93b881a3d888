/** Our keys at a provider of SAML: one signs, and a second one can follow it without a gap. */
import type { ProviderId, SsoKeyId, TeamId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Work } from '#platform/work.ts';
import { type OwnKey, selfSigned } from '../saml/saml.ts';
import { insertKey, type KeyRow, keyRows } from './saml.sql.ts';

const serialBytes = 15;

/** For who has made sure that the provider may have one more. */
export async function storeKey(work: Work, team: TeamId, provider: ProviderId, key: OwnKey): Promise<void> {
  const id = work.random.uuid() as SsoKeyId;
  const times = [work.now, after(work.now, limits.sso.keyMs)] as const;
  const sealing = await work.keys.compartment('sso');
  await insertKey(work.sql, {
    ...{ id, team_id: team, provider_id: provider, created_at: work.now },
    certificate: selfSigned(key, 'Wardroom', work.random.bytes(serialBytes), times),
    private_key: sealing.seal(id, 'private-key', key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
  });
}

/** Of each provider the one in use first. */
export const keysOf = async (work: Work, providers: readonly ProviderId[]): Promise<KeyRow[]> =>
  providers.length === 0 ? [] : await keyRows(work.sql, providers, limits.sso.keysMax);

/** In PEM, the one in use first. */
export async function privateKeysOf(work: Work, provider: ProviderId): Promise<string[]> {
  const sealing = await work.keys.compartment('sso');
  return (await keysOf(work, [provider])).map(({ id, private_key }) => sealing.open(id, 'private-key', private_key));
}
