/** Files: who may carry, read and delete them. A file lives as long as a message carries it. */
import type { File, MessageFile } from '#contract/files.ts';
import { type ChannelId, type FileId, type MemberId, publicId, publicTs, type Ts } from '#contract/ids.ts';
import { type Actor, allows, auditName } from '#identity/access/access.ts';
import { type BlobId, openForReading, type Readable } from '#platform/blobs/blobs.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import {
  type ChannelRow,
  filesCompartment,
  type Look,
  messagesAt,
  openBody,
  openFileText,
  placeKey,
  recordInLog,
  sealFileText,
  sealLook,
  showAttached,
  showFile,
  showMessages,
  textsAttached,
  wordsOfMessage,
} from '../channel-log/channel-log.ts';
import { lockChannels } from '../channels/channels.ts';
import { indexTerms } from '../search/search.ts';
import { deleteFiles, dropUnheld } from './delete.ts';
import {
  carriage,
  carriers,
  detachAll,
  detachFrom,
  type FileRow,
  fileById,
  filesAt,
  lockFiles,
  setFileTerms,
  setLook,
  setText,
} from './files.sql.ts';

export { deleteForsaken, deleteUncarried, dropUnheld } from './delete.ts';
export { createUploads, type Uploads } from './uploads.ts';
export { readUsage } from './usage.ts';

export const noSuchFile = problem('files/no-such-file', 404, 'There is no such file, or you may not see it.');
export const notYourFile = problem(
  'files/not-yours',
  403,
  'Only the one who uploaded a file or an admin may delete it.',
);

/** Whole uploads by id, with their uploader, how they are shown, and what they say if they are texts. */
export type Attachable = ReadonlyMap<
  FileId,
  { readonly uploader: MemberId; readonly shown: MessageFile; readonly text: string }
>;

/** Those of the files that a message may carry; locked, so that they stay until it does. */
export async function attachable(work: Work, ids: readonly FileId[]): Promise<Attachable> {
  if (ids.length === 0) return new Map();
  const compartment = await filesCompartment(work);
  const rows = (await lockFiles(work.sql, [...new Set(ids)])).filter(({ state }) => state === 'ready');
  return new Map(
    rows.map((row) => {
      const text = openFileText(compartment, row.id, row.text);
      return [row.id, { uploader: row.uploader_id, shown: showFile(compartment, row), text }];
    }),
  );
}

export async function readFile(work: Work, actor: Actor, id: FileId): Promise<File> {
  const row = await readableFile(work, actor, id);
  const { name, type, preview } = showFile(await filesCompartment(work), row);
  return {
    id: publicId('F', id),
    name,
    size: row.bytes,
    ...(type === undefined ? {} : { type }),
    ...(preview ? { preview } : {}),
    uploader: publicId('U', row.uploader_id),
    uploadedAt: row.made_at.toISOString(),
  };
}

/** What is needed to read the bytes outside of the unit of work. */
export async function openContent(work: Work, actor: Actor, id: FileId): Promise<{ name: string; content: Readable }> {
  const row = await readableFile(work, actor, id);
  const content = await openForReading(work, row.blob_id);
  if (!content) throw new Error('A file is ready and its blob is not whole.');
  return { name: showFile(await filesCompartment(work), row).name, content };
}

export const noPreview = problem('files/no-preview', 404, 'There is no preview of this file.');

export async function openPreview(
  work: Work,
  actor: Actor,
  id: FileId,
): Promise<{ readonly kind: string; readonly content: Readable }> {
  const row = await readableFile(work, actor, id);
  const { preview } = showFile(await filesCompartment(work), row);
  if (!preview || !row.preview_id) throw noPreview();
  const content = await openForReading(work, row.preview_id);
  if (!content) throw new Error('A preview is shown and its blob is not whole.');
  return { kind: preview.kind, content };
}

/** A whole file: an attached one for whoever may read a message that carries it, else its uploader's own. */
async function readableFile(work: Work, actor: Actor, id: FileId): Promise<FileRow> {
  const row = await fileById(work.sql, id);
  if (row?.state !== 'ready') throw noSuchFile();
  const { attached, readable } = await carriage(work.sql, id, actor.member, allows(actor, 'channels.browse'));
  if (attached ? !readable : row.uploader_id !== actor.member) throw noSuchFile();
  return row;
}

/** What a deleted message alone carried goes with it. */
export async function detachFiles(
  work: Work,
  actor: Actor,
  { channel, ts }: { readonly channel: ChannelId; readonly ts: Ts },
): Promise<void> {
  // Locked first: of two messages that go at once, the later one sees that the earlier one no longer carries it.
  await lockFiles(work.sql, await filesAt(work.sql, channel, ts));
  const gone = await detachAll(work.sql, channel, ts);
  await deleteFiles(work, gone);
  for (const file of gone) {
    const details = { channel: `channel:${channel}`, ts: publicTs(ts) };
    work.audit({ kind: 'file.deleted', actor: auditName(actor), object: `file:${file}`, details });
  }
}

/** Takes the file off every message that carries it; the messages stay, without its name among their words. */
export async function deleteFile(work: Work, actor: Actor, id: FileId): Promise<void> {
  const row = await readableFile(work, actor, id);
  if (row.uploader_id !== actor.member && !allows(actor, 'messages.moderate')) throw notYourFile();
  const channels = await lockCarriers(work, id);
  const places = await carriers(work.sql, id);
  await detachFrom(work.sql, id);
  await deleteFiles(work, [id]);
  for (const place of places) await reindex(work, place);
  await announceFiles(work, channels, places, actor.member);
  work.audit({ kind: 'file.deleted', actor: auditName(actor), object: `file:${id}`, details: {} });
}

/**
 * What was found out about a file; whoever shows a message that carries it is told. What it says, if it is a text, is
 * found from now on: by the messages that carry it and those that will.
 */
export async function describeFile(
  work: Work,
  id: FileId,
  look: Look,
  preview: BlobId | undefined,
  text = '',
): Promise<void> {
  const channels = await lockCarriers(work, id);
  const [row] = await lockFiles(work.sql, [id]);
  // It was deleted while it was looked at; the sweep of forsaken files does not know of the preview.
  if (!row || row.look) return await dropUnheld(work, preview ? [preview] : []);
  await setLook(work.sql, id, sealLook(await filesCompartment(work), id, look), preview ?? null);
  const places = await carriers(work.sql, id);
  if (text !== '') {
    await setText(work.sql, id, sealFileText(await filesCompartment(work), id, text));
    for (const place of places) await reindex(work, place);
  }
  await announceFiles(work, channels, places, undefined);
}

type Places = readonly { readonly channel_id: ChannelId; readonly ts: Ts }[];

/** Locks the channels of the messages that carry a file, then the file: in the order in which posting does. */
async function lockCarriers(work: Work, id: FileId): Promise<ReadonlyMap<ChannelId, ChannelRow>> {
  const channelsNow = async (): Promise<ChannelRow[]> => {
    const places = await carriers(work.sql, id);
    return await lockChannels(work.sql, [...new Set(places.map(({ channel_id: channel }) => channel))]);
  };
  await channelsNow();
  await lockFiles(work.sql, [id]);
  // Until the file was locked, another message could come to carry it.
  return new Map((await channelsNow()).map((row) => [row.id, row]));
}

async function reindex(work: Work, { channel_id: channel, ts }: Places[number]): Promise<void> {
  const [row] = await messagesAt(work.sql, [{ channel, ts }]);
  if (!row?.body) return;
  const attached = (await showAttached(work, [row])).get(placeKey(channel, ts)) ?? [];
  const texts = (await textsAttached(work, [row])).get(placeKey(channel, ts));
  const { text, files = [] } = openBody(await work.keys.compartment(channel), ts, row.body);
  const all = [...files, ...attached];
  const terms = [...indexTerms(wordsOfMessage(text, all, texts), all.length > 0)].map(await work.keys.blindWords());
  await setFileTerms(work.sql, { channel_id: channel, ts }, attached.length, terms);
}

/** Says in the logs of locked channels how the files of these messages look from now on. */
async function announceFiles(
  work: Work,
  channels: ReadonlyMap<ChannelId, ChannelRow>,
  places: Places,
  actor: MemberId | undefined,
): Promise<void> {
  const rows = await messagesAt(
    work.sql,
    places.map(({ channel_id: channel, ts }) => ({ channel, ts })),
  );
  const shown = await showMessages(work, channels, rows);
  for (const [at, row] of rows.entries()) {
    const [channel, message] = [channels.get(row.channel_id), shown[at]];
    if (!channel || !message) throw new Error('A message that carries a file was not shown.');
    await recordInLog(work, channel, {
      kind: 'message.files-changed',
      ts: row.ts,
      message,
      ...(actor ? { actor } : {}),
    });
  }
}
