/** The way through the parts of a mail, to all that it says (RFC 2046, 3156). */
import { isArmoured } from '../open-pgp/open-pgp.ts';
import { decodeText } from './decoding.ts';
import { contentOf, type Entity, entityOf, partsIn } from './entity.ts';
import { fieldOf, lineOf, mailboxesOf, valuedOf } from './fields.ts';
import { blocksIn, signedTextOf } from './inline.ts';
import { textOfHtml, unflowed } from './plain.ts';
import { addFile, addKeys, addText, judgementOf, openSealed, type Place, type Reading } from './reading.ts';
import { readingLimits } from './reading-limits.ts';

export async function readEntity(reading: Reading, entity: Entity, place: Place): Promise<void> {
  const { value } = entity.type;
  if (entity.isCut) reading.unread.push({ what: 'The end of a head', why: 'too-much' });
  if (place.isRoot && place.wasEncrypted) {
    const subject = fieldOf(entity.fields, 'subject');
    if (subject !== undefined) reading.subject = lineOf(subject);
  }
  if (value.startsWith('multipart/')) return await readMultipart(reading, entity, place);
  if (value === 'message/rfc822' || value === 'message/global') return await readForwarded(reading, entity, place);
  return await readLeaf(reading, entity, place);
}

async function readMultipart(reading: Reading, entity: Entity, place: Place): Promise<void> {
  if (place.depth >= readingLimits.depthMax) {
    reading.unread.push({ what: 'Parts within parts', why: 'too-deep' });
    return addFile(reading, place, { name: 'parts.eml', type: 'message/rfc822', content: entity.raw });
  }
  const { parts, more } = partsIn(entity, Math.max(0, readingLimits.partsMax - reading.parts));
  reading.parts += parts.length;
  if (more > 0) reading.unread.push({ what: `${more} parts of the mail`, why: 'too-many-parts' });
  // A multipart without parts is what its sender wrote all the same.
  if (parts.length === 0 && more === 0) return await readText(reading, entity, entity.body, place);
  const ordinary = entity.type.value === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  const children = parts.map((part) => entityOf(part, ordinary));
  const inner: Place = { ...place, depth: place.depth + 1, isRoot: false };
  const kind = entity.type.value.slice('multipart/'.length);
  if (kind === 'encrypted' && (await readEncrypted(reading, children, place))) return;
  if (kind === 'signed') return await readSigned(reading, children, place);
  const chosen = kind === 'alternative' ? chosenOf(children) : undefined;
  for (const child of children)
    await readEntity(reading, child, chosen === undefined || chosen === child ? inner : { ...inner, filesOnly: true });
}

/** The plain text, if there is one that says something, else the last, which is the richest. */
const chosenOf = (children: readonly Entity[]): Entity | undefined =>
  children.find((child) => child.type.value === 'text/plain' && contentOf(child).some((byte) => byte > BLANK)) ??
  children.at(-1);
const BLANK = 0x20;

/** RFC 3156, 4: the second part is the message. False where there is none. */
async function readEncrypted(reading: Reading, children: readonly Entity[], place: Place): Promise<boolean> {
  const sealed = children.slice(1).find((child) => child.type.value === 'application/octet-stream') ?? children[1];
  if (!sealed) return false;
  await readSealed(reading, { name: nameOf(sealed) ?? 'encrypted.asc', content: contentOf(sealed) }, place);
  // What stands beside it was not encrypted.
  for (const child of children.slice(1))
    if (child !== sealed) await readEntity(reading, child, { ...place, depth: place.depth + 1, isRoot: false });
  return true;
}

/** RFC 3156, 5: the signature covers the first part as it came, its lines ended by CR and LF. */
async function readSigned(reading: Reading, children: readonly Entity[], place: Place): Promise<void> {
  const [first, ...others] = children;
  const signature = others.find(({ type }) => type.value === 'application/pgp-signature');
  const judgement = first && signature && judgementOf(reading, withCrLf(first.raw), contentOf(signature));
  const inner: Place = { ...place, depth: place.depth + 1 };
  if (first) await readEntity(reading, first, judgement ? { ...inner, judgement } : inner);
  for (const other of others) if (other !== signature) await readEntity(reading, other, { ...inner, isRoot: false });
}

const withCrLf = (raw: Buffer): Buffer => Buffer.from(raw.toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1');

/** What comes from the head of the forwarded mail is text like the rest of it. */
async function readForwarded(reading: Reading, entity: Entity, place: Place): Promise<void> {
  if (place.depth >= readingLimits.depthMax) {
    reading.unread.push({ what: 'A mail within mails', why: 'too-deep' });
    return addFile(reading, place, { name: 'forwarded.eml', type: 'message/rfc822', content: entity.body });
  }
  const mail = entityOf(contentOf(entity));
  const forwarded = lineOf(fieldOf(mail.fields, 'subject') ?? '');
  const inner: Place = { ...place, depth: place.depth + 1, isRoot: false, forwarded };
  const from = mailboxesOf(mail.fields, 'from').map(({ name, address }) => (name ? `${name} <${address}>` : address));
  const date = lineOf(fieldOf(mail.fields, 'date') ?? '');
  addText(reading, inner, `From: ${from.join(', ')}\nDate: ${date}\nSubject: ${forwarded}`, false);
  await readEntity(reading, mail, inner);
}

const nameOf = ({ fields, type }: Entity): string | undefined => {
  const disposition = valuedOf(fieldOf(fields, 'content-disposition'));
  return disposition.params.get('filename') || type.params.get('name') || undefined;
};

async function readLeaf(reading: Reading, entity: Entity, place: Place): Promise<void> {
  const { value } = entity.type;
  const name = nameOf(entity);
  const content = contentOf(entity);
  if (value === 'application/pgp-encrypted' && /^\s*version:\s*1\s*$/i.test(content.toString('latin1', 0, 40))) return;
  const isAttached = valuedOf(fieldOf(entity.fields, 'content-disposition')).value === 'attachment';
  const isText = (value.startsWith('text/') || value.startsWith('message/')) && !name && !isAttached;
  if (isText) return place.filesOnly ? undefined : await readText(reading, entity, content, place);
  if (isSealed(content, name, value))
    return await readSealed(reading, { name: name ?? 'encrypted.asc', content }, place);
  await readFile(reading, { name: name ?? `part.${endingOf(value)}`, type: value, content }, place);
}

const endingOf = (type: string): string =>
  ({ 'text/plain': 'txt', 'text/html': 'html', 'message/rfc822': 'eml', 'application/pgp-signature': 'asc' })[type] ??
  'bin';

async function readFile(
  reading: Reading,
  file: { readonly name: string; readonly type: string; readonly content: Buffer },
  place: Place,
): Promise<void> {
  addFile(reading, place, file);
  const isKey = file.content.toString('latin1', 0, 400).includes('-----BEGIN PGP PUBLIC KEY BLOCK-----');
  if (isKey || file.type === 'application/pgp-keys')
    await addKeys(reading, place, { content: file.content, isText: isArmoured(file.content), how: 'attached' });
}

const SEALED_NAME = /\.(?:asc|gpg|pgp)$/i;
/** With what a message begins that is encrypted for keys: a packet of that kind, in the old form or the new. */
const SEALED_BEGINNINGS = new Set([0x84, 0x85, 0x86, 0xc1]);

function isSealed(content: Buffer, name: string | undefined, type: string): boolean {
  if (/^\s*-----BEGIN PGP MESSAGE-----/.test(content.toString('latin1', 0, 200))) return true;
  const mayBe = type === 'application/pgp-encrypted' || (name !== undefined && SEALED_NAME.test(name));
  return mayBe && SEALED_BEGINNINGS.has(content[0] ?? 0);
}

async function readSealed(
  reading: Reading,
  sealed: { readonly name: string; readonly content: Buffer },
  place: Place,
): Promise<void> {
  const opened = await openSealed(reading, place, sealed);
  if (!opened) return;
  const { content } = opened;
  if (isEntity(content)) return await readEntity(reading, entityOf(content), opened.place);
  const name = sealed.name.replace(SEALED_NAME, '');
  if (name.includes('.') || content.includes(0))
    return await readFile(reading, { name, type: 'application/octet-stream', content }, opened.place);
  await readBlocks(reading, content, opened.place, (bytes) => decodeText(bytes).text, false);
}

/** A head with a content type, and an empty line behind it. */
const isEntity = (content: Buffer): boolean => {
  const head = /^(?:[\x21-\x39\x3b-\x7e]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n/.exec(
    content.toString('latin1', 0, 16_384),
  );
  return head !== null && /^content-type:/im.test(head[0]);
};

async function readText(reading: Reading, { type }: Entity, content: Buffer, place: Place): Promise<void> {
  const charset = type.params.get('charset');
  const decoded = (bytes: Buffer): string => decodeText(bytes, charset).text;
  if (!decodeText(Buffer.alloc(0), charset).isKnown)
    reading.unread.push({ what: `Text in ${charset?.slice(0, 40)}`, why: 'unknown-characters' });
  if (type.value === 'text/html') {
    if (content.length > readingLimits.textCharactersMax)
      return addFile(reading, place, { name: 'text.html', type: type.value, content });
    const read = Buffer.from(textOfHtml(decoded(content), 2 * readingLimits.textCharactersMax));
    return await readBlocks(reading, read, place, (bytes) => bytes.toString('utf8'), true);
  }
  const flows = type.params.get('format')?.toLowerCase() === 'flowed';
  const deletes = type.params.get('delsp')?.toLowerCase() === 'yes';
  const shown = (bytes: Buffer): string =>
    flows ? unflowed(decoded(bytes).replaceAll('\r\n', '\n'), deletes) : decoded(bytes);
  await readBlocks(reading, content, place, shown, false);
}

/** Text, with what of it is OpenPGP opened and held against its signature; each block for itself. */
async function readBlocks(
  reading: Reading,
  content: Buffer,
  place: Place,
  shown: (bytes: Buffer) => string,
  wasHtml: boolean,
): Promise<void> {
  for (const { kind, bytes } of blocksIn(content)) {
    if (kind === 'message') await readSealed(reading, { name: 'encrypted.asc', content: bytes }, place);
    else if (bytes.length > readingLimits.textCharactersMax)
      addFile(reading, place, { name: 'text.txt', type: 'text/plain', content: bytes });
    else if (kind === 'key') await addKeys(reading, place, { content: bytes, isText: true, how: 'attached' });
    else {
      const signed = kind === 'signed' ? signedTextOf(bytes) : undefined;
      const judgement = signed && judgementOf(reading, signed.signed, signed.signature);
      addText(reading, judgement ? { ...place, judgement } : place, shown(signed?.shown ?? bytes), wasHtml);
    }
  }
}
