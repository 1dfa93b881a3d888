import type { MailOutcome } from '#contract/identity.ts';
import { minuteInUtc } from '#platform/clock.ts';
import type { Mail, Mailer } from '#platform/mail/mail.ts';
import { Problem } from '#platform/problem.ts';

export interface MailingMeans {
  readonly mailer: Mailer;
  /** The origin of our own pages. */
  readonly url: () => string;
}

/** The page of a team where the token of this kind is used. */
const PAGE = {
  ...{ invitation: 'invite', claim: 'claim', email: 'email', reset: 'reset' },
  'factor-reset': 'keep-factor',
} as const;

/** Behind the hash sign the token stays in the browser: it is in no server's log. */
export const linkTo = (url: string, team: { readonly slug: string }, kind: keyof typeof PAGE, token: string): string =>
  `${url}/t/${team.slug}/${PAGE[kind]}#${token}`;

interface Letter {
  readonly to: string;
  readonly subject: string;
  /** Why it comes. */
  readonly says: string;
  /** What to open the link for; a colon and the link follow. */
  readonly open: string;
  readonly link: string;
  readonly expiresAt: Date;
  /** What to do for whoever did not expect it. */
  readonly otherwise: string;
}

/** The mail that carries a link. */
export const letterWith = ({ to, subject, says, open, link, expiresAt, otherwise }: Letter): Mail => ({
  to,
  subject,
  text: [says, `${open}:\n\n${link}`, `It works once, until ${minuteInUtc(expiresAt)}.`, `${otherwise}\n`].join('\n\n'),
});

/** Hands the mail over, after the commit; `not-taken` is nothing that the sender could mend. */
export async function sendMail(mailer: Mailer, mail: Mail): Promise<MailOutcome> {
  try {
    return await mailer.send(mail);
  } catch (error) {
    if (error instanceof Problem) return 'not-taken';
    throw error;
  }
}
