import { isDeepStrictEqual } from 'node:util';
import { type MemberId, type ProviderId, publicId } from '#contract/ids.ts';
import type { NewAccounts, SsoProvider, SsoSettings } from '#contract/sso.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireRecentProof } from '../access/access.ts';
import { requireLocked } from '../members/members.ts';
import { describeCertificate, type OwnKey, usableCertificate } from '../saml/saml.ts';
import { endSessionsOf } from '../sessions/sessions.ts';
import { policyOf, rolesBound } from '../sso-policy/sso-policy.ts';
import { lockTeam } from '../teams/teams.ts';
import { storeKey } from './keys.ts';
import { ownNamesOf } from './own-names.ts';
import type { KeyRow } from './saml.sql.ts';
import {
  deleteIdentitiesOf,
  deleteProvider,
  insertProvider,
  type ProviderRow,
  providerById,
  providerRows,
  updateProvider,
} from './sso.sql.ts';

export const noSuchProvider = problem(
  'sso/no-such-provider',
  404,
  'The team has no such provider, or does not sign in by it. Nothing was changed.',
);
export const tooManyProviders = problem<{ most: number }>(
  'sso/too-many-providers',
  409,
  'The team has as many providers as it can. Remove one first.',
);
export const hostedDomainNeeded = problem(
  'sso/hosted-domain-needed',
  422,
  'Anybody gets an account at Google. Name the domain of your own organisation there.',
);
export const issuerStays = problem(
  'sso/issuer-stays',
  409,
  'Another issuer would know other people under the same names. Add it as a provider of its own.',
);
export const lastProvider = problem(
  'sso/last-provider',
  409,
  'Members sign in by this provider alone. Let them sign in another way first, or add a second provider and test it.',
);
export const noIdentity = problem('sso/no-identity', 404, 'No provider knows this member. Nothing was changed.');

export const secretNeeded = problem(
  'sso/secret-needed',
  422,
  'A provider of OpenID Connect gave you a secret for this server. Enter it.',
);
export const certificateUnusable = problem(
  'sso/certificate-unusable',
  422,
  'A certificate of the provider is none, or its key is no RSA key of 2048 bits or more. Nothing was changed.',
);

/** The issuer of Google, where a person says nothing of an organisation unless `hd` does. */
const GOOGLE = 'https://accounts.google.com';

export interface GivenProvider {
  readonly name: string;
  readonly isOn: boolean;
  readonly settings: SsoSettings;
  readonly newAccounts?: NewAccounts;
  readonly secret?: string;
}

export const listProviders = (work: Work): Promise<ProviderRow[]> => providerRows(work.sql, limits.sso.providersMax);

/** Refuses with `noSuchProvider`. */
export async function requireProvider(work: Work, id: ProviderId): Promise<ProviderRow> {
  const row = await providerById(work.sql, id);
  if (!row) throw noSuchProvider();
  return row;
}

const seal = async (work: Work, id: ProviderId, secret: string): Promise<Buffer> =>
  (await work.keys.compartment('sso')).seal(id, 'secret', secret);

/** The secret of a provider; it leaves the server only towards the provider itself. */
export async function secretOf(work: Work, { id, secret }: ProviderRow): Promise<string> {
  if (!secret) throw new Error('A provider of OpenID Connect has no secret.');
  return (await work.keys.compartment('sso')).open(id, 'secret', secret);
}

/** `key`: made for it, where it speaks SAML. */
export async function addProvider(
  work: Work,
  actor: Actor,
  given: GivenProvider,
  key: OwnKey | undefined,
): Promise<ProviderRow> {
  requireRecentProof(actor, work.now);
  requireUsable(given.settings);
  await lockTeam(work, actor.team);
  const { providersMax: most } = limits.sso;
  if ((await listProviders(work)).length >= most) throw tooManyProviders({ most });
  const id = work.random.uuid() as ProviderId;
  if ((given.secret === undefined) === (given.settings.kind === 'oidc')) throw secretNeeded();
  const secret = given.secret === undefined ? null : await seal(work, id, given.secret);
  const row = { ...columnsOf(given), id, team_id: actor.team, secret, accepted_at: null };
  await insertProvider(work.sql, row, work.now);
  if (key) await storeKey(work, actor.team, id, key);
  audit(work, actor, 'sso.provider-added', id, { name: given.name, issuer: issuerOf(given.settings) });
  return row;
}

/** What it was tested with counts no more; whom it knows stays. Without a secret, the former one stays. */
export async function changeProvider(
  work: Work,
  actor: Actor,
  id: ProviderId,
  given: GivenProvider,
): Promise<ProviderRow> {
  requireRecentProof(actor, work.now);
  requireUsable(given.settings);
  await lockTeam(work, actor.team);
  const before = await requireProvider(work, id);
  const { settings } = given;
  if (before.settings.kind !== settings.kind || issuerOf(before.settings) !== issuerOf(settings)) throw issuerStays();
  if (given.secret !== undefined && settings.kind !== 'oidc') throw secretNeeded();
  const secret = given.secret === undefined ? before.secret : await seal(work, id, given.secret);
  const isSame = given.secret === undefined && speaksAsBefore(before.settings, settings);
  const accepted_at = isSame ? before.accepted_at : null;
  const row = { ...columnsOf(given), id, team_id: actor.team, secret, accepted_at };
  await updateProvider(work.sql, row, work.now);
  await requireWayIn(work);
  audit(work, actor, 'sso.provider-changed', id, { name: given.name, on: given.isOn });
  return row;
}

/** Whom it knows is known no more; who came in by it stays signed in. */
export async function removeProvider(work: Work, actor: Actor, id: ProviderId): Promise<void> {
  requireRecentProof(actor, work.now);
  await lockTeam(work, actor.team);
  if (!(await deleteProvider(work.sql, id))) throw noSuchProvider();
  await requireWayIn(work);
  audit(work, actor, 'sso.provider-removed', id, {});
}

/** A member whom a provider took for another: no provider knows it any more, and its devices are signed out. */
export async function forgetIdentities(work: Work, actor: Actor, member: MemberId): Promise<void> {
  requireRecentProof(actor, work.now);
  const { id } = await requireLocked(work, member);
  if ((await deleteIdentitiesOf(work.sql, id)) === 0) throw noIdentity();
  work.audit({ kind: 'sso.unlinked', actor: auditName(actor), object: `member:${id}` });
  await endSessionsOf(work, id, auditName(actor));
}

/** Where a policy sends members to providers, one must be left that has worked, or one at all where they may choose. */
export const offersWayIn = (providers: readonly ProviderRow[], isForced: boolean): boolean =>
  providers.some(({ is_on, accepted_at }) => is_on && (accepted_at !== null || !isForced));

async function requireWayIn(work: Work): Promise<void> {
  const policy = await policyOf(work);
  if (!policy) return;
  if (!offersWayIn(await listProviders(work), rolesBound(policy).length > 0)) throw lastProvider();
}

function requireUsable(settings: SsoSettings): void {
  if (settings.kind === 'saml') {
    if (!settings.certificates.every(usableCertificate)) throw certificateUnusable();
  } else if (settings.issuer.replace(/\/$/, '') === GOOGLE && settings.hostedDomains.length === 0)
    throw hostedDomainNeeded();
}

/** By which name the provider vouches for people. */
const issuerOf = (settings: SsoSettings): string => (settings.kind === 'oidc' ? settings.issuer : settings.entityId);

/** Whether what was read with the former settings says that these work: one certificate may follow another. */
function speaksAsBefore(before: SsoSettings, now: SsoSettings): boolean {
  if (before.kind !== 'saml' || now.kind !== 'saml') return isDeepStrictEqual(before, now);
  const isKept = now.certificates.some((certificate) => before.certificates.includes(certificate));
  return isKept && isDeepStrictEqual({ ...before, certificates: [] }, { ...now, certificates: [] });
}

const columnsOf = ({ name, isOn, settings, newAccounts }: GivenProvider) => ({
  ...{ name, is_on: isOn, settings },
  new_accounts: newAccounts ?? null,
});

const audit = (
  work: Work,
  actor: Actor,
  kind: string,
  id: ProviderId,
  details: Record<string, string | boolean>,
): void => work.audit({ kind, actor: auditName(actor), object: `sso-provider:${id}`, details });

/** As admins see it. `keys`: ours, of any provider. */
export function showProvider(
  row: ProviderRow,
  keys: readonly KeyRow[],
  url: string,
  team: { readonly slug: string },
): SsoProvider {
  const { settings } = row;
  const own = ownNamesOf(url, team, row.id);
  const ofIt = keys.filter(({ provider_id }) => provider_id === row.id);
  const saml = settings.kind === 'saml' && {
    metadataUrl: own.entityId,
    signOutUrl: own.signOutAddress,
    keys: ofIt.map(({ id, certificate }) => ({ id: publicId('Z', id), ...describeCertificate(certificate) })),
    certificates: settings.certificates.map((given) => describeCertificate(Buffer.from(given, 'base64'))),
  };
  return {
    id: publicId('X', row.id),
    name: row.name,
    isOn: row.is_on,
    settings,
    redirectUri: own.signInAddress,
    ...(saml ? { saml } : {}),
    ...(row.new_accounts ? { newAccounts: row.new_accounts } : {}),
    ...(row.accepted_at ? { acceptedAt: row.accepted_at.toISOString() } : {}),
  };
}
