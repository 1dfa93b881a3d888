/** Guests for a time: an account that closes by itself, and a word to others before it does. */

import { type MemberId, publicId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, isGuest } from '../access/access.ts';
import {
  adminsOf,
  closeAccount,
  findMembers,
  lockedMember,
  type MemberRow,
  requireLocked,
} from '../members/members.ts';
import { showMember, showMembers } from '../profiles/profiles.ts';
import {
  deleteExpiry,
  deleteIdleExpiries,
  endAndInviter,
  guestsAfter,
  markTold,
  putExpiry,
  takeExpired,
} from './guests.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** The account of this guest will close by itself in five days or less. Told once for each time that is set. */
    'guest.expiring': { readonly member: MemberId; readonly expiresAt: string };
  }
}

export const notAGuest = problem(
  'guests/not-a-guest',
  409,
  'Only the account of an active guest ends by itself. Deactivate any other one when its time has come.',
);
export const guestExpiryPast = problem(
  'guests/expiry-past',
  422,
  'The account would end before now. Choose a time to come.',
);

/** Lets the account of a guest end at this time; within minutes of it the account is closed. */
export async function setGuestExpiry(work: Work, actor: Actor, member: MemberId, at: Date): Promise<MemberRow> {
  const guest = await lockedGuest(work, member);
  await beginExpiry(work, guest, at);
  const details = { expires: at.toISOString() };
  work.audit({ kind: 'guest.expiry-set', actor: auditName(actor), object: `member:${member}`, details });
  return guest;
}

/** For a guest who has just come by an invitation that says so; the entry of its acceptance covers it. */
export async function beginExpiry(work: Work, guest: MemberRow, at: Date): Promise<void> {
  if (!(at > work.now)) throw guestExpiryPast();
  await putExpiry(work.sql, guest.team_id, guest.id, at);
}

/** Lets the account last until somebody closes it. */
export async function clearGuestExpiry(work: Work, actor: Actor, member: MemberId): Promise<void> {
  await lockedGuest(work, member);
  if (!(await deleteExpiry(work.sql, member))) return;
  work.audit({ kind: 'guest.expiry-cleared', actor: auditName(actor), object: `member:${member}` });
}

async function lockedGuest(work: Work, member: MemberId): Promise<MemberRow> {
  const guest = await requireLocked(work, member);
  if (guest.deactivated_at || !isGuest(guest.role)) throw notAGuest();
  return guest;
}

/** Closes the account of one guest whose time has come; false when there is none left. */
export async function closeExpired(work: Work): Promise<boolean> {
  const member = await takeExpired(work.sql, work.now);
  if (!member) return false;
  const guest = await lockedMember(work, member);
  if (guest && isGuest(guest.role) && !guest.deactivated_at) await closeAccount(work, guest, 'system');
  return true;
}

/** States which accounts end soon, and forgets the ends of those that are no active guests any more. */
export async function tellExpiring(work: Work): Promise<void> {
  const { toldBeforeMs, toldAtOnceMax } = limits.guests;
  await deleteIdleExpiries(work.sql);
  for (const { member_id, expires_at } of await markTold(
    work.sql,
    work.now,
    after(work.now, toldBeforeMs),
    toldAtOnceMax,
  )) {
    work.emit({ kind: 'guest.expiring', member: member_id, expiresAt: expires_at.toISOString() });
  }
}

/**
 * Whom the end of a guest's account concerns, if it still ends then: the guest, who let it in, and the admins, those
 * who came first; each once, and only who is active. Undefined when another end was set, or none is any more.
 */
export async function concernedByEnd(
  work: Work,
  id: MemberId,
  at: Date,
): Promise<{ readonly guest: MemberRow; readonly others: readonly MemberRow[] } | undefined> {
  const end = await endAndInviter(work.sql, id);
  const [guest] = await findMembers(work, [id]);
  if (end?.expires_at.getTime() !== at.getTime() || !guest || guest.deactivated_at || !isGuest(guest.role))
    return undefined;
  const inviter = end.invited_by === null ? [] : await findMembers(work, [end.invited_by]);
  const people = [...inviter, ...(await adminsOf(work))];
  const others = new Map(people.filter(({ deactivated_at }) => !deactivated_at).map((one) => [one.id, one]));
  return { guest, others: [...others.values()] };
}

/** The active guests, in the order in which they came. */
export async function listGuests(work: Work, viewer: Actor, after: MemberId | undefined, limit: number) {
  const rows = await guestsAfter(work.sql, after, limit + 1);
  const page = rows.slice(0, limit);
  const found = await findMembers(
    work,
    page.map(({ id }) => id),
  );
  const shown = await showMembers(work, found, viewer);
  const members = new Map(found.map(({ id }, at) => [id, shown[at]]));
  const guests = page.flatMap(({ id, expires_at }) => {
    const member = members.get(id);
    return member ? [{ member, ...endOf(expires_at) }] : [];
  });
  const last = rows.length > limit ? page.at(-1)?.id : undefined;
  return { guests, ...(last ? { next: publicId('U', last) } : {}) };
}

export const showGuest = async (work: Work, member: MemberRow, expiresAt: Date | null, viewer: Actor) => ({
  member: await showMember(work, member, viewer),
  ...endOf(expiresAt),
});

const endOf = (expiresAt: Date | null) => (expiresAt ? { expiresAt: expiresAt.toISOString() } : {});
