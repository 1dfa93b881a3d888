/** What single sign-on asks of a provider, whichever protocol it speaks. */
import type { TeamId } from '#contract/ids.ts';
import type { SsoRefusal } from '#contract/sign-in-refusals.ts';
import type { OidcSettings, SamlSettings } from '#contract/sso.ts';
import type { Egress } from '#platform/egress/egress.ts';
import type { Work } from '#platform/work.ts';
import { claimsOf, locationOf, OidcRefusal } from '../oidc/oidc.ts';
import { type OwnNames, SamlRefusal, samlClaimsOf, signInAt } from '../saml/saml.ts';
import type { Assertion } from './arrival.ts';
import { privateKeysOf } from './keys.ts';
import { ownNamesOf } from './own-names.ts';
import { secretOf } from './providers.ts';
import type { ProviderRow } from './sso.sql.ts';

/** A provider with what it takes to speak with it, read in one unit of work and used after it. */
export interface Equipped {
  readonly row: ProviderRow;
  readonly own: OwnNames;
  /** Of OpenID Connect. */
  readonly secret: string;
  /** Of SAML. */
  readonly privateKeys: readonly string[];
}

/** What the browser takes along, and what it keeps. */
export interface Way {
  readonly state: string;
  readonly browser: string;
}

/** An answer that was not taken; the reason is for the access log, what it says for who tests. */
export interface Unread {
  readonly kind: 'refused';
  readonly reason: SsoRefusal;
  readonly says?: string;
}

export async function equip(
  work: Work,
  row: ProviderRow,
  url: string,
  team: { readonly id: TeamId; readonly slug: string },
): Promise<Equipped> {
  const isSaml = row.settings.kind === 'saml';
  return {
    ...{ row, own: ownNamesOf(url, team, row.id) },
    secret: isSaml ? '' : await secretOf(work, row),
    privateKeys: isSaml ? await privateKeysOf(work, row.id) : [],
  };
}

const oidcOf = ({ secret, own }: Equipped, settings: OidcSettings) => ({
  ...{ settings, secret, redirectUri: own.signInAddress },
});
export const samlOf = ({ own, privateKeys }: Equipped, settings: SamlSettings) => ({ settings, own, privateKeys });

/** Where the browser goes. Throws `OidcRefusal` for a provider that does not describe itself as it should. */
export async function departureTo(egress: Egress, to: Equipped, way: Way, now: Date): Promise<string> {
  const { settings } = to.row;
  if (settings.kind === 'oidc') return await locationOf(egress, oidcOf(to, settings), way);
  return signInAt(samlOf(to, settings), way, now);
}

/** What a provider says of a person; `way` is undefined where nobody asked, which is possible with SAML alone. */
export async function readAnswer(
  egress: Egress,
  from: Equipped,
  way: Way | undefined,
  response: string,
  now: Date,
): Promise<Assertion | Unread> {
  const { settings } = from.row;
  try {
    if (settings.kind === 'saml') return await readSaml(from, settings, way, response, now);
    if (!way) throw new Error('With OpenID Connect somebody asks.');
    return await readOidc(egress, from, settings, way, response);
  } catch (error) {
    if (error instanceof OidcRefusal || error instanceof SamlRefusal)
      return { kind: 'refused', reason: `sso/${error.fault}`, says: error.message };
    throw error;
  }
}

async function readSaml(
  from: Equipped,
  settings: SamlSettings,
  way: Way | undefined,
  response: string,
  now: Date,
): Promise<Assertion> {
  const posted = new URLSearchParams(response).get('SAMLResponse') ?? '';
  const { id, until, stay, ...said } = await samlClaimsOf(samlOf(from, settings), posted, way, now);
  return { kind: 'read', ...said, isEmailVerified: settings.vouchesForAddresses, once: { id, until }, stay };
}

async function readOidc(
  egress: Egress,
  from: Equipped,
  settings: OidcSettings,
  way: Way,
  response: string,
): Promise<Assertion | Unread> {
  const claims = await claimsOf(egress, oidcOf(from, settings), way, response);
  const { hostedDomains: domains } = settings;
  if (domains.length > 0 && !domains.some((domain) => domain === claims.hd))
    return { kind: 'refused', reason: 'sso/other-organisation', says: `hd: ${String(claims.hd)}` };
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
  const isDenied = claims.email_verified === false;
  return {
    kind: 'read',
    subject: text(claims.sub) ?? '',
    email: text(claims.email),
    isEmailVerified: claims.email_verified === true || (settings.vouchesForAddresses && !isDenied),
    name: text(claims.name),
    handle: text(claims.preferred_username),
    claims,
  };
}
