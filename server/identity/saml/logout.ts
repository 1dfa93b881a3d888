/** Signing out, as a provider asks for it (SAML 2.0 Single Logout Profile, front channel). */
import type { SamlSettings } from '#contract/sso.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { ASSERTION, PROTOCOL } from './names.ts';
import { readAddress } from './redirect.ts';
import { refusing, SamlRefusal } from './refusal.ts';
import type { OwnNames } from './response.ts';
import { onlyText, requireIssuer, textOf, timeIn } from './said.ts';
import { requireSigned } from './signed.ts';
import { childOf, childrenOf, type Element, readXml } from './xml.ts';

/** How a message comes: in the query of an address, or in the fields of a form. */
export type Carried =
  | { readonly by: 'address'; readonly query: string }
  | { readonly by: 'form'; readonly fields: Readonly<Record<string, string>> };

export interface Leaving {
  readonly id: string;
  readonly until: Date;
  readonly name: string;
  /** Of which stays; of all where it names none. */
  readonly indexes: readonly string[];
  readonly relayState: string | undefined;
}

/** Whether it answers a sign-out of ours: then there is nothing left to do, whatever it says. */
export const isAnswer = (carried: Carried): boolean =>
  carried.by === 'form' ? 'SAMLResponse' in carried.fields : /(?:^|&)SAMLResponse=/.test(carried.query);

/** Whom the provider signs out. Throws `SamlRefusal`. */
export async function readLeaving(
  carried: Carried,
  { entityId, certificates }: SamlSettings,
  own: OwnNames,
  now: Date,
): Promise<Leaving> {
  const { root, relayState } = await signedMessage(carried, certificates);
  return refusing(() => {
    if (root.name !== 'LogoutRequest' || root.namespace !== PROTOCOL)
      throw new SamlRefusal('malformed', 'Not a request to sign out.');
    requireIssuer(childOf(root, ASSERTION, 'Issuer'), entityId);
    if (root.attributes.get('Destination') !== own.signOutAddress)
      throw new SamlRefusal('wrong-recipient', `It was sent to ${root.attributes.get('Destination')}.`);
    const name = childOf(root, ASSERTION, 'NameID');
    const id = root.attributes.get('ID');
    if (!id || !name) throw new SamlRefusal('malformed', 'It names nobody.');
    const indexes = childrenOf(root, PROTOCOL, 'SessionIndex').map(onlyText);
    return { ...{ id, until: endOf(root, now), name: onlyText(name), indexes, relayState } };
  });
}

async function signedMessage(
  carried: Carried,
  certificates: readonly string[],
): Promise<{ root: Element; relayState: string | undefined }> {
  if (carried.by === 'address') {
    const { xml, relayState } = readAddress(carried.query, certificates);
    return { root: refusing(() => readXml(xml)), relayState };
  }
  const base64 = carried.fields.SAMLRequest ?? '';
  const root = refusing(() => readXml(textOf(base64)));
  await requireSigned(root, base64, { certificates, keys: [] });
  return { root, relayState: carried.fields.RelayState };
}

function endOf({ attributes }: Element, now: Date): Date {
  const { skewMs, ageMsMax } = limits.saml;
  const issuedAt = timeIn(attributes, 'IssueInstant');
  if (!issuedAt) throw new SamlRefusal('malformed', 'It has no time.');
  if (issuedAt > after(now, skewMs)) throw new SamlRefusal('not-yet-valid', 'It was made later than now.');
  const ends = [after(issuedAt, ageMsMax), timeIn(attributes, 'NotOnOrAfter')].filter((end) => end !== undefined);
  const until = after(new Date(Math.min(...ends.map((end) => end.getTime()))), skewMs);
  if (until <= now) throw new SamlRefusal('expired', `It was valid until ${until.toISOString()}.`);
  return until;
}
