/**
 * The text by which outsiders find the desk (RFC 9116). The danger: one that has ended, or is signed by a key that has,
 * so that nobody believes it when it matters. The principle: it is written and signed anew whenever what it says is
 * another, and long before its end; it never holds longer than its key. The boundary: a key that expires is replaced by
 * people; until then the text ends with it, and they are told.
 */
import { createHash } from 'node:crypto';
import type { MemberId, TeamId } from '#contract/ids.ts';
import { adminsOf, requireMember } from '#identity/members/members.ts';
import { houseTeam, ownTeam } from '#identity/teams/teams.ts';
import { after, minuteInUtc } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Mail } from '#platform/mail/mail.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { privateKeyOf, signedInClear, standingKey } from '../keys/keys.ts';
import { currentPolicy } from '../policy/policy.ts';
import { type Said, securityText } from './compose.ts';
import { markAlarmed, storeText, textRow } from './security-txt.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** It ends soon and was not written anew. Told once for each text, to each owner and admin. */
    'desk-security-text.ending': { readonly member: MemberId };
  }
}

export const noSecurityText = problem(
  'desk-security-text/none',
  404,
  'There is no security.txt here: the security desk is not open, or opened just now.',
);

const { lifetimeMs, renewedMs, alarmMs } = limits.publicDesk.securityText;

/** As it is answered with; refuses with `noSecurityText`. */
export async function readSecurityText(work: Work): Promise<string> {
  const row = await textRow(work.sql);
  if (!row) throw noSecurityText();
  return row.text;
}

/** Until when the text of this team holds; undefined: it has none. */
export const securityTextEnd = async (work: Work): Promise<Date | undefined> => (await textRow(work.sql))?.expires_at;

/** Writes the team's text anew where it is due. Signing happens between two units of work. */
export async function renewSecurityText(units: Units, team: TeamId, url: string): Promise<boolean> {
  const house = await units.open('deployment', houseTeam);
  const wanted = await units.open({ team }, (work) => wantedText(work, team, url, house?.id === team));
  if (!wanted) return false;
  const { said, digest, expires, key, now } = wanted;
  const plain = securityText(said, expires);
  const text = key ? await signedInClear(key.privateKey, plain, now) : plain;
  return await units.open({ team }, async (work) => {
    // Another key or policy may have come meanwhile: then this text is of yesterday, and theirs follows.
    const still = await wantedText(work, team, url, house?.id === team);
    if (!still?.digest.equals(digest)) return false;
    const signedBy = key?.fingerprint ?? null;
    await storeText(work.sql, {
      ...{ team_id: team, text, digest, signed_by: signedBy, written_at: work.now, expires_at: expires },
    });
    const details = { expires: expires.toISOString(), signedBy: signedBy ?? 'nothing' };
    work.audit({ kind: 'desk-security-text.written', actor: 'server', object: `team:${team}`, details });
    return true;
  });
}

interface Wanted {
  readonly said: Said;
  readonly digest: Buffer;
  readonly expires: Date;
  readonly key: { readonly fingerprint: string; readonly privateKey: string } | undefined;
  readonly now: Date;
}

/** What is to be written; undefined: the desk is not open, or the text that stands is as it should be. */
async function wantedText(work: Work, team: TeamId, url: string, isHouse: boolean): Promise<Wanted | undefined> {
  const { version, policy } = await currentPolicy(work, team);
  if (version === 0) return undefined;
  const { slug } = await ownTeam(work, team);
  const own = `${url}/t/${slug}`;
  const standing = await standingKey(work);
  const key = standing && standing.expires_at > work.now ? standing : undefined;
  const said: Said = { policy, places: isHouse ? [url, own] : [own], hasKey: key !== undefined };
  const latest = after(work.now, lifetimeMs);
  const expires = wholeSecond(key && key.expires_at < latest ? key.expires_at : latest);
  const digest = createHash('sha256')
    .update(securityText(said, new Date(0)))
    .update(key?.fingerprint ?? '')
    .digest();
  const stored = await textRow(work.sql);
  const isSame = stored?.digest.equals(digest) === true;
  const isLong = stored !== undefined && stored.expires_at > after(work.now, renewedMs);
  const gains = stored === undefined || expires > stored.expires_at;
  if (isSame && (isLong || !gains)) return undefined;
  const secret = key && { fingerprint: key.fingerprint, privateKey: await privateKeyOf(work, key) };
  return { said, digest, expires, key: secret, now: work.now };
}

const wholeSecond = (at: Date): Date => new Date(Math.floor(at.getTime() / 1000) * 1000);

/** States that the text ends soon although it should have been written anew. */
export async function alarmOfEnding(work: Work): Promise<void> {
  if (!(await markAlarmed(work.sql, after(work.now, alarmMs), work.now))) return;
  for (const { id } of await adminsOf(work)) work.emit({ kind: 'desk-security-text.ending', member: id });
}

export async function letterOfAlarm(
  work: Work,
  team: TeamId,
  member: MemberId,
  url: string,
): Promise<Mail | undefined> {
  const row = await textRow(work.sql);
  const { email, deactivated_at } = await requireMember(work, member);
  if (!row || row.alarmed_at === null || email === null || deactivated_at) return undefined;
  const { name, slug } = await ownTeam(work, team);
  const on = minuteInUtc(row.expires_at);
  const text = [
    `The security.txt of ${name} ends on ${on} and could not be renewed. From then on nobody should believe it.`,
    'It never holds longer than the key that signs it: if the key expires, replace it, and the text is written anew ' +
      `at once. If the key holds, ask whoever runs the server to look into its log.\n\n${url}/t/${slug}/admin/desk`,
  ].join('\n\n');
  return { to: email, subject: `The security.txt of ${name} ends on ${on}`, text: `${text}\n` };
}
