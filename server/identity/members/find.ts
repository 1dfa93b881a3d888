import type { Member } from '#contract/identity.ts';
import { type MemberId, publicId, type TeamId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, allows } from '../access/access.ts';
import { lockTeam } from '../teams/teams.ts';
import { foldEmail } from './email.ts';
import {
  handlesAmong,
  lockMember,
  type MemberFilter,
  type MemberRow,
  memberByEmail,
  memberById,
  membersAfter,
  membersByHandles,
  membersByIds,
  passwordHashOf,
  replacePasswordHash,
  setPasswordHash,
} from './members.sql.ts';

export const noSuchMember = problem('members/no-such-member', 404, 'There is no such member in this team.');

/** The member; refuses with `noSuchMember` what is none of this team. */
export async function requireMember(work: Work, member: MemberId): Promise<MemberRow> {
  const row = await memberById(work.sql, member);
  if (!row) throw noSuchMember();
  return row;
}

/** The member under a lock that lasts to the end of the unit: whoever changes its standing waits. */
export const lockedMember = (work: Work, member: MemberId): Promise<MemberRow | undefined> =>
  lockMember(work.sql, member);

/** The same for the member itself; refuses with `noSuchMember`. */
export async function requireLocked(work: Work, member: MemberId): Promise<MemberRow> {
  const row = await lockMember(work.sql, member);
  if (!row) throw noSuchMember();
  return row;
}

/** The members in the given order, each once; without what is none of this team. */
export async function findMembers(work: Work, members: readonly MemberId[]): Promise<MemberRow[]> {
  const found = new Map((await membersByIds(work.sql, members)).map((member) => [member.id, member]));
  return [...new Set(members)].flatMap((id) => found.get(id) ?? []);
}

/** The active owners and admins, the first of each who came, up to a bound. */
export async function adminsOf(work: Work): Promise<MemberRow[]> {
  const people: MemberRow[] = [];
  for (const role of ['owner', 'admin'] as const) {
    const { members } = await listMembers(work, undefined, limits.members.adminsToldMax, { role, state: 'active' });
    people.push(...members);
  }
  return people;
}

export const findMembersByHandle = (work: Work, handles: readonly string[]): Promise<MemberRow[]> =>
  membersByHandles(work.sql, handles);

/**
 * Those of the short names that a member or a user group of the team has. Whoever takes one holds the lock of the team
 * first, so that the answer stays true to the commit.
 */
export async function takenHandles(work: Work, team: TeamId, handles: readonly string[]): Promise<Set<string>> {
  await lockTeam(work, team);
  return new Set(await handlesAmong(work.sql, handles));
}

/** The member with this address, however it is written, and the hash of its password. */
export const findByEmail = (
  work: Work,
  email: string,
): Promise<(MemberRow & { password_hash: string | null }) | undefined> => memberByEmail(work.sql, foldEmail(email));

export const storedPassword = (work: Work, member: MemberId): Promise<string | null> =>
  passwordHashOf(work.sql, member);

/** Gives the hash to a member whose lock the caller holds. */
export const setPassword = (work: Work, member: MemberId, hash: string): Promise<void> =>
  setPasswordHash(work.sql, member, hash);

/** Replaces the hash if it is still `from`; false when another change came first. */
export const changeStoredPassword = (work: Work, member: MemberId, from: string, to: string): Promise<boolean> =>
  replacePasswordHash(work.sql, member, from, to);

/** Members in the order in which they came, all or those of a filter; `after` is the last one of the page before. */
export async function listMembers(
  work: Work,
  after: MemberId | undefined,
  limit: number,
  filter: MemberFilter = {},
): Promise<{ members: MemberRow[]; next: MemberId | undefined }> {
  const rows = await membersAfter(work.sql, after, limit + 1, filter);
  const members = rows.slice(0, limit);
  return { members, next: rows.length > limit ? members.at(-1)?.id : undefined };
}

/** The account as `viewer` may see it, without its profile: addresses are for colleagues, not for guests and bots. */
export function showAccount(member: MemberRow, viewer: Pick<Actor, 'member' | 'role'>): Member {
  const seesEmail = member.id === viewer.member || allows(viewer, 'emails.read');
  return {
    id: publicId('U', member.id),
    role: member.role,
    handle: member.handle,
    name: member.name,
    timeZone: member.time_zone,
    ...(member.email !== null && seesEmail ? { email: member.email } : {}),
    ...(member.deactivated_at ? { deactivatedAt: member.deactivated_at.toISOString() } : {}),
  };
}
