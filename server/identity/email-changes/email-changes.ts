/**
 * Another e-mail address for a member. The danger: whoever sets the address of an account may come to hold it, with its
 * direct messages; an admin included. The principle: an address changes only when the link that was mailed to the new
 * one is opened by the member itself, on a signed-in device; who asked is never shown the link, and the old address is
 * told. The boundary: an account that nobody has claimed keeps the address it came with; an organisation's directory
 * gives addresses at domains that the team has proved.
 */
import type { MailedLink } from '#contract/identity.ts';
import type { MemberId } from '#contract/ids.ts';
import type { Mail } from '#platform/mail/mail.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { type Actor, auditName, type Client, requireDevice } from '../access/access.ts';
import type { Caller } from '../access-log/access-log.ts';
import {
  dropLinks,
  type LinkRule,
  letterWith,
  linkTo,
  type MailingMeans,
  openLink,
  sendMail,
  takeLink,
} from '../mailed-links/mailed-links.ts';
import {
  emailTaken,
  findByEmail,
  foldEmail,
  type MemberRow,
  requireLocked,
  requireOwnerFor,
  storedPassword,
} from '../members/members.ts';
import { type OwnPasswordMeans, requirePassword } from '../passwords/passwords.ts';
import { ownTeam, type TeamRow } from '../teams/teams.ts';
import { setEmail } from './email-changes.sql.ts';

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

export interface EmailChangeMeans extends MailingMeans, OwnPasswordMeans {}

/** The caller's own wish, on a signed-in device and with the password. */
export async function askForOwnEmail(
  units: Units,
  means: EmailChangeMeans,
  actor: Actor,
  given: { readonly email: string; readonly password: string },
  origin: Caller,
): Promise<MailedLink> {
  requireDevice(actor);
  await requirePassword(units, means, actor, given.password, origin);
  return await askForEmailOf(units, means, actor, actor.member, given.email);
}

/** Mails a link to the address; nothing changes before it is confirmed, and an earlier link is dead. */
export async function askForEmailOf(
  units: Units,
  { mailer, url }: MailingMeans,
  actor: Actor,
  id: MemberId,
  email: string,
): Promise<MailedLink> {
  const { member, token, expiresAt, team } = await units.open({ team: actor.team }, async (work) => {
    const holder = await requireHolder(work, actor, id, email);
    const link = await openLink(work, 'email', actor.member, { member: holder, email });
    work.audit({ kind: 'email-change.asked', actor: auditName(actor), object: `member:${id}` });
    return { ...link, team: await ownTeam(work, actor.team) };
  });
  const letter = letterWith({
    to: email,
    subject: `Your address in ${team.name}`,
    says: `This address is to be the one of ${member.name} (@${member.handle}) in ${team.name}.`,
    open: 'If that is you, open this link while you are signed in',
    link: linkTo(url(), team, 'email', token),
    expiresAt,
    otherwise: 'If it is not, do nothing: without the link nothing changes.',
  });
  return { mail: await sendMail(mailer, letter), expiresAt: expiresAt.toISOString() };
}

/** The account that is to have the address, locked: it can confirm it, and nobody else has it now. */
async function requireHolder(work: Work, actor: Actor, id: MemberId, email: string): Promise<MemberRow> {
  const member = await requireLocked(work, id);
  if (id !== actor.member) requireOwnerFor(actor, member.role);
  if (member.deactivated_at || (await storedPassword(work, id)) === null) throw cannotConfirm();
  const holder = await findByEmail(work, email);
  if (holder && holder.id !== id) throw emailTaken();
  return member;
}

/** It counts for the account it was asked for alone. */
const emailLinkOf = (actor: Actor): LinkRule => ({
  kind: 'email',
  notValid: emailChangeNotValid,
  counts: async (_work, link) => link.member_id === actor.member,
});

/** Gives the caller the address behind the link, and tells the old one. */
export async function confirmEmail(units: Units, { mailer }: MailingMeans, actor: Actor, token: string): Promise<void> {
  requireDevice(actor);
  const { before, team } = await units.open({ team: actor.team }, async (work) => {
    const { member, link } = await takeLink(work, emailLinkOf(actor), token);
    if (!(await setEmail(work.sql, member.id, link.email, foldEmail(link.email)))) throw emailTaken();
    const details = { asked_by: link.asked_by };
    work.audit({ kind: 'member.email-changed', actor: auditName(actor), object: `member:${member.id}`, details });
    work.emit({ kind: 'member.changed', member: member.id });
    return { before: member, team: await ownTeam(work, actor.team) };
  });
  const news = newsOf(before, team);
  if (news) await sendMail(mailer, news);
}

/**
 * Gives a locked member the address that the organisation's own directory has for it; links that were mailed to the old
 * one open nothing any more. Returns the news for the old address, to be mailed after the commit.
 */
export async function assignEmail(
  work: Work,
  client: Client,
  member: MemberRow,
  email: string,
): Promise<Mail | undefined> {
  const holder = await findByEmail(work, email);
  if (holder && holder.id !== member.id) throw emailTaken();
  if (!(await setEmail(work.sql, member.id, email, foldEmail(email)))) throw emailTaken();
  await dropLinks(work, member.id);
  work.audit({ kind: 'member.email-changed', actor: auditName(client), object: `member:${member.id}` });
  work.emit({ kind: 'member.changed', member: member.id });
  return newsOf(member, await ownTeam(work, client.team));
}

/** Tells the old address, for the case that it was somebody else. */
function newsOf({ name, handle, email }: MemberRow, { name: team }: TeamRow): Mail | undefined {
  if (email === null) return undefined;
  const text = [
    `The account of ${name} (@${handle}) in ${team} has another e-mail address now.`,
    'If you did not do this, tell an admin of the team at once.\n',
  ].join('\n\n');
  return { to: email, subject: `Your address in ${team} was changed`, text };
}
