import type { MemberId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, allows, auditName } from '../access/access.ts';
import { mintBearer } from '../bearer.ts';
import {
  findMembers,
  lockedMember,
  type MemberRow,
  noSuchMember,
  requireOwnerFor,
  storedPassword,
} from '../members/members.ts';
import { markMailed, putClaims, unclaimedAfter } from './claims.sql.ts';

export const notUnclaimed = problem(
  'claims/not-unclaimed',
  409,
  'This account has a password already, is closed, is a bot, or has no e-mail address. Nobody can be invited into it.',
);
/** A link to be mailed, and to nowhere else. */
export interface OpenClaim {
  readonly member: MemberRow;
  readonly email: string;
  readonly token: string;
  readonly hash: Buffer;
  readonly expiresAt: Date;
}

/** Invites into one account; an earlier link to it opens nothing any more. */
export async function openClaim(work: Work, actor: Actor, member: MemberId): Promise<OpenClaim> {
  const target = await lockedMember(work, member);
  if (!target) throw noSuchMember();
  requireOwnerFor(actor, target.role);
  if (!isOpenTo(target) || (await storedPassword(work, member)) !== null) throw notUnclaimed();
  const [claim] = await openAll(work, actor, [target]);
  if (!claim) throw notUnclaimed();
  return claim;
}

/** Invites into the next `limit` accounts to which no open link was mailed; `after` is the last one of those before. */
export async function openNextClaims(
  work: Work,
  actor: Actor,
  after: MemberId | undefined,
  limit: number,
): Promise<{ claims: OpenClaim[]; next: MemberId | undefined }> {
  const rows = await unclaimedAfter(work.sql, { after, limit, now: work.now, uninvited: true });
  const members = await inOrder(work, rows);
  const mine = members.filter(({ role }) => role !== 'owner' || allows(actor, 'owners.manage'));
  const next = rows.length === limit ? rows.at(-1)?.id : undefined;
  return { claims: await openAll(work, actor, mine), next };
}

async function openAll(work: Work, actor: Actor, members: readonly MemberRow[]): Promise<OpenClaim[]> {
  const expiresAt = after(work.now, limits.claims.lifetimeMs);
  const claims = members.flatMap((member): OpenClaim[] => {
    if (member.email === null) return [];
    const { text, hash } = mintBearer(work.random, 'claim', actor.team);
    return [{ member, email: member.email, token: text, hash, expiresAt }];
  });
  if (claims.length === 0) return [];
  await putClaims(
    work.sql,
    claims.map(({ member, email, hash }) => ({
      member_id: member.id,
      team_id: actor.team,
      token_hash: hash,
      email,
      invited_by: actor.member,
      created_at: work.now,
      expires_at: expiresAt,
    })),
  );
  for (const { member } of claims) {
    work.audit({ kind: 'claim.opened', actor: auditName(actor), object: `member:${member.id}` });
  }
  return claims;
}

/** Notes that the mails with these links were taken. */
export const noteMailed = (work: Work, claims: readonly OpenClaim[]): Promise<void> =>
  markMailed(
    work.sql,
    claims.map(({ hash }) => hash),
    work.now,
  );

/** The members of these rows, in their order. */
export async function inOrder(work: Work, rows: readonly { readonly id: MemberId }[]): Promise<MemberRow[]> {
  const ids = rows.map(({ id }) => id);
  const found = new Map((await findMembers(work, ids)).map((member) => [member.id, member]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

const isOpenTo = ({ email, role, deactivated_at }: MemberRow): boolean =>
  email !== null && role !== 'bot' && deactivated_at === null;
