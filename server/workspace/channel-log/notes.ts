import type { MemberId } from '#contract/ids.ts';
import type { Note } from '#contract/workspace.ts';
import type { Work } from '#platform/work.ts';
import { type Body, sealBody } from './body.ts';
import { insertEvents } from './channel-log.sql.ts';
import type { ChannelRow } from './channel-row.ts';
import { emitEvent, eventRow, type Happening } from './event.ts';
import { showMessage } from './show.ts';
import { insertMessages, takePlace } from './timeline.sql.ts';

/** A line of the system in the timeline of a locked channel, such as "joined": never unread, not searchable. */
export async function postNote(
  work: Work,
  channel: ChannelRow,
  author: MemberId,
  note: Note,
  happening: Pick<Happening, 'kind' | 'member'> = { kind: 'message.posted' },
): Promise<void> {
  const { ts, seq } = await takePlace(work.sql, channel.id, work.now.getTime() * 1000);
  const body: Body = { v: 1, text: '', note };
  const row = {
    channel_id: channel.id,
    ts,
    author_id: author,
    thread_ts: null,
    in_timeline: true,
    ordinal: null,
    client_id: null,
    file_count: 0,
  };
  await insertMessages(work.sql, channel.team_id, [
    { ...row, body: sealBody(await work.keys.compartment(channel.id), ts, body), terms: [] },
  ]);
  const event = eventRow(work, channel, seq, { ...happening, actor: author, ts });
  await insertEvents(work.sql, [event]);
  const message = showMessage(channel, { ...row, ...UNTOUCHED }, body, []);
  emitEvent(work, channel, event, { message });
}

/** The columns of a message to which nothing has happened yet. */
export const UNTOUCHED = {
  edited_at: null,
  deleted_at: null,
  edit_count: 0,
  reaction_count: 0,
  reply_count: 0,
  last_reply_ts: null,
} as const;
