/**
 * A browser that was signed in to an account before. The danger: whoever guesses at an account from anywhere makes its
 * holder wait. The principle: such a browser keeps a signed note of it for a year and is counted apart. The boundary:
 * the note opens nothing; it proves that somebody was once completely signed in here, and no more. Whoever was may have
 * any number of them, so all that know an account are counted together as well.
 */
import { timingSafeEqual } from 'node:crypto';
import type { MemberId, TeamId } from '#contract/ids.ts';
import { publicId } from '#contract/ids.ts';
import { ownCookieIn } from '#platform/cookies.ts';
import type { Units, Work } from '#platform/work.ts';
import { foldEmail } from '../members/members.ts';

/** What a note is about: the account as its holder names it, or as we do. */
export type KnownAs = { readonly email: string } | { readonly member: MemberId };

const ID_BYTES = 16;
const MAC_BYTES = 16;
const FORM = /^([\w-]{22})\.([\w-]{22})\.([\w-]{22})$/;

/** The name of the cookie that carries it. */
export const knownCookieName = (team: TeamId): string => `wardroom-known-${publicId('T', team)}`;

/** The note for a browser that is completely signed in. */
export async function noteKnown(work: Work, member: { readonly id: MemberId; readonly email: string | null }) {
  const id = work.random.bytes(ID_BYTES).toString('base64url');
  const macs = [await macOf(work, id, { email: member.email ?? '' }), await macOf(work, id, { member: member.id })];
  return [id, ...macs.map((mac) => mac.toString('base64url'))].join('.');
}

/** Whether there is a note of the team at all, so that others need not be looked at. */
export const hasNote = (cookie: string | undefined): boolean => cookie?.includes('wardroom-known-') === true;

/** The browser's id, if its note is about this account; in a unit of the team. */
export async function knownBrowser(
  work: Work,
  team: TeamId,
  cookie: string | undefined,
  as: KnownAs,
): Promise<string | undefined> {
  const [, id, byEmail = '', byMember = ''] = FORM.exec(ownCookieIn(cookie, knownCookieName(team)) ?? '') ?? [];
  if (id === undefined) return undefined;
  const given = Buffer.from('email' in as ? byEmail : byMember, 'base64url');
  return timingSafeEqual(given, await macOf(work, id, as)) ? id : undefined;
}

/** The same for who has shown by a sign-in whose account it is. */
export async function knownDeviceOf(
  units: Units,
  { team, member }: { readonly team: TeamId; readonly member: MemberId },
  { cookie }: { readonly cookie?: string | undefined },
): Promise<string | undefined> {
  if (!hasNote(cookie)) return undefined;
  return await units.open({ team }, (work) => knownBrowser(work, team, cookie, { member }));
}

async function macOf(work: Work, id: string, as: KnownAs): Promise<Buffer> {
  const digest = await work.keys.contentDigest();
  const about = 'email' in as ? `email ${folded(as.email)}` : `member ${as.member}`;
  return digest().update(`known browser ${id} ${about}`).digest().subarray(0, MAC_BYTES);
}

/** An address that cannot be one is nobody's. */
const folded = (email: string): string => (email === '' ? '' : foldEmail(email));
