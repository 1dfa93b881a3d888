import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireRecentProof } from '../access/access.ts';
import { endSessionsOfRoles, forgetFactor } from '../sessions/sessions.ts';
import { dropPolicy, rolesBound, type SsoPolicy, storePolicy } from '../sso-policy/sso-policy.ts';
import { lockTeam } from '../teams/teams.ts';
import { listProviders, offersWayIn } from './providers.ts';

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
  if (bound.length > 0) await endSessionsOfRoles(work, bound, ['oidc', 'saml'], auditName(actor));
  if (!policy.countsAsFactor) await forgetFactor(work, 'sso');
}

/** Nobody signs in by a provider any more; who came in by one stays signed in. */
export async function endPolicy(work: Work, actor: Actor): Promise<void> {
  requireRecentProof(actor, work.now);
  if (!(await dropPolicy(work))) return;
  await forgetFactor(work, 'sso');
  work.audit({ kind: 'sso.policy-ended', actor: auditName(actor), object: `team:${actor.team}` });
}
