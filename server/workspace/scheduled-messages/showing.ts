/** How scheduled messages look to their authors, and what is said to their devices. */
import type { MessageFile } from '#contract/files.ts';
import { type ChannelId, publicId, publicTs, type ScheduledId } from '#contract/ids.ts';
import type { ScheduledMessage } from '#contract/time.ts';
import { wallAt } from '#platform/wall-time/wall-time.ts';
import type { Work } from '#platform/work.ts';
import { publicChannelId } from '../channel-log/channel-log.ts';
import { isLate } from '../moments.ts';
import { carriedFiles } from './carried.ts';
import type { ScheduledRow } from './scheduled-messages.sql.ts';

/** Sealed with the keys of the channel that it will stand in. */
export const sealText = async (work: Work, channel: ChannelId, id: ScheduledId, text: string): Promise<Buffer> =>
  (await work.keys.compartment(channel)).seal(id, 'scheduled', text);

export async function textOf(work: Work, row: ScheduledRow): Promise<string> {
  if (!row.body) throw new Error('A scheduled message that waits has no text.');
  return (await work.keys.compartment(row.channel_id)).open(row.id, 'scheduled', row.body);
}

/** The author's devices hear how they stand now. */
export async function tellAll(work: Work, rows: readonly ScheduledRow[]): Promise<ScheduledMessage[]> {
  const shown = await showAll(work, rows);
  for (const [at, row] of rows.entries()) {
    const json = JSON.stringify({ kind: 'scheduled-message.changed', scheduled: shown[at] });
    const dueAt = row.state === 'pending' ? row.due_at : undefined;
    work.emit({ kind: 'scheduled-message.changed', member: row.author_id, dueAt, json });
  }
  return shown;
}

export async function tell(work: Work, row: ScheduledRow): Promise<ScheduledMessage> {
  const [shown] = await tellAll(work, [row]);
  if (!shown) throw new Error('A scheduled message was not shown.');
  return shown;
}

export async function showAll(work: Work, rows: readonly ScheduledRow[]): Promise<ScheduledMessage[]> {
  const carried = await carriedFiles(
    work,
    rows.filter(({ body }) => body),
  );
  return await Promise.all(rows.map((row) => show(work, row, carried(row.id).shown)));
}

async function show(work: Work, row: ScheduledRow, files: readonly MessageFile[]): Promise<ScheduledMessage> {
  return {
    id: publicId('Q', row.id),
    channel: publicChannelId({ id: row.channel_id, kind: row.channel_kind }),
    clientId: row.client_id,
    ...(row.thread_ts === null ? {} : { threadTs: publicTs(row.thread_ts) }),
    alsoToChannel: row.also_to_channel,
    ...(row.body ? { text: await textOf(work, row) } : {}),
    ...(files.length > 0 ? { files: [...files] } : {}),
    dueAt: row.due_at.toISOString(),
    zone: row.zone,
    local: wallAt(row.due_at, row.zone),
    state: row.state,
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.sent_ts === null ? {} : { ts: publicTs(row.sent_ts) }),
    late: row.state === 'sent' && isLate(row.due_at, row.ended_at),
    createdAt: row.created_at.toISOString(),
    ...(row.edited_at ? { editedAt: row.edited_at.toISOString() } : {}),
    ...(row.ended_at ? { endedAt: row.ended_at.toISOString() } : {}),
  };
}
