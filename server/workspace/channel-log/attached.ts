import type { MessageFile, Preview } from '#contract/files.ts';
import { type ChannelId, type FileId, publicId, type Ts } from '#contract/ids.ts';
import type { Compartment } from '#platform/vault/vault.ts';
import type { Work } from '#platform/work.ts';
import { attachedAt, attachedTextsAt, type ShownFileRow } from './attached.sql.ts';

/** What was found out about the content of a file. */
export interface Look {
  readonly v: 1;
  readonly type: string;
  readonly preview?: Preview;
}

export const filesCompartment = (work: Work): Promise<Compartment> => work.keys.compartment('files');

export const sealFileName = (compartment: Compartment, file: FileId, name: string): Buffer =>
  compartment.seal(file, 'name', name);

export const sealLook = (compartment: Compartment, file: FileId, look: Look): Buffer =>
  compartment.seal(file, 'look', JSON.stringify(look));

export function showFile(compartment: Compartment, row: ShownFileRow): MessageFile & { readonly id: string } {
  const look = row.look ? (JSON.parse(compartment.open(row.id, 'look', row.look)) as Look) : undefined;
  return {
    id: publicId('F', row.id),
    name: compartment.open(row.id, 'name', row.name),
    size: row.bytes,
    ...(look ? { type: look.type } : {}),
    ...(look?.preview ? { preview: look.preview } : {}),
  };
}

/** The files of those messages that carry some, by `placeKey`. */
export async function showAttached(
  work: Work,
  rows: readonly { readonly channel_id: ChannelId; readonly ts: Ts; readonly file_count: number }[],
): Promise<ReadonlyMap<string, MessageFile[]>> {
  const places = rows.filter((row) => row.file_count > 0).map((row) => ({ channel: row.channel_id, ts: row.ts }));
  if (places.length === 0) return new Map();
  const compartment = await filesCompartment(work);
  const shown = new Map<string, MessageFile[]>();
  for (const row of await attachedAt(work.sql, places)) {
    const key = placeKey(row.channel_id, row.ts);
    shown.set(key, [...(shown.get(key) ?? []), showFile(compartment, row)]);
  }
  return shown;
}

export const sealFileText = (compartment: Compartment, file: FileId, text: string): Buffer =>
  compartment.seal(file, 'text', text);

/** What a text file says, as far as it is searched; empty for other files. */
export const openFileText = (compartment: Compartment, file: FileId, sealed: Buffer | null): string =>
  sealed ? compartment.open(file, 'text', sealed) : '';

/** What the text files of those messages say that carry some, by `placeKey`. */
export async function textsAttached(
  work: Work,
  rows: readonly { readonly channel_id: ChannelId; readonly ts: Ts; readonly file_count: number }[],
): Promise<ReadonlyMap<string, string[]>> {
  const places = rows.filter((row) => row.file_count > 0).map((row) => ({ channel: row.channel_id, ts: row.ts }));
  if (places.length === 0) return new Map();
  const compartment = await filesCompartment(work);
  const texts = new Map<string, string[]>();
  for (const row of await attachedTextsAt(work.sql, places)) {
    const key = placeKey(row.channel_id, row.ts);
    texts.set(key, [...(texts.get(key) ?? []), openFileText(compartment, row.id, row.text)]);
  }
  return texts;
}

/** All words under which a message is found: what it says, what its files are called, and what its text files say. */
export const wordsOfMessage = (
  text: string,
  files: readonly Pick<MessageFile, 'name'>[] = [],
  texts: readonly string[] = [],
): string => [text, ...files.map(({ name }) => name), ...texts].join('\n');

export const placeKey = (channel: ChannelId, ts: Ts): string => `${channel}/${ts}`;
