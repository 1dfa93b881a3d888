import type { InvitedUnclaimed } from '#contract/claims.ts';
import { type MemberId, publicId } from '#contract/ids.ts';
import type { Mailer } from '#platform/mail/mail.ts';
import { Problem } from '#platform/problem.ts';
import type { Units } from '#platform/work.ts';
import type { Actor } from '../access/access.ts';
import { requireMember } from '../members/members.ts';
import { ownTeam } from '../teams/teams.ts';
import { noteMailed, type OpenClaim, openClaim, openNextClaims } from './opening.ts';

export interface SendingMeans {
  readonly mailer: Mailer;
  /** The origin of our own pages. */
  readonly url: () => string;
}

type Mailed = 'delivered' | 'kept' | 'not-taken';

/** Mails a link into one account to its address; says what became of the mail, never what is in it. */
export async function inviteToClaim(
  units: Units,
  means: SendingMeans,
  actor: Actor,
  member: MemberId,
): Promise<{ mail: Mailed; expiresAt: Date }> {
  const { claim, letter } = await units.open({ team: actor.team }, async (work) => ({
    claim: await openClaim(work, actor, member),
    letter: { team: await ownTeam(work, actor.team), inviter: await requireMember(work, actor.member) },
  }));
  const mail = await mailClaim(means, letter, claim);
  if (mail !== 'not-taken') await units.open({ team: actor.team }, (work) => noteMailed(work, [claim]));
  return { mail, expiresAt: claim.expiresAt };
}

/**
 * Mails links to the next `limit` people to whom none was mailed. Whatever ends it in between: those whose mail was not
 * noted are invited again by the next run, and their earlier link opens nothing.
 */
export async function inviteUnclaimed(
  units: Units,
  means: SendingMeans,
  actor: Actor,
  { after, limit }: { readonly after: MemberId | undefined; readonly limit: number },
): Promise<InvitedUnclaimed> {
  const { claims, next, letter } = await units.open({ team: actor.team }, async (work) => ({
    ...(await openNextClaims(work, actor, after, limit)),
    letter: { team: await ownTeam(work, actor.team), inviter: await requireMember(work, actor.member) },
  }));
  const mails = await Promise.all(claims.map((claim) => mailClaim(means, letter, claim)));
  const mailed = claims.filter((_claim, at) => mails[at] !== 'not-taken');
  if (mailed.length > 0) await units.open({ team: actor.team }, (work) => noteMailed(work, mailed));
  return {
    mailed: mailed.length,
    notTaken: claims.length - mailed.length,
    ...(next ? { next: publicId('U', next) } : {}),
  };
}

interface Letter {
  readonly team: { readonly slug: string; readonly name: string };
  readonly inviter: { readonly name: string };
}

/** After the commit, and by no queue or job: whoever reads the link can use it. */
async function mailClaim(
  { mailer, url }: SendingMeans,
  { team, inviter }: Letter,
  { member, email, token, expiresAt }: OpenClaim,
): Promise<Mailed> {
  const text = [
    `${inviter.name} has brought the history of ${team.name} to Wardroom, and your account with it:`,
    `${member.name} (@${member.handle}). What you wrote is there, with your direct messages.`,
    // Behind the hash sign the token stays in the browser: it is in no server's log.
    `Open this link to choose a password:\n\n${url()}/t/${team.slug}/claim#${token}`,
    `It works once, until ${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
    'Nobody else was given it: do not pass it on. If you did not expect this, do nothing.\n',
  ].join('\n\n');
  try {
    return await mailer.send({ to: email, subject: `Your account in ${team.name}`, text });
  } catch (error) {
    if (error instanceof Problem) return 'not-taken';
    throw error;
  }
}
