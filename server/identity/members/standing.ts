/**
 * A member's standing: its role, and whether the account is active. The danger: a team that nobody can lead any more,
 * and somebody who is out but still connected. The principle: owners are counted under a lock, and who is deactivated
 * loses every session and token in the same transaction. The boundary: what else a role means is in `access.ts`.
 */

import type { Role } from '#contract/identity.ts';
import type { MemberId } from '#contract/ids.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, allows, auditName, type Client, isGuest, requireDevice } from '../access/access.ts';
import { revokeTokensOf } from '../api-tokens/api-tokens.ts';
import { BY_PROVIDER, endSessionsOf, endSessionsOfRoles } from '../sessions/sessions.ts';
import { policyOf, rolesBound } from '../sso-policy/sso-policy.ts';
import { noSuchMember } from './find.ts';
import {
  activeOwners,
  lockMember,
  lockMembers,
  type MemberRow,
  passwordHashOf,
  setDeactivated,
  setRole,
  setRoles,
} from './members.sql.ts';
import type { Welcome } from './members.ts';
import { requireRoomFor, takesSeat } from './team-size.ts';

declare module '#platform/work.ts' {
  interface Facts {
    'member.deactivated': { readonly member: MemberId };
    'member.reactivated': { readonly member: MemberId };
    'role.changed': { readonly member: MemberId; readonly role: Role };
  }
}

/** What a role can be that somebody else's list gives. */
export type GivenRole = 'admin' | 'member' | 'guest';

export const ownersOnly = problem('members/owners-only', 403, 'Only an owner can do this to an owner, or make one.');
export const lastOwner = problem(
  'members/last-owner',
  409,
  'This is the only active owner. Make somebody else an owner first.',
);
export const botStaysBot = problem(
  'members/bot-stays-bot',
  409,
  'A bot has no other role, and a person is not made a bot.',
);
export const cannotLead = problem(
  'members/cannot-lead',
  409,
  'Only an active member or admin who can sign in can be given the team.',
);
export const singleGuestByInvitation = problem(
  'members/single-guest-by-invitation',
  409,
  'A guest of a single channel is made by an invitation that names the channel.',
);

/** Gives a member another role. Who stops being a guest is welcomed into what belongs to everybody. */
export async function changeRole(
  work: Work,
  welcome: Welcome,
  actor: Actor,
  member: MemberId,
  role: Role,
): Promise<MemberRow> {
  const { target, owners } = await lockStanding(work, member);
  if (target.role === role) return target;
  if (target.role === 'bot' || role === 'bot') throw botStaysBot();
  requireOwnerFor(actor, target.role === 'owner' ? target.role : role);
  if (role === 'single-guest') throw singleGuestByInvitation();
  if (owners.length === 1 && owners[0] === member) throw lastOwner();
  const isSeated = takesSeat(target.role) || target.deactivated_at !== null;
  if (takesSeat(role) && !isSeated) await requireRoomFor(work, actor.team, { accounts: 0, seats: 1 });
  await setRole(work.sql, member, role);
  const details = { from: target.role, to: role };
  work.audit({ kind: 'role.changed', actor: auditName(actor), object: `member:${member}`, details });
  work.emit({ kind: 'role.changed', member, role });
  await endBesideProviders(work, actor, [{ from: target.role, to: role }]);
  const changed = { ...target, role };
  if (isGuest(target.role) && !isGuest(role)) await welcome(work, changed, []);
  return changed;
}

/** Closes the account: every session and token of the member ends with this transaction. */
export async function deactivateMember(work: Work, actor: Actor, member: MemberId): Promise<MemberRow> {
  const { target, owners } = await lockStanding(work, member);
  if (target.deactivated_at) return target;
  requireOwnerFor(actor, target.role);
  if (owners.length === 1 && owners[0] === member) throw lastOwner();
  return await closeAccount(work, target, auditName(actor));
}

/** The same for an organisation's own directory: it closes that of an owner too, while another one can sign in. */
export async function closeForDirectory(work: Work, client: Client, member: MemberId): Promise<MemberRow> {
  const { target, owners } = await lockStanding(work, member);
  if (target.deactivated_at) return target;
  if (target.role === 'owner' && owners.every((owner) => owner === member)) throw lastOwner();
  return await closeAccount(work, target, auditName(client));
}

/**
 * Gives many members their roles, in a fixed number of statements however many they are, and one welcome to each who
 * stops being a guest. Owners and bots stay what they are; nobody becomes an owner so.
 */
export async function assignRoles(
  work: Work,
  welcome: Welcome,
  by: Actor | Client,
  wanted: ReadonlyMap<MemberId, GivenRole>,
): Promise<void> {
  const locked = await lockMembers(work.sql, [...wanted.keys()]);
  const changes = locked.flatMap((target) => {
    const role = wanted.get(target.id);
    const stays = role === undefined || role === target.role || target.role === 'owner' || target.role === 'bot';
    return stays ? [] : [{ target, role }];
  });
  const newSeats = changes.filter(
    ({ target, role }) => takesSeat(role) && !takesSeat(target.role) && !target.deactivated_at,
  );
  await requireRoomFor(work, by.team, { accounts: 0, seats: newSeats.length });
  await setRoles(
    work.sql,
    changes.map(({ target, role }) => ({ member: target.id, role })),
  );
  for (const { target, role } of changes) {
    const details = { from: target.role, to: role };
    work.audit({ kind: 'role.changed', actor: auditName(by), object: `member:${target.id}`, details });
    work.emit({ kind: 'role.changed', member: target.id, role });
  }
  await endBesideProviders(
    work,
    by,
    changes.map(({ target, role }) => ({ from: target.role, to: role })),
  );
  for (const { target, role } of changes) {
    if (isGuest(target.role) && !isGuest(role)) await welcome(work, { ...target, role }, []);
  }
}

/** Who by another role may come in by a provider alone is signed out where it came in another way. */
async function endBesideProviders(
  work: Work,
  by: Actor | Client,
  changes: readonly { readonly from: Role; readonly to: Role }[],
): Promise<void> {
  const bound = rolesBound(await policyOf(work));
  if (!changes.some(({ from, to }) => bound.includes(to) && !bound.includes(from))) return;
  // All others in these roles were signed out there when it became required.
  await endSessionsOfRoles(work, bound, BY_PROVIDER, auditName(by));
}

/** What closing means, for a locked member who may be closed; `by` is the audit name of who does it. */
export async function closeAccount(work: Work, target: MemberRow, by: string): Promise<MemberRow> {
  const { id: member } = target;
  await setDeactivated(work.sql, member, work.now);
  await endSessionsOf(work, member, by);
  await revokeTokensOf(work, member, by);
  work.audit({ kind: 'member.deactivated', actor: by, object: `member:${member}` });
  work.emit({ kind: 'member.deactivated', member });
  return { ...target, deactivated_at: work.now };
}

/** Makes somebody else an owner and the caller an admin, in one step. */
export async function transferOwnership(work: Work, actor: Actor, member: MemberId): Promise<MemberRow> {
  requireDevice(actor);
  const { target, owners } = await lockStanding(work, member);
  if (!owners.includes(actor.member)) throw ownersOnly();
  const isOfTheTeam = target.role === 'admin' || target.role === 'member';
  const canSignIn = !target.deactivated_at && (await passwordHashOf(work.sql, member)) !== null;
  if (!isOfTheTeam || !canSignIn) throw cannotLead();
  await setRole(work.sql, member, 'owner');
  await setRole(work.sql, actor.member, 'admin');
  const details = { to: member };
  work.audit({ kind: 'ownership.transferred', actor: auditName(actor), object: `member:${actor.member}`, details });
  work.emit({ kind: 'role.changed', member, role: 'owner' });
  work.emit({ kind: 'role.changed', member: actor.member, role: 'admin' });
  await endBesideProviders(work, actor, [{ from: 'owner', to: 'admin' }]);
  return { ...target, role: 'owner' };
}

/** Opens the account again, as it was; sessions and tokens do not come back. */
export async function reactivateMember(work: Work, actor: Actor | Client, member: MemberId): Promise<MemberRow> {
  const { target } = await lockStanding(work, member);
  if (!target.deactivated_at) return target;
  requireOwnerFor(actor, target.role);
  if (takesSeat(target.role)) await requireRoomFor(work, actor.team, { accounts: 0, seats: 1 });
  await setDeactivated(work.sql, member, null);
  work.audit({ kind: 'member.reactivated', actor: auditName(actor), object: `member:${member}` });
  work.emit({ kind: 'member.reactivated', member });
  return { ...target, deactivated_at: null };
}

/** Refuses, for the role of an owner, everybody who is not one. */
export function requireOwnerFor(actor: Pick<Actor, 'role' | 'scopes'>, role: Role): void {
  if (role === 'owner' && !allows(actor, 'owners.manage')) throw ownersOnly();
}

/** The owners first, then the member: everybody takes these locks in the same order. */
async function lockStanding(work: Work, member: MemberId): Promise<{ target: MemberRow; owners: string[] }> {
  const owners = (await activeOwners(work.sql)).map(({ id }) => id);
  const target = await lockMember(work.sql, member);
  if (!target) throw noSuchMember();
  return { target, owners };
}
