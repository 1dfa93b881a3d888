import type { MemberId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Mailer } from '#platform/mail/mail.ts';
import { Problem, problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { type Actor, auditName } from '../access/access.ts';
import { mintBearer } from '../bearer.ts';
import { lockedMember, type MemberRow, noSuchMember, requireOwnerFor, storedPassword } from '../members/members.ts';
import { ownTeam, type TeamRow } from '../teams/teams.ts';
import { putPasswordReset } from './password-resets.sql.ts';

export const noPasswordToReset = problem(
  'password-resets/no-password',
  409,
  'This account is closed, is a bot, or has no password yet that could be replaced. Nothing was sent.',
);

export interface SendingMeans {
  readonly mailer: Mailer;
  /** The origin of our own pages. */
  readonly url: () => string;
}

export interface Sent {
  readonly mail: 'delivered' | 'kept' | 'not-taken';
  readonly expiresAt: Date;
}

/** Mails a link to a new password to the member's own address, in the name of an admin who never sees it. */
export async function sendReset(units: Units, means: SendingMeans, actor: Actor, id: MemberId): Promise<Sent> {
  const letter = await units.open({ team: actor.team }, async (work) => {
    const member = await lockedMember(work, id);
    if (!member) throw noSuchMember();
    requireOwnerFor(actor, member.role);
    const opened = await openReset(work, member, auditName(actor));
    if (!opened) throw noPasswordToReset();
    return opened;
  });
  return { mail: await mailReset(means, letter), expiresAt: letter.expiresAt };
}

/** A link to be mailed, and shown nowhere else. */
export interface OpenReset {
  readonly team: TeamRow;
  readonly member: MemberRow;
  readonly email: string;
  readonly token: string;
  readonly expiresAt: Date;
}

/** For an active member with an address and a password, under its lock; undefined for any other. */
export async function openReset(work: Work, member: MemberRow, by: string): Promise<OpenReset | undefined> {
  const { id, email, team_id: team } = member;
  if (email === null || member.deactivated_at || (await storedPassword(work, id)) === null) return undefined;
  const { text, hash } = mintBearer(work.random, 'reset', team);
  const expiresAt = after(work.now, limits.passwordResets.lifetimeMs);
  await putPasswordReset(work.sql, {
    member_id: id,
    team_id: team,
    token_hash: hash,
    email,
    created_at: work.now,
    expires_at: expiresAt,
  });
  work.audit({ kind: 'password-reset.opened', actor: by, object: `member:${id}` });
  return { team: await ownTeam(work, team), member, email, token: text, expiresAt };
}

/** After the commit, and by no queue or job: whoever reads the link can use it. */
export function mailReset({ mailer, url }: SendingMeans, letter: OpenReset): Promise<Sent['mail']> {
  const { team, member, email, token, expiresAt } = letter;
  const text = [
    `Somebody asked for a new password for ${member.name} (@${member.handle}) in ${team.name}.`,
    // Behind the hash sign the token stays in the browser: it is in no server's log.
    `If that was you, open this link to choose one:\n\n${url()}/t/${team.slug}/reset#${token}`,
    `It works once, until ${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
    'If it was not, do nothing: your password stays as it is. Do not pass the link on.\n',
  ].join('\n\n');
  return taken(mailer, { to: email, subject: `A new password for ${team.name}`, text });
}

/** Tells the member that it happened, for the case that it was somebody else. */
export async function mailThatItHappened(
  { mailer }: SendingMeans,
  { name: team }: TeamRow,
  { name, handle, email }: MemberRow,
): Promise<void> {
  if (email === null) return;
  const text = [
    `The password of ${name} (@${handle}) in ${team} was replaced by means of a link in a mail to this address.`,
    'All devices but the one that did it were signed out. API tokens of the account still work: look through them.',
    'If you did not do this, tell an admin of the team at once.\n',
  ].join('\n\n');
  await taken(mailer, { to: email, subject: `Your password in ${team} was replaced`, text });
}

async function taken(mailer: Mailer, mail: Parameters<Mailer['send']>[0]): Promise<Sent['mail']> {
  try {
    return await mailer.send(mail);
  } catch (error) {
    if (error instanceof Problem) return 'not-taken';
    throw error;
  }
}
