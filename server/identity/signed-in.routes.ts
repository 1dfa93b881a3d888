import type { SignedIn } from '#contract/identity.ts';
import { publicId } from '#contract/ids.ts';
import { SECOND_MS } from '#platform/clock.ts';
import { type Reply, signInCookie } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import { showAccount } from './members/members.ts';
import type { SignedInDevice } from './sign-in/sign-in.ts';
import { showTeam } from './teams/teams.ts';

/**
 * The answer to whoever has just signed in: a browser keeps the token in a cookie out of reach of its scripts, another
 * client reads it from the body.
 */
export function signedInReply(
  { team, member, token, owes }: SignedInDevice,
  as: 'browser' | 'client' | undefined,
  url: string,
): Reply<SignedIn> {
  const account = showAccount(member, { member: member.id, role: member.role });
  const body = { team: showTeam(team), member: account, ...(owes ? { owes } : {}) };
  if (as === 'client') return { body: { ...body, token }, headers: {} };
  const maxAgeSeconds = limits.sessions.lifetimeMs / SECOND_MS;
  return { body, headers: { 'set-cookie': signInCookie(publicId('T', team.id), token, url, maxAgeSeconds) } };
}
