/**
 * What one mail says, put together while it is walked through. The danger: text that was not encrypted and passes for
 * text that was, and a signature that seems to cover what it does not. The principle: every piece is one part of the
 * mail or one block of a part, with where it stood; pieces are never joined. The boundary: what it costs is bounded by
 * `reading-limits.ts` and by the process.
 */
import type { PrivateKey, PublicKey } from 'openpgp';
import { decrypted, merged, type Opened, publicKeysIn, verified } from '../open-pgp/open-pgp.ts';
import type { Signature } from '../open-pgp-words.ts';
import { cleaned } from './plain.ts';
import { readingLimits } from './reading-limits.ts';
import type { Asked, FoundKey, Passage, ReadFile, Unread } from './reading-words.ts';

/** A signature that is judged once all keys of the mail are known: often the key stands behind what it signed. */
export interface Judgement {
  readonly judge: () => Promise<readonly Signature[]>;
}

/** Where something stands. */
export interface Place {
  readonly depth: number;
  readonly wasEncrypted: boolean;
  readonly judgement?: Judgement;
  readonly forwarded?: string;
  /** Of several forms of one text another was taken: only files are of use. */
  readonly filesOnly?: boolean;
  /** The mail itself, or what it was encrypted as a whole from. */
  readonly isRoot?: boolean;
}

type Placed<Of> = Omit<Of, 'signature'> & { readonly judgement: Judgement | undefined };

export interface KeyInMail {
  readonly key: PublicKey;
  readonly how: FoundKey['how'];
  readonly wasEncrypted: boolean;
  readonly prefersEncryption?: boolean;
}

export interface Reading {
  readonly own: readonly PrivateKey[];
  readonly known: readonly PublicKey[];
  readonly now: Date;
  readonly mode: Asked['mode'];
  readonly passages: Placed<Passage>[];
  readonly files: (Placed<ReadFile> & { readonly content: Buffer })[];
  readonly judgements: Judgement[];
  readonly keys: KeyInMail[];
  readonly unread: Unread[];
  /** What the encrypted parts together may still become. */
  openedBytesLeft: number;
  parts: number;
  opened: number;
  characters: number;
  /** What was encrypted with the mail as its subject. */
  subject?: string;
}

export function addFile(
  reading: Reading,
  place: Place,
  {
    name,
    type,
    content,
  }: {
    readonly name: string;
    readonly type: string;
    readonly content: Buffer;
  },
): void {
  if (reading.files.length >= readingLimits.filesMax) return void reading.unread.push({ what: name, why: 'too-much' });
  const { wasEncrypted, judgement } = place;
  reading.files.push({
    name: name.slice(0, readingLimits.fileNameCharactersMax),
    type,
    content,
    wasEncrypted,
    judgement,
  });
}

/** A text that is too long to be read in place is a file. */
export function addText(reading: Reading, place: Place, given: string, wasHtml: boolean): void {
  const text = cleaned(given).replace(/^\n+/, '').trimEnd();
  if (text === '') return;
  const isTooLong =
    text.length > readingLimits.passageCharactersMax ||
    reading.characters + text.length > readingLimits.textCharactersMax ||
    reading.passages.length >= readingLimits.passagesMax;
  if (isTooLong) return addFile(reading, place, { name: 'text.txt', type: 'text/plain', content: Buffer.from(text) });
  reading.characters += text.length;
  const { wasEncrypted, judgement, forwarded } = place;
  reading.passages.push({
    ...{ text, wasEncrypted, wasHtml, judgement },
    ...(forwarded !== undefined && { forwarded }),
  });
}

/** Notes the keys that stand there. */
export async function addKeys(
  reading: Reading,
  { wasEncrypted }: Pick<Place, 'wasEncrypted'>,
  given: {
    readonly content: Buffer;
    readonly isText: boolean;
    readonly how: FoundKey['how'];
    readonly prefersEncryption?: boolean;
  },
): Promise<void> {
  if (reading.mode !== 'whole') return;
  const { content, isText, how, prefersEncryption } = given;
  if (content.length > readingLimits.keyBytesMax) return void reading.unread.push({ what: 'A key', why: 'too-much' });
  for (const found of await publicKeysIn(content, isText)) {
    if (reading.keys.length >= readingLimits.keysMax)
      return void reading.unread.push({ what: 'A key', why: 'too-much' });
    const key = await merged(found, reading.known, reading.now);
    const isThere = reading.keys.some((one) => one.how === how && one.key.getFingerprint() === key.getFingerprint());
    if (!isThere)
      reading.keys.push({ key, how, wasEncrypted, ...(prefersEncryption !== undefined && { prefersEncryption }) });
  }
}

const keysOf = (reading: Reading) => ({
  known: reading.known,
  attached: reading.keys.map(({ key }) => key),
  now: reading.now,
});

/** What a detached signature covers, to be judged at the end. */
export function judgementOf(reading: Reading, signed: Buffer, signature: Buffer): Judgement | undefined {
  if (reading.mode !== 'whole') return undefined;
  if (reading.judgements.length >= readingLimits.signaturesMax) {
    reading.unread.push({ what: 'A signature', why: 'too-much' });
    return undefined;
  }
  const judgement = { judge: () => verified(signed, signature, keysOf(reading)) };
  reading.judgements.push(judgement);
  return judgement;
}

/** What was encrypted, and by whom it was signed. Undefined: it did not open, which is noted; it is a file then. */
export async function openSealed(
  reading: Reading,
  place: Place,
  { name, content }: { readonly name: string; readonly content: Buffer },
): Promise<{ readonly content: Buffer; readonly place: Place } | undefined> {
  const opened =
    reading.mode !== 'whole' || reading.opened >= readingLimits.openedMax || place.depth >= readingLimits.depthMax
      ? ({ unopened: 'too-much' } as const)
      : await decrypted(content, reading.own, keysOf(reading), reading.openedBytesLeft);
  reading.opened++;
  if ('unopened' in opened) {
    reading.unread.push({ what: name, why: opened.unopened });
    addFile(reading, place, { name, type: 'application/octet-stream', content });
    return undefined;
  }
  const judgement =
    opened.signatures.length === 0 ? undefined : judgementOfOpened(reading, content, opened, reading.openedBytesLeft);
  reading.openedBytesLeft -= opened.content.length;
  const wasEncrypted = opened.wasEncrypted || place.wasEncrypted;
  // Who signs what is encrypted need not know what is in it: that signature does not cover the words.
  const { judgement: _around, ...where } = place;
  const inner = { ...where, depth: place.depth + 1, wasEncrypted, ...(judgement && { judgement }) };
  return { content: opened.content, place: inner };
}

/** The key of the signer may lie in what was encrypted: then it is held against it once more. */
function judgementOfOpened(reading: Reading, sealed: Buffer, opened: Opened, bytesMax: number): Judgement {
  const judgement = {
    async judge() {
      const { attached } = keysOf(reading);
      const isNew = ({ state, keyId }: Signature): boolean =>
        state === 'unknown-key' &&
        attached.some((key) => key.getKeys().some((one) => one.getKeyID().toHex().toUpperCase() === keyId));
      if (!opened.signatures.some(isNew)) return opened.signatures;
      const again = await decrypted(sealed, reading.own, keysOf(reading), bytesMax);
      return 'content' in again ? again.signatures : opened.signatures;
    },
  };
  reading.judgements.push(judgement);
  return judgement;
}
