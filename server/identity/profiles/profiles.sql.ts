import { sql } from 'kysely';
import type { MemberId, ProfileFieldId, TeamId } from '#contract/ids.ts';
import type { ProfileFieldKind } from '#contract/profiles.ts';
import type { Sql } from '#platform/database/database.ts';

export interface FieldRow {
  readonly id: ProfileFieldId;
  readonly kind: ProfileFieldKind;
  readonly name: Buffer;
  readonly hint: Buffer | null;
}

/** In their order. */
export const fieldRows = (db: Sql, limit: number): Promise<FieldRow[]> =>
  db
    .selectFrom('profile_fields')
    .select(['id', 'kind', 'name', 'hint'])
    .orderBy('position')
    .orderBy('id')
    .limit(limit)
    .$narrowType<Pick<FieldRow, 'id' | 'kind'>>()
    .execute();

/** Behind the others. */
export async function insertField(db: Sql, team: TeamId, { id, kind, name, hint }: FieldRow): Promise<void> {
  await sql`
    insert into profile_fields (id, team_id, kind, position, name, hint)
    select ${id}::uuid, ${team}::uuid, ${kind}::text, coalesce(max(position) + 1, 0), ${name}::bytea, ${hint}::bytea
    from profile_fields`.execute(db);
}

export async function updateField(
  db: Sql,
  field: ProfileFieldId,
  change: { readonly name?: Buffer; readonly hint?: Buffer | null },
): Promise<void> {
  await db.updateTable('profile_fields').set(change).where('id', '=', field).execute();
}

export async function placeFields(db: Sql, fields: readonly ProfileFieldId[]): Promise<void> {
  await sql`
    update profile_fields f set position = o.place
    from unnest(${fields}::uuid[]) with ordinality as o (id, place) where f.id = o.id`.execute(db);
}

/** The field with what members said there; false when there is none. */
export async function deleteField(db: Sql, field: ProfileFieldId): Promise<boolean> {
  await db.deleteFrom('profile_values').where('field', '=', field).execute();
  const gone = await db.deleteFrom('profile_fields').where('id', '=', field).executeTakeFirst();
  return gone.numDeletedRows === 1n;
}

export interface ValueRow {
  readonly member_id: MemberId;
  /** `title`, `pronouns`, `phone`, or the id of a field that the team defined. */
  readonly field: string;
  readonly value: Buffer;
}

export const valuesOf = (db: Sql, members: readonly MemberId[]): Promise<ValueRow[]> =>
  db
    .selectFrom('profile_values')
    .select(['member_id', 'field', 'value'])
    .where((row) => row('member_id', '=', row.fn.any(row.val([...members]))))
    .$narrowType<Pick<ValueRow, 'member_id'>>()
    .execute();

export async function putValues(db: Sql, team: TeamId, rows: readonly ValueRow[]): Promise<void> {
  await sql`
    insert into profile_values (member_id, field, team_id, value)
    select o.member_id, o.field, ${team}::uuid, o.value from unnest(
      ${rows.map((row) => row.member_id)}::uuid[], ${rows.map((row) => row.field)}::text[],
      ${rows.map((row) => row.value)}::bytea[]) as o (member_id, field, value)
    on conflict (member_id, field) do update set value = excluded.value`.execute(db);
}

export async function deleteValues(db: Sql, member: MemberId, fields: readonly string[]): Promise<void> {
  await sql`delete from profile_values where member_id = ${member} and field = any(${fields}::text[])`.execute(db);
}
