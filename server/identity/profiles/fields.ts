import { type ProfileFieldId, publicId, type TeamId } from '#contract/ids.ts';
import type { ProfileField, ProfileFieldKind } from '#contract/profiles.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import { TEAM_COMPARTMENT } from '#platform/vault/vault.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName } from '../access/access.ts';
import { lockTeam } from '../teams/teams.ts';
import { deleteField, type FieldRow, fieldRows, insertField, placeFields, updateField } from './profiles.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** For every device of the team. */
    'profile-fields.changed': object;
  }
}

export const noSuchField = problem('profiles/no-such-field', 404, 'The team has no such field in its profiles.');
export const tooManyFields = problem<{ most: number }>(
  'profiles/too-many-fields',
  409,
  'Profiles have as many fields as they can have. Remove one first.',
);
export const orderIncomplete = problem(
  'profiles/order-incomplete',
  409,
  'An order names every field once. Read the fields anew, and order these.',
);

/** The fields that the team defined, in their order, unopened. */
export const knownFields = (work: Work): Promise<FieldRow[]> => fieldRows(work.sql, limits.profiles.fieldsMax);

export async function listFields(work: Work): Promise<ProfileField[]> {
  const compartment = await work.keys.compartment(TEAM_COMPARTMENT);
  return (await knownFields(work)).map(({ id, kind, name, hint }) => ({
    id: publicId('P', id),
    name: compartment.open(id, 'name', name),
    ...(hint ? { hint: compartment.open(id, 'hint', hint) } : {}),
    kind,
  }));
}

/** Behind the others. */
export async function addField(
  work: Work,
  actor: Actor,
  wanted: { readonly name: string; readonly hint?: string; readonly kind: ProfileFieldKind },
): Promise<ProfileField[]> {
  await lockTeam(work, actor.team);
  const { fieldsMax: most } = limits.profiles;
  if ((await knownFields(work)).length >= most) throw tooManyFields({ most });
  const id = work.random.uuid() as ProfileFieldId;
  const { name, hint = null } = await sealed(work, id, { name: wanted.name, hint: wanted.hint ?? '' });
  if (!name) throw new Error('A field was to be added without a name.');
  await insertField(work.sql, actor.team, { id, kind: wanted.kind, name, hint });
  return await changed(work, actor, 'profile-field.added', `profile-field:${id}`);
}

/** The kind stays: what members said there would not fit another one. */
export async function changeField(
  work: Work,
  actor: Actor,
  id: ProfileFieldId,
  change: { readonly name?: string; readonly hint?: string },
): Promise<ProfileField[]> {
  await requireField(work, actor.team, id);
  await updateField(work.sql, id, await sealed(work, id, change));
  return await changed(work, actor, 'profile-field.changed', `profile-field:${id}`);
}

export async function orderFields(work: Work, actor: Actor, order: readonly ProfileFieldId[]): Promise<ProfileField[]> {
  await lockTeam(work, actor.team);
  const known = (await knownFields(work)).map(({ id }) => id);
  if (known.length !== order.length || known.some((id) => !order.includes(id))) throw orderIncomplete();
  await placeFields(work.sql, order);
  return await changed(work, actor, 'profile-fields.ordered', `team:${actor.team}`);
}

/** What members said there goes with it. */
export async function removeField(work: Work, actor: Actor, id: ProfileFieldId): Promise<void> {
  await lockTeam(work, actor.team);
  if (!(await deleteField(work.sql, id))) throw noSuchField();
  await changed(work, actor, 'profile-field.removed', `profile-field:${id}`);
}

async function requireField(work: Work, team: TeamId, id: ProfileFieldId): Promise<void> {
  await lockTeam(work, team);
  if (!(await knownFields(work)).some((field) => field.id === id)) throw noSuchField();
}

async function sealed(
  work: Work,
  id: ProfileFieldId,
  { name, hint }: { readonly name?: string; readonly hint?: string },
): Promise<{ name?: Buffer; hint?: Buffer | null }> {
  const compartment = await work.keys.compartment(TEAM_COMPARTMENT);
  return {
    ...(name === undefined ? {} : { name: compartment.seal(id, 'name', name.trim()) }),
    ...(hint === undefined ? {} : { hint: hint.trim() === '' ? null : compartment.seal(id, 'hint', hint.trim()) }),
  };
}

async function changed(work: Work, actor: Actor, kind: string, object: string): Promise<ProfileField[]> {
  work.audit({ kind, actor: auditName(actor), object });
  work.emit({ kind: 'profile-fields.changed' });
  return await listFields(work);
}
