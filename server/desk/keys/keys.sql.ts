import { sql } from 'kysely';
import type { TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface KeyRow {
  readonly team_id: TeamId;
  readonly fingerprint: string;
  readonly address: string;
  readonly algorithm: string;
  readonly public_key: Buffer;
  /** Sealed. */
  readonly private_key: Buffer;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly replaced_at: Date | null;
  readonly revoked_at: Date | null;
}

const COLUMNS = [
  ...(['team_id', 'fingerprint', 'address', 'algorithm', 'public_key', 'private_key'] as const),
  ...(['created_at', 'expires_at', 'replaced_at', 'revoked_at'] as const),
] as const;

/** The newest first. */
export const keyRows = (db: Sql, limit: number): Promise<KeyRow[]> =>
  db
    .selectFrom('desk_keys')
    .select(COLUMNS)
    .orderBy('created_at', 'desc')
    .orderBy('fingerprint')
    .limit(limit)
    .$narrowType<{ team_id: TeamId }>()
    .execute();

export const keyRow = (db: Sql, fingerprint: string): Promise<KeyRow | undefined> =>
  db
    .selectFrom('desk_keys')
    .select(COLUMNS)
    .where('fingerprint', '=', fingerprint)
    .$narrowType<{ team_id: TeamId }>()
    .executeTakeFirst();

export const standingRow = (db: Sql): Promise<KeyRow | undefined> =>
  db
    .selectFrom('desk_keys')
    .select(COLUMNS)
    .where('replaced_at', 'is', null)
    .where('revoked_at', 'is', null)
    .$narrowType<{ team_id: TeamId }>()
    .executeTakeFirst();

export async function insertKey(db: Sql, row: Omit<KeyRow, 'replaced_at' | 'revoked_at'>): Promise<void> {
  await db.insertInto('desk_keys').values(row).execute();
}

export async function markReplaced(db: Sql, fingerprint: string, at: Date): Promise<void> {
  await db.updateTable('desk_keys').set({ replaced_at: at }).where('fingerprint', '=', fingerprint).execute();
}

export async function markRevoked(db: Sql, fingerprint: string, publicKey: Buffer, at: Date): Promise<void> {
  const revoked = { revoked_at: at, public_key: publicKey };
  await db.updateTable('desk_keys').set(revoked).where('fingerprint', '=', fingerprint).execute();
}

/** The standing key, if it expires within so many days and was not yet taken for so few; marks it as taken. */
export async function takeEnding(db: Sql, now: Date, days: number): Promise<string | undefined> {
  const { rows } = await sql<{ fingerprint: string }>`
    update desk_keys set warned_days = ${days}
    where replaced_at is null and revoked_at is null
      and expires_at <= ${now}::timestamptz + make_interval(days => ${days})
      and (warned_days is null or warned_days > ${days})
    returning fingerprint`.execute(db);
  return rows[0]?.fingerprint;
}
