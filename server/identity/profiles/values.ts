import type { Member } from '#contract/identity.ts';
import { isPublicId, type MemberId, type ProfileFieldId, publicId, uuidOf } from '#contract/ids.ts';
import type { ProfileFieldKind } from '#contract/profiles.ts';
import { problem } from '#platform/problem.ts';
import { type Compartment, TEAM_COMPARTMENT } from '#platform/vault/vault.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, allows, auditName } from '../access/access.ts';
import { findMembers } from '../members/members.ts';
import { lockTeam } from '../teams/teams.ts';
import { knownFields, noSuchField } from './fields.ts';
import { currentPictures } from './pictures.sql.ts';
import { deleteValues, putValues, valuesOf } from './profiles.sql.ts';

export const valueUnfit = problem<{ field: string; kind: string }>(
  'profiles/value-unfit',
  422,
  'This value does not fit the kind of its field. Nothing of the profile was changed.',
);

export interface ProfileChange {
  readonly title?: string;
  readonly pronouns?: string;
  readonly phone?: string;
  readonly fields?: readonly { readonly field: ProfileFieldId; readonly value: string }[];
}
export type Profile = Pick<Member, 'title' | 'pronouns' | 'phone' | 'fields' | 'picture'>;

const OWN = ['title', 'pronouns', 'phone'] as const;

/** Changes what is named and leaves the rest; an empty text takes a value away. */
export async function changeProfile(work: Work, actor: Actor, change: ProfileChange): Promise<void> {
  const wanted = new Map<string, string>();
  for (const field of OWN) if (change[field] !== undefined) wanted.set(field, change[field].trim());
  for (const { field, value } of change.fields ?? []) wanted.set(field, value.trim());
  if (wanted.size === 0) return;
  await requireFitting(work, actor, wanted);
  const compartment = await work.keys.compartment(TEAM_COMPARTMENT);
  const given = [...wanted].filter(([, value]) => value !== '');
  const rows = given.map(([field, value]) => ({
    member_id: actor.member,
    field,
    value: compartment.seal(actor.member, placeOf(field), value),
  }));
  if (rows.length > 0) await putValues(work.sql, actor.team, rows);
  const gone = [...wanted].filter(([, value]) => value === '').map(([field]) => field);
  if (gone.length > 0) await deleteValues(work.sql, actor.member, gone);
  const details = { fields: [...wanted.keys()].toSorted().join(' ') };
  work.audit({ kind: 'member.profile-changed', actor: auditName(actor), object: `member:${actor.member}`, details });
  work.emit({ kind: 'member.changed', member: actor.member });
}

/** Refuses fields that the team does not have, and values that are not of their kind. */
async function requireFitting(work: Work, actor: Actor, wanted: ReadonlyMap<string, string>): Promise<void> {
  const asked = [...wanted].filter(([field]) => !(OWN as readonly string[]).includes(field));
  if (asked.length === 0) return;
  // No field is removed meanwhile: what was said there would stay.
  await lockTeam(work, actor.team);
  const kinds = new Map((await knownFields(work)).map(({ id, kind }) => [id as string, kind]));
  for (const [field, value] of asked) {
    const kind = kinds.get(field);
    if (kind === undefined) throw noSuchField();
    if (value !== '' && !(await fits(work, kind, value))) throw valueUnfit({ field: publicId('P', field), kind });
  }
}

const textCharactersMax = 200;

async function fits(work: Work, kind: ProfileFieldKind, value: string): Promise<boolean> {
  switch (kind) {
    case 'text':
      return value.length <= textCharactersMax;
    case 'link':
      return URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol);
    case 'date':
      return isDay(value);
    case 'member':
      return isPublicId('U', value) && (await findMembers(work, [uuidOf(value) as MemberId])).length === 1;
  }
}

/** A day of the calendar, as `2026-03-01`. */
function isDay(text: string): boolean {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** What these members show to the viewer, who may see them. */
export async function profilesOf(
  work: Work,
  members: readonly MemberId[],
  viewer: Pick<Actor, 'member' | 'role'>,
): Promise<Map<MemberId, Profile>> {
  const values = Map.groupBy(await valuesOf(work.sql, members), ({ member_id }) => member_id);
  const pictures = new Map((await currentPictures(work.sql, members)).map(({ id, member_id }) => [member_id, id]));
  const compartment = values.size > 0 ? await work.keys.compartment(TEAM_COMPARTMENT) : undefined;
  const fields = values.size > 0 ? (await knownFields(work)).map(({ id }) => id) : [];
  const profiles = new Map<MemberId, Profile>();
  for (const member of members) {
    const rows = values.get(member);
    const picture = pictures.get(member);
    const reaches = member === viewer.member || allows(viewer, 'contacts.read');
    profiles.set(member, {
      ...(rows && compartment ? open(compartment, rows, fields, reaches) : {}),
      ...(picture === undefined ? {} : { picture: publicId('P', picture) }),
    });
  }
  return profiles;
}

function open(
  compartment: Compartment,
  rows: Awaited<ReturnType<typeof valuesOf>>,
  fields: readonly string[],
  reaches: boolean,
): Profile {
  const valueAt = (field: string): string | undefined => {
    const row = rows.find((one) => one.field === field);
    return row && compartment.open(row.member_id, placeOf(field), row.value);
  };
  const [title, pronouns, phone] = [valueAt('title'), valueAt('pronouns'), reaches ? valueAt('phone') : undefined];
  const more = reaches ? fields.map((field) => ({ field: publicId('P', field), value: valueAt(field) })) : [];
  const said = more.flatMap(({ field, value }) => (value === undefined ? [] : [{ field, value }]));
  return {
    ...(title === undefined ? {} : { title }),
    ...(pronouns === undefined ? {} : { pronouns }),
    ...(phone === undefined ? {} : { phone }),
    ...(said.length === 0 ? {} : { fields: said }),
  };
}

const placeOf = (field: string): string => `profile ${field}`;
