import type { ChannelInventory } from '#contract/channel-inventory.ts';
import { type ChannelId, publicId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { channelsAfter } from './channel-inventory.sql.ts';

/** All channels by name, size and age, also private ones: never a topic, a message or who is in one. */
export async function channelInventory(
  work: Work,
  after: ChannelId | undefined,
  limit: number,
): Promise<ChannelInventory> {
  const rows = await channelsAfter(work.sql, after, limit + 1);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    channels: page.map((row) => ({
      id: publicId('C', row.id),
      kind: row.kind,
      name: row.name,
      general: row.general,
      members: row.members,
      ...(row.created_by ? { createdBy: publicId('U', row.created_by) } : {}),
      createdAt: row.created_at.toISOString(),
      ...(row.archived_at ? { archivedAt: row.archived_at.toISOString() } : {}),
    })),
    ...(last ? { next: publicId('C', last.id) } : {}),
  };
}
