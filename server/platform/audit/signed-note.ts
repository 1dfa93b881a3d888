import { ok } from 'node:assert/strict';
import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto';

/**
 * Signed notes (C2SP signed-note, the format of golang.org/x/mod/sumdb/note) with Ed25519: a text, a blank line,
 * and one line per signature, `— <key name> <base64 of key id and signature>`. Whatever is read here may come from
 * someone who wants to deceive: every encoding has exactly one accepted form, and nothing is repaired.
 */

/** Why something presented as proof is none. The message is for the person who verifies. */
export class NotProven extends Error {}

/** The public half: checks signatures of one key under one name. */
export interface Verifier {
  readonly name: string;
  readonly keyId: number;
  /** `<name>+<key id>+<base64>`, the form that other tools take as "vkey". */
  readonly vkey: string;
  readonly verify: (text: string, signature: Buffer) => boolean;
}

/** The private half. */
export interface Signer extends Verifier {
  /** 64 bytes. */
  readonly sign: (text: string) => Buffer;
}

const ed25519 = 0x01;
const noteCharactersMax = 64 * 1024;
const signaturesMax = 100;
const blankLine = '\n\n';

// RFC 8410: what stands before the 32 bytes of an Ed25519 key in its DER form.
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** The signer of this name whose private key comes from a seed of 32 bytes (RFC 8032). */
export function signerFromSeed(name: string, seed: Buffer): Signer {
  ok(isKeyName(name) && seed.length === 32, 'A signer needs a key name and a seed of 32 bytes.');
  const privateKey = createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length);
  return { ...verifierOf(name, publicKey), sign: (text) => sign(null, Buffer.from(text), privateKey) };
}

/** `PRIVATE+KEY+<name>+<key id>+<base64>`: the private key in the form that other tools take as "skey". */
export function signerKey(name: string, seed: Buffer): string {
  const typed = Buffer.concat([Buffer.of(ed25519), seed]).toString('base64');
  return `PRIVATE+KEY+${name}+${hex(signerFromSeed(name, seed).keyId)}+${typed}`;
}

/** The name and the seed in an "skey"; throws `NotProven` for any other text, whose words it does not repeat. */
export function parseSignerKey(skey: string): { name: string; seed: Buffer } {
  const [, name, id, encoded] = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(.+)$/su.exec(skey) ?? [];
  const seed = keyBytes(encoded);
  const proper = name !== undefined && isKeyName(name) && seed !== undefined;
  if (!proper || hex(signerFromSeed(name, seed).keyId) !== id)
    throw new NotProven('This is not an Ed25519 signer key.');
  return { name, seed };
}

/** The verifier that a "vkey" describes; throws `NotProven` for any other text. */
export function parseVerifierKey(vkey: string): Verifier {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/su.exec(vkey) ?? [];
  const publicKey = keyBytes(encoded);
  if (name === undefined || !isKeyName(name) || publicKey === undefined) {
    throw new NotProven('This is not an Ed25519 verifier key, which reads <name>+<8 hexadecimal digits>+<base64>.');
  }
  const verifier = verifierOf(name, publicKey);
  if (hex(verifier.keyId) !== id)
    throw new NotProven('The verifier key is damaged: its name, id and key do not belong together.');
  return verifier;
}

function verifierOf(name: string, publicKey: Buffer): Verifier {
  const typed = Buffer.concat([Buffer.of(ed25519), publicKey]);
  const keyId = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed]), 'buffer').readUInt32BE(0);
  const key: KeyObject = createPublicKey({
    key: Buffer.concat([publicPrefix, publicKey]),
    format: 'der',
    type: 'spki',
  });
  const vkey = `${name}+${hex(keyId)}+${typed.toString('base64')}`;
  return { name, keyId, vkey, verify: (text, signature) => verify(null, Buffer.from(text), key, signature) };
}

/** The text, which ends with a newline, as a note signed by this key alone. */
export function signNote(text: string, signer: Signer): string {
  ok(isNoteText(text), 'A note is text of printable lines and ends with a newline.');
  const keyId = Buffer.alloc(4);
  keyId.writeUInt32BE(signer.keyId);
  return `${text}\n— ${signer.name} ${Buffer.concat([keyId, signer.sign(text)]).toString('base64')}\n`;
}

/**
 * The text of a note that this key signed, and how many signatures by other keys stand beside it unchecked
 * (witnesses, for instance). Throws `NotProven` when the note is malformed, when this key did not sign it, or when a
 * signature that claims to be of this key is not.
 */
export function openNote(note: string, verifier: Verifier): { text: string; otherSignatures: number } {
  const { text, signatures } = partsOf(note);
  const own = signatures.filter(({ name, keyId }) => name === verifier.name && keyId === verifier.keyId);
  if (own.length === 0)
    throw new NotProven(`The note is not signed by the key ${verifier.name}+${hex(verifier.keyId)}.`);
  for (const { signature } of own) {
    if (!verifier.verify(text, signature)) {
      throw new NotProven(
        `The signature of the key ${verifier.name}+${hex(verifier.keyId)} does not belong to this text.`,
      );
    }
  }
  return { text, otherSignatures: signatures.length - own.length };
}

function partsOf(note: string) {
  const end = note.lastIndexOf(blankLine);
  const [text, lines] = [note.slice(0, end + 1), note.slice(end + blankLine.length).split('\n')];
  const wellFormed = end >= 0 && note.length <= noteCharactersMax && isNoteText(text) && lines.pop() === '';
  if (!wellFormed || lines.length === 0 || lines.length > signaturesMax)
    throw new NotProven('This is not a signed note.');
  return { text, signatures: lines.map(signatureOf) };
}

function signatureOf(line: string) {
  const [, name, encoded] = /^— ([^ ]+) ([^ ]+)$/u.exec(line) ?? [];
  const bytes = decodeBase64(encoded);
  if (name === undefined || !isKeyName(name) || bytes === undefined || bytes.length <= 4) {
    throw new NotProven('A signature line of the note is malformed.');
  }
  return { name, keyId: bytes.readUInt32BE(0), signature: bytes.subarray(4) };
}

/** Whether a name may stand in a signature line: not empty, without spaces of any kind, control characters and `+`. */
export const isKeyName = (name: string): boolean => name.isWellFormed() && /^[^\s+\p{Cc}\p{Z}]+$/u.test(name);

const isNoteText = (text: string): boolean => text.endsWith('\n') && text.isWellFormed() && !/[^\P{Cc}\n]/u.test(text);

/** The bytes of a base64 text (RFC 4648, section 4) in its one canonical form, else undefined. */
export function decodeBase64(text: string | undefined): Buffer | undefined {
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

function keyBytes(encoded: string | undefined): Buffer | undefined {
  const bytes = decodeBase64(encoded);
  return bytes?.length === 33 && bytes[0] === ed25519 ? bytes.subarray(1) : undefined;
}

const hex = (keyId: number): string => keyId.toString(16).padStart(8, '0');
