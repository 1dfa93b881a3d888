/**
 * Uploads that go on where they broke off. The danger: bytes that two requests write at once, room that is promised
 * twice, and acknowledged bytes that a crash takes back. The principle: the row says how far an upload has come, and
 * moves on only from where a request found it, after the bytes are durable. The boundary: how bytes are sealed, and
 * where they lie, is the blobs' matter.
 */
import { Readable } from 'node:stream';
import type { FileId } from '#contract/ids.ts';
import { type Actor, auditName } from '#identity/access/access.ts';
import {
  type BlobId,
  type Blobs,
  finishBlob,
  makeBlob,
  openForWriting,
  progressOf,
  recordSegments,
  type StoredSegment,
} from '#platform/blobs/blobs.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { filesCompartment, sealFileName } from '../channel-log/channel-log.ts';
import { deleteFiles } from './delete.ts';
import { type FileRow, fileById, finishFile, insertFile } from './files.sql.ts';
import { fileNameOf } from './names.ts';
import type { Checksum } from './tus.ts';
import { takeRoom } from './usage.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** All bytes of a file are there. */
    'file.uploaded': { readonly file: FileId };
  }
}

export const fileTooLarge = problem<{ bytesMax: number }>(
  'files/too-large',
  413,
  'The file is larger than any may be. Make it smaller, or give a link to it.',
);
export const noSuchUpload = problem('files/no-such-upload', 404, 'There is no such upload, or it is not yours.');
export const uploadExpired = problem('files/upload-expired', 410, 'This upload was left for too long. Begin it anew.');
export const offsetMismatch = problem<{ offset: number }>(
  'files/offset-mismatch',
  409,
  'The upload stands elsewhere. Ask with HEAD where, and go on from there.',
);
export const longerThanDeclared = problem(
  'files/longer-than-declared',
  413,
  'More bytes came than Upload-Length had said. Those beyond it were not kept.',
);
export const checksumMismatch = problem(
  'files/checksum-mismatch',
  460,
  'The bytes do not have the checksum that came with them. None of them were kept; send them again.',
);
export const uploadBrokenOff = problem(
  'files/broken-off',
  400,
  'The upload broke off. What had come is kept; go on from there.',
);
export const tooManyUploads = problem(
  'files/too-many-uploads',
  503,
  'Too many files are being uploaded at this moment. Nothing was lost; go on shortly.',
);

/** Where an upload stands. */
export interface UploadStanding {
  readonly offset: number;
  readonly bytes: number;
  /** When it goes unless something comes; absent once the file is whole. */
  readonly expiresAt: Date | undefined;
}

export interface Uploads {
  begin(
    actor: Actor,
    upload: { readonly bytes: number; readonly name: string },
  ): Promise<UploadStanding & { file: FileId }>;
  standing(actor: Actor, file: FileId): Promise<UploadStanding>;
  /** Takes what comes from `offset` on. With a checksum all of it is kept or nothing. */
  receive(
    actor: Actor,
    file: FileId,
    coming: { readonly offset: number; readonly length: number | undefined; readonly checksum: Checksum | undefined },
    content: Readable,
  ): Promise<UploadStanding>;
  abandon(actor: Actor, file: FileId): Promise<void>;
  /** Uploads that are being received by this process. */
  receiving(): number;
}

export function createUploads(units: Units, blobs: Blobs): Uploads {
  const underWay = new Map<FileId, { stop(): void; readonly ended: Promise<void> }>();
  const inTeam = <T>(actor: Actor, use: (work: Work) => Promise<T>): Promise<T> =>
    units.open({ team: actor.team }, use);

  /** Whoever comes anew has lost the earlier connection, even if this side has not noticed it yet. */
  const alone = async (file: FileId): Promise<void> => {
    for (let earlier = underWay.get(file); earlier; earlier = underWay.get(file)) {
      earlier.stop();
      await earlier.ended;
    }
  };

  return {
    async begin(actor, upload) {
      const begun = await inTeam(actor, (work) => beginUpload(work, actor, upload));
      if (upload.bytes > 0) return begun;
      return { ...begun, ...(await receiveAll(units, blobs, actor, begun, Readable.from([]), undefined)) };
    },

    async standing(actor, file) {
      await alone(file);
      return await inTeam(actor, async (work) => standingOf(work, await ownUpload(work, actor, file)));
    },

    async receive(actor, file, { offset, length, checksum }, content) {
      await alone(file);
      if (underWay.size >= limits.files.receivingMax) throw tooManyUploads();
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      underWay.set(file, { stop: () => content.destroy(), ended });
      try {
        const upload = await inTeam(actor, (work) => resume(work, actor, file, { offset, length: length ?? 0 }));
        if (!upload.blob) return upload;
        return await receiveAll(units, blobs, actor, upload, content, checksum);
      } finally {
        underWay.delete(file);
        end();
      }
    },

    async abandon(actor, file) {
      await alone(file);
      await inTeam(actor, async (work) => {
        const row = await ownUpload(work, actor, file);
        if (row.state !== 'uploading') throw noSuchUpload();
        await deleteFiles(work, [file]);
        work.audit({ kind: 'upload.abandoned', actor: auditName(actor), object: `file:${file}`, details: {} });
      });
    },

    receiving: () => underWay.size,
  };
}

/** An upload under way, as its rows describe it; without a blob to write on it is whole. */
interface Upload extends UploadStanding {
  readonly file: FileId;
  readonly blobId: BlobId;
  readonly blob: Awaited<ReturnType<typeof openForWriting>>;
}

async function beginUpload(
  work: Work,
  actor: Actor,
  { bytes, name: typed }: { readonly bytes: number; readonly name: string },
): Promise<Upload> {
  if (bytes > limits.files.bytesMax) throw fileTooLarge({ bytesMax: limits.files.bytesMax });
  const name = fileNameOf(typed);
  await takeRoom(work, actor, bytes);
  const file = work.random.uuid() as FileId;
  const blobId = await makeBlob(work, actor.team, bytes);
  const sealed = sealFileName(await filesCompartment(work), file, name);
  const row = { id: file, uploader_id: actor.member, blob_id: blobId, bytes, name: sealed, made_at: work.now };
  await insertFile(work.sql, actor.team, row);
  work.audit({ kind: 'upload.begun', actor: auditName(actor), object: `file:${file}`, details: { bytes } });
  const expiresAt = after(work.now, limits.files.unfinishedKeptMs);
  return { file, blobId, offset: 0, bytes, expiresAt, blob: await openForWriting(work, blobId) };
}

async function ownUpload(work: Work, actor: Actor, file: FileId): Promise<FileRow> {
  const row = await fileById(work.sql, file);
  if (row?.uploader_id !== actor.member) throw noSuchUpload();
  return row;
}

async function standingOf(work: Work, row: FileRow): Promise<UploadStanding> {
  if (row.state === 'ready') return { offset: row.bytes, bytes: row.bytes, expiresAt: undefined };
  const progress = await progressOf(work, row.blob_id);
  if (!progress) throw new Error('A file has lost its blob.');
  const expiresAt = after(progress.writtenAt, limits.files.unfinishedKeptMs);
  if (expiresAt < work.now) throw uploadExpired();
  return { offset: progress.stored, bytes: row.bytes, expiresAt };
}

/** The upload, if it stands at `offset` and has room for `length` more bytes. */
async function resume(
  work: Work,
  actor: Actor,
  file: FileId,
  { offset, length }: { readonly offset: number; readonly length: number },
): Promise<Upload> {
  const row = await ownUpload(work, actor, file);
  const standing = await standingOf(work, row);
  if (standing.offset !== offset) throw offsetMismatch({ offset: standing.offset });
  if (offset + length > standing.bytes) throw longerThanDeclared();
  return { ...standing, file, blobId: row.blob_id, blob: await openForWriting(work, row.blob_id) };
}

/** Writes down each segment as soon as it is durable; with a checksum only once that is right. */
async function receiveAll(
  units: Units,
  blobs: Blobs,
  actor: Actor,
  upload: Upload,
  content: Readable,
  checksum: Checksum | undefined,
): Promise<UploadStanding> {
  if (!upload.blob) throw new Error('A whole file was to be written on.');
  let standing: UploadStanding = upload;
  const unwritten = new Set<StoredSegment>();
  const writeDown = async (): Promise<void> => {
    const segments = [...unwritten];
    standing = await units.open({ team: actor.team }, (work) =>
      record(work, actor, { ...upload, ...standing }, segments),
    );
    unwritten.clear();
  };
  try {
    await blobs.write(upload.blob, bounded(content, upload.bytes - upload.offset, checksum), async (segment) => {
      unwritten.add(segment);
      if (!checksum) await writeDown();
    });
    if (checksum && !checksum.hash.digest().equals(checksum.expected)) throw checksumMismatch();
    if (unwritten.size > 0) await writeDown();
    return standing;
  } catch (error) {
    // If this fails too, or the process ends here, the sweep finds them.
    await blobs.store.remove([...unwritten].map(({ name }) => name)).catch(() => {});
    throw error;
  }
}

async function record(
  work: Work,
  actor: Actor,
  { file, blobId, bytes, offset }: Upload,
  segments: readonly StoredSegment[],
): Promise<UploadStanding> {
  const stored = await recordSegments(work, blobId, offset, segments);
  if (stored === undefined) throw offsetMismatch({ offset: (await progressOf(work, blobId))?.stored ?? bytes });
  if (stored < bytes) return { offset: stored, bytes, expiresAt: after(work.now, limits.files.unfinishedKeptMs) };
  await finishFile(work.sql, file, await finishBlob(work, blobId));
  work.audit({ kind: 'file.uploaded', actor: auditName(actor), object: `file:${file}`, details: { bytes } });
  work.emit({ kind: 'file.uploaded', file });
  return { offset: stored, bytes, expiresAt: undefined };
}

/** No more than there is room for; adds up the checksum on the way. */
async function* bounded(content: Readable, bytesMax: number, checksum: Checksum | undefined): AsyncGenerator<Buffer> {
  let left = bytesMax;
  const pieces: AsyncIterator<Buffer> = content[Symbol.asyncIterator]();
  for (;;) {
    const piece = await pieces.next().catch((cause: unknown) => {
      throw Object.assign(uploadBrokenOff(), { cause });
    });
    if (piece.done) return;
    left -= piece.value.length;
    if (left < 0) throw longerThanDeclared();
    checksum?.hash.update(piece.value);
    yield piece.value;
  }
}
