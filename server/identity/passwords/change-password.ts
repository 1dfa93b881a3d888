import { problem } from '#platform/problem.ts';
import type { Units } from '#platform/work.ts';
import { type Actor, auditName, requireDevice } from '../access/access.ts';
import type { Caller } from '../access-log/access-log.ts';
import { changeStoredPassword, requireMember } from '../members/members.ts';
import { networkOf } from '../origin.ts';
import { endSessionsOf } from '../sessions/sessions.ts';
import { ownTeam } from '../teams/teams.ts';
import { hashNewPassword, type OwnPasswordMeans, requirePassword } from './passwords.ts';

export const passwordChangedMeanwhile = problem(
  'passwords/changed-meanwhile',
  409,
  'The password was changed on another device at the same time. Sign in with the newer one.',
);

/** Replaces the caller's password and signs out its other devices. */
export async function changePassword(
  units: Units,
  means: OwnPasswordMeans,
  actor: Actor,
  given: { readonly current: string; readonly password: string },
  origin: Caller,
): Promise<void> {
  const device = requireDevice(actor);
  const from = await requirePassword(units, means, actor, given.current, origin);
  const { member, team } = await units.open({ team: actor.team }, async (work) => ({
    member: await requireMember(work, actor.member),
    team: await ownTeam(work, actor.team),
  }));
  const to = await hashNewPassword(means.passwords, given.password, member, team, networkOf(origin));
  await units.open({ team: actor.team }, async (work) => {
    if (!(await changeStoredPassword(work, actor.member, from, to))) throw passwordChangedMeanwhile();
    work.audit({ kind: 'password.changed', actor: auditName(actor), object: `member:${actor.member}` });
    await endSessionsOf(work, actor.member, auditName(actor), device);
  });
}
