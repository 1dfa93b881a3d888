import type { FileId } from '#contract/ids.ts';
import { type BlobId, dropBlobs, lockBlobs } from '#platform/blobs/blobs.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Work } from '#platform/work.ts';
import { deleteFileRows, forsakenBlobs, lockFiles, lockForsaken, uncarried, unheldBlobs } from './files.sql.ts';

/** Files that nothing carries (any more) go with their name, previews and, unless another file has them, bytes. */
export async function deleteFiles(work: Work, ids: readonly FileId[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await lockFiles(work.sql, ids);
  const held = new Set<BlobId>(
    rows.flatMap(({ blob_id, preview_id }) => [blob_id, ...(preview_id ? [preview_id] : [])]),
  );
  await deleteFileRows(work.sql, ids);
  await dropUnheld(work, [...held]);
}

/** Those of the files go that nothing carries, neither a message nor one that is scheduled. */
export async function deleteUncarried(work: Work, ids: readonly FileId[]): Promise<void> {
  if (ids.length === 0) return;
  await lockFiles(work.sql, ids);
  await deleteFiles(work, await uncarried(work.sql, ids));
}

/** Those of the blobs that no file has go, with their bytes. */
export async function dropUnheld(work: Work, blobs: readonly BlobId[]): Promise<void> {
  await lockBlobs(work, blobs);
  await dropBlobs(work, await unheldBlobs(work.sql, blobs));
}

/** Uploads that were left, files that no message came to carry, blobs that no file has; returns how many went. */
export async function deleteForsaken(work: Work): Promise<number> {
  const { unfinishedKeptMs, unattachedKeptMs, expiredAtOnceMax } = limits.files;
  const found = await lockForsaken(
    work.sql,
    after(work.now, -unfinishedKeptMs),
    after(work.now, -unattachedKeptMs),
    expiredAtOnceMax,
  );
  // Under the lock nobody comes to carry them any more; until it was there, somebody could.
  const ids = await uncarried(work.sql, found);
  await deleteFiles(work, ids);
  const blobs = await forsakenBlobs(work.sql, after(work.now, -unfinishedKeptMs), expiredAtOnceMax);
  await dropUnheld(work, blobs);
  for (const id of ids) work.audit({ kind: 'file.expired', actor: 'server', object: `file:${id}`, details: {} });
  return ids.length + blobs.length;
}
