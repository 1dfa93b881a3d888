/**
 * The way back for who lost the second factor and the recovery codes: an admin has them removed. The danger: an admin
 * who is deceived, or whose account is not in the right hands, opens somebody else's account to a stolen password. The
 * principle: it takes a day, the member is told at once and can stop it by the mail or on any signed-in device, and so
 * can every admin; of an owner another owner does it. The boundary: who does not read mail for a day hears too late.
 */
import type { MailedLink } from '#contract/identity.ts';
import { type MemberId, publicId } from '#contract/ids.ts';
import type { FactorReset } from '#contract/second-factors.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Mail } from '#platform/mail/mail.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { type Actor, allows, auditName, requireRecentProof } from '../access/access.ts';
import { requireBearer } from '../bearer.ts';
import {
  dropLink,
  type LinkRule,
  letterWith,
  linkTo,
  type MailingMeans,
  openLink,
  sendMail,
  takeLink,
} from '../mailed-links/mailed-links.ts';
import { findMembers, lockedMember, type MemberRow, requireLocked, requireOwnerFor } from '../members/members.ts';
import { showMembers } from '../profiles/profiles.ts';
import { ownTeam } from '../teams/teams.ts';
import { endFactors, hasFactor, newsFor, noFactor } from './keeping.ts';
import { deleteReset, insertReset, nextDueReset, openResets, resetOf } from './resets.sql.ts';

export const ownReset = problem(
  'second-factors/own-reset',
  409,
  'Your own second factor is removed under Me, Security. If it is lost, another admin or owner does it.',
);
export const resetUnderWay = problem(
  'second-factors/reset-under-way',
  409,
  'A reset for this member is under way already. It goes on as it was begun.',
);
export const noReset = problem(
  'second-factors/no-reset',
  404,
  'No reset of this second factor is under way: it was stopped, or its time is over.',
);

/** The link counts while the reset is under way and the account has the address that it was mailed to. */
const stopLink: LinkRule = {
  kind: 'factor-reset',
  notValid: noReset,
  counts: async (work, link, member) =>
    member.email === link.email && (await resetOf(work.sql, member.id)) !== undefined,
};

/** Begins it; the factors go after `limits.secondFactors.resetAfterMs`. */
export async function beginReset(units: Units, means: MailingMeans, actor: Actor, id: MemberId): Promise<MailedLink> {
  const { letter, dueAt } = await units.open({ team: actor.team }, async (work) => {
    requireRecentProof(actor, work.now);
    const member = await requireLocked(work, id);
    if (id === actor.member) throw ownReset();
    requireOwnerFor(actor, member.role);
    if (!(await hasFactor(work, id))) throw noFactor();
    const due_at = after(work.now, limits.secondFactors.resetAfterMs);
    const row = { member_id: id, team_id: actor.team, asked_by: actor.member, asked_at: work.now, due_at };
    if (!(await insertReset(work.sql, row))) throw resetUnderWay();
    const details = { due: due_at.toISOString() };
    work.audit({ kind: 'second-factor.reset-begun', actor: auditName(actor), object: `member:${id}`, details });
    return { letter: await noticeFor(work, means.url(), actor, member), dueAt: due_at };
  });
  const mail = letter ? await sendMail(means.mailer, letter) : 'not-taken';
  return { mail, expiresAt: dueAt.toISOString() };
}

async function noticeFor(work: Work, url: string, actor: Actor, member: MemberRow): Promise<Mail | undefined> {
  const { email } = member;
  if (email === null) return undefined;
  const team = await ownTeam(work, actor.team);
  const [asker] = await findMembers(work, [actor.member]);
  const { token, expiresAt } = await openLink(work, 'factor-reset', actor.member, { member, email });
  return letterWith({
    to: email,
    subject: `Your second factor in ${team.name} is about to be removed`,
    says:
      `${asker?.name ?? 'An admin'} has your second factor and recovery codes in ${team.name} removed, as for who ` +
      'lost them. It happens in a day; after that, the password alone signs in.',
    open: 'If you did not ask for it, open this link to stop it',
    link: linkTo(url, team, 'factor-reset', token),
    expiresAt,
    otherwise: 'If you did, do nothing, and sign in after that time. Do not pass the link on.',
  });
}

/** Stops it: an admin's wish, or the member's own. */
export async function stopReset(work: Work, actor: Actor, member: MemberId): Promise<void> {
  if (member !== actor.member) requireOwnerFor(actor, (await requireLocked(work, member)).role);
  if (!(await deleteReset(work.sql, member))) throw noReset();
  await dropLink(work, 'factor-reset', member);
  work.audit({ kind: 'second-factor.reset-stopped', actor: auditName(actor), object: `member:${member}` });
}

/** The same by the link in the mail. */
export async function stopResetByLink(units: Units, token: string): Promise<void> {
  const { team } = requireBearer(token, 'factor-reset', noReset);
  await units.open({ team }, async (work) => {
    const { member } = await takeLink(work, stopLink, token);
    await deleteReset(work.sql, member.id);
    const by = `member:${member.id}`;
    work.audit({ kind: 'second-factor.reset-stopped', actor: by, object: by });
  });
}

/**
 * Carries out the next reset whose time has come; undefined when there is none. Nothing is removed when who asked for
 * it may not do so any more. `news` goes to the member.
 */
export async function carryOutNext(work: Work): Promise<{ readonly news: Mail | undefined } | undefined> {
  const due = await nextDueReset(work.sql, work.now);
  const member = due && (await lockedMember(work, due.member_id));
  if (!due || !member || !(await deleteReset(work.sql, due.member_id))) return due && { news: undefined };
  await dropLink(work, 'factor-reset', member.id);
  const object = `member:${member.id}`;
  if (!(await mayReset(work, due.asked_by, member)) || !(await hasFactor(work, member.id))) {
    work.audit({ kind: 'second-factor.reset-void', actor: 'system', object });
    return { news: undefined };
  }
  const news = await removeFactors(work, member.id, `member:${due.asked_by}`, 'An admin had it removed a day ago');
  return { news };
}

/** At once, in the name of who runs the server: the way back for the only owner of a team. Returns the mail. */
export async function resetByOperator(work: Work, member: MemberId, by: string): Promise<Mail | undefined> {
  await requireLocked(work, member);
  if (!(await hasFactor(work, member))) throw noFactor();
  if (await deleteReset(work.sql, member)) await dropLink(work, 'factor-reset', member);
  return await removeFactors(work, member, by, 'Who runs the server removed it');
}

async function removeFactors(work: Work, member: MemberId, by: string, how: string): Promise<Mail | undefined> {
  await endFactors(work, member, by);
  work.audit({ kind: 'second-factor.reset', actor: by, object: `member:${member}` });
  return await newsFor(work, member, 'Your second factor was removed', [
    `${how}. Every device was signed out, the recovery codes are worthless, and the password alone signs in.`,
    'Add a new factor under Me, Security as soon as you are in. If you did not ask for this, tell an admin at once.',
  ]);
}

async function mayReset(work: Work, asker: MemberId, member: MemberRow): Promise<boolean> {
  const [by] = await findMembers(work, [asker]);
  if (!by || by.deactivated_at || !allows(by, 'members.manage')) return false;
  return member.role !== 'owner' || allows(by, 'owners.manage');
}

/** Those under way, the next one first. */
export async function listResets(work: Work, viewer: Actor): Promise<FactorReset[]> {
  const rows = await openResets(work.sql, limits.secondFactors.resetsShownMax);
  const found = await findMembers(
    work,
    rows.map(({ member_id }) => member_id),
  );
  const shown = await showMembers(work, found, viewer);
  const byId = new Map(shown.map((member) => [member.id, member]));
  return rows.flatMap(({ member_id, asked_by, asked_at, due_at }) => {
    const member = byId.get(publicId('U', member_id));
    if (!member) return [];
    const times = { askedAt: asked_at.toISOString(), dueAt: due_at.toISOString() };
    return [{ member, askedBy: publicId('U', asked_by), ...times }];
  });
}

export const resetDueAt = async (work: Work, member: MemberId): Promise<Date | undefined> =>
  (await resetOf(work.sql, member))?.due_at;
