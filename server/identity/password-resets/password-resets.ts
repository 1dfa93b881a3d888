/**
 * A new password for who forgot the old one. The danger: whoever can have the link comes into the account. The
 * principle: it goes to the account's own address alone, works once and for an hour, and ends every session and every
 * other link into the account when it is used; the member is told by mail. The boundary: that of `mailed-links`.
 */
import type { MailedLink } from '#contract/identity.ts';
import type { MemberId } from '#contract/ids.ts';
import type { Mail } from '#platform/mail/mail.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { type Actor, auditName } from '../access/access.ts';
import type { CallOrigin } from '../access-log/access-log.ts';
import {
  createMailRequests,
  dropLinks,
  type LinkRule,
  letterWith,
  linkTo,
  lookAtLink,
  type MailingMeans,
  type MailRequests,
  openLink,
  type RequestMeans,
  sendMail,
  takeLink,
} from '../mailed-links/mailed-links.ts';
import {
  findByEmail,
  lockedMember,
  type MemberRow,
  requireLocked,
  requireOwnerFor,
  setPassword,
  storedPassword,
} from '../members/members.ts';
import { networkOf } from '../origin.ts';
import { hashNewPassword, type Passwords } from '../passwords/passwords.ts';
import { endSessionsOf } from '../sessions/sessions.ts';
import { admit, type SignedInDevice } from '../sign-in/sign-in.ts';
import { isBound } from '../sso-policy/sso-policy.ts';
import { ownTeam, type TeamRow } from '../teams/teams.ts';

export const noPasswordToReset = problem(
  'password-resets/no-password',
  409,
  'This account is closed, is a bot, or signs in by no password that could be replaced. Nothing was sent.',
);
export const resetNotValid = problem(
  'password-resets/not-valid',
  404,
  'This link is not valid any more. Ask for a new one where you sign in.',
);

/** It counts while the account is open, has a password and the address that the link was mailed to. */
const resetLink: LinkRule = {
  kind: 'reset',
  notValid: resetNotValid,
  counts: async (work, link, member) => member.email === link.email && (await hasPassword(work, member)),
};

/** And may sign in by it. */
const hasPassword = async (work: Work, { id, role, deactivated_at }: MemberRow): Promise<boolean> =>
  !deactivated_at && (await storedPassword(work, id)) !== null && !(await isBound(work, role));

/** Asked for by somebody who is not signed in: the mail goes out if there is such an account. */
export const createResetRequests = (means: RequestMeans & MailingMeans): MailRequests =>
  createMailRequests(means, 'reset', async (work, team, email) => {
    const account = await findByEmail(work, email);
    const member = account && (await lockedMember(work, account.id));
    return member && (await openReset(work, means.url(), team, member, undefined))?.letter;
  });

/** Mails a link to a new password to the member's own address, in the name of an admin who never sees it. */
export async function sendReset(units: Units, means: MailingMeans, actor: Actor, id: MemberId): Promise<MailedLink> {
  const reset = await units.open({ team: actor.team }, async (work) => {
    const member = await requireLocked(work, id);
    requireOwnerFor(actor, member.role);
    const opened = await openReset(work, means.url(), await ownTeam(work, actor.team), member, actor);
    if (!opened) throw noPasswordToReset();
    return opened;
  });
  return { mail: await sendMail(means.mailer, reset.letter), expiresAt: reset.expiresAt.toISOString() };
}

/**
 * For an active member with an address and a password, under its lock; undefined for any other. `actor`: who asks for
 * it, undefined for a visitor.
 */
async function openReset(
  work: Work,
  url: string,
  team: TeamRow,
  member: MemberRow,
  actor: Actor | undefined,
): Promise<{ letter: Mail; expiresAt: Date } | undefined> {
  const { email } = member;
  if (email === null || !(await hasPassword(work, member))) return undefined;
  const { token, expiresAt } = await openLink(work, 'reset', actor?.member ?? null, { member, email });
  const by = actor ? auditName(actor) : 'visitor';
  work.audit({ kind: 'password-reset.opened', actor: by, object: `member:${member.id}` });
  const letter = letterWith({
    to: email,
    subject: `A new password for ${team.name}`,
    says: `Somebody asked for a new password for ${member.name} (@${member.handle}) in ${team.name}.`,
    open: 'If that was you, open this link to choose one',
    link: linkTo(url, team, 'reset', token),
    expiresAt,
    otherwise: 'If it was not, do nothing: your password stays as it is. Do not pass the link on.',
  });
  return { letter, expiresAt };
}

/** The account behind a token, and its team; refuses with `resetNotValid`. */
export const lookAtReset = (units: Units, token: string): Promise<{ team: TeamRow; member: MemberRow }> =>
  lookAtLink(units, resetLink, token);

export interface ResetMeans extends MailingMeans {
  readonly passwords: Passwords;
}

/** Replaces the password, ends every session and link of the account, and signs this device in. */
export async function acceptReset(
  units: Units,
  { passwords, mailer }: ResetMeans,
  given: { readonly token: string; readonly password: string },
  origin: CallOrigin,
): Promise<SignedInDevice> {
  const { team, member: before } = await lookAtReset(units, given.token);
  const passwordHash = await hashNewPassword(passwords, given.password, before, team, networkOf(origin));
  const device = await units.open({ team: team.id }, async (work) => {
    const { member } = await takeLink(work, resetLink, given.token);
    await setPassword(work, member.id, passwordHash);
    await dropLinks(work, member.id);
    const by = `member:${member.id}`;
    work.audit({ kind: 'password.reset', actor: by, object: by });
    await endSessionsOf(work, member.id, by);
    return await admit(work, team, member, 'password-reset', origin);
  });
  const news = newsOf(device.member, team);
  if (news) await sendMail(mailer, news);
  return device;
}

/** Tells the member that it happened, for the case that it was somebody else. */
function newsOf({ name, handle, email }: MemberRow, { name: team }: TeamRow): Mail | undefined {
  if (email === null) return undefined;
  const text = [
    `The password of ${name} (@${handle}) in ${team} was replaced by means of a link in a mail to this address.`,
    'All devices but the one that did it were signed out. API tokens of the account still work: look through them.',
    'If you did not do this, tell an admin of the team at once.\n',
  ].join('\n\n');
  return { to: email, subject: `Your password in ${team} was replaced`, text };
}
