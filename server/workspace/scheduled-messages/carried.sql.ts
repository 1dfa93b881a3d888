import { sql } from 'kysely';
import type { FileId, ScheduledId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import type { ShownFileRow } from '../channel-log/channel-log.ts';

/** Files of scheduled messages, each in the order in which it carries them. */
export async function carriedBy(
  db: Sql,
  ids: readonly ScheduledId[],
): Promise<(ShownFileRow & { readonly scheduled_id: ScheduledId })[]> {
  const { rows } = await sql<ShownFileRow & { scheduled_id: ScheduledId }>`
    select a.scheduled_id, f.id, f.bytes, f.name, f.look
    from scheduled_files a join files f on f.id = a.file_id
    where a.scheduled_id = any(${ids}::uuid[]) order by a.scheduled_id, a.place`.execute(db);
  return rows;
}

export async function insertCarried(
  db: Sql,
  team: TeamId,
  scheduled: ScheduledId,
  files: readonly FileId[],
): Promise<void> {
  await sql`
    insert into scheduled_files (scheduled_id, place, team_id, file_id)
    select ${scheduled}, a.place, ${team}, a.file_id
    from unnest(${files}::uuid[]) with ordinality as a (file_id, place)`.execute(db);
}

/** Takes the files off scheduled messages; returns which they were. */
export async function deleteCarried(db: Sql, ids: readonly ScheduledId[]): Promise<FileId[]> {
  const { rows } = await sql<{ file_id: FileId }>`
    delete from scheduled_files where scheduled_id = any(${ids}::uuid[]) returning file_id`.execute(db);
  return rows.map(({ file_id }) => file_id);
}
