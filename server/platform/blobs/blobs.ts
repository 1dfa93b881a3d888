/**
 * Long sequences of bytes, kept sealed outside the database. The danger: bytes that stay when their rows are gone, rows
 * whose bytes never arrived, and a store that shows what lies in it. The principle: a blob has its own key and a random
 * name; bytes are durable before their row says so; deleting a row, for whatever reason, leaves the name of its object
 * for removal in the same transaction. The boundary: whose bytes these are and who may read them is judged above.
 */
import { join } from 'node:path';
import type { TeamId } from '#contract/ids.ts';
import type { Config } from '../config.ts';
import { limits } from '../limits.ts';
import type { Random } from '../random.ts';
import { createTurnstile } from '../turnstile.ts';
import type { Units, Work } from '../work.ts';
import {
  advanceBlob,
  blobById,
  closeBlob,
  deleteBlobs,
  deleteSegmentAt,
  insertBlob,
  insertSegments,
  lastSegment,
  lockBlob,
  lockEqual,
  marksOf,
  segmentsOf,
} from './blobs.sql.ts';
import { openDiskStore } from './disk.ts';
import { type Readable, readBlob } from './read.ts';
import { type BlobStore, storageUnavailable } from './store.ts';
import { CHUNK_BYTES, type StoredSegment, type Unfinished, type Writing, writeOn } from './write.ts';

export { blobJobs } from './blobs.jobs.ts';
export type { Readable } from './read.ts';
export type { Bucket } from './s3.ts';
export { type BlobStore, storageFull } from './store.ts';
export { removeReleased, sweepBlobs } from './sweep.ts';
export type { StoredSegment } from './write.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** Rows of blobs are gone; their objects wait for removal. */
    'blobs.released': object;
  }
}

declare const kind: unique symbol;
export type BlobId = string & { readonly [kind]: 'blob' };

export interface Blobs {
  readonly store: BlobStore;
  /**
   * Seals and stores what comes, from where the blob stands; `recorded` writes each durable segment down, in a unit of
   * its own, by `recordSegment`. What came before the source broke off is stored all the same.
   */
  write(
    blob: Unfinished,
    source: AsyncIterable<Buffer>,
    recorded: (segment: StoredSegment) => Promise<void>,
  ): Promise<void>;
  /** The bytes from `start` up to and without `end`. */
  read(blob: Readable, range: { readonly start: number; readonly end: number }): AsyncGenerator<Buffer>;
  /** Keeps a few bytes at once; returns the blob, which nothing refers to yet. */
  keep(units: Units, team: TeamId, bytes: Buffer): Promise<BlobId>;
  /** Stores all bytes of a blob that was made for so many; returns the blob that has them from now on. */
  fill(units: Units, team: TeamId, id: BlobId, bytes: Buffer): Promise<BlobId>;
  /** Sealed bytes that are in memory on their way to the store. */
  held(): number;
  /** How many objects the last sweep did not find, and where it says so. */
  missing(): number;
  swept(missing: number): void;
}

export async function openBlobs(config: Pick<Config, 'dataFolder' | 's3'>, random: Random): Promise<Blobs> {
  // The SDK is loaded by those who use it: it costs 15 MB and a quarter of a second.
  const store = config.s3
    ? (await import('./s3.ts')).openS3Store(config.s3)
    : openDiskStore(join(config.dataFolder, 'blobs'));
  return createBlobs(store, random);
}

export function createBlobs(store: BlobStore, random: Random): Blobs {
  const { putsAtOnceMax, putsWaitingMax } = limits.blobs;
  const throughTurnstile = createTurnstile(putsAtOnceMax, putsWaitingMax, storageUnavailable);
  const writing: Writing = { store, random, throughTurnstile, held: 0, spare: [] };
  let missing = 0;
  const blobs: Blobs = {
    store,
    write: (blob, source, recorded) => writeOn(writing, blob, source, recorded),
    read: (blob, range) => readBlob(store, blob, range),
    async keep(units, team, bytes) {
      const id = await units.open({ team }, (work) => makeBlob(work, team, bytes.length));
      return await blobs.fill(units, team, id, bytes);
    },
    async fill(units, team, id, bytes) {
      const blob = await units.open({ team }, (work) => openForWriting(work, id));
      if (!blob) throw new Error('A blob is gone that was made just now.');
      const stored: StoredSegment[] = [];
      await blobs.write(blob, onePiece(bytes), async (segment) => void stored.push(segment));
      return await units.open({ team }, async (work) => {
        await recordSegments(work, id, 0, stored);
        return await finishBlob(work, id);
      });
    },
    held: () => writing.held,
    missing: () => missing,
    swept(found) {
      missing = found;
    },
  };
  return blobs;
}

async function* onePiece(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/**
 * A new blob of so many bytes, none of which is there yet. One that is `alone` is never shared with equal contents, and
 * goes when its maker drops it.
 */
export async function makeBlob(
  work: Work,
  team: TeamId,
  bytes: number,
  { alone = false }: { readonly alone?: boolean } = {},
): Promise<BlobId> {
  const id = work.random.uuid() as BlobId;
  const { sealed } = await work.keys.newChunkKey(id);
  const place = work.random.bytes(16).toString('hex');
  await insertBlob(work.sql, { id, team_id: team, place, key: sealed, bytes, written_at: work.now, alone });
  return id;
}

/** How far the blob has come; undefined when there is none. */
export async function progressOf(work: Work, id: BlobId): Promise<{ stored: number; writtenAt: Date } | undefined> {
  const row = await blobById(work.sql, id);
  return row && { stored: row.stored, writtenAt: row.written_at };
}

/** The unfinished blob, ready to be written on; undefined when it is gone or whole. */
export async function openForWriting(work: Work, id: BlobId): Promise<Unfinished | undefined> {
  const row = await blobById(work.sql, id);
  if (!row || row.digest) return undefined;
  return {
    place: row.place,
    key: await work.keys.openChunkKey(id, row.key),
    digest: await work.keys.contentDigest(),
    bytes: row.bytes,
    stored: row.stored,
    tail: row.stored % CHUNK_BYTES === 0 ? undefined : await lastSegment(work.sql, id),
  };
}

/**
 * Writes down segments that are durable, which moves the blob on from `stored`; returns how far it has come. Undefined
 * when the blob does not stand there any more: somebody else wrote on it, or it is gone.
 */
export async function recordSegments(
  work: Work,
  id: BlobId,
  stored: number,
  segments: readonly StoredSegment[],
): Promise<number | undefined> {
  const [first] = segments;
  if (!first) return stored;
  const end = first.chunk * CHUNK_BYTES + segments.reduce((sum, { bytes }) => sum + bytes, 0);
  if (!(await advanceBlob(work.sql, id, stored, end, work.now))) return undefined;
  const row = await blobById(work.sql, id);
  if (!row) throw new Error('A blob is gone that was moved on just now.');
  if (first.chunk * CHUNK_BYTES < stored) {
    await deleteSegmentAt(work.sql, id, first.chunk);
    work.emit({ kind: 'blobs.released' });
  }
  await insertSegments(work.sql, row.team_id, id, segments);
  return end;
}

/**
 * Closes a blob all of whose bytes are there. Returns the blob that has this content from now on: equal contents of a
 * team are kept once, and nobody can see from outside which ones those are.
 */
export async function finishBlob(work: Work, id: BlobId): Promise<BlobId> {
  const row = await lockBlob(work.sql, id);
  if (!row || row.stored < row.bytes) throw new Error('A blob was to be closed that is not whole.');
  const digest = (await work.keys.contentDigest())()
    .update(row.alone ? `alone ${id}` : `${row.bytes} bytes`)
    .update(await marksOf(work.sql, id))
    .digest();
  const equal = await lockEqual(work.sql, digest);
  if (equal) {
    await dropBlobs(work, [id]);
    return equal.id as BlobId;
  }
  await closeBlob(work.sql, id, digest);
  return id;
}

/** The blob's key and where its bytes lie; undefined unless it is whole. */
export async function openForReading(work: Work, id: BlobId): Promise<Readable | undefined> {
  const row = await blobById(work.sql, id);
  if (!row?.digest) return undefined;
  const key = await work.keys.openChunkKey(id, row.key);
  return { key, bytes: row.bytes, segments: await segmentsOf(work.sql, id) };
}

/** Waits until nobody else shares or drops these blobs, in an order in which no two wait for each other. */
export async function lockBlobs(work: Work, ids: readonly BlobId[]): Promise<void> {
  for (const id of ids.toSorted()) await lockBlob(work.sql, id);
}

/** Nothing may refer to them any more. Their bytes are removed after the commit. */
export async function dropBlobs(work: Work, ids: readonly BlobId[]): Promise<void> {
  if (ids.length === 0) return;
  await deleteBlobs(work.sql, ids);
  work.emit({ kind: 'blobs.released' });
}
