import { problem } from '../problem.ts';

/**
 * Where sealed bytes lie: a folder or a bucket, behind one door and held to one contract (`store.test.ts`). An object
 * is written once, whole, and never changed; its name says nothing. What it means stands in the database.
 */
export interface BlobStore {
  /** Durable when it resolves. Throws `storageFull` or `storageUnavailable`; then nothing of it needs to be there. */
  put(name: string, pieces: readonly Buffer[]): Promise<void>;
  /** Exactly so many bytes from `start` on; throws `bytesMissing` when they are not there. */
  get(name: string, start: number, length: number): Promise<Buffer>;
  /** Removes them; what is not there is fine. At most `limits.blobs.listMax` at once. */
  remove(names: readonly string[]): Promise<void>;
  has(name: string): Promise<boolean>;
  /** The names after this one, in the order of their characters' codes. Fewer than `limit`: there are no more. */
  list(after: string, limit: number): Promise<string[]>;
  close(): void;
}

export const storageFull = problem(
  'blobs/storage-full',
  507,
  'The storage for files is full. What was acknowledged is kept; free some space, then go on.',
);
export const storageUnavailable = problem(
  'blobs/storage-unavailable',
  503,
  'The storage for files cannot be reached. What was acknowledged is kept; try again in a moment.',
);
export const bytesMissing = problem(
  'blobs/bytes-missing',
  500,
  'The bytes are missing from the storage. The operator can put them back from a backup.',
);

/** 32 hexadecimal digits that all objects of a blob share, a dot, and 16 of its own. */
export const OBJECT_NAME = /^[0-9a-f]{32}\.[0-9a-f]{16}$/;
