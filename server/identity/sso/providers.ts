import { type MemberId, type ProviderId, publicId } from '#contract/ids.ts';
import type { NewAccounts, OidcSettings, SsoProvider } from '#contract/sso.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireRecentProof } from '../access/access.ts';
import { requireLocked } from '../members/members.ts';
import { endSessionsOf } from '../sessions/sessions.ts';
import { policyOf, rolesBound } from '../sso-policy/sso-policy.ts';
import { lockTeam } from '../teams/teams.ts';
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

/** The issuer of Google, where a person says nothing of an organisation unless `hd` does. */
const GOOGLE = 'https://accounts.google.com';

export interface GivenProvider {
  readonly name: string;
  readonly isOn: boolean;
  readonly settings: OidcSettings;
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
export const secretOf = async (work: Work, { id, secret }: ProviderRow): Promise<string> =>
  (await work.keys.compartment('sso')).open(id, 'secret', secret);

export async function addProvider(
  work: Work,
  actor: Actor,
  given: GivenProvider & { readonly secret: string },
): Promise<ProviderRow> {
  requireRecentProof(actor, work.now);
  requireHostedDomain(given.settings);
  await lockTeam(work, actor.team);
  const { providersMax: most } = limits.sso;
  if ((await listProviders(work)).length >= most) throw tooManyProviders({ most });
  const id = work.random.uuid() as ProviderId;
  const secret = await seal(work, id, given.secret);
  const row = { ...columnsOf(given), id, team_id: actor.team, secret, accepted_at: null };
  await insertProvider(work.sql, row, work.now);
  audit(work, actor, 'sso.provider-added', id, { name: given.name, issuer: given.settings.issuer });
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
  requireHostedDomain(given.settings);
  await lockTeam(work, actor.team);
  const before = await requireProvider(work, id);
  if (before.settings.issuer !== given.settings.issuer) throw issuerStays();
  const secret = given.secret === undefined ? before.secret : await seal(work, id, given.secret);
  const isSame = given.secret === undefined && JSON.stringify(before.settings) === JSON.stringify(given.settings);
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

function requireHostedDomain({ issuer, hostedDomains }: OidcSettings): void {
  if (issuer.replace(/\/$/, '') === GOOGLE && hostedDomains.length === 0) throw hostedDomainNeeded();
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

/** The address to which the provider sends the browser back. */
export const redirectUriOf = (url: string, team: { readonly slug: string }, id: ProviderId): string =>
  `${url}/t/${team.slug}/sso/${publicId('X', id)}`;

export const showProvider = (row: ProviderRow, url: string, team: { readonly slug: string }): SsoProvider => ({
  id: publicId('X', row.id),
  name: row.name,
  isOn: row.is_on,
  settings: row.settings,
  redirectUri: redirectUriOf(url, team, row.id),
  ...(row.new_accounts ? { newAccounts: row.new_accounts } : {}),
  ...(row.accepted_at ? { acceptedAt: row.accepted_at.toISOString() } : {}),
});
