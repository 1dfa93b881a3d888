import { createHash } from 'node:crypto';
import type { ProviderId, SessionId, SsoKeyId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface KeyRow {
  readonly id: SsoKeyId;
  readonly team_id: TeamId;
  readonly provider_id: ProviderId;
  readonly certificate: Buffer;
  /** Sealed. */
  readonly private_key: Buffer;
  readonly created_at: Date;
}

/** The oldest of each provider first. */
export const keyRows = (db: Sql, providers: readonly ProviderId[], eachMax: number): Promise<KeyRow[]> =>
  db
    .selectFrom('sso_keys')
    .select(['id', 'team_id', 'provider_id', 'certificate', 'private_key', 'created_at'])
    .where('provider_id', 'in', providers)
    .orderBy('created_at')
    .orderBy('id')
    .limit(eachMax * providers.length)
    .$narrowType<Pick<KeyRow, 'id' | 'team_id' | 'provider_id'>>()
    .execute();

export async function insertKey(db: Sql, row: KeyRow): Promise<void> {
  await db.insertInto('sso_keys').values(row).execute();
}

export const deleteKey = async (db: Sql, provider: ProviderId, id: SsoKeyId): Promise<boolean> =>
  (await db.deleteFrom('sso_keys').where('id', '=', id).where('provider_id', '=', provider).executeTakeFirst())
    .numDeletedRows === 1n;

/** False for a message that was taken before. */
export async function takeMessage(
  db: Sql,
  { team, provider }: { readonly team: TeamId; readonly provider: ProviderId },
  { id, until }: { readonly id: string; readonly until: Date },
): Promise<boolean> {
  const taken = await db
    .insertInto('sso_taken')
    .values({
      ...{ provider_id: provider, team_id: team, expires_at: until },
      message: createHash('sha256').update(id).digest(),
    })
    .onConflict((row) => row.columns(['provider_id', 'message']).doNothing())
    .executeTakeFirst();
  return taken.numInsertedOrUpdatedRows === 1n;
}

export const expireTaken = async (db: Sql, now: Date): Promise<number> =>
  Number((await db.deleteFrom('sso_taken').where('expires_at', '<=', now).executeTakeFirst()).numDeletedRows);

export interface StayRow {
  readonly session_id: SessionId;
  readonly team_id: TeamId;
  readonly provider_id: ProviderId;
  readonly name: string;
  readonly format: string | null;
  readonly qualifier: string | null;
  readonly own_qualifier: string | null;
  readonly index: string | null;
}

export async function insertStay(db: Sql, row: StayRow): Promise<void> {
  await db.insertInto('sso_stays').values(row).execute();
}

export const stayOf = (db: Sql, session: SessionId): Promise<StayRow | undefined> =>
  db
    .selectFrom('sso_stays')
    .select(['session_id', 'team_id', 'provider_id', 'name', 'format', 'qualifier', 'own_qualifier', 'index'])
    .where('session_id', '=', session)
    .$narrowType<Pick<StayRow, 'session_id' | 'team_id' | 'provider_id'>>()
    .executeTakeFirst();

/** Every stay of the name, or those with one of the indexes. */
export async function staysOf(
  db: Sql,
  provider: ProviderId,
  name: string,
  indexes: readonly string[],
  limit: number,
): Promise<SessionId[]> {
  const ofName = db
    .selectFrom('sso_stays as stay')
    .innerJoin('sessions as session', 'session.id', 'stay.session_id')
    .select('stay.session_id')
    .where('stay.provider_id', '=', provider)
    .where('stay.name', '=', name)
    .where('session.revoked_at', 'is', null)
    .limit(limit);
  const rows = await (indexes.length === 0 ? ofName : ofName.where('stay.index', 'in', indexes))
    .$narrowType<{ session_id: SessionId }>()
    .execute();
  return rows.map(({ session_id }) => session_id);
}
