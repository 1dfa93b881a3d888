import type { SignedIn } from '#contract/identity.ts';
import { publicId, type TeamId } from '#contract/ids.ts';
import { SECOND_MS } from '#platform/clock.ts';
import { deviceCookie, ownCookie, type Reply, signInCookie } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import { knownCookieName } from './guessing/guessing.ts';
import { showAccount } from './members/members.ts';
import type { SignedInDevice } from './sign-in/sign-in.ts';
import { showTeam } from './teams/teams.ts';

/**
 * The answer to whoever has just signed in: a browser keeps the token in a cookie out of reach of its scripts, another
 * client reads it from the body.
 */
export function signedInReply(
  { team, member, token, owes, known, device, lifetimeMs }: SignedInDevice,
  as: 'browser' | 'client' | undefined,
  url: string,
): Reply<SignedIn> {
  const account = showAccount(member, { member: member.id, role: member.role });
  const body = { team: showTeam(team), member: account, ...(owes ? { owes } : {}) };
  if (as === 'client') return { body: { ...body, token }, headers: {} };
  const cookie = signInCookie(publicId('T', team.id), token, url, lifetimeMs / SECOND_MS);
  const own = device.secret === undefined ? [] : [deviceCookie(device.secret, url)];
  const note = known === undefined ? [] : [knownCookie(team.id, known, url)];
  return { body, headers: { 'set-cookie': [cookie, ...own, ...note] } };
}

/** The cookie by which a browser is known later (`guessing`). It outlasts every sign-in. */
export const knownCookie = (team: TeamId, note: string, url: string): string =>
  ownCookie(knownCookieName(team), note, url, limits.guessing.knownBrowserMs / SECOND_MS);
