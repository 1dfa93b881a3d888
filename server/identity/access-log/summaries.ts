/** Who came from where on which device: a line for each, with its first time, its last, and how often. */
import type { AccessSummary } from '#contract/access.ts';
import { type MemberId, publicId } from '#contract/ids.ts';
import type { PlaceOf } from '#platform/places/places.ts';
import type { Work } from '#platform/work.ts';
import { agentOf } from '../agent.ts';
import { disavowDevice, latestSummaries, type SummaryRow } from './summaries.sql.ts';

/** The last used first: of one member, or of the whole team. `after` is the last one of the page before. */
export async function listSummaries(
  work: Work,
  member: MemberId | undefined,
  after: string | undefined,
  limit: number,
): Promise<{ summaries: SummaryRow[]; next: string | undefined }> {
  const rows = await latestSummaries(work.sql, member, { after, limit: limit + 1 });
  const summaries = rows.slice(0, limit);
  return { summaries, next: rows.length > limit ? summaries.at(-1)?.id : undefined };
}

/** `placeOf` says where an address is. */
export function showSummary(row: SummaryRow, placeOf: PlaceOf): AccessSummary {
  const place = placeOf(row.ip);
  return {
    id: row.id,
    member: publicId('U', row.member_id),
    agent: agentOf(row.user_agent),
    ip: row.ip,
    ...(place === undefined ? {} : { place }),
    firstAt: row.first_at.toISOString(),
    lastAt: row.last_at.toISOString(),
    accepted: row.accepted,
    refused: row.refused,
    ...(row.disavowed_at ? { disavowedAt: row.disavowed_at.toISOString() } : {}),
  };
}

/** The member said that this device is somebody else's: it counts as new from now on. */
export const forgetDevice = (work: Work, member: MemberId, device: Buffer): Promise<void> =>
  disavowDevice(work.sql, member, device, work.now);
