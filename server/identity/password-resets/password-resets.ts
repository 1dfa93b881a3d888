/**
 * A new password for who forgot the old one. The danger: whoever can have the link comes into the account. The
 * principle: it goes to the account's own address alone, is kept as a hash, works once and for an hour, and ends every
 * session and every other link into the account when it is used; the member is told by mail. The boundary: whoever
 * reads the member's mail, or the folder that stands in for a mail server, can read the link.
 */
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { type CallOrigin, recordSignIn } from '../access-log/access-log.ts';
import { type Bearer, readBearer } from '../bearer.ts';
import { dropEmailChange } from '../email-changes/email-changes.ts';
import {
  changeStoredPassword,
  lockedMember,
  type MemberRow,
  requireMember,
  storedPassword,
} from '../members/members.ts';
import { checkPassword, type Passwords } from '../passwords/passwords.ts';
import { endSessionsOf, startSession } from '../sessions/sessions.ts';
import type { SignedInDevice } from '../sign-in/sign-in.ts';
import { ownTeam, type TeamRow } from '../teams/teams.ts';
import { deletePasswordReset, passwordResetByHash } from './password-resets.sql.ts';
import { mailThatItHappened, type SendingMeans } from './sending.ts';

export { createResetRequests, type ResetRequests } from './asking.ts';
export { type SendingMeans, sendReset } from './sending.ts';

// One refusal for all that is not open: a link that was guessed tells nothing.
export const resetNotValid = problem(
  'password-resets/not-valid',
  404,
  'This link is not valid any more. Ask for a new one where you sign in.',
);

/** The account behind a token, and its team; refuses with `resetNotValid`. */
export async function lookAtReset(units: Units, token: string): Promise<{ team: TeamRow; member: MemberRow }> {
  const bearer = bearerOf(token);
  return await units.open({ team: bearer.team }, async (work) => {
    const reset = await passwordResetByHash(work.sql, bearer.hash);
    if (!reset) throw resetNotValid();
    const { member } = await requireOpen(work, bearer, await requireMember(work, reset.member_id));
    return { team: await ownTeam(work, bearer.team), member };
  });
}

export interface ResetMeans extends SendingMeans {
  readonly passwords: Passwords;
}

/** Replaces the password, ends every session and link of the account, and signs this device in. */
export async function acceptReset(
  units: Units,
  means: ResetMeans,
  given: { readonly token: string; readonly password: string },
  origin: CallOrigin,
): Promise<SignedInDevice> {
  const bearer = bearerOf(given.token);
  const { team, member: before } = await lookAtReset(units, given.token);
  await checkPassword(given.password, [before.name, before.handle, before.email ?? '', team.name, team.slug]);
  const to = await means.passwords.hash(given.password);
  const device = await units.open({ team: team.id }, async (work) => {
    const { member, from } = await requireOpen(work, bearer, await lockedMember(work, before.id));
    await changeStoredPassword(work, member.id, from, to);
    await deletePasswordReset(work.sql, member.id);
    await dropEmailChange(work, member.id);
    const by = `member:${member.id}`;
    work.audit({ kind: 'password.reset', actor: by, object: by });
    await endSessionsOf(work, member.id, by);
    await recordSignIn(work, team.id, member.id, 'password-reset', origin);
    return { member, ...(await startSession(work, { team: team.id, member: member.id }, origin)) };
  });
  await mailThatItHappened(means, team, device.member);
  return { team, ...device };
}

function bearerOf(token: string): Bearer {
  const bearer = readBearer(token);
  if (bearer?.kind !== 'reset') throw resetNotValid();
  return bearer;
}

/** The link counts while the account is open, has a password and the address that the link was mailed to. */
async function requireOpen(
  work: Work,
  { hash }: Bearer,
  member: MemberRow | undefined,
): Promise<{ member: MemberRow; from: string }> {
  const reset = await passwordResetByHash(work.sql, hash);
  const isOpen = member && !member.deactivated_at && reset?.member_id === member.id && reset.email === member.email;
  const from = isOpen ? await storedPassword(work, member.id) : null;
  if (!isOpen || reset.expires_at <= work.now || from === null) throw resetNotValid();
  return { member, from };
}
