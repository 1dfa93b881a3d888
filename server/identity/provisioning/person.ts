/** What a directory says of a person: read from a whole user or from the operations of a PATCH, and shown again. */

import { publicId } from '#contract/ids.ts';
import type { ScimUser } from '#contract/provisioning.ts';
import { fits, type Path, plainName, readPath, type Value } from './filter.ts';
import { attributeOf, isObject, type Operation, readText, readTruth, type Sent } from './operations.ts';
import type { GroupOfUser, UserRow } from './people.sql.ts';
import { immutable, invalidValue } from './refusals.ts';

/** What was said; undefined: nothing, null: that there is none. */
export interface Said {
  readonly userName?: string;
  readonly externalId?: string | null;
  readonly active?: boolean;
  readonly displayName?: string | null;
  readonly formatted?: string | null;
  readonly givenName?: string | null;
  readonly familyName?: string | null;
  readonly email?: string | null;
}

/** A whole user, as POST and PUT send one. Attributes that are not kept here say nothing. */
export function readUser(sent: Sent): Said {
  return saidBy(sent, undefined);
}

/** The operations of a PATCH one after the other; `email` is the present address, which a path may pick out. */
export function readUserPatch(operations: readonly Operation[], email: string | null): Said {
  let said: Said = {};
  for (const { op, path, value } of operations) {
    const present = said.email === undefined ? email : said.email;
    if (path === undefined) said = { ...said, ...saidBy(value as Sent, present) };
    else said = { ...said, ...saidAt(readPath(path), op === 'remove' ? null : value, present) };
  }
  return said;
}

/** Names may be paths themselves: Entra ID sends `{ "name.givenName": … }`. */
function saidBy(sent: Sent, email: string | null | undefined): Said {
  let said: Said = {};
  for (const [name, value] of Object.entries(sent)) said = { ...said, ...saidAt(pathOf(name), value, email ?? null) };
  return said;
}

const pathOf = (name: string): Path => (/^[\w$:.-]+$/.test(name) ? { attribute: plainName(name) } : readPath(name));

function saidAt({ attribute, filter, part }: Path, value: unknown, email: string | null): Said {
  if (attribute === 'emails' && filter) {
    const parts = new Map<string, Value>([
      ['value', email],
      ['type', 'work'],
      ['primary', true],
    ]);
    // Of other addresses (at home, for one) nothing is kept.
    if (!fits(filter, parts) || (part !== undefined && part !== 'value')) return {};
    return { email: part === undefined ? addressIn(value) : (readText(value, 'emails.value') ?? null) };
  }
  if (filter) return {};
  switch (attribute) {
    case 'username': {
      const userName = readText(value, 'userName');
      if (userName === undefined) throw immutable('userName');
      return { userName };
    }
    case 'externalid':
      return { externalId: readText(value, 'externalId') ?? null };
    case 'active':
      return value === null ? {} : { active: readTruth(value, 'active') };
    case 'displayname':
      return { displayName: readText(value, 'displayName') ?? null };
    case 'name':
      return saidOfName(value);
    case 'name.formatted':
      return { formatted: readText(value, 'name.formatted') ?? null };
    case 'name.givenname':
      return { givenName: readText(value, 'name.givenName') ?? null };
    case 'name.familyname':
      return { familyName: readText(value, 'name.familyName') ?? null };
    case 'emails':
    case 'emails.value':
      return { email: addressIn(value) };
  }
  return {};
}

function saidOfName(value: unknown): Said {
  if (value === null) return { formatted: null, givenName: null, familyName: null };
  if (!isObject(value)) throw invalidValue('name');
  let said: Said = {};
  for (const [name, part] of Object.entries(value))
    said = { ...said, ...saidAt({ attribute: `name.${plainName(name)}` }, part, null) };
  return said;
}

/** Of several addresses the primary one, else the one at work, else the first. */
function addressIn(value: unknown): string | null {
  if (value === null) return null;
  if (typeof value === 'string') return readText(value, 'emails.value') ?? null;
  const listed = (Array.isArray(value) ? value : [value]).map((one: unknown) => {
    if (!isObject(one)) throw invalidValue('emails');
    const primary = attributeOf(one, 'primary') ?? false;
    const type = readText(attributeOf(one, 'type'), 'emails.type');
    return {
      address: readText(attributeOf(one, 'value'), 'emails.value') ?? null,
      isPrimary: readTruth(primary, 'emails.primary'),
      isWork: type?.toLowerCase() === 'work',
    };
  });
  const chosen = listed.find(({ isPrimary }) => isPrimary) ?? listed.find(({ isWork }) => isWork) ?? listed[0];
  return chosen?.address ?? null;
}

/** How the person is called after this; undefined where nothing of it says so. */
export function nameSaid(
  said: Said,
  before?: Pick<UserRow, 'name' | 'given_name' | 'family_name'>,
): string | undefined {
  const whole = said.displayName ?? said.formatted;
  if (whole) return whole;
  const { given_name = null, family_name = null } = before ?? {};
  const made = joined(said.givenName ?? given_name, said.familyName ?? family_name);
  // A name that somebody chose stays when only its parts are told.
  const wasMade = before === undefined || before.name === joined(given_name, family_name);
  return wasMade && made !== '' ? made : undefined;
}

const joined = (given: string | null, family: string | null): string =>
  [given, family].filter((part) => part !== null).join(' ');

export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** `base`: what the addresses of users and groups begin with. */
export function showUser(row: UserRow, groups: readonly GroupOfUser[], base: string): ScimUser {
  const id = publicId('U', row.id);
  return {
    schemas: [USER_SCHEMA],
    id,
    ...(row.external_id === null ? {} : { externalId: row.external_id }),
    userName: row.user_name,
    name: {
      formatted: row.name,
      ...(row.given_name === null ? {} : { givenName: row.given_name }),
      ...(row.family_name === null ? {} : { familyName: row.family_name }),
    },
    displayName: row.name,
    nickName: row.handle,
    active: row.deactivated_at === null,
    emails: row.email === null ? [] : [{ value: row.email, type: 'work', primary: true }],
    roles: [{ value: row.role, primary: true }],
    groups: groups.map((group) => ({ value: publicId('H', group.id), display: group.display_name, type: 'direct' })),
    meta: {
      resourceType: 'User',
      created: row.created_at.toISOString(),
      lastModified: row.changed_at.toISOString(),
      location: `${base}/Users/${id}`,
    },
  };
}
