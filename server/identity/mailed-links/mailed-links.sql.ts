import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

/**
 * What the link brings: an account of an import to its person, another address, a new password, or the end of a
 * reset of second factors.
 */
export type LinkKind = 'claim' | 'email' | 'reset' | 'factor-reset';

export interface LinkRow {
  readonly member_id: MemberId;
  /** Where it was mailed. */
  readonly email: string;
  /** Null: no member did, but a visitor. */
  readonly asked_by: MemberId | null;
}

export interface NewLink extends LinkRow {
  readonly kind: LinkKind;
  readonly team_id: TeamId;
  readonly token_hash: Buffer;
  readonly created_at: Date;
  readonly expires_at: Date;
}

/** In one statement; a member's earlier one of the kind is replaced, and what it opened is closed. */
export async function putLinks(db: Sql, links: readonly NewLink[]): Promise<void> {
  await db
    .insertInto('mailed_links')
    .values(links.map((link) => ({ ...link, mailed_at: null })))
    .onConflict((conflict) =>
      conflict.columns(['member_id', 'kind']).doUpdateSet((row) => ({
        token_hash: row.ref('excluded.token_hash'),
        email: row.ref('excluded.email'),
        asked_by: row.ref('excluded.asked_by'),
        created_at: row.ref('excluded.created_at'),
        expires_at: row.ref('excluded.expires_at'),
        mailed_at: null,
      })),
    )
    .execute();
}

const COLUMNS = ['member_id', 'email', 'asked_by'] as const;
type Narrow = Pick<LinkRow, 'member_id' | 'asked_by'>;

/** One that has not ended. */
export const linkByHash = (db: Sql, hash: Buffer, now: Date): Promise<LinkRow | undefined> =>
  db
    .selectFrom('mailed_links')
    .select(COLUMNS)
    .where('token_hash', '=', hash)
    .where('expires_at', '>', now)
    .$narrowType<Narrow>()
    .executeTakeFirst();

/** Of several who take one at once, the others find it gone. */
export const takeLinkByHash = (db: Sql, hash: Buffer, now: Date): Promise<LinkRow | undefined> =>
  db
    .deleteFrom('mailed_links')
    .where('token_hash', '=', hash)
    .where('expires_at', '>', now)
    .returning(COLUMNS)
    .$narrowType<Narrow>()
    .executeTakeFirst();

/** Only of these very links: a member may have been mailed another one meanwhile. */
export async function markMailed(db: Sql, hashes: readonly Buffer[], at: Date): Promise<void> {
  await db
    .updateTable('mailed_links')
    .set({ mailed_at: at })
    .where((row) => row('token_hash', '=', row.fn.any(row.val([...hashes]))))
    .execute();
}

/** False when there is none that could still be used. */
export async function deleteLink(db: Sql, member: MemberId, kind: LinkKind, now: Date): Promise<boolean> {
  const gone = await db
    .deleteFrom('mailed_links')
    .where('member_id', '=', member)
    .where('kind', '=', kind)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return gone.numDeletedRows === 1n;
}

export async function deleteLinksOf(db: Sql, member: MemberId): Promise<void> {
  await db.deleteFrom('mailed_links').where('member_id', '=', member).execute();
}
