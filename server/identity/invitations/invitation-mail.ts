import type { Mailer } from '#platform/mail/mail.ts';
import { Problem } from '#platform/problem.ts';

/**
 * Sends the link to the invited person, after the invitation is committed: the link is in no queue and no job, because
 * whoever reads it can use it. Says what became of the mail; one that is not taken leaves the link to be passed on.
 */
export async function mailInvitation(
  mailer: Mailer,
  invitation: {
    readonly to: string;
    readonly inviter: string;
    readonly team: string;
    readonly link: string;
    readonly expiresAt: Date;
  },
): Promise<'delivered' | 'kept' | 'not-taken'> {
  const { to, inviter, team, link, expiresAt } = invitation;
  const text = [
    `${inviter} invites you to join ${team} on Wardroom.`,
    `Open this link to choose a name and a password:\n\n${link}`,
    `It works once, until ${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
    'If you did not expect this, do nothing: nobody is added without the link.\n',
  ].join('\n\n');
  try {
    return await mailer.send({ to, subject: `Invitation to ${team}`, text });
  } catch (error) {
    if (error instanceof Problem) return 'not-taken';
    throw error;
  }
}
