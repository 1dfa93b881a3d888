/**
 * An identity provider of SAML that says whatever a test wants, true or false. It writes its XML in the canonical form
 * from the start, so that it signs without any of the libraries that check it.
 */
import {
  constants,
  createCipheriv,
  createHash,
  generateKeyPairSync,
  publicEncrypt,
  sign,
  X509Certificate,
} from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import type { SamlSettings } from '#contract/sso.ts';
import { systemRandom } from '#platform/random.ts';
import { selfSigned } from '../saml/saml.ts';

const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
const ENCRYPTION = 'http://www.w3.org/2001/04/xmlenc#';
const SHA = {
  sha256: ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'http://www.w3.org/2001/04/xmlenc#sha256'],
  sha1: ['http://www.w3.org/2000/09/xmldsig#rsa-sha1', 'http://www.w3.org/2000/09/xmldsig#sha1'],
} as const;

const newId = (): string => `_${systemRandom.bytes(8).toString('hex')}`;

export interface Signer {
  readonly certificate: string;
  readonly privateKey: string;
}

/** A key with its certificate, in base64. */
export function newSigner(): Signer {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const times = [new Date('2026-01-01T00:00:00Z'), new Date('2036-01-01T00:00:00Z')] as const;
  const certificate = selfSigned(pair, 'The harbour', systemRandom.bytes(8), times).toString('base64');
  return { certificate, privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

export const idp = newSigner();
export const ENTITY = 'https://harbour.example/metadata';
export const SIGN_IN = 'https://harbour.example/sign-in';
export const SIGN_OUT = 'https://harbour.example/sign-out';

/** How the answer differs from what it should be. */
export interface Said {
  readonly nameId?: string;
  readonly format?: string;
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
  readonly issuer?: string;
  readonly audience?: string;
  readonly recipient?: string;
  readonly destination?: string;
  readonly request?: string;
  readonly status?: string;
  readonly notBeforeMs?: number;
  readonly endMs?: number;
  readonly id?: string;
  readonly index?: string;
  readonly signs?: 'assertion' | 'response' | 'both' | 'nothing';
  readonly with?: Signer;
  readonly hash?: keyof typeof SHA;
  readonly encryptFor?: string;
  readonly cipher?: 'gcm' | 'cbc';
  /** What becomes of the assertion before it is put into the response, signed or not yet. */
  readonly assertion?: (xml: string) => string;
  readonly signedAssertion?: (xml: string) => string;
  readonly response?: (xml: string) => string;
}

/** The XML with a signature of its element of that ID behind the issuer. */
export function signed(xml: string, { privateKey, certificate }: Signer, hash: keyof typeof SHA = 'sha256'): string {
  const id = / ID="([^"]+)"/.exec(xml)?.[1];
  const [method, digest] = SHA[hash];
  const algorithm = (name: string, of: string): string => `<ds:${name} Algorithm="${of}"></ds:${name}>`;
  const canonical = 'http://www.w3.org/2001/10/xml-exc-c14n#';
  const info =
    `<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${algorithm('CanonicalizationMethod', canonical)}` +
    `${algorithm('SignatureMethod', method)}<ds:Reference URI="#${id}"><ds:Transforms>` +
    `${algorithm('Transform', 'http://www.w3.org/2000/09/xmldsig#enveloped-signature')}` +
    `${algorithm('Transform', canonical)}</ds:Transforms>${algorithm('DigestMethod', digest)}` +
    `<ds:DigestValue>${createHash(hash).update(xml).digest('base64')}</ds:DigestValue></ds:Reference></ds:SignedInfo>`;
  const value = sign(hash, Buffer.from(info), privateKey).toString('base64');
  const signature =
    `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${info}<ds:SignatureValue>${value}` +
    `</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate>` +
    '</ds:X509Data></ds:KeyInfo></ds:Signature>';
  return xml.replace('</saml:Issuer>', `</saml:Issuer>${signature}`);
}

function assertionOf(asked: Asked, said: Said): string {
  const { now, own } = asked;
  const at = (ms: number): string => new Date(now.getTime() + ms).toISOString();
  const request = said.request ?? asked.request;
  const answers = request === undefined || request === '' ? '' : ` InResponseTo="${request}"`;
  const end = at(said.endMs ?? 300_000);
  const values = Object.entries(said.attributes ?? {}).map(
    ([name, value]) =>
      `<saml:Attribute Name="${name}">${[value]
        .flat()
        .map((one) => `<saml:AttributeValue>${one}</saml:AttributeValue>`)
        .join('')}</saml:Attribute>`,
  );
  const format = said.format ?? 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
  return (
    `<saml:Assertion xmlns:saml="${ASSERTION}" ID="${said.id ?? newId()}" ` +
    `IssueInstant="${at(Math.min(0, said.endMs ?? 0))}" Version="2.0">` +
    `<saml:Issuer>${said.issuer ?? ENTITY}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="${format}">${said.nameId ?? 'nobody'}</saml:NameID>` +
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData' +
    `${answers} NotOnOrAfter="${end}" Recipient="${said.recipient ?? own}"></saml:SubjectConfirmationData>` +
    '</saml:SubjectConfirmation></saml:Subject>' +
    `<saml:Conditions NotBefore="${at(said.notBeforeMs ?? 0)}" NotOnOrAfter="${end}"><saml:AudienceRestriction>` +
    `<saml:Audience>${said.audience ?? asked.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${at(0)}" SessionIndex="${said.index ?? 'one'}"><saml:AuthnContext>` +
    '<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>' +
    `</saml:AuthnContext></saml:AuthnStatement>${
      values.length === 0 ? '' : `<saml:AttributeStatement>${values.join('')}</saml:AttributeStatement>`
    }</saml:Assertion>`
  );
}

export interface Asked {
  readonly request: string | undefined;
  readonly own: string;
  readonly audience: string;
  readonly relayState: string | undefined;
  readonly now: Date;
}

/** What the provider reads in the address to which a browser was sent. */
export function askedBy(
  location: string,
  now: Date,
): Asked & { readonly xml: string; readonly query: URLSearchParams } {
  const query = new URL(location).searchParams;
  const xml = inflateRawSync(Buffer.from(query.get('SAMLRequest') ?? '', 'base64')).toString();
  const found = (pattern: RegExp): string => (pattern.exec(xml)?.[1] ?? '').replaceAll('&#38;', '&');
  return {
    request: found(/ ID="([^"]+)"/),
    own: found(/AssertionConsumerServiceURL="([^"]+)"/),
    audience: found(/<saml:Issuer>([^<]+)</),
    relayState: query.get('RelayState') ?? undefined,
    ...{ now, xml, query },
  };
}

/** The fields that the provider's page posts, as a query. */
export function answerTo(asked: Asked, said: Said): string {
  const { signs = 'assertion', with: signer = idp, hash } = said;
  const isWithin = signs === 'assertion' || signs === 'both';
  const bare = (said.assertion ?? String)(assertionOf(asked, said));
  const inner = (said.signedAssertion ?? String)(isWithin ? signed(bare, signer, hash) : bare);
  const carried = said.encryptFor === undefined ? inner : encrypted(inner, said.encryptFor, said.cipher ?? 'gcm');
  const request = said.request ?? asked.request;
  const whole =
    `<samlp:Response xmlns:samlp="${PROTOCOL}" Destination="${said.destination ?? asked.own}" ID="${newId()}"` +
    `${request ? ` InResponseTo="${request}"` : ''} IssueInstant="${asked.now.toISOString()}" Version="2.0">` +
    `<saml:Issuer xmlns:saml="${ASSERTION}">${said.issuer ?? ENTITY}</saml:Issuer><samlp:Status><samlp:StatusCode ` +
    `Value="urn:oasis:names:tc:SAML:2.0:status:${said.status ?? 'Success'}"></samlp:StatusCode></samlp:Status>` +
    `${said.status ? '' : carried}</samlp:Response>`;
  const sent = (said.response ?? String)(
    signs === 'response' || signs === 'both' ? signed(whole, signer, hash) : whole,
  );
  const fields = { SAMLResponse: Buffer.from(sent).toString('base64') };
  const { relayState: RelayState } = asked;
  return `${new URLSearchParams(RelayState === undefined ? fields : { ...fields, RelayState })}`;
}

function encrypted(xml: string, certificate: string, mode: 'gcm' | 'cbc'): string {
  const [key, iv] = [systemRandom.bytes(32), systemRandom.bytes(mode === 'gcm' ? 12 : 16)];
  const cipher = createCipheriv(`aes-256-${mode}` as 'aes-256-gcm', key, iv);
  const tail = mode === 'gcm' ? [cipher.getAuthTag] : [];
  const text = Buffer.concat([iv, cipher.update(xml), cipher.final(), ...tail.map((tag) => tag.call(cipher))]);
  const to = new X509Certificate(Buffer.from(certificate, 'base64')).publicKey;
  const sealed = publicEncrypt({ key: to, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, key);
  const value = (bytes: Buffer): string =>
    `<xenc:CipherData><xenc:CipherValue>${bytes.toString('base64')}</xenc:CipherValue></xenc:CipherData>`;
  const name = mode === 'gcm' ? 'http://www.w3.org/2009/xmlenc11#aes256-gcm' : `${ENCRYPTION}aes256-cbc`;
  return (
    `<saml:EncryptedAssertion xmlns:saml="${ASSERTION}"><xenc:EncryptedData xmlns:xenc="${ENCRYPTION}" ` +
    `Type="${ENCRYPTION}Element"><xenc:EncryptionMethod Algorithm="${name}"></xenc:EncryptionMethod>` +
    '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey><xenc:EncryptionMethod ' +
    `Algorithm="${ENCRYPTION}rsa-oaep-mgf1p"></xenc:EncryptionMethod>${value(sealed)}</xenc:EncryptedKey>` +
    `</ds:KeyInfo>${value(text)}</xenc:EncryptedData></saml:EncryptedAssertion>`
  );
}

export const samlSettings: SamlSettings = {
  ...{
    kind: 'saml' as const,
    entityId: ENTITY,
    signInUrl: SIGN_IN,
    signOutUrl: SIGN_OUT,
    certificates: [idp.certificate],
  },
  ...{ takesUnasked: false, signsOutThere: false, vouchesForAddresses: true },
};

/** What the provider says of itself. */
export const metadata = (certificates: readonly string[] = [idp.certificate]): string =>
  `<?xml version="1.0"?>\n<!-- Written by hand -->\n<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" ` +
  `entityID="${ENTITY}"><IDPSSODescriptor protocolSupportEnumeration="${PROTOCOL}">${certificates
    .map(
      (one) =>
        '<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>' +
        `<X509Certificate>\n${one}\n</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`,
    )
    .join('')}` +
  `<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${SIGN_OUT}"/>` +
  `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${SIGN_IN}/post"/>` +
  `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${SIGN_IN}"/>` +
  '</IDPSSODescriptor></EntityDescriptor>';

/** The provider's own request to sign somebody out. */
export const logoutRequest = (
  to: string,
  name: string,
  more: { readonly at: Date; readonly index?: string; readonly issuer?: string; readonly to?: string },
): string =>
  `<samlp:LogoutRequest xmlns:samlp="${PROTOCOL}" Destination="${more.to ?? to}" ` +
  `ID="_out${newId()}" IssueInstant="${more.at.toISOString()}" Version="2.0">` +
  `<saml:Issuer xmlns:saml="${ASSERTION}">${more.issuer ?? ENTITY}</saml:Issuer>` +
  `<saml:NameID xmlns:saml="${ASSERTION}">${name}</saml:NameID>${
    more.index === undefined ? '' : `<samlp:SessionIndex>${more.index}</samlp:SessionIndex>`
  }</samlp:LogoutRequest>`;
