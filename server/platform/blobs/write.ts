/** Bytes that come in are sealed chunk by chunk while they stream, and stored by segments of a few chunks. */
import type { Hmac } from 'node:crypto';
import { limits } from '../limits.ts';
import type { Random } from '../random.ts';
import { type ChunkKey, type ContentDigest, sealedChunkBytesMore } from '../vault/vault.ts';
import type { SegmentRow } from './blobs.sql.ts';
import type { BlobStore } from './store.ts';

/** How many bytes a chunk seals; only the last one of a blob has fewer. Part of the format of what is stored. */
export const CHUNK_BYTES = 1024 * 1024;

/** How long the chunk at this position of a blob of so many bytes is when it is whole. An empty blob has one chunk. */
export const chunkBytesAt = (index: number, bytes: number): number =>
  Math.min(CHUNK_BYTES, bytes - index * CHUNK_BYTES);

/** What is to be written on: a blob, and where it stands. */
export interface Unfinished {
  readonly place: string;
  readonly key: ChunkKey;
  readonly digest: ContentDigest;
  readonly bytes: number;
  readonly stored: number;
  /** Where the last chunk is if that is not whole yet: it is sealed anew with what follows. */
  readonly tail: SegmentRow | undefined;
}

/** An object that is durable and awaits its row. */
export interface StoredSegment {
  readonly chunk: number;
  readonly name: string;
  readonly bytes: number;
  readonly marks: Buffer;
}

/** What all writers of a process share, so that many at once do not fill the memory. */
export interface Writing {
  readonly store: BlobStore;
  readonly random: Random;
  readonly throughTurnstile: <T>(use: () => Promise<T>) => Promise<T>;
  /** Sealed bytes in memory. */
  held: number;
  readonly spare: Buffer[];
}

interface Chunk {
  readonly sealed: Buffer;
  readonly seal: ReturnType<ChunkKey['seal']>;
  readonly mark: Hmac;
  readonly bytesMax: number;
  /** Plaintext so far. */
  bytes: number;
  /** Sealed bytes so far. */
  end: number;
}

/**
 * Seals and stores all of `source`; `recorded` hears of each segment once it is durable, in order, while the next one
 * fills. When the source breaks off, what came is stored before the error goes on.
 */
export async function writeOn(
  writing: Writing,
  blob: Unfinished,
  source: AsyncIterable<Buffer>,
  recorded: (segment: StoredSegment) => Promise<void>,
): Promise<void> {
  const line = createLine(async (chunks: readonly Chunk[], index: number) => {
    await recorded(await storeSegment(writing, blob, chunks, index));
  });
  let index = Math.floor(blob.stored / CHUNK_BYTES);
  const tail = await readTail(writing, blob, index);
  let chunk = beginChunk(writing, blob, index);
  let whole: Chunk[] = [];
  addTo(chunk, tail);

  const shelve = async (chunks: readonly Chunk[], first: number): Promise<void> => {
    if (chunks.length === 0) return;
    await line.add(chunks, first).catch((error: unknown) => {
      for (const refused of chunks) discard(writing, refused);
      throw error;
    });
  };
  const cut = async (): Promise<void> => {
    const chunks = whole;
    whole = [];
    await shelve(chunks, index - chunks.length);
  };
  const take = async (bytes: Buffer): Promise<void> => {
    for (let at = 0; at < bytes.length; ) {
      const fits = Math.min(bytes.length - at, chunk.bytesMax - chunk.bytes);
      if (fits === 0) throw new Error('More bytes came than the blob was made for.');
      addTo(chunk, bytes.subarray(at, at + fits));
      at += fits;
      if (chunk.bytes < chunk.bytesMax) continue;
      whole.push(finishChunk(chunk));
      index += 1;
      if (whole.length >= limits.blobs.segmentChunksMax || writing.held > limits.blobs.heldBytesMax / 2) await cut();
      chunk = beginChunk(writing, blob, index);
    }
  };
  const finish = async (): Promise<void> => {
    const isEmptyBlob = blob.bytes === 0;
    const isGrown = chunk.bytes > (index * CHUNK_BYTES < blob.stored ? tail.length : 0);
    const rest = isGrown || isEmptyBlob ? [finishChunk(chunk)] : [];
    if (rest.length === 0) discard(writing, chunk);
    try {
      await cut();
    } finally {
      await shelve(rest, index);
    }
    await line.settled();
  };

  try {
    for await (const bytes of source) await take(bytes);
  } catch (error) {
    await finish();
    throw error;
  }
  await finish();
}

async function readTail({ store }: Writing, { key, bytes, tail }: Unfinished, index: number): Promise<Buffer> {
  if (!tail) return Buffer.alloc(0);
  if (tail.chunk !== index) throw new Error('An unfinished blob has lost its last chunk.');
  return key.open(index, bytes, await store.get(tail.name, 0, tail.bytes + sealedChunkBytesMore));
}

/** Runs one after the other, beside what happens meanwhile; a failure comes out at the next `add` or at the end. */
function createLine<Args extends readonly unknown[]>(run: (...args: Args) => Promise<void>) {
  let last: Promise<void> = Promise.resolve();
  return {
    async add(...args: Args): Promise<void> {
      await last;
      last = run(...args);
      // It is awaited later: until then a failure must not count as unheard.
      last.catch(() => {});
    },
    settled: (): Promise<void> => last,
  };
}

function beginChunk(writing: Writing, blob: Unfinished, index: number): Chunk {
  const bytesMax = Math.max(0, chunkBytesAt(index, blob.bytes));
  const size = bytesMax + sealedChunkBytesMore;
  const isFull = bytesMax === CHUNK_BYTES;
  const sealed = (isFull ? writing.spare.pop() : undefined) ?? Buffer.allocUnsafeSlow(size);
  writing.held += size;
  const seal = blob.key.seal(index, blob.bytes);
  return { sealed, seal, mark: blob.digest(), bytesMax, bytes: 0, end: seal.head.copy(sealed) };
}

function addTo(chunk: Chunk, bytes: Buffer): void {
  chunk.mark.update(bytes);
  chunk.end += chunk.seal.update(bytes).copy(chunk.sealed, chunk.end);
  chunk.bytes += bytes.length;
}

function finishChunk(chunk: Chunk): Chunk {
  chunk.end += chunk.seal.end().copy(chunk.sealed, chunk.end);
  return chunk;
}

function discard(writing: Writing, { sealed, bytesMax }: Chunk): void {
  writing.held -= sealed.length;
  if (bytesMax === CHUNK_BYTES && writing.spare.length < limits.blobs.spareChunksMax) writing.spare.push(sealed);
}

async function storeSegment(
  writing: Writing,
  blob: Unfinished,
  chunks: readonly Chunk[],
  index: number,
): Promise<StoredSegment> {
  const name = `${blob.place}.${writing.random.bytes(8).toString('hex')}`;
  const pieces = chunks.map(({ sealed, end }) => sealed.subarray(0, end));
  try {
    await writing.throughTurnstile(() => writing.store.put(name, pieces));
  } finally {
    for (const chunk of chunks) discard(writing, chunk);
  }
  return {
    chunk: index,
    name,
    bytes: chunks.reduce((sum, { bytes }) => sum + bytes, 0),
    marks: Buffer.concat(chunks.map(({ mark }) => mark.digest())),
  };
}
