/**
 * Verifies an exported audit log in the browser, as `wardroom audit verify` does: every entry against its commitment,
 * the Merkle tree of RFC 6962 over the commitments, and the signature of the checkpoint (Ed25519, C2SP signed note).
 * It came from the same server as the log, so it shows mistakes and later changes, not a server that lies to everybody.
 */

/** What a device remembers of a log, to notice that it was rewritten or cut. Nothing in it is anybody's. */
export interface Seen {
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** The log's verifier key. */
  readonly vkey: string;
}

export interface Proof extends Seen {
  readonly erased: number;
  /** How many entries of an earlier look were found again. */
  readonly comparedWith: number | undefined;
}

/** Why the log is not proven; fit to be shown. */
export class NotProven extends Error {}

const progressEvery = 500;
const commitmentPrefix = new TextEncoder().encode('wardroom-audit/1 commitment\n');

interface Given {
  readonly seen?: Seen | undefined;
  readonly onProgress?: (entries: number) => void;
}

/** `lines` without their newlines: a header, the entries, the checkpoint. Throws `NotProven`. */
export async function verifyLog(lines: AsyncIterable<string>, { seen, onProgress }: Given = {}): Promise<Proof> {
  let vkey = '';
  let checkpoint: string | undefined;
  let erased = 0;
  let comparedWith: number | undefined;
  const tree: Tree = { size: 0, peaks: [] };
  for await (const line of lines) {
    const fields = fieldsIn(line);
    if (checkpoint !== undefined) throw new NotProven('Something follows the checkpoint, which is the last line.');
    if (vkey === '') vkey = keyIn(fields, seen);
    else if (typeof fields.checkpoint === 'string') checkpoint = fields.checkpoint;
    else {
      erased += await addEntry(tree, fields);
      if (tree.size === seen?.size) comparedWith = await compared(tree, seen);
      if (tree.size % progressEvery === 0) onProgress?.(tree.size);
    }
  }
  if (checkpoint === undefined) throw new NotProven('The log ends before its checkpoint: it was cut off.');
  const root = toBase64(await rootOf(tree));
  await checkCheckpoint(checkpoint, { size: tree.size, root, vkey });
  if (seen && seen.size > tree.size) {
    throw new NotProven(
      `This device saw ${seen.size} entries before, and there are ${tree.size}: the end was cut off.`,
    );
  }
  return { size: tree.size, root, vkey, erased, comparedWith };
}

type Fields = Readonly<Record<string, unknown>>;

/** Canonical JSON has one writing: a line that reads back otherwise could hide something. */
function fieldsIn(line: string): Fields {
  const parsed: unknown = JSON.parse(line);
  if (typeof parsed !== 'object' || parsed === null || JSON.stringify(parsed) !== line) {
    throw new NotProven('A line is not written as the log writes it.');
  }
  return parsed as Fields;
}

function keyIn({ format, vkey }: Fields, seen: Seen | undefined): string {
  if (format !== 'wardroom-audit/1' || typeof vkey !== 'string') throw new NotProven('The header is unknown.');
  if (seen && seen.vkey !== vkey) throw new NotProven('The log is signed by another key than when you looked before.');
  return vkey;
}

/** 1 for an entry whose content was erased. */
async function addEntry(tree: Tree, { commitment, content, index, salt }: Fields): Promise<0 | 1> {
  if (index !== tree.size) throw new NotProven(`Entry ${tree.size} is missing, repeated or misplaced.`);
  const committed = bytesIn(commitment, 32);
  const isErased = content === null && salt === null;
  if (!isErased) {
    const text = new TextEncoder().encode(JSON.stringify(content));
    const computed = await sha256(commitmentPrefix, bytesIn(salt, 32), text);
    if (toBase64(computed) !== commitment) throw new NotProven(`Entry ${tree.size} is not what was logged.`);
  }
  await append(tree, await sha256(Uint8Array.of(0), committed));
  return isErased ? 1 : 0;
}

async function compared(tree: Tree, { root, size }: Seen): Promise<number> {
  if (toBase64(await rootOf(tree)) === root) return size;
  throw new NotProven(`The first ${size} entries are not those that this device saw before: the log was rewritten.`);
}

async function checkCheckpoint(note: string, { size, root, vkey }: Seen): Promise<void> {
  const end = note.lastIndexOf('\n\n');
  const [text, signatures] = [
    note.slice(0, end + 1),
    note
      .slice(end + 2)
      .trimEnd()
      .split('\n'),
  ];
  const [, name = '', id = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? [];
  const key = bytesIn(encoded, 33);
  const own = signatures.find((line) => line.startsWith(`— ${name} `));
  const signed = bytesIn(own?.slice(`— ${name} `.length), 68);
  const isTheKey = toHex(signed.subarray(0, 4)) === id && key[0] === 1;
  const verifier = await crypto.subtle.importKey('raw', key.slice(1), 'Ed25519', false, ['verify']);
  const data = new TextEncoder().encode(text);
  if (!isTheKey || !(await crypto.subtle.verify('Ed25519', verifier, signed.slice(4), data))) {
    throw new NotProven('The signature does not belong to this log.');
  }
  if (text !== `${name}\n${size}\n${root}\n`) throw new NotProven('The signed head is not that of these entries.');
}

/** The roots of the perfect subtrees that the leaves fill, largest first. */
interface Tree {
  size: number;
  readonly peaks: Uint8Array<ArrayBuffer>[];
}

const node = (left: Uint8Array<ArrayBuffer>, right: Uint8Array<ArrayBuffer>) => sha256(Uint8Array.of(1), left, right);

async function append(tree: Tree, leaf: Uint8Array<ArrayBuffer>): Promise<void> {
  let subtree = leaf;
  for (let rest = tree.size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
    subtree = await node(tree.peaks.pop() as Uint8Array<ArrayBuffer>, subtree);
  }
  tree.peaks.push(subtree);
  tree.size += 1;
}

async function rootOf({ peaks }: Tree): Promise<Uint8Array> {
  let root = peaks.at(-1);
  if (!root) return await sha256();
  for (const peak of peaks.slice(0, -1).reverse()) root = await node(peak, root);
  return root;
}

async function sha256(...parts: Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all));
}

/** The bytes of a base64 text in its one form; throws for any other. */
function bytesIn(text: unknown, length: number): Uint8Array<ArrayBuffer> {
  const bytes = typeof text === 'string' ? decoded(text) : undefined;
  if (bytes?.length !== length || toBase64(bytes) !== text) throw new NotProven('A value in the log is damaged.');
  return bytes;
}

function decoded(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  } catch {
    return undefined;
  }
}

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const toHex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The lines of an answer as it arrives. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') throw new NotProven('The last line is cut off.');
}
