import type { Work } from '#platform/work.ts';
import { type ChannelRow, eventRow, type Happening, publicChannelId, readLog } from '../channel-log/channel-log.ts';
import { insertLog, takeNumbers } from './history-import.sql.ts';

/**
 * Appends to the log of a locked channel and publishes the last entry only: whoever follows the log sees the gap before
 * it and reads what is missing, at its own pace. Returns the number before the first one.
 */
export async function appendToLog(work: Work, channel: ChannelRow, happenings: readonly Happening[]): Promise<number> {
  const last = await takeNumbers(work.sql, channel.id, happenings.length);
  const before = last - happenings.length;
  await insertLog(
    work.sql,
    happenings.map((happening, at) => eventRow(work, channel, before + at + 1, happening)),
  );
  const [read] = await readLog(work, channel, last - 1, 1);
  if (!read) throw new Error('The log lacks what was just appended to it.');
  const json = JSON.stringify(read.event);
  work.emit({ kind: 'channel.event', address: publicChannelId(channel), number: last, json, ends: undefined });
  return before;
}
