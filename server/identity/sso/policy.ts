import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireRecentProof } from '../access/access.ts';
import { BY_PROVIDER, endSessionsOfRoles, forgetFactor, wouldSignOut } from '../sessions/sessions.ts';
import { dropPolicy, rolesBound, type SsoPolicy, storePolicy } from '../sso-policy/sso-policy.ts';
import { lockTeam } from '../teams/teams.ts';
import { listProviders, offersWayIn } from './providers.ts';
import { countUnknown } from './sso.sql.ts';

export const noWayIn = problem(
  'sso/no-way-in',
  409,
  'There is no provider by which members could sign in. Add one that is on; before you ask everybody, test it.',
);

/** Who came in another way and may not any more is signed out; owners never are. */
export async function setPolicy(work: Work, actor: Actor, policy: SsoPolicy): Promise<void> {
  requireRecentProof(actor, work.now);
  await lockTeam(work, actor.team);
  const bound = rolesBound(policy);
  if (!offersWayIn(await listProviders(work), bound.length > 0)) throw noWayIn();
  await storePolicy(work, actor.team, actor.member, policy);
  work.audit({
    kind: 'sso.policy-set',
    actor: auditName(actor),
    object: `team:${actor.team}`,
    details: { mode: policy.mode, countsAsFactor: policy.countsAsFactor },
  });
  if (bound.length > 0) await endSessionsOfRoles(work, bound, BY_PROVIDER, auditName(actor));
  if (!policy.countsAsFactor) await forgetFactor(work, 'sso');
}

/** What `setPolicy` would do to people now, and who would have no way in until a provider knows them. */
export async function previewPolicy(
  work: Work,
  mode: SsoPolicy['mode'],
): Promise<{ people: number; devices: number; unknown: number }> {
  const bound = rolesBound({ mode, countsAsFactor: false });
  if (bound.length === 0) return { people: 0, devices: 0, unknown: 0 };
  return { ...(await wouldSignOut(work, bound, BY_PROVIDER)), unknown: await countUnknown(work.sql, bound) };
}

/** Nobody signs in by a provider any more; who came in by one stays signed in. */
export async function endPolicy(work: Work, actor: Actor): Promise<void> {
  requireRecentProof(actor, work.now);
  if (!(await dropPolicy(work))) return;
  await forgetFactor(work, 'sso');
  work.audit({ kind: 'sso.policy-ended', actor: auditName(actor), object: `team:${actor.team}` });
}
