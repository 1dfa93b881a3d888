import type { InvitedUnclaimed } from '#contract/claims.ts';
import type { MailedLink, MailOutcome } from '#contract/identity.ts';
import { type MemberId, publicId } from '#contract/ids.ts';
import type { Units, Work } from '#platform/work.ts';
import type { Actor } from '../access/access.ts';
import {
  letterWith,
  linkTo,
  type MailingMeans,
  noteMailed,
  type OpenLink,
  sendMail,
} from '../mailed-links/mailed-links.ts';
import { type MemberRow, requireMember } from '../members/members.ts';
import { ownTeam, type TeamRow } from '../teams/teams.ts';
import { openClaim, openNextClaims } from './opening.ts';

/** Mails a link into one account to its address; says what became of the mail, never what is in it. */
export async function inviteToClaim(
  units: Units,
  means: MailingMeans,
  actor: Actor,
  member: MemberId,
): Promise<MailedLink> {
  const { claim, sender } = await units.open({ team: actor.team }, async (work) => ({
    claim: await openClaim(work, actor, member),
    sender: await senderOf(work, actor),
  }));
  const mail = await mailClaim(means, sender, claim);
  if (mail !== 'not-taken') await units.open({ team: actor.team }, (work) => noteMailed(work, [claim]));
  return { mail, expiresAt: claim.expiresAt.toISOString() };
}

/**
 * Mails links to the next `limit` people to whom none was mailed. Whatever ends it in between: those whose mail was not
 * noted are invited again by the next run, and their earlier link opens nothing.
 */
export async function inviteUnclaimed(
  units: Units,
  means: MailingMeans,
  actor: Actor,
  { after, limit }: { readonly after: MemberId | undefined; readonly limit: number },
): Promise<InvitedUnclaimed> {
  const { claims, next, sender } = await units.open({ team: actor.team }, async (work) => ({
    ...(await openNextClaims(work, actor, after, limit)),
    sender: await senderOf(work, actor),
  }));
  const mails = await Promise.all(claims.map((claim) => mailClaim(means, sender, claim)));
  const mailed = claims.filter((_claim, at) => mails[at] !== 'not-taken');
  if (mailed.length > 0) await units.open({ team: actor.team }, (work) => noteMailed(work, mailed));
  return {
    mailed: mailed.length,
    notTaken: claims.length - mailed.length,
    ...(next ? { next: publicId('U', next) } : {}),
  };
}

interface Sender {
  readonly team: TeamRow;
  readonly inviter: MemberRow;
}

const senderOf = async (work: Work, actor: Actor): Promise<Sender> => ({
  team: await ownTeam(work, actor.team),
  inviter: await requireMember(work, actor.member),
});

function mailClaim({ mailer, url }: MailingMeans, { team, inviter }: Sender, claim: OpenLink): Promise<MailOutcome> {
  const { member, email, token, expiresAt } = claim;
  const letter = letterWith({
    to: email,
    subject: `Your account in ${team.name}`,
    says:
      `${inviter.name} has brought the history of ${team.name} to Wardroom, and your account with it: ` +
      `${member.name} (@${member.handle}). What you wrote is there, with your direct messages.`,
    open: 'Open this link to choose a password',
    link: linkTo(url(), team, 'claim', token),
    expiresAt,
    otherwise: 'Nobody else was given it: do not pass it on. If you did not expect this, do nothing.',
  });
  return sendMail(mailer, letter);
}
