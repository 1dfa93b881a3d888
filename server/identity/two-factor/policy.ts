/** What a team asks of its members. */

import { type MemberId, publicId } from '#contract/ids.ts';
import type { LackingPage } from '#contract/second-factors.ts';
import type { TwoFactorPolicy } from '#contract/two-factor.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireRecentProof } from '../access/access.ts';
import { findMembers } from '../members/members.ts';
import { showMembers } from '../profiles/profiles.ts';
import { enforceNext } from './deadline.ts';
import { coverage, deletePolicy, lackingAfter, policyOf, storePolicy } from './policy.sql.ts';

export async function lookAtPolicy(work: Work): Promise<TwoFactorPolicy> {
  const policy = await policyOf(work.sql);
  const { people, lacking } = await coverage(work.sql);
  return { people, lacking, ...(policy ? { requiredFrom: policy.required_from.toISOString() } : {}) };
}

/** Whom the policy concerns, or would: the people without a second factor, in the order in which they came. */
export async function listLacking(
  work: Work,
  viewer: Actor,
  after: MemberId | undefined,
  limit: number,
): Promise<LackingPage> {
  const ids = await lackingAfter(work.sql, after, limit + 1);
  const page = ids.slice(0, limit);
  const found = new Map((await findMembers(work, page)).map((member) => [member.id, member]));
  const members = await showMembers(
    work,
    page.flatMap((id) => found.get(id) ?? []),
    viewer,
  );
  const last = ids.length > limit ? page.at(-1) : undefined;
  return { members, ...(last ? { next: publicId('U', last) } : {}) };
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
  await enforceNext(work);
  return await lookAtPolicy(work);
}

/** Asks nobody any more; who has a second factor is still asked for it. */
export async function endPolicy(work: Work, actor: Actor): Promise<void> {
  requireRecentProof(actor, work.now);
  if (await deletePolicy(work.sql))
    work.audit({ kind: 'two-factor.not-required', actor: auditName(actor), object: `team:${actor.team}` });
}
