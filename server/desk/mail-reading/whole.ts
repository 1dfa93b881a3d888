/** One mail, from its bytes to all that is said of it. Runs where it is confined. */
import { factsOf, publicKeysIn, readOwn } from '../open-pgp/open-pgp.ts';
import type { Signature } from '../open-pgp-words.ts';
import { type Entity, entityOf } from './entity.ts';
import { dateOf, type Field, fieldOf, idsOf, lineOf, mailboxesOf, valuedOf } from './fields.ts';
import { addKeys, type Judgement, type Reading } from './reading.ts';
import { readingLimits } from './reading-limits.ts';
import type { Answer, Asked, MailHead } from './reading-words.ts';
import { readEntity } from './walk.ts';

export async function readWhole(
  asked: Asked,
  raw: Buffer,
): Promise<{ readonly answer: Answer; readonly contents: readonly Uint8Array[] }> {
  const reading = await begun(asked);
  const mail = entityOf(raw);
  const head = headOf(mail);
  if (asked.mode === 'head') reading.unread.push({ what: 'All below the head', why: 'too-much' });
  else await readEntity(reading, mail, { depth: 0, wasEncrypted: false, isRoot: true });
  await readAutocrypt(reading, mail.fields, head);
  const judged = new Map<Judgement, readonly Signature[]>();
  for (const judgement of reading.judgements) {
    const signatures = await judgement.judge();
    if (signatures.length === 0) reading.unread.push({ what: 'A signature', why: 'damaged' });
    judged.set(judgement, signatures);
  }
  const keys: Answer['keys'] = [];
  for (const { key, ...found } of reading.keys)
    keys.push({ ...(await factsOf(key, reading.now)), ...found, bytes: key.write().length });
  const answer: Answer = {
    head: reading.subject === undefined ? head : { ...head, subject: reading.subject },
    passages: reading.passages.map((one) => withSignature(one, judged)),
    files: reading.files.map(({ content, ...file }) => ({ ...withSignature(file, judged), bytes: content.length })),
    signatures: [...judged.values()].flat(),
    keys,
    unread: reading.unread,
  };
  return {
    answer,
    contents: [...reading.files.map(({ content }) => content), ...reading.keys.map(({ key }) => key.write())],
  };
}

async function begun({ own, known, now, openedBytesMax, mode }: Asked): Promise<Reading> {
  const found: Reading['known'][number][] = [];
  for (const key of known) found.push(...(await publicKeysIn(Buffer.from(key, 'base64'), false)));
  return {
    ...{ own: await readOwn(own), known: found, now: new Date(now), mode },
    ...{ passages: [], files: [], judgements: [], keys: [], unread: [] },
    ...{ openedBytesLeft: openedBytesMax, parts: 0, opened: 0, characters: 0 },
  };
}

function withSignature<Of extends { readonly judgement: Judgement | undefined }>(
  { judgement, ...one }: Of,
  judged: ReadonlyMap<Judgement, readonly Signature[]>,
): Omit<Of, 'judgement'> & { signature?: Signature } {
  const signatures = (judgement && judged.get(judgement)) ?? [];
  const signature =
    signatures.find(({ state, key }) => state === 'good' && key === 'known') ??
    signatures.find(({ state }) => state === 'good') ??
    signatures[0];
  return { ...one, ...(signature && { signature }) };
}

function headOf({ fields, type }: Entity): MailHead {
  const [sender] = mailboxesOf(fields, 'sender');
  const date = dateOf(fieldOf(fields, 'date'));
  const [messageId] = idsOf(fieldOf(fields, 'message-id'));
  const returnPath = fieldOf(fields, 'return-path');
  const token = (name: string): string | undefined => fieldOf(fields, name) && valuedOf(fieldOf(fields, name)).value;
  const said = {
    ...{ sender, date, messageId },
    ...{ autoSubmitted: token('auto-submitted'), precedence: token('precedence'), listId: fieldOf(fields, 'list-id') },
    returnPath: returnPath?.replaceAll(/^<|>$/g, '').trim(),
  };
  return {
    ...{ from: mailboxesOf(fields, 'from'), replyTo: mailboxesOf(fields, 'reply-to') },
    ...{ to: mailboxesOf(fields, 'to'), cc: mailboxesOf(fields, 'cc') },
    subject: lineOf(fieldOf(fields, 'subject') ?? ''),
    inReplyTo: idsOf(fieldOf(fields, 'in-reply-to')),
    references: idsOf(fieldOf(fields, 'references')),
    contentType: type.value,
    fields: fields.map(({ name, value }): [string, string] => [name, lineOf(value)]),
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
  };
}

/** Autocrypt Level 1, 2.1: exactly one header that is whole, and for the only sender. */
async function readAutocrypt(
  reading: Reading,
  fields: readonly Field[],
  { from, contentType }: MailHead,
): Promise<void> {
  if (contentType === 'multipart/report' || from.length !== 1) return;
  const found = fields.filter(({ name }) => name === 'autocrypt').flatMap(({ value }) => autocryptOf(value) ?? []);
  const [header] = found;
  if (!header || found.length !== 1 || header.address.toLowerCase() !== from[0]?.address.toLowerCase()) return;
  const { content, prefersEncryption } = header;
  await addKeys(reading, { wasEncrypted: false }, { content, isText: false, how: 'autocrypt', prefersEncryption });
}

const AUTOCRYPT = new Set(['addr', 'prefer-encrypt', 'keydata']);

function autocryptOf(value: string): { address: string; content: Buffer; prefersEncryption: boolean } | undefined {
  const pairs = value.split(';', readingLimits.piecesMax).filter((pair) => pair.trim() !== '');
  const read = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, at)).trim().toLowerCase();
    // What is not known and not marked as optional voids the header.
    if (!AUTOCRYPT.has(name) && !name.startsWith('_')) return undefined;
    read.set(name, pair.slice(at + 1).replaceAll(/\s+/g, ''));
  }
  const [address, key] = [read.get('addr'), read.get('keydata')];
  if (!address || !key) return undefined;
  return {
    ...{ address, content: Buffer.from(key, 'base64') },
    prefersEncryption: read.get('prefer-encrypt')?.toLowerCase() === 'mutual',
  };
}
