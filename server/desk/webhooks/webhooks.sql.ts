import type { MemberId, TeamId, WebhookId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface WebhookRow {
  readonly id: WebhookId;
  readonly team_id: TeamId;
  readonly url: Buffer;
  readonly secret: Buffer;
  readonly made_by: MemberId;
  readonly made_at: Date;
  readonly is_on: boolean;
  readonly failures: number;
  readonly last_at: Date | null;
  readonly last_outcome: string | null;
}
const COLUMNS = [
  ...(['id', 'team_id', 'url', 'secret', 'made_by', 'made_at', 'is_on', 'failures', 'last_at'] as const),
  'last_outcome',
] as const;

/** In the order in which they were made. */
export const webhookRows = (sql: Sql, limit: number): Promise<WebhookRow[]> =>
  sql
    .selectFrom('desk_webhooks')
    .select(COLUMNS)
    .orderBy('made_at')
    .orderBy('id')
    .limit(limit)
    .$narrowType<WebhookRow>()
    .execute();

export const webhookRow = (sql: Sql, id: WebhookId): Promise<WebhookRow | undefined> =>
  sql.selectFrom('desk_webhooks').select(COLUMNS).where('id', '=', id).$narrowType<WebhookRow>().executeTakeFirst();

export async function insertWebhook(sql: Sql, row: WebhookRow): Promise<void> {
  await sql.insertInto('desk_webhooks').values(row).execute();
}

export async function updateWebhook(
  sql: Sql,
  id: WebhookId,
  change: Partial<Pick<WebhookRow, 'is_on' | 'failures' | 'last_at' | 'last_outcome'>>,
): Promise<void> {
  await sql.updateTable('desk_webhooks').set(change).where('id', '=', id).execute();
}

export async function deleteWebhook(sql: Sql, id: WebhookId): Promise<void> {
  await sql.deleteFrom('desk_webhooks').where('id', '=', id).execute();
}
