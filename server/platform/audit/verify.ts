import type { Json } from './canonical-json.ts';
import { canonicalJson, parseCanonicalJson } from './canonical-json.ts';
import type { Checkpoint } from './checkpoint.ts';
import { openCheckpoint } from './checkpoint.ts';
import { commitmentTo } from './entry.ts';
import { exportFormat } from './export.ts';
import type { TreeHead } from './merkle.ts';
import { appendLeaves, emptyHead, leafHash, rootOf } from './merkle.ts';
import type { Verifier } from './signed-note.ts';
import { decodeBase64, NotProven, parseVerifierKey } from './signed-note.ts';

/**
 * Offline verification of an exported log, for someone who does not trust the server it came from: everything
 * in the file may be forged. One pass, memory independent of the length of the log. Every line must be the only
 * possible writing of what it says, so no byte of the file can change unnoticed.
 */
export interface Trusted {
  /** The log's verifier key, obtained from somewhere else than the file. */
  readonly vkey?: string | undefined;
  /** A checkpoint of the same log that was kept earlier, the text of the signed note. */
  readonly olderCheckpoint?: string | undefined;
}

export type Verification =
  | {
      readonly ok: true;
      readonly size: number;
      /** The root hash in base64, as the checkpoint has it. */
      readonly root: string;
      /** How many entries were erased: their place is proven, their content is gone. */
      readonly erased: number;
      /** What this verification did not show, in sentences for the person who asked. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly line: number; readonly reason: string };

interface Reading {
  readonly trusted: Trusted;
  verifier?: Verifier;
  older?: Checkpoint & { otherSignatures: number };
  checkpoint?: Checkpoint;
  head: TreeHead;
  erased: number;
}

/** Whether these lines (without their newlines) are an unaltered log; a failure names the first line that shows it. */
export async function verifyExport(lines: AsyncIterable<string>, trusted: Trusted = {}): Promise<Verification> {
  const reading: Reading = { trusted, head: emptyHead, erased: 0 };
  let line = 1;
  try {
    for await (const text of lines) {
      readLine(reading, text);
      line += 1;
    }
    if (reading.checkpoint === undefined) throw new NotProven('The file ends before its checkpoint: it was cut off.');
  } catch (error) {
    if (error instanceof NotProven) return { ok: false, line, reason: error.message };
    throw error;
  }
  const { size, root } = reading.checkpoint;
  return { ok: true, size, root: root.toString('base64'), erased: reading.erased, notes: notesOn(reading) };
}

function readLine(reading: Reading, text: string): void {
  if (reading.checkpoint !== undefined)
    throw new NotProven('Something follows the checkpoint, which is the last line.');
  const fields = fieldsOf(text);
  if (reading.verifier === undefined) return readHeader(reading, fields);
  if ('checkpoint' in fields) return readCheckpoint(reading, reading.verifier, fields);
  readEntry(reading, fields);
  compareWithOlder(reading);
}

function fieldsOf(text: string): Record<string, Json> {
  const value = parseCanonicalJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new NotProven('The line is not an object in canonical JSON (RFC 8785).');
  }
  return value as Record<string, Json>;
}

/** Canonical objects have their fields sorted, so the names in a row say exactly which there are. */
function expectFields(fields: Record<string, Json>, names: string, what: string): void {
  if (Object.keys(fields).join() !== names) throw new NotProven(`The line is not ${what}, whose fields are ${names}.`);
}

/** An empty text stands for any other value: it is refused where it is read next. */
const textIn = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

function hashIn(value: Json | undefined, what: string): Buffer {
  const bytes = decodeBase64(textIn(value));
  if (bytes?.length !== 32) throw new NotProven(`The ${what} is not the base64 of 32 bytes.`);
  return bytes;
}

function readHeader(reading: Reading, fields: Record<string, Json>): void {
  const { format, origin, vkey } = fields;
  if (format !== exportFormat) throw new NotProven(`The format is unknown; this verifies ${exportFormat}.`);
  expectFields(fields, 'format,origin,vkey', 'a header');
  if (reading.trusted.vkey !== undefined && reading.trusted.vkey !== vkey) {
    throw new NotProven('The file names another key than the one you gave.');
  }
  const verifier = parseVerifierKey(textIn(vkey));
  if (verifier.name !== origin)
    throw new NotProven('The key in the header belongs to another log than the header names.');
  reading.verifier = verifier;
  if (reading.trusted.olderCheckpoint !== undefined)
    reading.older = openOlder(reading.trusted.olderCheckpoint, verifier);
  compareWithOlder(reading);
}

function openOlder(note: string, verifier: Verifier) {
  try {
    return openCheckpoint(note, verifier);
  } catch (error) {
    if (error instanceof NotProven)
      throw new NotProven(`The older checkpoint does not fit this file: ${error.message}`);
    throw error;
  }
}

function readEntry(reading: Reading, { commitment, content, index, salt, ...others }: Record<string, Json>): void {
  const { size } = reading.head;
  if (Object.keys(others).length > 0 || content === undefined || salt === undefined) {
    throw new NotProven('The line is not an entry, whose fields are commitment,content,index,salt.');
  }
  if (index !== size)
    throw new NotProven(`Entry ${size} should stand here: an entry is missing, repeated or misplaced.`);
  const committed = hashIn(commitment, 'commitment');
  if (content === null && salt === null) reading.erased += 1;
  else if (!commitmentTo(hashIn(salt, 'salt'), canonicalJson(content)).equals(committed)) {
    throw new NotProven(`Entry ${size} is not what was logged: content and salt do not give the commitment.`);
  }
  reading.head = appendLeaves(reading.head, [leafHash(committed)]);
}

function compareWithOlder({ head, older }: Reading): void {
  if (older === undefined || older.size !== head.size || rootOf(head).equals(older.root)) return;
  throw new NotProven(
    `The first ${older.size} entries are not those of the older checkpoint: the log was rewritten, ` +
      'and the two checkpoints together, both signed, prove it.',
  );
}

function readCheckpoint(reading: Reading, verifier: Verifier, fields: Record<string, Json>): void {
  expectFields(fields, 'checkpoint', 'a checkpoint');
  const { checkpoint: note } = fields;
  const { otherSignatures, ...checkpoint } = openCheckpoint(textIn(note), verifier);
  if (otherSignatures > 0) throw new NotProven('The checkpoint in an export carries the signature of the log alone.');
  const { head, older } = reading;
  if (checkpoint.size !== head.size) {
    throw new NotProven(`The checkpoint covers ${checkpoint.size} entries, the file has ${head.size}.`);
  }
  if (!checkpoint.root.equals(rootOf(head)))
    throw new NotProven('The entries are not those that the checkpoint covers.');
  if (older !== undefined && older.size > head.size) {
    throw new NotProven(
      `The file has ${head.size} entries, the older checkpoint ${older.size}: the end of the log was cut off.`,
    );
  }
  reading.checkpoint = checkpoint;
}

function notesOn({ trusted, older, erased }: Reading): string[] {
  const notes: string[] = [];
  if (trusted.vkey === undefined) {
    notes.push(
      'The key was taken from the file itself. That proves that the file is whole, not who made it: ' +
        'anyone could have made it with a key of their own. Verify with the key that the log published.',
    );
  }
  if (older === undefined) {
    notes.push(
      'No older checkpoint was given. Whether the log was rewritten, or ended earlier than it once did, ' +
        'shows only against a checkpoint that someone else kept.',
    );
  } else if (older.otherSignatures > 0) {
    notes.push(`The older checkpoint carries ${older.otherSignatures} signatures of others, which were not checked.`);
  }
  if (erased > 0) notes.push(`${erased} entries were erased: their place in the log is proven, their content is gone.`);
  return notes;
}
