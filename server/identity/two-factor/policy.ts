/** What a team asks of its members. */
import type { TwoFactorPolicy } from '#contract/two-factor.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireRecentProof } from '../access/access.ts';
import { coverage, deletePolicy, requiredFromOf, storePolicy } from './policy.sql.ts';

export async function lookAtPolicy(work: Work): Promise<TwoFactorPolicy> {
  const requiredFrom = await requiredFromOf(work.sql);
  return { ...(await coverage(work.sql)), ...(requiredFrom ? { requiredFrom: requiredFrom.toISOString() } : {}) };
}

/** Asks everybody for a second factor, from the moment that is given or from now on if it has passed. */
export async function setPolicy(work: Work, actor: Actor, moment: Date): Promise<TwoFactorPolicy> {
  requireRecentProof(actor, work.now);
  const required_from = moment > work.now ? moment : work.now;
  await storePolicy(work.sql, { team_id: actor.team, required_from, set_by: actor.member, set_at: work.now });
  work.audit({
    kind: 'two-factor.required',
    actor: auditName(actor),
    object: `team:${actor.team}`,
    details: { from: required_from.toISOString() },
  });
  return await lookAtPolicy(work);
}

/** Asks nobody any more; who has a second factor is still asked for it. */
export async function endPolicy(work: Work, actor: Actor): Promise<void> {
  requireRecentProof(actor, work.now);
  if (await deletePolicy(work.sql))
    work.audit({ kind: 'two-factor.not-required', actor: auditName(actor), object: `team:${actor.team}` });
}
