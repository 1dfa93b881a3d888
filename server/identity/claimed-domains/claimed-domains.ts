/**
 * Domains that are the team's own. The danger: a provider that asserts an address of somebody else, and so comes into
 * that person's account. The principle: an address that a provider asserts counts only at a domain of which the team
 * has shown that it runs its DNS or its mail. The boundary: what is shown is shown once, at the moment of the proof.
 */
import { createHash } from 'node:crypto';
import { domainToASCII, domainToUnicode } from 'node:url';
import type { MailOutcome } from '#contract/identity.ts';
import { after } from '#platform/clock.ts';
import type { Egress } from '#platform/egress/egress.ts';
import { limits } from '#platform/limits.ts';
import type { Mailer } from '#platform/mail/mail.ts';
import { problem } from '#platform/problem.ts';
import { retryAfter } from '#platform/throttle.ts';
import type { Units, Work } from '#platform/work.ts';
import { type Actor, auditName, requireRecentProof } from '../access/access.ts';
import { mintBearer } from '../bearer.ts';
import { domainOf, organisationDomain } from '../join-domains/join-domains.ts';
import { sendMail } from '../mailed-links/mailed-links.ts';
import { lockTeam, ownTeam } from '../teams/teams.ts';
import {
  type ClaimedDomainRow,
  claimedRows,
  deleteClaimed,
  insertClaimed,
  lockClaimed,
  noteCode,
  noteProven,
} from './claimed-domains.sql.ts';

export type { ClaimedDomainRow } from './claimed-domains.sql.ts';

export const noSuchClaimedDomain = problem(
  'claimed-domains/no-such-domain',
  404,
  'The team does not claim this domain.',
);
export const tooManyClaimed = problem<{ most: number }>(
  'claimed-domains/too-many',
  409,
  'The team claims as many domains as it can. Give one up first.',
);
export const domainNotProven = problem(
  'claimed-domains/not-proven',
  409,
  'There is no proof: the DNS does not say it yet, or another code was mailed last. Nothing was changed.',
);
export const codeMailedJustNow = problem<{ retryAfterSeconds: number }>(
  'claimed-domains/mailed-just-now',
  429,
  'A code was mailed a moment ago. Look for it first.',
);

/** Where the DNS is to say the record. */
export const recordNameOf = (domain: string): string => `_wardroom.${domain}`;

export const listClaimed = (work: Work): Promise<ClaimedDomainRow[]> => claimedRows(work.sql, limits.sso.domainsMax);

/** Whether the address is at a domain that the team has proved to be its own. */
export async function isAtOwnDomain(work: Work, email: string): Promise<boolean> {
  const domain = domainToASCII(email.slice(email.lastIndexOf('@') + 1).toLowerCase());
  const claimed = await listClaimed(work);
  return claimed.some((row) => row.domain === domain && row.proven_at !== null);
}

/** The domains that the team has proved to be its own, as DNS writes them and as people do. */
export async function provenDomains(work: Work): Promise<string[]> {
  const proven = (await listClaimed(work)).filter(({ proven_at }) => proven_at !== null);
  return [...new Set(proven.flatMap(({ domain }) => [domain, domainToUnicode(domain)]))];
}

/** Says what is to be shown; the same again changes nothing. */
export async function claimDomain(work: Work, actor: Actor, typed: string): Promise<ClaimedDomainRow[]> {
  requireRecentProof(actor, work.now);
  const domain = organisationDomain(typed);
  await lockTeam(work, actor.team);
  const claimed = await listClaimed(work);
  if (claimed.some((row) => row.domain === domain)) return claimed;
  const { domainsMax: most } = limits.sso;
  if (claimed.length >= most) throw tooManyClaimed({ most });
  const record = `wardroom-domain=${work.random.bytes(24).toString('base64url')}`;
  const by = { claimed_by: actor.member, claimed_at: work.now };
  await insertClaimed(work.sql, { team_id: actor.team, domain, record, ...by });
  audit(work, actor, 'domain.claimed', { domain });
  return await listClaimed(work);
}

/** Who signed in by an address there keeps the account; nobody new is let in by one. */
export async function giveUpDomain(work: Work, actor: Actor, typed: string): Promise<void> {
  requireRecentProof(actor, work.now);
  const domain = domainOf(typed);
  if (!(await deleteClaimed(work.sql, domain))) throw noSuchClaimedDomain();
  audit(work, actor, 'domain.given-up', { domain });
}

/** Mails a code to one of the mailboxes that only who runs a domain has (RFC 2142). */
export async function mailCode(
  units: Units,
  mailer: Mailer,
  actor: Actor,
  typed: string,
  mailbox: string,
): Promise<{ readonly mail: MailOutcome; readonly expiresAt: string }> {
  const letter = await units.open({ team: actor.team }, async (work) => {
    requireRecentProof(actor, work.now);
    const { domain, mailed_at } = await requireClaimed(work, typed);
    const nextAt = mailed_at && after(mailed_at, limits.sso.domainMailEveryMs);
    if (nextAt && nextAt > work.now) {
      const leftMs = nextAt.getTime() - work.now.getTime();
      throw codeMailedJustNow(retryAfter(leftMs));
    }
    const { text: code, hash } = mintBearer(work.random, 'domain', actor.team);
    await noteCode(work.sql, domain, hash, work.now);
    audit(work, actor, 'domain.code-mailed', { domain, mailbox });
    const { name } = await ownTeam(work, actor.team);
    const text = [
      `${name} on Wardroom says that ${domain} is its own domain. If so, one of its owners enters this code:`,
      code,
      'With it, who signs in there with an address at the domain is believed to be that person. It works for a day.',
      'If you know nothing of this, do nothing.\n',
    ].join('\n\n');
    const expiresAt = after(work.now, limits.sso.domainCodeMs).toISOString();
    return { mail: { to: `${mailbox}@${domain}`, subject: `Is ${domain} the domain of ${name}?`, text }, expiresAt };
  });
  return { mail: await sendMail(mailer, letter.mail), expiresAt: letter.expiresAt };
}

/** By the code that was mailed, or by what the DNS says; refuses with `domainNotProven`. */
export async function proveDomain(
  units: Units,
  egress: Egress,
  actor: Actor,
  typed: string,
  code: string | undefined,
): Promise<ClaimedDomainRow[]> {
  const said = code === undefined ? await egress.texts(recordNameOf(domainOf(typed))) : [];
  return await units.open({ team: actor.team }, async (work) => {
    requireRecentProof(actor, work.now);
    const claimed = await requireClaimed(work, typed);
    const isShown = code === undefined ? said.includes(claimed.record) : isCode(work, claimed, code);
    if (!isShown) throw domainNotProven();
    const by = code === undefined ? 'dns' : 'mail';
    await noteProven(work.sql, claimed.domain, by, work.now);
    audit(work, actor, 'domain.proven', { domain: claimed.domain, by });
    return await listClaimed(work);
  });
}

function isCode(work: Work, { code_hash, mailed_at }: ClaimedDomainRow, code: string): boolean {
  const isFresh = mailed_at !== null && after(mailed_at, limits.sso.domainCodeMs) > work.now;
  return isFresh && code_hash !== null && createHash('sha256').update(code).digest().equals(code_hash);
}

async function requireClaimed(work: Work, typed: string): Promise<ClaimedDomainRow> {
  const row = await lockClaimed(work.sql, domainOf(typed));
  if (!row) throw noSuchClaimedDomain();
  return row;
}

const audit = (work: Work, actor: Actor, kind: string, details: Record<string, string>): void =>
  work.audit({ kind, actor: auditName(actor), object: `team:${actor.team}`, details });
