/**
 * SAML 2.0 as a service provider (Web Browser SSO and Single Logout profiles). The danger: XML that is signed in one
 * place and read in another. The principle: a message is read by a strict reader, vetted, checked by the library, and
 * read again from what the signature covers. The boundary: who asked and from which browser is judged by `sso/`.
 */
import { createHash, createPrivateKey } from 'node:crypto';
import type { SamlSettings } from '#contract/sso.ts';
import { authnRequest, logoutRequest, logoutResponse } from './messages.ts';
import { addressWith } from './redirect.ts';
import { type NameAtProvider, type OwnNames, readResponse, type SamlClaims } from './response.ts';

export { describeCertificate, newKey, type OwnKey, selfSigned, usableCertificate } from './certificates.ts';
export { readDescription } from './description.ts';
export { type Carried, isAnswer, readLeaving } from './logout.ts';
export { describeUs } from './messages.ts';
export { addressWith } from './redirect.ts';
export { SamlRefusal } from './refusal.ts';
export type { NameAtProvider, OwnNames } from './response.ts';

/** A provider at which the team has registered this server. */
export interface SamlProvider {
  readonly settings: SamlSettings;
  readonly own: OwnNames;
  /** Ours, in PEM; the first signs, any opens. */
  readonly privateKeys: readonly string[];
}

/** The ID of a request tells whose it is only to who holds both texts, as the nonce of OpenID Connect does. */
export const requestIdOf = ({ state, browser }: { readonly state: string; readonly browser: string }): string =>
  `_${createHash('sha256').update(`saml ${browser} ${state}`).digest('hex')}`;

const signingKeyOf = ({ privateKeys: [first] }: SamlProvider): string => {
  if (first === undefined) throw new Error('A provider of SAML has no key of ours.');
  return first;
};

/** Where to send the browser, so that it signs in. */
export function signInAt(
  provider: SamlProvider,
  request: { readonly state: string; readonly browser: string },
  at: Date,
): string {
  const { signInUrl: to } = provider.settings;
  const xml = authnRequest({ id: requestIdOf(request), at, to, own: provider.own });
  return addressWith(to, { field: 'SAMLRequest', xml, relayState: request.state }, signingKeyOf(provider));
}

/** What the provider says of the person. `request`: undefined where nobody asked. Throws `SamlRefusal`. */
export const samlClaimsOf = (
  { settings, own, privateKeys }: SamlProvider,
  response: string,
  request: { readonly state: string; readonly browser: string } | undefined,
  now: Date,
): Promise<SamlClaims> =>
  readResponse(
    response,
    settings,
    { keys: privateKeys.map((key) => createPrivateKey(key)) },
    { own, now, request: request && requestIdOf(request) },
  );

/** Where to send the browser, so that the provider signs it out; undefined where it has no such address. */
export function signOutAt(provider: SamlProvider, stay: NameAtProvider, id: string, at: Date): string | undefined {
  const { signOutUrl: to } = provider.settings;
  if (to === undefined) return undefined;
  const xml = logoutRequest({ id, at, to, own: provider.own }, stay);
  return addressWith(to, { field: 'SAMLRequest', xml, relayState: undefined }, signingKeyOf(provider));
}

/** Where to send the browser after the provider has signed it out here. */
export function signedOutAt(
  provider: SamlProvider,
  { id: request, relayState }: { readonly id: string; readonly relayState: string | undefined },
  id: string,
  at: Date,
): string | undefined {
  const to = provider.settings.signedOutUrl ?? provider.settings.signOutUrl;
  if (to === undefined) return undefined;
  const xml = logoutResponse({ id, at, to, own: provider.own }, request);
  return addressWith(to, { field: 'SAMLResponse', xml, relayState }, signingKeyOf(provider));
}
