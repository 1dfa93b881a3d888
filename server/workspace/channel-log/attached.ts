import type { MessageFile, Preview } from '#contract/files.ts';
import { type ChannelId, type FileId, publicId, type Ts } from '#contract/ids.ts';
import type { Compartment } from '#platform/vault/vault.ts';
import type { Work } from '#platform/work.ts';
import { attachedAt, type ShownFileRow } from './attached.sql.ts';

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

/** All words under which a message is found: what it says, and what its files are called. */
export const wordsOfMessage = (text: string, files: readonly Pick<MessageFile, 'name'>[] = []): string =>
  [text, ...files.map(({ name }) => name)].join('\n');

export const placeKey = (channel: ChannelId, ts: Ts): string => `${channel}/${ts}`;
