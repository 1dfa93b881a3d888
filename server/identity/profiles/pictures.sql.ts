import type { MemberId, TeamId } from '#contract/ids.ts';
import type { BlobId } from '#platform/blobs/blobs.ts';
import type { Sql } from '#platform/database/database.ts';

export interface PictureRow {
  readonly id: string;
  readonly member_id: MemberId;
  readonly blob_id: BlobId;
  /** The large one follows. */
  readonly small_bytes: number;
}

const COLUMNS = ['id', 'member_id', 'blob_id', 'small_bytes'] as const;
type Narrow = Pick<PictureRow, 'member_id' | 'blob_id'>;

/** Not yet current: its bytes are still to come. */
export async function insertPicture(db: Sql, team: TeamId, picture: PictureRow, at: Date): Promise<void> {
  await db
    .insertInto('member_pictures')
    .values({ ...picture, team_id: team, is_current: false, made_at: at })
    .execute();
}

export const currentPictures = (db: Sql, members: readonly MemberId[]): Promise<PictureRow[]> =>
  db
    .selectFrom('member_pictures')
    .select(COLUMNS)
    .where('is_current', '=', true)
    .where((row) => row('member_id', '=', row.fn.any(row.val([...members]))))
    .$narrowType<Narrow>()
    .execute();

/** The earlier one has to be deleted first. */
export async function makeCurrent(db: Sql, picture: string): Promise<void> {
  await db.updateTable('member_pictures').set({ is_current: true }).where('id', '=', picture).execute();
}

export async function deletePicture(db: Sql, picture: string): Promise<void> {
  await db.deleteFrom('member_pictures').where('id', '=', picture).execute();
}

/** The member's current picture goes; returns its blob, which is to be dropped. */
export async function deleteCurrent(db: Sql, member: MemberId): Promise<BlobId | undefined> {
  const gone = await db
    .deleteFrom('member_pictures')
    .where('member_id', '=', member)
    .where('is_current', '=', true)
    .returning('blob_id')
    .$narrowType<Pick<PictureRow, 'blob_id'>>()
    .executeTakeFirst();
  return gone?.blob_id;
}

/** Those whose maker was stopped before their bytes were there; returns their blobs. */
export async function deleteUnfinished(db: Sql, madeBefore: Date): Promise<BlobId[]> {
  const gone = await db
    .deleteFrom('member_pictures')
    .where('is_current', '=', false)
    .where('made_at', '<', madeBefore)
    .returning('blob_id')
    .$narrowType<Pick<PictureRow, 'blob_id'>>()
    .execute();
  return gone.map(({ blob_id }) => blob_id);
}
