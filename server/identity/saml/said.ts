/** Texts, names and times as messages say them: read in one way, whichever message it is. */
import { limits } from '#platform/limits.ts';
import { SamlRefusal } from './refusal.ts';
import type { Element } from './xml.ts';

/** The XML in a field of a form. */
export function textOf(base64: string): string {
  const bare = base64.replaceAll(/[\r\n\t ]/g, '');
  const bytes = Buffer.from(bare, 'base64');
  if (bytes.length > limits.saml.messageBytesMax) throw new SamlRefusal('too-large', 'The message is too large.');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(bare)) throw new SamlRefusal('malformed', 'The message is not in base64.');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new SamlRefusal('malformed', 'The message is not a text.', error);
  }
}

/** All of a name: one that has elements in it is refused, rather than cut. */
export function onlyText(element: Element): string {
  if (element.children.length > 0) throw new SamlRefusal('malformed', `${element.name} is not a text.`);
  return element.text.trim();
}

export function requireIssuer(issuer: Element | undefined, entityId: string, absence?: 'may be missing'): void {
  if (!issuer && absence) return;
  const said = issuer ? onlyText(issuer) : 'nobody';
  if (said !== entityId) throw new SamlRefusal('wrong-issuer', `It is by ${said}.`);
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Undefined where it is not said; what is said and is no time is refused. */
export function timeIn(attributes: Element['attributes'] | undefined, name: string): Date | undefined {
  const said = attributes?.get(name);
  if (said === undefined) return undefined;
  const ms = TIME.test(said) ? Date.parse(said) : Number.NaN;
  if (Number.isNaN(ms)) throw new SamlRefusal('malformed', `${name} is no time.`);
  return new Date(ms);
}
