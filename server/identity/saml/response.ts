/**
 * What a response says of a person (SAML 2.0 Core and Web Browser SSO Profile). The danger: a word that was meant for
 * somebody else, or for another time. The principle: it must be signed by the provider that was asked, be for us, for
 * this address, for this request and for now. The boundary: that it comes a second time is seen by who keeps what came.
 */
import type { SamlSettings } from '#contract/sso.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { ASSERTION, BEARER, EMAIL_FORMAT, PROTOCOL, SUCCESS, TRANSIENT_FORMAT } from './names.ts';
import { refusing, SamlRefusal } from './refusal.ts';
import { onlyText, requireIssuer, textOf, timeIn } from './said.ts';
import { type Signing, signedAssertion } from './signed.ts';
import { childOf, childrenOf, type Element, readXml, wholeText } from './xml.ts';

/** Our names and addresses, as the provider knows them. */
export interface OwnNames {
  readonly entityId: string;
  readonly signInAddress: string;
  readonly signOutAddress: string;
}

/** By which the provider knows a person and a stay, to be named when either side ends it. */
export interface NameAtProvider {
  readonly name: string;
  readonly format?: string | undefined;
  readonly qualifier?: string | undefined;
  readonly ownQualifier?: string | undefined;
  readonly index?: string | undefined;
}

export interface SamlClaims {
  /** The assertion must not be taken a second time; from `until` on it is not taken anyway. */
  readonly id: string;
  readonly until: Date;
  readonly subject: string;
  readonly email: string | undefined;
  readonly name: string | undefined;
  readonly handle: string | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly stay: NameAtProvider;
}

export interface Expected {
  /** The ID of the request; undefined where nobody asked. */
  readonly request: string | undefined;
  readonly own: OwnNames;
  readonly now: Date;
}

/** `base64`: the field `SAMLResponse`. Throws `SamlRefusal`. */
export async function readResponse(
  base64: string,
  settings: SamlSettings,
  signing: Omit<Signing, 'certificates'>,
  expected: Expected,
): Promise<SamlClaims> {
  const root = refusing(() => readXml(textOf(base64)));
  if (root.name !== 'Response' || root.namespace !== PROTOCOL) throw new SamlRefusal('malformed', 'Not a response.');
  refusing(() => judgeEnvelope(root, settings, expected));
  const assertion = await signedAssertion(root, base64, { ...signing, certificates: settings.certificates });
  return refusing(() => judgeAssertion(assertion, settings, expected));
}

/** Nothing here is signed for sure: it can refuse, and cannot vouch for anything. */
function judgeEnvelope(root: Element, { entityId }: SamlSettings, { own, request }: Expected): void {
  const code = childOf(childOf(root, PROTOCOL, 'Status'), PROTOCOL, 'StatusCode');
  if (code?.attributes.get('Value') !== SUCCESS) throw new SamlRefusal('declined', statusOf(root, code));
  requireIssuer(childOf(root, ASSERTION, 'Issuer'), entityId, 'may be missing');
  const destination = root.attributes.get('Destination');
  if (destination !== undefined && destination !== own.signInAddress)
    throw new SamlRefusal('wrong-recipient', `It was sent to ${destination}.`);
  const answers = root.attributes.get('InResponseTo');
  if (answers !== undefined && answers !== request) throw wrongRequest(answers);
}

function statusOf(root: Element, code: Element | undefined): string {
  const said = childOf(childOf(root, PROTOCOL, 'Status'), PROTOCOL, 'StatusMessage')?.text.trim();
  const inner = childOf(code, PROTOCOL, 'StatusCode') ?? code;
  return said || `The provider answers ${inner?.attributes.get('Value') ?? 'without a status'}.`;
}

const wrongRequest = (answers: string | undefined): SamlRefusal =>
  new SamlRefusal('wrong-request', answers === undefined ? 'It answers no request.' : `It answers ${answers}.`);

function judgeAssertion(assertion: Element, settings: SamlSettings, expected: Expected): SamlClaims {
  const id = assertion.attributes.get('ID');
  if (assertion.name !== 'Assertion' || assertion.namespace !== ASSERTION || !id)
    throw new SamlRefusal('malformed', 'Not an assertion.');
  requireIssuer(childOf(assertion, ASSERTION, 'Issuer'), settings.entityId);
  const subject = childOf(assertion, ASSERTION, 'Subject');
  requireAudience(childOf(assertion, ASSERTION, 'Conditions'), expected.own.entityId);
  const confirmed = confirmationOf(subject, expected);
  const [statement] = childrenOf(assertion, ASSERTION, 'AuthnStatement');
  if (!statement) throw new SamlRefusal('malformed', 'It does not say that anybody signed in.');
  const conditions = childOf(assertion, ASSERTION, 'Conditions')?.attributes;
  const issuedAt = timeIn(assertion.attributes, 'IssueInstant');
  const { now } = expected;
  if (!issuedAt || issuedAt > after(now, limits.saml.skewMs))
    throw new SamlRefusal('not-yet-valid', `It was made at ${issuedAt?.toISOString()}.`);
  requireBegun(conditions, now);
  requireBegun(confirmed, now);
  const ends = [
    after(issuedAt, limits.saml.ageMsMax),
    ...[timeIn(confirmed, 'NotOnOrAfter'), timeIn(conditions, 'NotOnOrAfter')],
    timeIn(statement.attributes, 'SessionNotOnOrAfter'),
  ].filter((end) => end !== undefined);
  const until = after(new Date(Math.min(...ends.map((end) => end.getTime()))), limits.saml.skewMs);
  if (until <= now) throw new SamlRefusal('expired', `It was valid until ${until.toISOString()}.`);
  return { id, until, ...personOf(assertion, subject, statement, settings) };
}

function requireAudience(conditions: Element | undefined, entityId: string): void {
  const restrictions = childrenOf(conditions, ASSERTION, 'AudienceRestriction');
  const isFor = (restriction: Element): boolean =>
    childrenOf(restriction, ASSERTION, 'Audience').some((audience) => onlyText(audience) === entityId);
  if (restrictions.length === 0 || !restrictions.every(isFor)) {
    const said = restrictions.map((one) => wholeText(one).trim()).join(', ');
    throw new SamlRefusal('wrong-audience', `It is for ${said || 'nobody in particular'}.`);
  }
  const known = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction'];
  const strange = conditions?.children.find(({ name }) => !known.includes(name));
  if (strange) throw new SamlRefusal('malformed', `It has a condition that is not understood: ${strange.name}.`);
}

/** What is said of who may present it: whoever bears it, here, in answer to this request. */
function confirmationOf(subject: Element | undefined, { own, request }: Expected): Element['attributes'] {
  const bearers = childrenOf(subject, ASSERTION, 'SubjectConfirmation').filter(
    ({ attributes }) => attributes.get('Method') === BEARER,
  );
  const [bearer, another] = bearers;
  const said = childOf(bearer, ASSERTION, 'SubjectConfirmationData')?.attributes;
  if (!said || another) throw new SamlRefusal('malformed', 'It does not say once who may present it.');
  const recipient = said.get('Recipient');
  if (recipient !== own.signInAddress) throw new SamlRefusal('wrong-recipient', `It is for ${recipient}.`);
  if (said.get('InResponseTo') !== request) throw wrongRequest(said.get('InResponseTo'));
  if (!said.has('NotOnOrAfter')) throw new SamlRefusal('malformed', 'It does not say until when it is valid.');
  return said;
}

function requireBegun(attributes: Element['attributes'] | undefined, now: Date): void {
  const begins = timeIn(attributes, 'NotBefore');
  if (begins && begins > after(now, limits.saml.skewMs))
    throw new SamlRefusal('not-yet-valid', `It is valid from ${begins.toISOString()} on.`);
}

/** What providers call an address, a name and a short name, where the owner says nothing else. */
const USUAL = {
  email: [
    'email',
    'mail',
    'emailaddress',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
    'urn:oid:0.9.2342.19200300.100.1.3',
  ],
  name: [
    'displayName',
    'name',
    'cn',
    'http://schemas.microsoft.com/identity/claims/displayname',
    'urn:oid:2.16.840.1.113730.3.1.241',
    'urn:oid:2.5.4.3',
  ],
  handle: ['uid', 'username', 'urn:oid:0.9.2342.19200300.100.1.1'],
} as const;

function personOf(
  assertion: Element,
  subject: Element | undefined,
  statement: Element,
  settings: SamlSettings,
): Omit<SamlClaims, 'id' | 'until'> {
  const nameId = childOf(subject, ASSERTION, 'NameID');
  const attributes = attributesOf(assertion);
  const first = (names: readonly string[]): string | undefined =>
    names.flatMap((name) => attributes.get(name) ?? []).find((value) => value !== '');
  const pick = (kind: keyof typeof USUAL): string | undefined => {
    const chosen = settings.attributes?.[kind];
    return first(chosen === undefined ? USUAL[kind] : [chosen]);
  };
  const format = nameId?.attributes.get('Format');
  const name = nameId ? onlyText(nameId) : '';
  const chosen = settings.attributes?.subject;
  const isPassing = format === TRANSIENT_FORMAT;
  return {
    // A passing name is another one the next time.
    subject: chosen === undefined ? (isPassing ? '' : name) : (first([chosen]) ?? ''),
    email: pick('email') ?? (format === EMAIL_FORMAT ? name : undefined),
    ...{ name: pick('name'), handle: pick('handle') },
    claims: Object.fromEntries([
      ...[['NameID', name] as const, ['NameID Format', format ?? ''] as const],
      ...[...attributes].map(([key, values]) => [key, values.length === 1 ? values[0] : values] as const),
    ]),
    stay: {
      ...{ name, format, qualifier: nameId?.attributes.get('NameQualifier') },
      ownQualifier: nameId?.attributes.get('SPNameQualifier'),
      index: statement.attributes.get('SessionIndex'),
    },
  };
}

function attributesOf(assertion: Element): Map<string, string[]> {
  const said = new Map<string, string[]>();
  for (const statement of childrenOf(assertion, ASSERTION, 'AttributeStatement')) {
    for (const attribute of childrenOf(statement, ASSERTION, 'Attribute')) {
      const name = attribute.attributes.get('Name') ?? '';
      const values = childrenOf(attribute, ASSERTION, 'AttributeValue').map((value) => wholeText(value).trim());
      said.set(name, [...(said.get(name) ?? []), ...values]);
    }
  }
  return said;
}
