import { sql } from 'kysely';
import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface EmojiRow {
  readonly name: string;
  readonly alias_of: string | null;
  readonly created_by: MemberId;
  readonly created_at: Date;
}

export interface ListRow {
  readonly version: number;
  readonly added_by: 'members' | 'admins';
}

export const listRow = (db: Sql): Promise<ListRow | undefined> =>
  db.selectFrom('emoji_lists').select(['version', 'added_by']).$narrowType<ListRow>().executeTakeFirst();

/** Takes the next version under the lock of the list's row; whoever changes the list does it first. */
export async function advanceList(db: Sql, team: TeamId, addedBy: ListRow['added_by'] | undefined): Promise<ListRow> {
  const { rows } = await sql<ListRow>`
    insert into emoji_lists (team_id, version, added_by) values (${team}, 1, ${addedBy ?? 'members'})
    on conflict (team_id) do update set version = emoji_lists.version + 1,
      added_by = coalesce(${addedBy ?? null}::text, emoji_lists.added_by)
    returning version, added_by`.execute(db);
  const row = rows[0];
  if (!row) throw new Error('The list of emoji did not move on.');
  return row;
}

export const emojiByName = (db: Sql, limit: number): Promise<EmojiRow[]> =>
  db
    .selectFrom('emoji')
    .select(['name', 'alias_of', 'created_by', 'created_at'])
    .orderBy('name')
    .limit(limit)
    .$narrowType<EmojiRow>()
    .execute();

export const emojiNamed = (db: Sql, name: string): Promise<(EmojiRow & { image: Buffer | null }) | undefined> =>
  db
    .selectFrom('emoji')
    .select(['name', 'alias_of', 'created_by', 'created_at', 'image'])
    .where('name', '=', name)
    .$narrowType<EmojiRow>()
    .executeTakeFirst();

export async function hasEmoji(db: Sql, name: string): Promise<boolean> {
  const row = await db.selectFrom('emoji').select('name').where('name', '=', name).executeTakeFirst();
  return row !== undefined;
}

export async function countEmoji(db: Sql): Promise<number> {
  const row = await db
    .selectFrom('emoji')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}

export async function insertEmoji(
  db: Sql,
  row: EmojiRow & { readonly team_id: TeamId; readonly image: Buffer | null },
): Promise<void> {
  await db.insertInto('emoji').values(row).execute();
}

/** The emoji with all its other names; returns how many names went. */
export async function deleteEmoji(db: Sql, name: string): Promise<number> {
  const gone = await db
    .deleteFrom('emoji')
    .where((row) => row.or([row('name', '=', name), row('alias_of', '=', name)]))
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}
