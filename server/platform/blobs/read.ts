import { limits } from '../limits.ts';
import { type ChunkKey, sealedChunkBytesMore } from '../vault/vault.ts';
import type { SegmentRow } from './blobs.sql.ts';
import type { BlobStore } from './store.ts';
import { CHUNK_BYTES, chunkBytesAt } from './write.ts';

/** A whole blob, as its rows describe it: all that is needed to read it outside of a unit of work. */
export interface Readable {
  readonly key: ChunkKey;
  readonly bytes: number;
  readonly segments: readonly SegmentRow[];
}

/** Bytes from `start` up to and without `end`, chunk by chunk, a few of which are fetched ahead. */
export async function* readBlob(
  store: BlobStore,
  blob: Readable,
  { start, end }: { readonly start: number; readonly end: number },
): AsyncGenerator<Buffer> {
  const last = Math.floor((end - 1) / CHUNK_BYTES);
  const ahead: Promise<Buffer>[] = [];
  let next = Math.floor(start / CHUNK_BYTES);
  let at = next;
  const fetchAhead = (): void => {
    for (; next <= last && ahead.length <= limits.blobs.readAheadChunks; next++) {
      const chunk = readChunk(store, blob, next);
      chunk.catch(() => {});
      ahead.push(chunk);
    }
  };
  for (fetchAhead(); at <= last; at++) {
    const chunk = await ahead.shift();
    if (!chunk) throw new Error('A chunk was not fetched before it was needed.');
    fetchAhead();
    const from = at * CHUNK_BYTES;
    yield chunk.subarray(Math.max(0, start - from), Math.min(chunk.length, end - from));
  }
}

async function readChunk(store: BlobStore, { key, bytes, segments }: Readable, index: number): Promise<Buffer> {
  const segment = segments.findLast(({ chunk }) => chunk <= index);
  if (!segment) throw new Error('A whole blob has no segment for one of its chunks.');
  const before = (index - segment.chunk) * (CHUNK_BYTES + sealedChunkBytesMore);
  const sealed = await store.get(segment.name, before, chunkBytesAt(index, bytes) + sealedChunkBytesMore);
  return key.open(index, bytes, sealed);
}
