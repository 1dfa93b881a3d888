import { type ChannelId, type MemberId, publicId, publicTs, type TeamId, type Ts } from '#contract/ids.ts';
import type { Channel, Standing } from '#contract/workspace.ts';
import type { Work } from '#platform/work.ts';
import { peopleOf } from './channel-log.sql.ts';

export interface ChannelRow {
  readonly id: ChannelId;
  readonly team_id: TeamId;
  readonly kind: 'public' | 'private' | 'direct' | 'group';
  readonly name: string | null;
  readonly topic: Buffer | null;
  readonly purpose: Buffer | null;
  readonly general: boolean;
  readonly created_by: MemberId | null;
  readonly created_at: Date;
  readonly archived_at: Date | null;
  readonly seq: number;
  readonly last_ts: Ts;
  readonly ordinal: number;
}

const LETTERS = { public: 'C', private: 'C', direct: 'D', group: 'G' } as const;

const channelLetter = (channel: Pick<ChannelRow, 'kind'>): 'C' | 'D' | 'G' => LETTERS[channel.kind];

export const publicChannelId = (channel: Pick<ChannelRow, 'id' | 'kind'>): string =>
  publicId(channelLetter(channel), channel.id);

/** Opens topic and purpose; `people` are those of a direct or group conversation. */
export async function showChannel(work: Work, row: ChannelRow, people?: readonly MemberId[]): Promise<Channel> {
  const open = async (field: 'topic' | 'purpose'): Promise<string> => {
    const sealed = row[field];
    return sealed ? (await work.keys.compartment(row.id)).open(row.id, field, sealed) : '';
  };
  return {
    id: publicChannelId(row),
    kind: row.kind,
    ...(row.name === null ? {} : { name: row.name }),
    topic: await open('topic'),
    purpose: await open('purpose'),
    general: row.general,
    createdAt: row.created_at.toISOString(),
    ...(row.archived_at ? { archivedAt: row.archived_at.toISOString() } : {}),
    ...(people ? { members: people.map((member) => publicId('U', member)) } : {}),
  };
}

/** As `showChannel`, with the people of a direct or group conversation looked up. */
export async function showConversation(work: Work, row: ChannelRow): Promise<Channel> {
  if (row.name !== null) return await showChannel(work, row);
  return await showChannel(work, row, (await peopleOf(work.sql, [row.id])).get(row.id) ?? []);
}

export interface StandingRow {
  readonly read_ts: Ts;
  readonly unread: number;
  readonly mentions: number;
}

export const showStanding = (
  channel: Pick<ChannelRow, 'id' | 'kind' | 'seq' | 'last_ts'>,
  row: StandingRow,
): Standing => ({
  channel: publicChannelId(channel),
  number: channel.seq,
  ...(channel.last_ts > 0 ? { lastTs: publicTs(channel.last_ts) } : {}),
  ...(row.read_ts > 0 ? { readTs: publicTs(row.read_ts) } : {}),
  unread: row.unread,
  // Whoever writes in a direct or group conversation means everybody in it; only a reply can name somebody besides.
  mentions: channel.kind === 'direct' || channel.kind === 'group' ? Math.max(row.unread, row.mentions) : row.mentions,
});
