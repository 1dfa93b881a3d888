import type { MemberId, ProvisioningCredentialId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface CredentialRow {
  readonly id: ProvisioningCredentialId;
  readonly name: string;
  readonly created_at: Date;
  readonly succeeded_at: Date | null;
  readonly refused_at: Date | null;
  readonly refusal: string | null;
}

const COLUMNS = ['id', 'name', 'created_at', 'succeeded_at', 'refused_at', 'refusal'] as const;
type Narrow = Pick<CredentialRow, 'id'>;

export const credentialRows = (db: Sql, limit: number): Promise<CredentialRow[]> =>
  db
    .selectFrom('provisioning_credentials')
    .select(COLUMNS)
    .where('removed_at', 'is', null)
    .orderBy('id')
    .limit(limit)
    .$narrowType<Narrow>()
    .execute();

export async function insertCredential(
  db: Sql,
  row: CredentialRow & { readonly team_id: TeamId; readonly token_hash: Buffer; readonly created_by: MemberId },
): Promise<void> {
  await db.insertInto('provisioning_credentials').values(row).execute();
}

export const credentialByHash = (db: Sql, hash: Buffer): Promise<CredentialRow | undefined> =>
  db
    .selectFrom('provisioning_credentials')
    .select(COLUMNS)
    .where('token_hash', '=', hash)
    .where('removed_at', 'is', null)
    .$narrowType<Narrow>()
    .executeTakeFirst();

export const removeCredential = async (db: Sql, id: ProvisioningCredentialId, at: Date): Promise<boolean> => {
  const removed = await db
    .updateTable('provisioning_credentials')
    .set({ removed_at: at })
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return removed.numUpdatedRows === 1n;
};

export async function noteSucceeded(db: Sql, id: ProvisioningCredentialId, at: Date): Promise<void> {
  await db.updateTable('provisioning_credentials').set({ succeeded_at: at }).where('id', '=', id).execute();
}

export async function noteRefused(db: Sql, id: ProvisioningCredentialId, refusal: string, at: Date): Promise<void> {
  await db.updateTable('provisioning_credentials').set({ refused_at: at, refusal }).where('id', '=', id).execute();
}

export interface CallRow {
  readonly at: Date;
  readonly line: string;
  readonly status: number;
  readonly refusal: string | null;
}

export async function insertCall(
  db: Sql,
  row: CallRow & {
    readonly id: string;
    readonly team_id: TeamId;
    readonly credential_id: ProvisioningCredentialId;
    readonly object: string | null;
  },
): Promise<void> {
  await db.insertInto('provisioning_calls').values(row).execute();
}

export const latestCalls = (db: Sql, limit: number): Promise<CallRow[]> =>
  db
    .selectFrom('provisioning_calls')
    .select(['at', 'line', 'status', 'refusal'])
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();

export const settingsRow = (db: Sql): Promise<{ new_accounts: 'member' | 'guest' } | undefined> =>
  db
    .selectFrom('provisioning_settings')
    .select('new_accounts')
    .$narrowType<{ new_accounts: 'member' | 'guest' }>()
    .executeTakeFirst();

export async function putSettings(
  db: Sql,
  row: {
    readonly team_id: TeamId;
    readonly new_accounts: 'member' | 'guest';
    readonly set_by: MemberId;
    readonly set_at: Date;
  },
): Promise<void> {
  await db
    .insertInto('provisioning_settings')
    .values(row)
    .onConflict((given) => given.column('team_id').doUpdateSet(row))
    .execute();
}

/** The last call that any directory of the team had done. */
export const lastSuccess = async (db: Sql): Promise<Date | undefined> => {
  const row = await db
    .selectFrom('provisioning_credentials')
    .select('succeeded_at')
    .where('removed_at', 'is', null)
    .where('succeeded_at', 'is not', null)
    .orderBy('succeeded_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.succeeded_at ?? undefined;
};

export const hasCredentials = async (db: Sql): Promise<boolean> =>
  (await db
    .selectFrom('provisioning_credentials')
    .select('id')
    .where('removed_at', 'is', null)
    .limit(1)
    .executeTakeFirst()) !== undefined;
