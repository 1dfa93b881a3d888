/** What a provider says of itself in its metadata, to be looked at by an owner before it counts. */
import type { SamlDescription } from '#contract/sso.ts';
import { limits } from '#platform/limits.ts';
import { usableCertificate } from './certificates.ts';
import { METADATA, REDIRECT, SIGNATURE } from './names.ts';
import { refusing, SamlRefusal } from './refusal.ts';
import { childrenOf, type Element, everyElement, readXml } from './xml.ts';

/** Its signature is not checked: the owner, or the address that it came from, vouches for it. */
export const readDescription = (xml: string): SamlDescription =>
  refusing(() => {
    if (xml.length > limits.saml.messageBytesMax) throw new SamlRefusal('too-large', 'The metadata is too large.');
    const root = readXml(xml, 'skipped');
    const entities = [...everyElement(root)]
      .map(([element]) => element)
      .filter((element) => element.name === 'EntityDescriptor' && element.namespace === METADATA)
      .filter((entity) => childrenOf(entity, METADATA, 'IDPSSODescriptor').length > 0);
    const [entity, another] = entities;
    if (!entity || another) throw new SamlRefusal('malformed', 'It must describe exactly one identity provider.');
    return describe(entity);
  });

function describe(entity: Element): SamlDescription {
  const [role] = childrenOf(entity, METADATA, 'IDPSSODescriptor');
  const at = (name: string, attribute: 'Location' | 'ResponseLocation'): string | undefined =>
    childrenOf(role, METADATA, name)
      .find(({ attributes }) => attributes.get('Binding') === REDIRECT)
      ?.attributes.get(attribute);
  const entityId = entity.attributes.get('entityID');
  const signInUrl = at('SingleSignOnService', 'Location');
  if (!entityId) throw new SamlRefusal('malformed', 'The identity provider has no entityID.');
  if (!isHttps(signInUrl))
    throw new SamlRefusal('malformed', 'It has no https address for sign-ins by the binding HTTP-Redirect.');
  const signOutUrl = at('SingleLogoutService', 'Location');
  const signedOutUrl = at('SingleLogoutService', 'ResponseLocation');
  return {
    ...{ entityId, signInUrl, certificates: certificatesOf(role) },
    ...(isHttps(signOutUrl) ? { signOutUrl } : {}),
    ...(isHttps(signedOutUrl) ? { signedOutUrl } : {}),
  };
}

const isHttps = (url: string | undefined): url is string => url !== undefined && /^https:\/\/[^\s#@]+$/.test(url);

function certificatesOf(role: Element | undefined): string[] {
  const signing = childrenOf(role, METADATA, 'KeyDescriptor').filter(
    ({ attributes }) => (attributes.get('use') ?? 'signing') === 'signing',
  );
  const given = signing
    .flatMap((key) => [...everyElement(key)].map(([element]) => element))
    .filter(({ name, namespace }) => name === 'X509Certificate' && namespace === SIGNATURE)
    .map(({ text }) => text.replaceAll(/\s/g, ''));
  const usable = [...new Set(given)].filter(usableCertificate);
  if (usable.length === 0)
    throw new SamlRefusal('malformed', 'It has no certificate for signatures with an RSA key of 2048 bits or more.');
  return usable.slice(0, limits.saml.certificatesMax);
}
