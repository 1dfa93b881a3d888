/**
 * Reads a ZIP that a stranger may have built. The danger: names that lead elsewhere, bytes that inflate without
 * end, entries that share their bytes, members that two readers see differently. The principle: the whole
 * directory is judged before the first byte is inflated, what it declares is enforced while inflating, and
 * nothing is ever written to disk. The boundary: what the bytes mean is the caller's business.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import { problem } from '#platform/problem.ts';

export interface ArchiveLimits {
  entriesMax: number;
  entryBytesMax: number;
  totalBytesMax: number;
  /** Inflated bytes per compressed byte; entries below `ratioFreeBytes` are not judged by it. */
  ratioMax: number;
}

const MIB = 1024 * 1024;
const ratioFreeBytes = MIB;
const nameBytesMax = 1024;
const fileTypeBits = 0xf000;
const regularFile = 0x8000;
const directory = 0x4000;

export const archiveLimits: ArchiveLimits = {
  entriesMax: 500_000,
  entryBytesMax: 2048 * MIB,
  totalBytesMax: 256 * 1024 * MIB,
  ratioMax: 250,
};

export const exportAbsent = problem('slack/export-absent', 404, 'There is no file at this path.');
export const exportNotZip = problem(
  'slack/export-not-zip',
  422,
  'This is not a complete ZIP file. Download the export again and import it unchanged.',
);
export const exportDamaged = problem<{ entry: number }>(
  'slack/export-damaged',
  422,
  'A file inside this ZIP is damaged. Download the export again and import it unchanged.',
);
export const exportEncrypted = problem<{ entry: number }>(
  'slack/export-encrypted',
  422,
  'This ZIP is encrypted. Save it without a password and import it again.',
);
export const exportTooLarge = problem<{ limit: keyof ArchiveLimits; allowed: number }>(
  'slack/export-too-large',
  413,
  'This ZIP holds more than an import accepts.',
);
export const exportHostile = problem<{ entry: number; why: string }>(
  'slack/export-hostile',
  422,
  'This ZIP contains an entry that no Slack export contains. It was not made by Slack, or was changed afterwards.',
);

export interface Archive {
  /** SHA-256 of the ZIP itself, in hexadecimal. */
  readonly digest: string;
  /** The files by their path inside the ZIP (NFC, `/` between folders), with their size once inflated. */
  readonly files: ReadonlyMap<string, { bytes: number }>;
  /** The bytes of one file of `files`, in pieces. Refuses at the first byte beyond what was declared. */
  read(path: string): AsyncGenerator<Buffer>;
  close(): Promise<void>;
}

/** Opens the ZIP at `path` and judges its directory; refuses with one of the problems above. */
export async function openArchive(path: string, limits: ArchiveLimits = archiveLimits): Promise<Archive> {
  const handle = await openFile(path);
  try {
    const zip = await openZip(handle);
    const entries = await readDirectory(zip, limits);
    return {
      digest: await digestOf(handle),
      files: new Map([...entries].map(([name, { entry }]) => [name, { bytes: entry.uncompressedSize }])),
      read(name) {
        const found = entries.get(name);
        if (found === undefined) throw new Error('The archive was asked for a file that it does not list.');
        return inflate(zip, found.entry, found.number, limits);
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openFile(path: string): Promise<FileHandle> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? exportAbsent() : error;
  });
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw exportNotZip();
}

async function openZip(handle: FileHandle): Promise<yauzl.ZipFile> {
  // Names are decoded here, not by yauzl: it would report a hostile name like any other fault.
  const options = { autoClose: false, decodeStrings: false, validateEntrySizes: true };
  return yauzl.fromFdPromise(handle.fd, options).catch(() => {
    throw exportNotZip();
  });
}

interface Listed {
  entry: yauzl.Entry;
  number: number;
}

async function readDirectory(zip: yauzl.ZipFile, limits: ArchiveLimits): Promise<Map<string, Listed>> {
  if (zip.entryCount > limits.entriesMax) throw exportTooLarge({ limit: 'entriesMax', allowed: limits.entriesMax });
  const names = new Set<string>();
  const files = new Map<string, Listed>();
  const all: Listed[] = [];
  let totalBytes = 0;
  for await (const entry of entriesOf(zip)) {
    const number = all.length + 1;
    const name = nameOf(entry, number);
    judge(entry, number, limits);
    if (names.has(name)) throw exportHostile({ entry: number, why: 'its name occurs twice' });
    totalBytes += entry.uncompressedSize;
    if (totalBytes > limits.totalBytesMax) {
      throw exportTooLarge({ limit: 'totalBytesMax', allowed: limits.totalBytesMax });
    }
    names.add(name);
    all.push({ entry, number });
    if (!name.endsWith('/')) files.set(name, { entry, number });
  }
  refuseSharedBytes(all, zip.fileSize);
  return files;
}

async function* entriesOf(zip: yauzl.ZipFile): AsyncGenerator<yauzl.Entry> {
  const entries = zip.eachEntry();
  for (;;) {
    const next = await entries.next().catch(() => {
      throw exportNotZip();
    });
    if (next.done === true) return;
    yield next.value;
  }
}

function judge(entry: yauzl.Entry, number: number, limits: ArchiveLimits): void {
  if (entry.isEncrypted()) throw exportEncrypted({ entry: number });
  if (!entry.canDecodeFileData()) throw exportHostile({ entry: number, why: 'its compression is not deflate' });
  // The upper half holds Unix mode bits, and is zero where the writer did not know any.
  const type = (entry.externalFileAttributes >>> 16) & fileTypeBits;
  if (type !== 0 && type !== regularFile && type !== directory) {
    throw exportHostile({ entry: number, why: 'it is a link or a device' });
  }
  refuseExcess(entry, entry.uncompressedSize, limits);
}

function refuseExcess(entry: yauzl.Entry, bytes: number, limits: ArchiveLimits): void {
  if (bytes > limits.entryBytesMax) throw exportTooLarge({ limit: 'entryBytesMax', allowed: limits.entryBytesMax });
  if (bytes > ratioFreeBytes && bytes > entry.compressedSize * limits.ratioMax) {
    throw exportTooLarge({ limit: 'ratioMax', allowed: limits.ratioMax });
  }
}

/** The name as Slack wrote it: UTF-8 where it is valid UTF-8, whatever the flag says, else the ZIP's old code page. */
function nameOf(entry: yauzl.Entry, number: number): string {
  const refuse = (why: string) => exportHostile({ entry: number, why });
  if (entry.fileNameLength > nameBytesMax) throw refuse('its name is too long');
  const name = decodedName(entry).normalize('NFC');
  if (name === '') throw refuse('it has no name');
  if (/\p{Cc}/u.test(name)) throw refuse('its name contains control characters');
  if (name.includes('\\')) throw refuse('its name contains a backslash');
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) throw refuse('its name is an absolute path');
  const segments = name.replace(/\/$/, '').split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    throw refuse('its name leads out of its folder');
  }
  return name;
}

function decodedName(entry: yauzl.Entry): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(entry.fileNameRaw);
  } catch {
    return yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
  }
}

/** Entries that overlap make a small file inflate to a huge one at an innocent ratio each. */
function refuseSharedBytes(all: readonly Listed[], fileBytes: number): void {
  const headerBytes = 30;
  const byOffset = all.toSorted(
    (one, other) => one.entry.relativeOffsetOfLocalHeader - other.entry.relativeOffsetOfLocalHeader,
  );
  for (const [at, { entry, number }] of byOffset.entries()) {
    const end = entry.relativeOffsetOfLocalHeader + headerBytes + entry.compressedSize;
    if (end > fileBytes) throw exportNotZip();
    const next = byOffset[at + 1]?.entry.relativeOffsetOfLocalHeader ?? fileBytes;
    if (end > next) throw exportHostile({ entry: number, why: 'it shares its bytes with another entry' });
  }
}

async function* inflate(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  number: number,
  limits: ArchiveLimits,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  let checksum = 0;
  const damaged = () => exportDamaged({ entry: number });
  const stream = await zip.openReadStreamPromise(entry).catch(() => {
    throw damaged();
  });
  const pieces: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await pieces.next().catch(() => {
        throw damaged();
      });
      if (next.done === true) break;
      bytes += next.value.length;
      checksum = crc32(next.value, checksum);
      refuseExcess(entry, bytes, limits);
      yield next.value;
    }
  } finally {
    stream.destroy();
  }
  if (bytes !== entry.uncompressedSize || checksum !== entry.crc32) throw damaged();
}

async function digestOf(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of handle.createReadStream({ start: 0, autoClose: false })) hash.update(piece as Buffer);
  return hash.digest('hex');
}
