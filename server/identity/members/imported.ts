import type { Role } from '#contract/identity.ts';
import type { MemberId, TeamId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { Problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { foldEmail } from './email.ts';
import { takenHandles } from './find.ts';
import { insertImportedMembers, type MemberRow, membersByEmails } from './members.sql.ts';
import { requireRoomFor, takesSeat } from './team-size.ts';

/** Somebody from another product. Nobody gets the rights of an owner or admin from a file. */
export interface ImportedMember {
  readonly role: Exclude<Role, 'owner' | 'admin'>;
  /** What it should be called; made usable, and unique in the team. */
  readonly handle: string;
  readonly name: string;
  readonly email: string | undefined;
  readonly isActive: boolean;
}

export interface Arrival {
  readonly id: MemberId;
  /** `matched`: there was a member with this address already, who stays as it is. */
  readonly kind: 'added' | 'matched';
  readonly handle: string;
  /** False when the address was no usable one and is not kept. */
  readonly isEmailUsable: boolean;
}

/**
 * Adds members who cannot sign in, in the order given; who has the address of a member, or of somebody before in the
 * list, is that member. At most some hundreds at once. Nobody is brought into any conversation.
 */
export async function addImportedMembers(
  work: Work,
  team: TeamId,
  by: string,
  wanted: readonly ImportedMember[],
): Promise<Arrival[]> {
  const folded = wanted.map(({ email }) => foldedOrNone(email));
  const known = await membersByEmails(
    work.sql,
    folded.filter((email) => email !== undefined),
  );
  const byEmail = new Map(known.map(({ id, email_folded }) => [email_folded, id]));
  const handles = await freeHandles(work, team, wanted);
  const rows: (Omit<MemberRow, 'time_zone'> & { email_folded: string | null })[] = [];
  const arrivals = wanted.map((one, at): Arrival => {
    const email = folded[at];
    const isEmailUsable = one.email === undefined || email !== undefined;
    const handle = handles[at] ?? '';
    const matched = email === undefined ? undefined : byEmail.get(email);
    if (matched) return { id: matched, kind: 'matched', handle, isEmailUsable };
    const id = work.random.uuid() as MemberId;
    if (email !== undefined) byEmail.set(email, id);
    rows.push({
      id,
      team_id: team,
      role: one.role,
      handle,
      name: usableName(one.name) || handle,
      email: email === undefined ? null : (one.email ?? null),
      email_folded: email ?? null,
      created_at: work.now,
      deactivated_at: one.isActive ? null : work.now,
    });
    return { id, kind: 'added', handle, isEmailUsable };
  });
  const seated = rows.filter(({ role, deactivated_at }) => takesSeat(role) && !deactivated_at);
  await requireRoomFor(work, team, { accounts: rows.length, seats: seated.length });
  await insertImportedMembers(work.sql, rows);
  for (const { id, role } of rows) {
    work.audit({ kind: 'member.added', actor: by, object: `member:${id}`, details: { role, imported: true } });
    work.emit({ kind: 'member.joined', member: id, role });
  }
  for (const { id, kind } of arrivals) {
    if (kind === 'matched') work.audit({ kind: 'member.matched', actor: by, object: `member:${id}` });
  }
  return arrivals;
}

/** How many of these would take a seat who are not members yet: active people without the address of a member. */
export async function seatsFor(work: Work, wanted: readonly ImportedMember[]): Promise<number> {
  const seated = wanted.filter(({ role, isActive }) => isActive && takesSeat(role));
  const emails = seated.map(({ email }) => foldedOrNone(email));
  const known = emails.filter((email) => email !== undefined);
  const matched = await membersByEmails(work.sql, known);
  return emails.length - known.length + new Set(known).size - matched.length;
}

const emailCharactersMax = 254;

function foldedOrNone(email: string | undefined): string | undefined {
  if (email === undefined || email.length > emailCharactersMax) return undefined;
  try {
    return foldEmail(email);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

const handleCharactersMax = 32;
const numbered = 9;

/** A short name and a name that a member can have, made of what another system calls the person. */
export async function usableNames(
  work: Work,
  team: TeamId,
  wanted: { readonly handle: string; readonly name: string },
): Promise<{ handle: string; name: string }> {
  const [handle = ''] = await freeHandles(work, team, [wanted]);
  return { handle, name: usableName(wanted.name) || handle };
}

/** `ada`, or `ada-2` … `ada-9` where that is taken, or else `ada-` and eight random characters. */
async function freeHandles(
  work: Work,
  team: TeamId,
  wanted: readonly Pick<ImportedMember, 'handle' | 'name'>[],
): Promise<string[]> {
  const bases = wanted.map(({ handle, name }) => usableHandle(handle) || usableHandle(name) || 'member');
  const candidates = (base: string): string[] => [
    base,
    ...Array.from({ length: numbered - 1 }, (_, at) => suffixed(base, String(at + 2))),
  ];
  const asked = [...new Set(bases.flatMap(candidates))];
  const taken = await takenHandles(work, team, asked);
  return bases.map((base) => {
    const free = candidates(base).find((candidate) => !taken.has(candidate));
    const handle = free ?? suffixed(base, work.random.bytes(4).toString('hex'));
    taken.add(handle);
    return handle;
  });
}

const suffixed = (base: string, suffix: string): string =>
  `${base.slice(0, handleCharactersMax - suffix.length - 1)}-${suffix}`;

const usableHandle = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|-+$/g, '')
    .slice(0, handleCharactersMax);

/** Without what could make it look like another name, in the bounds of a display name. */
export const usableName = (name: string): string =>
  [
    ...name
      .toWellFormed()
      .replace(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069]/gu, ' ')
      .trim(),
  ]
    .slice(0, limits.members.nameCharactersMax)
    .join('');
