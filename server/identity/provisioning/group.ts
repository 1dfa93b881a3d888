/** What a directory says of a group: read from a whole group or from the operations of a PATCH. */
import { isPublicId, type MemberId, uuidOf } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { type Filter, type Path, plainName, readPath } from './filter.ts';
import { attributeOf, isObject, type Operation, readText, type Sent } from './operations.ts';
import { immutable, invalidPath, invalidValue, noTarget, tooMuchAtOnce } from './refusals.ts';

/** A step in who is in the group. `set`: these and nobody else. */
export interface Membership {
  readonly kind: 'add' | 'remove' | 'set';
  readonly members: readonly MemberId[];
}

/** What was said; undefined: nothing. */
export interface GroupSaid {
  readonly displayName?: string;
  readonly externalId?: string | null;
  readonly memberships: readonly Membership[];
}

/** A whole group, as POST and PUT send one. */
export const readGroup = (sent: Sent): GroupSaid => saidBy(sent, 'set', { memberships: [] });

export function readGroupPatch(operations: readonly Operation[]): GroupSaid {
  let said: GroupSaid = { memberships: [] };
  for (const { op, path, value } of operations) {
    if (path === undefined) said = saidBy(value as Sent, op === 'replace' ? 'set' : 'add', said);
    else said = saidAt(readPath(path), op, value, said);
  }
  const named = said.memberships.reduce((sum, { members }) => sum + members.length, 0);
  if (named > limits.provisioning.membersPerRequestMax) throw tooMany();
  return said;
}

const tooMany = () => tooMuchAtOnce({ says: `at most ${limits.provisioning.membersPerRequestMax} members` });

/** The `id` that Okta repeats there, and whatever is not kept here, says nothing. */
function saidBy(sent: Sent, kind: 'add' | 'set', before: GroupSaid): GroupSaid {
  let said = before;
  for (const [name, value] of Object.entries(sent)) {
    said = saidAt({ attribute: plainName(name) }, kind === 'set' ? 'replace' : 'add', value, said);
  }
  return said;
}

function saidAt({ attribute, filter }: Path, op: Operation['op'], value: unknown, said: GroupSaid): GroupSaid {
  switch (attribute) {
    case 'displayname': {
      const displayName = op === 'remove' ? undefined : readText(value, 'displayName');
      if (displayName === undefined) throw immutable('displayName');
      return { ...said, displayName };
    }
    case 'externalid':
      return { ...said, externalId: op === 'remove' ? null : (readText(value, 'externalId') ?? null) };
    case 'members':
      return { ...said, memberships: [...said.memberships, membershipOf(op, filter, value)] };
  }
  return said;
}

function membershipOf(op: Operation['op'], filter: Filter | undefined, value: unknown): Membership {
  if (filter) {
    if (op !== 'remove') throw noTarget('members');
    return { kind: 'remove', members: idsIn(filter).flatMap(idOrNone) };
  }
  // Entra ID names who goes in the value of a removal; without one, everybody goes.
  if (op === 'remove') {
    return value === undefined || value === null
      ? { kind: 'set', members: [] }
      : { kind: 'remove', members: readMembers(value).flatMap(idOrNone) };
  }
  const members = readMembers(value).map((id) => {
    const [known] = idOrNone(id);
    if (known === undefined) throw invalidValue('members.value');
    return known;
  });
  return { kind: op === 'replace' ? 'set' : 'add', members };
}

/** `value eq "…"`, or several of them: whom a removal means. */
function idsIn(filter: Filter): string[] {
  if (filter.kind === 'or') return [...idsIn(filter.left), ...idsIn(filter.right)];
  const isId = filter.kind === 'compare' && filter.attribute === 'value' && filter.by === 'eq';
  if (!isId || typeof filter.value !== 'string') throw invalidPath('members');
  return [filter.value];
}

function readMembers(value: unknown): string[] {
  if (value === null) return [];
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (listed.length > limits.provisioning.membersPerRequestMax) throw tooMany();
  return listed.map((one) => {
    if (typeof one === 'string') return one;
    if (!isObject(one)) throw invalidValue('members');
    const id = readText(attributeOf(one, 'value'), 'members.value');
    const type = readText(attributeOf(one, 'type'), 'members.type') ?? 'User';
    // A group within a group has no meaning here.
    if (id === undefined || type.toLowerCase() !== 'user') throw invalidValue('members.value');
    return id;
  });
}

const idOrNone = (id: string): MemberId[] => (isPublicId('U', id) ? [uuidOf(id) as MemberId] : []);
