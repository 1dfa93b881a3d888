import type { MemberId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireDevice } from '../access/access.ts';
import { mintBearer, readBearer } from '../bearer.ts';
import {
  emailTaken,
  findByEmail,
  foldEmail,
  lockedMember,
  type MemberRow,
  noSuchMember,
  requireOwnerFor,
  storedPassword,
} from '../members/members.ts';
import { deleteEmailChange, emailChangeByHash, putEmailChange, setEmail } from './email-changes.sql.ts';

export const cannotConfirm = problem(
  'email-changes/cannot-confirm',
  409,
  'The address of this account stays: it is closed, a bot, or nobody has signed in to it who could confirm another.',
);
export const emailChangeNotValid = problem(
  'email-changes/not-valid',
  404,
  'This link is not valid any more, or is for another account. Ask for the change again, and open it signed in.',
);

/** An address to be confirmed by the link that is mailed there, and shown nowhere else. */
export interface AskedEmail {
  readonly member: MemberRow;
  readonly email: string;
  readonly token: string;
  readonly expiresAt: Date;
}

/** Asks for the address; nothing changes before it is confirmed, and an earlier link is dead. */
export async function askForEmail(work: Work, actor: Actor, id: MemberId, email: string): Promise<AskedEmail> {
  const member = await lockedMember(work, id);
  if (!member) throw noSuchMember();
  if (id !== actor.member) requireOwnerFor(actor, member.role);
  if (member.deactivated_at || (await storedPassword(work, id)) === null) throw cannotConfirm();
  const holder = await findByEmail(work, email);
  if (holder && holder.id !== id) throw emailTaken();
  const { text, hash } = mintBearer(work.random, 'email', actor.team);
  const expiresAt = after(work.now, limits.emailChanges.lifetimeMs);
  await putEmailChange(work.sql, {
    member_id: id,
    team_id: actor.team,
    token_hash: hash,
    email,
    asked_by: actor.member,
    created_at: work.now,
    expires_at: expiresAt,
  });
  work.audit({ kind: 'email-change.asked', actor: auditName(actor), object: `member:${id}` });
  return { member, email, token: text, expiresAt };
}

/** Gives the caller the address behind the link; returns the account as it was. */
export async function takeEmail(work: Work, actor: Actor, token: string): Promise<MemberRow> {
  requireDevice(actor);
  const bearer = readBearer(token);
  const before = await lockedMember(work, actor.member);
  const change = bearer?.kind === 'email' ? await emailChangeByHash(work.sql, bearer.hash) : undefined;
  if (!before || !change || change.member_id !== actor.member || change.expires_at <= work.now) {
    throw emailChangeNotValid();
  }
  if (!(await setEmail(work.sql, actor.member, change.email, foldEmail(change.email)))) throw emailTaken();
  await deleteEmailChange(work.sql, actor.member);
  const details = { asked_by: change.asked_by };
  work.audit({ kind: 'member.email-changed', actor: auditName(actor), object: `member:${actor.member}`, details });
  work.emit({ kind: 'member.changed', member: actor.member });
  return before;
}

/** A change that the member has not confirmed yet is forgotten. */
export const dropEmailChange = (work: Work, member: MemberId): Promise<void> => deleteEmailChange(work.sql, member);
