/** A key that expires unnoticed: reports can't be encrypted any more, and nobody knows why none come. */
import type { MemberId } from '#contract/ids.ts';
import { adminsOf, requireMember } from '#identity/members/members.ts';
import { ownTeam } from '#identity/teams/teams.ts';
import { minuteInUtc } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Mail } from '#platform/mail/mail.ts';
import type { Work } from '#platform/work.ts';
import { keyRow, takeEnding } from './keys.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** The standing key expires within so many days. Told once for each of them, to each owner and admin. */
    'desk-key.ending': { readonly member: MemberId; readonly key: string; readonly days: number };
  }
}

export async function tellEnding(work: Work): Promise<void> {
  // The fewest days first: who is told of seven is not told of thirty.
  for (const days of limits.publicDesk.keyWarnedDays.toSorted((a, b) => a - b)) {
    const key = await takeEnding(work.sql, work.now, days);
    if (key === undefined) continue;
    for (const { id } of await adminsOf(work)) work.emit({ kind: 'desk-key.ending', member: id, key, days });
    return;
  }
}

/** Undefined where another key has followed meanwhile, or the member has no address or is gone. */
export async function letterOfEnding(
  work: Work,
  of: { readonly member: MemberId; readonly key: string },
  url: string,
): Promise<Mail | undefined> {
  const key = await keyRow(work.sql, of.key);
  if (!key || key.replaced_at || key.revoked_at) return undefined;
  const { email, deactivated_at } = await requireMember(work, of.member);
  if (email === null || deactivated_at) return undefined;
  const { name, slug } = await ownTeam(work, key.team_id);
  const on = minuteInUtc(key.expires_at);
  const text = [
    `The OpenPGP key of the security desk of ${name} (${key.fingerprint}) expires on ${on}. From then on nobody can ` +
      'encrypt a report for it, and security.txt is not signed any more.',
    `Replace it before; the old one still opens what was encrypted for it:\n\n${url}/t/${slug}/admin/desk`,
  ].join('\n\n');
  return { to: email, subject: `The key of ${name}’s security desk expires on ${on}`, text: `${text}\n` };
}
