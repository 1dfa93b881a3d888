import { type ProviderId, publicId } from '#contract/ids.ts';
import type { OwnNames } from '../saml/saml.ts';

/** Our names and addresses at a provider; where the browser comes back to is the same for every protocol. */
export function ownNamesOf(url: string, team: { readonly slug: string }, provider: ProviderId): OwnNames {
  const id = publicId('X', provider);
  const below = `${url}/v1/teams/${team.slug}/sso/${id}`;
  return {
    entityId: `${below}/metadata`,
    signInAddress: `${url}/t/${team.slug}/sso/${id}`,
    signOutAddress: `${below}/sign-out`,
  };
}
