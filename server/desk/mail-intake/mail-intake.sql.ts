import { sql } from 'kysely';
import type { HeldFor } from '#contract/desk-mails.ts';
import type { CaseId, MailId, MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface MailRow {
  readonly id: MailId;
  readonly team_id: TeamId;
  readonly recipient: string;
  readonly digest: Buffer;
  readonly bytes: number;
  /** Sealed. */
  readonly envelope: Buffer;
  readonly received_at: Date;
  readonly state: 'unread' | 'held' | 'filed' | 'put-away';
  readonly held_for: HeldFor | null;
  /** Sealed. */
  readonly reading: Buffer | null;
  readonly case_id: CaseId | null;
  readonly letter: number | null;
  readonly decided_by: MemberId | null;
  readonly decided_at: Date | null;
  readonly keep_until: Date | null;
}
const COLUMNS = [
  ...(['id', 'team_id', 'recipient', 'digest', 'bytes', 'envelope', 'received_at', 'state', 'held_for'] as const),
  ...(['reading', 'case_id', 'letter', 'decided_by', 'decided_at', 'keep_until'] as const),
] as const;

/** The team whose desk has this address; for a unit of the deployment, which learns nothing else. */
export async function teamOfAddress(db: Sql, address: string): Promise<TeamId | undefined> {
  const { rows } = await sql<{ team: TeamId | null }>`select team_of_desk_address(${address}) as team`.execute(db);
  return rows[0]?.team ?? undefined;
}

/** Whether these very bytes came to this address since then. */
export async function isKeptSince(
  db: Sql,
  { digest, recipient }: Pick<MailRow, 'digest' | 'recipient'>,
  since: Date,
): Promise<boolean> {
  const row = await db
    .selectFrom('desk_mails')
    .select('id')
    .where('digest', '=', digest)
    .where('recipient', '=', recipient)
    .where('received_at', '>', since)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertMail(
  db: Sql,
  row: Pick<MailRow, 'id' | 'team_id' | 'recipient' | 'digest' | 'bytes' | 'envelope' | 'received_at' | 'state'>,
): Promise<void> {
  await db.insertInto('desk_mails').values(row).execute();
}

export async function insertMailParts(
  db: Sql,
  rows: readonly { mail_id: MailId; team_id: TeamId; part: number; sealed: Buffer }[],
): Promise<void> {
  await db
    .insertInto('desk_mail_parts')
    .values([...rows])
    .execute();
}

export const mailParts = (db: Sql, id: MailId, limit: number): Promise<{ part: number; sealed: Buffer }[]> =>
  db
    .selectFrom('desk_mail_parts')
    .select(['part', 'sealed'])
    .where('mail_id', '=', id)
    .orderBy('part')
    .limit(limit)
    .execute();

export async function deleteMailParts(db: Sql, id: MailId): Promise<void> {
  await db.deleteFrom('desk_mail_parts').where('mail_id', '=', id).execute();
}

export const mailRow = (db: Sql, id: MailId): Promise<MailRow | undefined> =>
  db.selectFrom('desk_mails').select(COLUMNS).where('id', '=', id).$narrowType<MailRow>().executeTakeFirst();

/** Held until the end of the unit: of two who decide about a mail the second finds what the first did. */
export const lockMail = (db: Sql, id: MailId): Promise<MailRow | undefined> =>
  db
    .selectFrom('desk_mails')
    .select(COLUMNS)
    .where('id', '=', id)
    .forUpdate()
    .$narrowType<MailRow>()
    .executeTakeFirst();

export async function updateMail(
  db: Sql,
  id: MailId,
  change: Partial<Omit<MailRow, 'id' | 'team_id' | 'recipient' | 'digest' | 'bytes' | 'received_at'>>,
): Promise<void> {
  await db.updateTable('desk_mails').set(change).where('id', '=', id).execute();
}

/** Those that a person is to decide about, the oldest first. */
export async function heldMails(
  db: Sql,
  { unreadBefore, after = null, limit }: { unreadBefore: Date; after?: MailId | null | undefined; limit: number },
): Promise<MailRow[]> {
  const columns = sql.join(COLUMNS.map((column) => sql.ref(`m.${column}`)));
  const { rows } = await sql<MailRow>`
    select ${columns} from desk_mails m
    where (m.state = 'held' or (m.state = 'unread' and m.received_at <= ${unreadBefore}))
      and (${after}::uuid is null
        or (m.received_at, m.id) > (select a.received_at, a.id from desk_mails a where a.id = ${after}))
    order by m.received_at, m.id limit ${limit}`.execute(db);
  return rows;
}

export async function deleteMails(db: Sql, at: Date, limit: number): Promise<MailId[]> {
  const { rows } = await sql<{ id: MailId }>`
    delete from desk_mails where id in (
      select id from desk_mails
      where keep_until <= ${at} or (state = 'filed' and case_id is null) limit ${limit})
    returning id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Of a case, the oldest first. */
export const mailsOfCase = (db: Sql, id: CaseId, limit: number): Promise<MailRow[]> =>
  db
    .selectFrom('desk_mails')
    .select(COLUMNS)
    .where('case_id', '=', id)
    .orderBy('received_at')
    .orderBy('id')
    .limit(limit)
    .$narrowType<MailRow>()
    .execute();

/** Whether some have waited since before then of which nobody was told; they count as told from now on. */
export async function takeWaiting(db: Sql, before: Date, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('desk_mails')
    .set({ alarmed_at: now })
    .where('state', 'in', ['held', 'unread'])
    .where('received_at', '<=', before)
    .where('alarmed_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
