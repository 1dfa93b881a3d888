/**
 * Another e-mail address for a member. The danger: whoever sets the address of an account may come to hold it, with its
 * direct messages; an admin included. The principle: an address changes only when the link that was mailed to the new
 * one is opened by the member itself, on a signed-in device; who asked is never shown the link, and the old address is
 * told. The boundary: an account that nobody has claimed keeps the address it came with.
 */

import type { MemberId } from '#contract/ids.ts';
import type { Mail, Mailer } from '#platform/mail/mail.ts';
import { Problem } from '#platform/problem.ts';
import type { Units } from '#platform/work.ts';
import { type Actor, requireDevice } from '../access/access.ts';
import { type Passwords, requirePassword } from '../passwords/passwords.ts';
import { ownTeam } from '../teams/teams.ts';
import { askForEmail, takeEmail } from './asking.ts';

export { dropEmailChange } from './asking.ts';

export interface EmailChangeMeans {
  readonly passwords: Passwords;
  readonly mailer: Mailer;
  /** The origin of our own pages. */
  readonly url: () => string;
}

export interface Asked {
  readonly mail: 'delivered' | 'kept' | 'not-taken';
  readonly expiresAt: Date;
}

/** The caller's own wish, on a signed-in device and with the password. */
export async function askForOwnEmail(
  units: Units,
  means: EmailChangeMeans,
  actor: Actor,
  given: { readonly email: string; readonly password: string },
): Promise<Asked> {
  requireDevice(actor);
  await requirePassword(units, means.passwords, actor, given.password);
  return await askForEmailOf(units, means, actor, actor.member, given.email);
}

/** Mails a link to the address; says what became of the mail, never what is in it. */
export async function askForEmailOf(
  units: Units,
  { mailer, url }: EmailChangeMeans,
  actor: Actor,
  member: MemberId,
  email: string,
): Promise<Asked> {
  const { asked, team } = await units.open({ team: actor.team }, async (work) => ({
    asked: await askForEmail(work, actor, member, email),
    team: await ownTeam(work, actor.team),
  }));
  const text = [
    `This address is to be the one of ${asked.member.name} (@${asked.member.handle}) in ${team.name}.`,
    // Behind the hash sign the token stays in the browser: it is in no server's log.
    `If that is you, open this link while you are signed in:\n\n${url()}/t/${team.slug}/email#${asked.token}`,
    `It works once, until ${asked.expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
    'If it is not, do nothing: without the link nothing changes.\n',
  ].join('\n\n');
  const mail = await sent(mailer, { to: asked.email, subject: `Your address in ${team.name}`, text });
  return { mail, expiresAt: asked.expiresAt };
}

/** Gives the caller the address behind the link, and tells the old one. */
export async function confirmEmail(
  units: Units,
  { mailer }: EmailChangeMeans,
  actor: Actor,
  token: string,
): Promise<void> {
  const { before, team } = await units.open({ team: actor.team }, async (work) => ({
    before: await takeEmail(work, actor, token),
    team: await ownTeam(work, actor.team),
  }));
  if (before.email === null) return;
  const text = [
    `The account of ${before.name} (@${before.handle}) in ${team.name} has another e-mail address now.`,
    'If you did not do this, tell an admin of the team at once.\n',
  ].join('\n\n');
  await sent(mailer, { to: before.email, subject: `Your address in ${team.name} was changed`, text });
}

async function sent(mailer: Mailer, mail: Mail): Promise<Asked['mail']> {
  try {
    return await mailer.send(mail);
  } catch (error) {
    if (error instanceof Problem) return 'not-taken';
    throw error;
  }
}
