import type { Role } from '#contract/identity.ts';
import type { MemberId, ProviderId, SessionId, TeamId } from '#contract/ids.ts';
import type { NewAccounts, SsoSettings } from '#contract/sso.ts';
import type { Sql } from '#platform/database/database.ts';

export interface ProviderRow {
  readonly id: ProviderId;
  readonly team_id: TeamId;
  readonly name: string;
  readonly is_on: boolean;
  readonly settings: SsoSettings;
  readonly new_accounts: NewAccounts | null;
  /** Sealed; of OpenID Connect alone. */
  readonly secret: Buffer | null;
  readonly accepted_at: Date | null;
}

const COLUMNS = ['id', 'team_id', 'name', 'is_on', 'settings', 'new_accounts', 'secret', 'accepted_at'] as const;
type Narrow = Pick<ProviderRow, 'id' | 'team_id' | 'settings' | 'new_accounts'>;

export const providerRows = (db: Sql, limit: number): Promise<ProviderRow[]> =>
  db
    .selectFrom('sso_providers')
    .select(COLUMNS)
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .$narrowType<Narrow>()
    .execute();

export const providerById = (db: Sql, id: ProviderId): Promise<ProviderRow | undefined> =>
  db.selectFrom('sso_providers').select(COLUMNS).where('id', '=', id).$narrowType<Narrow>().executeTakeFirst();

export async function insertProvider(db: Sql, row: ProviderRow, at: Date): Promise<void> {
  const { settings, new_accounts, ...rest } = row;
  const json = { settings: JSON.stringify(settings), new_accounts: new_accounts && JSON.stringify(new_accounts) };
  const times = { created_at: at, changed_at: at };
  await db
    .insertInto('sso_providers')
    .values({ ...rest, ...json, ...times, kind: settings.kind })
    .execute();
}

export async function updateProvider(db: Sql, row: ProviderRow, at: Date): Promise<void> {
  const { name, is_on, settings, new_accounts, secret, accepted_at } = row;
  const json = { settings: JSON.stringify(settings), new_accounts: new_accounts && JSON.stringify(new_accounts) };
  await db
    .updateTable('sso_providers')
    .set({ name, is_on, ...json, secret, accepted_at, changed_at: at })
    .where('id', '=', row.id)
    .execute();
}

export const deleteProvider = async (db: Sql, id: ProviderId): Promise<boolean> =>
  (await db.deleteFrom('sso_providers').where('id', '=', id).executeTakeFirst()).numDeletedRows === 1n;

export async function noteAccepted(db: Sql, id: ProviderId, at: Date): Promise<void> {
  await db.updateTable('sso_providers').set({ accepted_at: at }).where('id', '=', id).execute();
}

export interface RequestRow {
  readonly state_hash: Buffer;
  readonly team_id: TeamId;
  readonly provider_id: ProviderId;
  readonly browser_hash: Buffer;
  readonly tester: MemberId | null;
  readonly expires_at: Date;
}

export async function insertRequest(db: Sql, row: RequestRow): Promise<void> {
  await db.insertInto('sso_requests').values(row).execute();
}

type Wanted = Omit<RequestRow, 'team_id' | 'expires_at'>;

/** Who is not the one that went finds nothing. */
export const isOnTheWay = async (db: Sql, wanted: Wanted, now: Date): Promise<boolean> =>
  (await db
    .selectFrom('sso_requests')
    .select('state_hash')
    .where('state_hash', '=', wanted.state_hash)
    .where('browser_hash', '=', wanted.browser_hash)
    .where('provider_id', '=', wanted.provider_id)
    .where('tester', wanted.tester === null ? 'is' : '=', wanted.tester)
    .where('expires_at', '>', now)
    .executeTakeFirst()) !== undefined;

/** Uses it up: of several who come back at once with the same answer, one finds it. */
export const takeRequest = async (db: Sql, wanted: Wanted, now: Date): Promise<boolean> => {
  if (!(await isOnTheWay(db, wanted, now))) return false;
  const gone = await db.deleteFrom('sso_requests').where('state_hash', '=', wanted.state_hash).executeTakeFirst();
  return gone.numDeletedRows === 1n;
};

export const expireRequests = async (db: Sql, now: Date): Promise<number> =>
  Number((await db.deleteFrom('sso_requests').where('expires_at', '<=', now).executeTakeFirst()).numDeletedRows);

export const memberKnownAs = async (db: Sql, provider: ProviderId, subject: string): Promise<MemberId | undefined> => {
  const row = await db
    .selectFrom('sso_identities')
    .select('member_id')
    .where('provider_id', '=', provider)
    .where('subject', '=', subject)
    .$narrowType<{ member_id: MemberId }>()
    .executeTakeFirst();
  return row?.member_id;
};

export const isKnownTo = async (db: Sql, provider: ProviderId, member: MemberId): Promise<boolean> =>
  (await db
    .selectFrom('sso_identities')
    .select('subject')
    .where('provider_id', '=', provider)
    .where('member_id', '=', member)
    .executeTakeFirst()) !== undefined;

export async function insertIdentity(
  db: Sql,
  row: {
    readonly provider_id: ProviderId;
    readonly subject: string;
    readonly team_id: TeamId;
    readonly member_id: MemberId;
    readonly linked_at: Date;
  },
): Promise<void> {
  await db.insertInto('sso_identities').values(row).execute();
}

/** Notes by which session the provider first opened an account that was there already. */
export async function noteMadeOn(db: Sql, provider: ProviderId, member: MemberId, session: SessionId): Promise<void> {
  await db
    .updateTable('sso_identities')
    .set({ made_on: session })
    .where('provider_id', '=', provider)
    .where('member_id', '=', member)
    .execute();
}

export interface LinkRow {
  readonly provider_id: ProviderId;
  readonly name: string;
  readonly is_on: boolean;
  readonly made_on: SessionId | null;
}

/** Which providers know the member, in the order in which they came to. */
export const linksOf = (db: Sql, member: MemberId): Promise<LinkRow[]> =>
  db
    .selectFrom('sso_identities as i')
    .innerJoin('sso_providers as p', 'p.id', 'i.provider_id')
    .select(['i.provider_id', 'p.name', 'p.is_on', 'i.made_on'])
    .where('i.member_id', '=', member)
    .orderBy('i.linked_at')
    .orderBy('i.provider_id')
    .$narrowType<Pick<LinkRow, 'provider_id' | 'made_on'>>()
    .execute();

export async function deleteIdentity(db: Sql, provider: ProviderId, member: MemberId): Promise<void> {
  await db.deleteFrom('sso_identities').where('provider_id', '=', provider).where('member_id', '=', member).execute();
}

export const deleteIdentitiesOf = async (db: Sql, member: MemberId): Promise<number> =>
  Number((await db.deleteFrom('sso_identities').where('member_id', '=', member).executeTakeFirst()).numDeletedRows);

/** How many open accounts in these roles no provider knows. */
export async function countUnknown(db: Sql, roles: readonly Role[]): Promise<number> {
  const { count } = await db
    .selectFrom('members as m')
    .leftJoin('sso_identities as i', 'i.member_id', 'm.id')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('m.role', 'in', roles)
    .where('m.deactivated_at', 'is', null)
    .where('i.member_id', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}
