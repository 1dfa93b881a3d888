import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export type KeyState = 'current' | 'waiting' | 'former' | 'refused';
export type HowLearnt = 'attached' | 'autocrypt' | 'directory' | 'written';

export interface SenderKeyRow {
  readonly address: Buffer;
  readonly key: Buffer;
  readonly sealed: Buffer;
  readonly state: KeyState;
  readonly how: HowLearnt;
  readonly first_seen_at: Date;
  readonly seen_at: Date;
  readonly confirmed_at: Date | null;
  readonly confirmed_by: MemberId | null;
}

/** The newest first. */
export const senderKeyRows = (db: Sql, address: Buffer, limit: number): Promise<SenderKeyRow[]> =>
  db
    .selectFrom('desk_sender_keys')
    .select(['address', 'key', 'sealed', 'state', 'how', 'first_seen_at', 'seen_at', 'confirmed_at', 'confirmed_by'])
    .where('address', '=', address)
    .orderBy('first_seen_at', 'desc')
    .orderBy('key')
    .limit(limit)
    .$narrowType<{ state: KeyState; how: HowLearnt; confirmed_by: MemberId | null }>()
    .execute();

export async function insertSenderKey(db: Sql, row: SenderKeyRow & { readonly team_id: TeamId }): Promise<void> {
  await db.insertInto('desk_sender_keys').values(row).execute();
}

/** What is known of the key now. */
export async function markSeen(
  db: Sql,
  { address, key }: Pick<SenderKeyRow, 'address' | 'key'>,
  seen: Pick<SenderKeyRow, 'sealed' | 'seen_at'>,
): Promise<void> {
  await db.updateTable('desk_sender_keys').set(seen).where('address', '=', address).where('key', '=', key).execute();
}

export async function markState(
  db: Sql,
  { address, key }: Pick<SenderKeyRow, 'address' | 'key'>,
  changed: Partial<Pick<SenderKeyRow, 'state' | 'confirmed_at' | 'confirmed_by'>>,
): Promise<void> {
  await db.updateTable('desk_sender_keys').set(changed).where('address', '=', address).where('key', '=', key).execute();
}

/** The one that counted counts no more. */
export async function retireCurrent(db: Sql, address: Buffer): Promise<void> {
  await db
    .updateTable('desk_sender_keys')
    .set({ state: 'former' })
    .where('address', '=', address)
    .where('state', '=', 'current')
    .execute();
}

export const lookupAt = async (db: Sql, address: Buffer): Promise<Date | undefined> =>
  (await db.selectFrom('desk_key_lookups').select('at').where('address', '=', address).executeTakeFirst())?.at;

export async function noteLookup(db: Sql, team: TeamId, address: Buffer, at: Date): Promise<void> {
  await db
    .insertInto('desk_key_lookups')
    .values({ team_id: team, address, at })
    .onConflict((conflict) => conflict.columns(['team_id', 'address']).doUpdateSet({ at }))
    .execute();
}

export async function deleteUnseen(db: Sql, before: Date): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('desk_sender_keys').where('seen_at', '<', before).executeTakeFirst();
  return Number(numDeletedRows);
}

export async function deleteLookups(db: Sql, before: Date): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('desk_key_lookups').where('at', '<', before).executeTakeFirst();
  return Number(numDeletedRows);
}
