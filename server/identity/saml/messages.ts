/** What we say to a provider. */
import {
  ASSERTION,
  CIPHERS,
  EMAIL_FORMAT,
  KEY_TRANSPORT,
  METADATA,
  PERSISTENT_FORMAT,
  POST,
  PROTOCOL,
  REDIRECT,
  SIGNATURE,
  SUCCESS,
} from './names.ts';
import type { NameAtProvider, OwnNames } from './response.ts';
import { escaped } from './xml.ts';

interface Message {
  readonly id: string;
  readonly at: Date;
  readonly to: string;
  readonly own: OwnNames;
}

const attributes = (of: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(of)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(value ?? '')}"`)
    .join('');

function message(kind: string, { id, at, to, own }: Message, more: Record<string, string>, content: string): string {
  const head = { ID: id, Version: '2.0', IssueInstant: at.toISOString(), Destination: to, ...more };
  const issuer = `<saml:Issuer>${escaped(own.entityId)}</saml:Issuer>`;
  const names = { 'xmlns:samlp': PROTOCOL, 'xmlns:saml': ASSERTION };
  return `<samlp:${kind}${attributes({ ...names, ...head })}>${issuer}${content}</samlp:${kind}>`;
}

export const authnRequest = (about: Message): string =>
  message(
    'AuthnRequest',
    about,
    { ProtocolBinding: POST, AssertionConsumerServiceURL: about.own.signInAddress },
    '<samlp:NameIDPolicy AllowCreate="true"/>',
  );

export function logoutRequest(
  about: Message,
  { name, format, qualifier, ownQualifier, index }: NameAtProvider,
): string {
  const of = attributes({ Format: format, NameQualifier: qualifier, SPNameQualifier: ownQualifier });
  const stay = index === undefined ? '' : `<samlp:SessionIndex>${escaped(index)}</samlp:SessionIndex>`;
  return message('LogoutRequest', about, {}, `<saml:NameID${of}>${escaped(name)}</saml:NameID>${stay}`);
}

export const logoutResponse = (about: Message, request: string): string =>
  message(
    'LogoutResponse',
    about,
    { InResponseTo: request },
    `<samlp:Status><samlp:StatusCode Value="${SUCCESS}"/></samlp:Status>`,
  );

/** Who we are, for the provider to read (SAML 2.0 Metadata). Each certificate is for signatures and for encryption. */
export function describeUs(own: OwnNames, certificates: readonly Buffer[]): string {
  const methods = [KEY_TRANSPORT, ...CIPHERS.keys()].map((name) => `<md:EncryptionMethod Algorithm="${name}"/>`);
  const keys = certificates.flatMap((certificate) =>
    ['signing', 'encryption'].map(
      (use) =>
        `<md:KeyDescriptor use="${use}"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>` +
        `${certificate.toString('base64')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>` +
        `${use === 'encryption' ? methods.join('') : ''}</md:KeyDescriptor>`,
    ),
  );
  const services = [
    ...[REDIRECT, POST].map(
      (binding) => `<md:SingleLogoutService${attributes({ Binding: binding, Location: own.signOutAddress })}/>`,
    ),
    ...[PERSISTENT_FORMAT, EMAIL_FORMAT].map((format) => `<md:NameIDFormat>${format}</md:NameIDFormat>`),
    `<md:AssertionConsumerService${attributes({
      ...{ Binding: POST, Location: own.signInAddress, index: '0', isDefault: 'true' },
    })}/>`,
  ];
  const names = { 'xmlns:md': METADATA, 'xmlns:ds': SIGNATURE, entityID: own.entityId };
  const role = {
    ...{ AuthnRequestsSigned: 'true', WantAssertionsSigned: 'true', protocolSupportEnumeration: PROTOCOL },
  };
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<md:EntityDescriptor${attributes(names)}>` +
    `<md:SPSSODescriptor${attributes(role)}>${keys.join('')}${services.join('')}</md:SPSSODescriptor>` +
    '</md:EntityDescriptor>\n'
  );
}
