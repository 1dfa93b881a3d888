import type { Role } from '#contract/identity.ts';
import type { ChannelId, MemberId, TeamId } from '#contract/ids.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, type Client } from '../access/access.ts';
import { foldEmail } from './email.ts';
import { requireMember, takenHandles } from './find.ts';
import { insertMember, type MemberRow, memberByEmail, renameTo } from './members.sql.ts';
import { requireOwnerFor } from './standing.ts';
import { requireRoomFor, takesSeat } from './team-size.ts';

export { foldEmail } from './email.ts';
export {
  adminsOf,
  changeStoredPassword,
  findByEmail,
  findMembers,
  findMembersByHandle,
  listMembers,
  lockedMember,
  noSuchMember,
  requireLocked,
  requireMember,
  setPassword,
  showAccount,
  storedPassword,
  takenHandles,
} from './find.ts';
export {
  type Arrival,
  addImportedMembers,
  type ImportedMember,
  seatsFor,
  usableName,
  usableNames,
} from './imported.ts';
export type { MemberRow } from './members.sql.ts';
export {
  assignRoles,
  changeRole,
  closeAccount,
  closeForDirectory,
  deactivateMember,
  type GivenRole,
  reactivateMember,
  requireOwnerFor,
  transferOwnership,
} from './standing.ts';
export { requireRoomFor, teamSeats } from './team-size.ts';
export { changeTimeZone } from './time-zone.ts';

declare module '#platform/work.ts' {
  interface Facts {
    'member.joined': { readonly member: MemberId; readonly role: Role };
    'member.changed': { readonly member: MemberId };
  }
}

export const handleTaken = problem<{ handle: string }>(
  'members/handle-taken',
  409,
  'Somebody in this team, or a user group, already has this short name. Choose another.',
);
export const emailTaken = problem('members/email-taken', 409, 'Somebody in this team already has this e-mail address.');

/**
 * Brings a new member into the conversations that belong to everybody and into `channels`, in the transaction that
 * makes the member; channels that are gone meanwhile are passed over. The rooms above identity implement it. Doing it
 * twice changes nothing.
 */
export type Welcome = (work: Work, member: MemberRow, channels: readonly ChannelId[]) => Promise<void>;

export interface NewMember {
  readonly team: TeamId;
  readonly role: Role;
  readonly handle: string;
  readonly name: string;
  readonly email: string | null;
  /** A PHC string made before the unit of work; null for who cannot sign in by password. */
  readonly passwordHash: string | null;
  readonly channels: readonly ChannelId[];
}

/** Adds a member and welcomes it. `by` is the audit name of who does it; undefined: the new member itself. */
export async function addMember(
  work: Work,
  welcome: Welcome,
  { team, role, handle, name, email, passwordHash, channels }: NewMember,
  by?: string,
): Promise<MemberRow> {
  const member: MemberRow = {
    id: work.random.uuid() as MemberId,
    team_id: team,
    role,
    handle,
    name,
    email,
    time_zone: 'UTC',
    created_at: work.now,
    deactivated_at: null,
  };
  const email_folded = email === null ? null : foldEmail(email);
  await requireFree(work, team, handle, email);
  await requireRoomFor(work, team, { accounts: 1, seats: takesSeat(role) ? 1 : 0 });
  if (!(await insertMember(work.sql, { ...member, email_folded, password_hash: passwordHash }))) {
    await requireFree(work, team, handle, email);
    throw new Error('A member was refused by the database although its names are free.');
  }
  work.audit({
    kind: 'member.added',
    actor: by ?? `member:${member.id}`,
    object: `member:${member.id}`,
    details: { role },
  });
  work.emit({ kind: 'member.joined', member: member.id, role });
  await welcome(work, member, channels);
  return member;
}

/** Refuses a short name that somebody or a user group has, and an address that somebody has. */
export async function requireFree(work: Work, team: TeamId, handle: string, email: string | null): Promise<void> {
  if ((await takenHandles(work, team, [handle])).has(handle)) throw handleTaken({ handle });
  if (email !== null && (await memberByEmail(work.sql, foldEmail(email)))) throw emailTaken();
}

/** Changes how a member is called; an admin does it for others, for an owner only an owner. */
export async function renameMember(
  work: Work,
  actor: Actor | Client,
  id: MemberId,
  change: { readonly name?: string; readonly handle?: string },
): Promise<MemberRow> {
  const member = await requireMember(work, id);
  if ('client' in actor || member.id !== actor.member) requireOwnerFor(actor, member.role);
  const { name = member.name, handle = member.handle } = change;
  if (name === member.name && handle === member.handle) return member;
  if (handle !== member.handle && (await takenHandles(work, member.team_id, [handle])).has(handle))
    throw handleTaken({ handle });
  await renameTo(work.sql, member.id, name, handle);
  const details = { name: name !== member.name, handle: handle !== member.handle };
  work.audit({ kind: 'member.renamed', actor: auditName(actor), object: `member:${member.id}`, details });
  work.emit({ kind: 'member.changed', member: member.id });
  return { ...member, name, handle };
}
