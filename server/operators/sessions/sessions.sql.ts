import type { OperatorId, SessionId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface OperatorSessionRow {
  readonly id: SessionId;
  readonly created_at: Date;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
  readonly factor: string | null;
  readonly ip: string;
  readonly user_agent: string;
}

export interface NewOperatorSession extends OperatorSessionRow {
  readonly operator_id: OperatorId;
  readonly token_hash: Buffer;
}

/** What makes a session live: neither revoked nor past its end, used since, and finished or begun since. */
export interface Live {
  readonly now: Date;
  readonly usedSince: Date;
  readonly begunSince: Date;
}

export async function insertSession(db: Sql, session: NewOperatorSession): Promise<void> {
  await db.insertInto('operator_sessions').values(session).execute();
}

const live = (db: Sql, { now, usedSince, begunSince }: Live) =>
  db
    .selectFrom('operator_sessions as s')
    .where('s.revoked_at', 'is', null)
    .where('s.expires_at', '>', now)
    .where('s.last_seen_at', '>', usedSince)
    .where((row) => row.or([row('s.factor', 'is not', null), row('s.created_at', '>', begunSince)]));

export interface PresentedSession {
  readonly id: SessionId;
  readonly last_seen_at: Date;
  readonly factor: string | null;
  readonly proven_at: Date | null;
  readonly operator_id: OperatorId;
  readonly name: string;
  readonly enrolled_at: Date | null;
}

/** The live session of an operator who is not disabled. */
export const sessionByHash = (db: Sql, hash: Buffer, at: Live): Promise<PresentedSession | undefined> =>
  live(db, at)
    .innerJoin('operators as o', 'o.id', 's.operator_id')
    .where('s.token_hash', '=', hash)
    .where('o.disabled_at', 'is', null)
    .select(['s.id', 's.last_seen_at', 's.factor', 's.proven_at', 's.operator_id', 'o.name', 'o.enrolled_at'])
    .$narrowType<{ id: SessionId; operator_id: OperatorId }>()
    .executeTakeFirst();

export const liveSessionsOf = (db: Sql, operator: OperatorId, at: Live, limit: number): Promise<OperatorSessionRow[]> =>
  live(db, at)
    .where('s.operator_id', '=', operator)
    .select(['s.id', 's.created_at', 's.last_seen_at', 's.expires_at', 's.factor', 's.ip', 's.user_agent'])
    .orderBy('s.last_seen_at', 'desc')
    .orderBy('s.id')
    .limit(limit)
    .$narrowType<{ id: SessionId }>()
    .execute();

export async function renewSession(db: Sql, session: SessionId, now: Date): Promise<void> {
  await db.updateTable('operator_sessions').set({ last_seen_at: now }).where('id', '=', session).execute();
}

export async function setProof(db: Sql, session: SessionId, factor: string, now: Date): Promise<void> {
  await db.updateTable('operator_sessions').set({ factor, proven_at: now }).where('id', '=', session).execute();
}

/** False when the operator has none such, or it has ended already. */
export async function revokeSession(db: Sql, operator: OperatorId, session: SessionId, at: Date): Promise<boolean> {
  const revoked = await db
    .updateTable('operator_sessions')
    .set({ revoked_at: at })
    .where('id', '=', session)
    .where('operator_id', '=', operator)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirst();
  return revoked.numUpdatedRows === 1n;
}

/** Ends every session of the operator but `except`; returns how many. */
export async function revokeSessionsOf(
  db: Sql,
  operator: OperatorId,
  except: SessionId | undefined,
  at: Date,
): Promise<number> {
  const query = db
    .updateTable('operator_sessions')
    .set({ revoked_at: at })
    .where('operator_id', '=', operator)
    .where('revoked_at', 'is', null);
  const revoked = await (except ? query.where('id', '!=', except) : query).executeTakeFirst();
  return Number(revoked.numUpdatedRows);
}
