import type { Role } from '#contract/identity.ts';
import type { ChannelId, InvitationId, MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export type InvitedRole = Extract<Role, 'admin' | 'member' | 'guest' | 'single-guest'>;

export interface InvitationRow {
  readonly id: InvitationId;
  readonly email: string | null;
  readonly role: InvitedRole;
  readonly channels: ChannelId[];
  /** When the account of an invited guest closes by itself. */
  readonly guest_until: Date | null;
  /** Who made it; null for one that a listed domain made. */
  readonly invited_by: MemberId | null;
  readonly domain: string | null;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly accepted_at: Date | null;
  readonly revoked_at: Date | null;
}

const COLUMNS = [
  'id',
  'email',
  'role',
  'channels',
  'guest_until',
  'invited_by',
  'domain',
  'created_at',
  'expires_at',
  'accepted_at',
  'revoked_at',
] as const;
type Narrow = Pick<InvitationRow, 'id' | 'role' | 'channels' | 'invited_by'>;

export async function insertInvitation(
  sql: Sql,
  invitation: InvitationRow & { team_id: TeamId; token_hash: Buffer },
): Promise<void> {
  await sql.insertInto('invitations').values(invitation).execute();
}

export const invitationByHash = (sql: Sql, hash: Buffer): Promise<InvitationRow | undefined> =>
  sql.selectFrom('invitations').select(COLUMNS).where('token_hash', '=', hash).$narrowType<Narrow>().executeTakeFirst();

/** Holds the row until the end of the unit: of several who accept at once, the others find it accepted. */
export const lockInvitationByHash = (sql: Sql, hash: Buffer): Promise<InvitationRow | undefined> =>
  sql
    .selectFrom('invitations')
    .select(COLUMNS)
    .where('token_hash', '=', hash)
    .forUpdate()
    .$narrowType<Narrow>()
    .executeTakeFirst();

/** One that was not accepted or taken back, held until the end of the unit; it may have ended. */
export const lockUnused = (sql: Sql, invitation: InvitationId): Promise<InvitationRow | undefined> =>
  sql
    .selectFrom('invitations')
    .select(COLUMNS)
    .where('id', '=', invitation)
    .where('domain', 'is', null)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .forUpdate()
    .$narrowType<Narrow>()
    .executeTakeFirst();

export async function replaceLink(
  sql: Sql,
  invitation: InvitationId,
  link: { readonly token_hash: Buffer; readonly invited_by: MemberId; readonly expires_at: Date },
): Promise<void> {
  await sql.updateTable('invitations').set(link).where('id', '=', invitation).execute();
}

/** Those that members made, newest first, below `after`. */
export const invitationsBefore = (
  sql: Sql,
  after: InvitationId | undefined,
  limit: number,
): Promise<InvitationRow[]> => {
  const query = sql
    .selectFrom('invitations')
    .select(COLUMNS)
    .where('domain', 'is', null)
    .orderBy('id', 'desc')
    .limit(limit)
    .$narrowType<Narrow>();
  return (after ? query.where('id', '<', after) : query).execute();
};

/** How many invitations of members can still be accepted; counts no further than `most`. */
export const countOpen = async (sql: Sql, now: Date, most: number): Promise<number> => {
  const open = await sql
    .selectFrom('invitations')
    .select('id')
    .where('domain', 'is', null)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .limit(most)
    .execute();
  return open.length;
};

export async function markAccepted(sql: Sql, invitation: InvitationId, by: MemberId, at: Date): Promise<void> {
  await sql.updateTable('invitations').set({ accepted_by: by, accepted_at: at }).where('id', '=', invitation).execute();
}

/** False when there is no such invitation, or it cannot be accepted any more. */
export async function markRevoked(sql: Sql, invitation: InvitationId, at: Date): Promise<boolean> {
  const revoked = await sql
    .updateTable('invitations')
    .set({ revoked_at: at })
    .where('id', '=', invitation)
    .where('domain', 'is', null)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return revoked.numUpdatedRows === 1n;
}

/** Links that a domain made and nobody used: all of the domain, or those for one address. */
export async function deleteDomainLinks(
  sql: Sql,
  of: { readonly domain: string } | { readonly email: string },
): Promise<void> {
  let query = sql.deleteFrom('invitations').where('domain', 'is not', null).where('accepted_at', 'is', null);
  query = 'domain' in of ? query.where('domain', '=', of.domain) : query.where('email', '=', of.email);
  await query.execute();
}
