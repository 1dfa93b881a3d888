import { ok } from 'node:assert/strict';
import type { Signer, Verifier } from './signed-note.ts';
import { decodeBase64, isKeyName, NotProven, openNote, signNote } from './signed-note.ts';

/** What a log says of itself at one moment (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Which log this is; also the name of the key that signs for it. */
  readonly origin: string;
  /** How many entries the log has. */
  readonly size: number;
  /** The root hash of its tree at this size, 32 bytes. */
  readonly root: Buffer;
}

/** The checkpoint as a signed note. The signer's name must be the origin. */
export function signCheckpoint({ origin, size, root }: Checkpoint, signer: Signer): string {
  ok(isKeyName(origin) && origin === signer.name, 'A log signs its checkpoints with a key of its own name.');
  ok(
    Number.isSafeInteger(size) && size >= 0 && root.length === 32,
    'A checkpoint holds a size and a root of 32 bytes.',
  );
  return signNote(`${origin}\n${size}\n${root.toString('base64')}\n`, signer);
}

/**
 * The checkpoint in a note that this key signed, and how many other signatures, unchecked, stand beside that one.
 * Throws `NotProven` for anything else; extension lines are refused too, because this log writes none.
 */
export function openCheckpoint(note: string, verifier: Verifier): Checkpoint & { otherSignatures: number } {
  const { text, otherSignatures } = openNote(note, verifier);
  const [, origin, digits, encoded] = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([^\n]+)\n$/u.exec(text) ?? [];
  const [size, root] = [Number(digits), decodeBase64(encoded)];
  if (origin === undefined || !Number.isSafeInteger(size) || root?.length !== 32) {
    throw new NotProven('The signed text is not a checkpoint: an origin, a size and a root hash, each on its line.');
  }
  if (origin !== verifier.name) throw new NotProven('The checkpoint names another log than the key that signed it.');
  return { origin, size, root, otherSignatures };
}
