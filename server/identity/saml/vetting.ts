/**
 * What a message may be made of, before anybody checks a signature in it. The danger: a signature that covers something
 * else than what is read (wrapping), or one that is worth nothing. The principle: one assertion, where it belongs; a
 * signature stands directly in what it signs and refers to it by an ID that nothing else has; nothing but a short list
 * of algorithms. The boundary: whether a signature is right is checked afterwards.
 */
import {
  ASSERTION,
  CANONICAL,
  CIPHERS,
  DIGEST_METHODS,
  ENCRYPTION,
  ENVELOPED,
  KEY_TRANSPORT,
  SIGNATURE,
  SIGNATURE_METHODS,
} from './names.ts';
import { SamlRefusal } from './refusal.ts';
import { childOf, childrenOf, type Element, everyElement } from './xml.ts';

const ids = ['ID', 'Id', 'id'] as const;
/** For which the library looks by name alone and in any depth: they stand in `SignedInfo`, and nowhere else. */
const METHODS: readonly string[] = ['SignatureMethod', 'CanonicalizationMethod'];
const ASSERTIONS: readonly string[] = ['Assertion', 'EncryptedAssertion'];

/** Refuses what is not made as it must be; says which elements have a signature. */
export function vet(root: Element): { readonly signed: readonly Element[] } {
  const known = new Set<string>();
  const signed: Element[] = [];
  let assertions = 0;
  for (const [element, parent] of everyElement(root)) {
    for (const id of ids.flatMap((name) => element.attributes.get(name) ?? [])) {
      if (known.has(id)) throw new SamlRefusal('wrapped', `The ID ${id} is there twice.`);
      known.add(id);
    }
    if (ASSERTIONS.includes(element.name)) {
      assertions += 1;
      if (assertions > 1) throw new SamlRefusal('several-assertions', 'There is more than one assertion.');
      if (element.namespace !== ASSERTION || (parent && parent !== root))
        throw new SamlRefusal('wrapped', 'The assertion is not where it belongs.');
    }
    if (element.name === 'Signature') signed.push(vetSignature(element, parent, root));
    if (element.namespace === ENCRYPTION && element.name === 'EncryptionMethod') vetEncryption(element, parent);
  }
  if (new Set(signed).size < signed.length) throw new SamlRefusal('wrapped', 'There are several signatures for one.');
  return { signed };
}

function vetSignature(signature: Element, parent: Element | undefined, root: Element): Element {
  const isPlaced = parent === root || (parent?.name === 'Assertion' && root.children.includes(parent));
  if (signature.namespace !== SIGNATURE || !parent || !isPlaced)
    throw new SamlRefusal('wrapped', 'A signature is not where it belongs.');
  if (signature.children.some(({ name }) => !['SignedInfo', 'SignatureValue', 'KeyInfo'].includes(name)))
    throw new SamlRefusal('wrapped', 'A signature carries something along.');
  const info = childOf(signature, SIGNATURE, 'SignedInfo');
  for (const [element, within] of everyElement(signature)) {
    if (METHODS.includes(element.name) && (within !== info || element.namespace !== SIGNATURE))
      throw new SamlRefusal('wrapped', `${element.name} is not where it belongs.`);
  }
  const [reference, another] = childrenOf(info, SIGNATURE, 'Reference');
  if (!reference || another || reference.attributes.get('URI') !== `#${parent.attributes.get('ID')}`)
    throw new SamlRefusal('wrapped', 'A signature is about something else than what it stands in.');
  vetAlgorithms(info, reference);
  return parent;
}

function vetAlgorithms(info: Element | undefined, reference: Element): void {
  const method = childOf(info, SIGNATURE, 'SignatureMethod')?.attributes.get('Algorithm') ?? '';
  const digest = childOf(reference, SIGNATURE, 'DigestMethod')?.attributes.get('Algorithm') ?? '';
  if (!SIGNATURE_METHODS.has(method)) throw new SamlRefusal('weak-signature', `Signed by ${method}.`);
  if (!DIGEST_METHODS.includes(digest)) throw new SamlRefusal('weak-signature', `Digested by ${digest}.`);
  const canonical = childOf(info, SIGNATURE, 'CanonicalizationMethod')?.attributes.get('Algorithm');
  const transforms = childrenOf(childOf(reference, SIGNATURE, 'Transforms'), SIGNATURE, 'Transform');
  const named = transforms.map(({ attributes }) => attributes.get('Algorithm'));
  if (canonical !== CANONICAL || named.length !== 2 || named[0] !== ENVELOPED || named[1] !== CANONICAL)
    throw new SamlRefusal('weak-signature', 'What is signed is transformed in a way that is not taken.');
}

function vetEncryption(method: Element, parent: Element | undefined): void {
  const algorithm = method.attributes.get('Algorithm') ?? '';
  const isOfKey = parent?.name === 'EncryptedKey';
  if (isOfKey ? algorithm !== KEY_TRANSPORT : !CIPHERS.has(algorithm))
    throw new SamlRefusal('weak-encryption', `Encrypted by ${algorithm}.`);
  const digest = method.children.find(({ name }) => name === 'DigestMethod')?.attributes.get('Algorithm');
  if (isOfKey && digest !== undefined && digest !== `${SIGNATURE}sha1`)
    throw new SamlRefusal('weak-encryption', `The key is padded by ${digest}.`);
}
