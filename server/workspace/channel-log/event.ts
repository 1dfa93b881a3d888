import { type MemberId, publicId, publicTs, type Ts } from '#contract/ids.ts';
import type { Channel, ChannelEvent, Message, Thread } from '#contract/workspace.ts';
import type { Work } from '#platform/work.ts';
import { advanceLog, type EventRow, insertEvents } from './channel-log.sql.ts';
import { type ChannelRow, publicChannelId } from './channel-row.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** An event of a channel's log, ready for the wire. */
    'channel.event': {
      /** The channel's public id. */
      readonly address: string;
      readonly number: number;
      readonly json: string;
      /** Who does not get what comes after it. */
      readonly ends: MemberId | undefined;
    };
  }
}

export type EventKind =
  | 'channel.created'
  | 'channel.changed'
  | 'channel.archived'
  | 'channel.unarchived'
  | 'member.joined'
  | 'member.left'
  | 'message.posted'
  | 'message.edited'
  | 'message.deleted'
  | 'message.cards-changed'
  | 'message.files-changed'
  | 'reaction.added'
  | 'reaction.removed'
  | 'bookmarks.changed'
  | 'pin.added'
  | 'pin.removed';

/** What goes to the wire with an event, and is not kept in the log. */
export interface Shown {
  readonly message?: Message | undefined;
  /** The thread that the message is a reply in. */
  readonly thread?: Thread | undefined;
  readonly conversation?: Channel | undefined;
}

/** What happened to a locked channel. */
export interface Happening extends Shown {
  readonly kind: EventKind;
  readonly actor?: MemberId;
  readonly member?: MemberId;
  readonly ts?: Ts;
  readonly emoji?: string;
}

/** Appends to the log of one channel, whose row this unit holds locked. Returns the event's number. */
export async function recordInLog(work: Work, channel: ChannelRow, happening: Happening): Promise<number> {
  const number = await advanceLog(work.sql, channel.id);
  const row = eventRow(work, channel, number, happening);
  await insertEvents(work.sql, [row]);
  emitEvent(work, channel, row, happening);
  return number;
}

export const eventRow = (work: Work, channel: ChannelRow, seq: number, happening: Happening): EventRow => ({
  channel_id: channel.id,
  seq,
  team_id: channel.team_id,
  at: work.now,
  kind: happening.kind,
  actor_id: happening.actor ?? null,
  ts: happening.ts ?? null,
  member_id: happening.member ?? null,
  detail: happening.emoji ?? null,
});

export function emitEvent(work: Work, channel: ChannelRow, row: EventRow, shown: Shown): void {
  const json = JSON.stringify(showEvent(channel, row, shown));
  const ends = row.kind === 'member.left' ? (row.member_id ?? undefined) : undefined;
  work.emit({ kind: 'channel.event', address: publicChannelId(channel), number: row.seq, json, ends });
}

export function showEvent(channel: Pick<ChannelRow, 'id' | 'kind'>, row: EventRow, shown: Shown): ChannelEvent {
  return {
    kind: row.kind,
    channel: publicChannelId(channel),
    number: row.seq,
    at: row.at.toISOString(),
    ...(row.actor_id ? { actor: publicId('U', row.actor_id) } : {}),
    ...(row.member_id ? { member: publicId('U', row.member_id) } : {}),
    ...(row.ts === null ? {} : { ts: publicTs(row.ts) }),
    ...(row.detail === null ? {} : { emoji: row.detail }),
    ...(shown.message ? { message: shown.message } : {}),
    ...(shown.thread ? { thread: shown.thread } : {}),
    ...(shown.conversation ? { conversation: shown.conversation } : {}),
  };
}
