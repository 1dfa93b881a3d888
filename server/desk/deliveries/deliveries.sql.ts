import type { Delivery } from '#contract/desk-deliveries.ts';
import type { CaseId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface DeliveryRow {
  readonly case_id: CaseId;
  readonly letter: number;
  readonly attempt: number;
  readonly team_id: TeamId;
  readonly how: Delivery['how'];
  readonly state: 'begun' | 'sent' | 'kept' | 'failed' | 'withheld';
  readonly why: string | null;
  readonly message_id: string | null;
  readonly recipient: Buffer;
  readonly begun_at: Date;
  readonly ended_at: Date | null;
}
const COLUMNS = [
  ...(['case_id', 'letter', 'attempt', 'team_id', 'how', 'state', 'why', 'message_id', 'recipient'] as const),
  ...(['begun_at', 'ended_at'] as const),
] as const;

export async function insertDelivery(db: Sql, row: DeliveryRow): Promise<void> {
  await db.insertInto('desk_deliveries').values(row).execute();
}

export async function endDelivery(
  db: Sql,
  { case_id, letter, attempt }: Pick<DeliveryRow, 'case_id' | 'letter' | 'attempt'>,
  change: Pick<DeliveryRow, 'state' | 'why' | 'ended_at'>,
): Promise<void> {
  await db
    .updateTable('desk_deliveries')
    .set(change)
    .where('case_id', '=', case_id)
    .where('letter', '=', letter)
    .where('attempt', '=', attempt)
    .execute();
}

/** The last attempt of each letter, by letter. */
export const lastDeliveries = (db: Sql, id: CaseId, limit: number): Promise<DeliveryRow[]> =>
  db
    .selectFrom('desk_deliveries')
    .select(COLUMNS)
    .distinctOn('letter')
    .where('case_id', '=', id)
    .orderBy('letter')
    .orderBy('attempt', 'desc')
    .limit(limit)
    .$narrowType<DeliveryRow>()
    .execute();

export const lastDelivery = (db: Sql, id: CaseId, letter: number): Promise<DeliveryRow | undefined> =>
  db
    .selectFrom('desk_deliveries')
    .select(COLUMNS)
    .where('case_id', '=', id)
    .where('letter', '=', letter)
    .orderBy('attempt', 'desc')
    .limit(1)
    .$narrowType<DeliveryRow>()
    .executeTakeFirst();

/** Ids of mails of the case, oldest first: what an answer refers to. */
export async function messageIdsOf(db: Sql, id: CaseId, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('desk_deliveries')
    .select('message_id')
    .where('case_id', '=', id)
    .where('message_id', 'is not', null)
    .orderBy('begun_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ message_id }) => message_id ?? '').toReversed();
}

export const caseOfMessage = (db: Sql, messageId: string): Promise<{ case_id: CaseId } | undefined> =>
  db
    .selectFrom('desk_deliveries')
    .select('case_id')
    .where('message_id', '=', messageId)
    .$narrowType<{ case_id: CaseId }>()
    .executeTakeFirst();

export async function isReceiptSince(db: Sql, recipient: Buffer, since: Date): Promise<boolean> {
  const row = await db
    .selectFrom('desk_deliveries')
    .select('letter')
    .where('how', '=', 'receipt')
    .where('state', '<>', 'withheld')
    .where('recipient', '=', recipient)
    .where('begun_at', '>', since)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
