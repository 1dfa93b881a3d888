/**
 * What a team says in public about reports of weaknesses. The danger: a promise that was never made, or one that was
 * changed without a trace while somebody relied on it. The principle: nothing is public until somebody publishes it,
 * every version stays, and whoever changes one names the version that was changed. The boundary: whether the promises
 * are kept is measured elsewhere.
 */
import type { DeskPolicy } from '#contract/desk-policy.ts';
import { proposedPolicy } from '#contract/desk-policy-words.ts';
import type { MemberId, TeamId } from '#contract/ids.ts';
import { type Actor, auditName, requireRecentProof } from '#identity/access/access.ts';
import { requireMember } from '#identity/members/members.ts';
import { lockTeam, ownTeam } from '#identity/teams/teams.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { insertPolicy, latestPolicy, type PolicyRow, policyRow, policyVersions, promisedAt } from './policy.sql.ts';

export const policyMovedOn = problem<{ version: number }>(
  'desk-policy/moved-on',
  409,
  'Somebody published another version meanwhile. Load it, and make your change there; nothing was published.',
);
export const noSuchPolicy = problem('desk-policy/no-such-version', 404, 'The policy has no such version.');

export interface CurrentPolicy {
  /** 0: nothing is published, and the policy is only proposed. */
  readonly version: number;
  readonly policy: DeskPolicy;
  readonly setBy?: MemberId;
  readonly setAt?: Date;
}

const current = ({ version, policy, set_by, set_at }: PolicyRow): CurrentPolicy => ({
  ...{ version, policy, setBy: set_by, setAt: set_at },
});

/** The published one, or what is proposed. */
export async function currentPolicy(work: Work, team: TeamId): Promise<CurrentPolicy> {
  const row = await latestPolicy(work.sql);
  if (row) return current(row);
  const { slug } = await ownTeam(work, team);
  return { version: 0, policy: proposedPolicy(`security@${slug}.example`) };
}

export type Promised = Pick<DeskPolicy, 'promises' | 'embargoDays'>;

/** What was promised to those who came at these moments: a later version changes nothing for them. */
export async function promisesAt(work: Work, moments: readonly Date[]): Promise<Promised[]> {
  const { promises, embargoDays } = proposedPolicy('');
  return (await promisedAt(work.sql, moments)).map((promised) => promised ?? { promises, embargoDays });
}

export async function promisesOf(work: Work, moment: Date): Promise<Promised> {
  const [promised] = await promisesAt(work, [moment]);
  if (!promised) throw new Error('One moment has one answer.');
  return promised;
}

/** For the editor: the address of who looks at it says at which domain the desk probably is. */
export async function editedPolicy(work: Work, actor: Actor): Promise<CurrentPolicy> {
  const found = await currentPolicy(work, actor.team);
  const { email } = await requireMember(work, actor.member);
  if (found.version > 0 || email === null) return found;
  return { version: 0, policy: { ...found.policy, address: `security@${email.slice(email.lastIndexOf('@') + 1)}` } };
}

/** A version of long ago. */
export async function policyVersion(work: Work, version: number): Promise<CurrentPolicy> {
  const row = await policyRow(work.sql, version);
  if (!row) throw noSuchPolicy();
  return current(row);
}

export const listVersions = (work: Work) => policyVersions(work.sql, limits.publicDesk.versionsShown);

/** From now on it is public. */
export async function publishPolicy(
  work: Work,
  actor: Actor,
  { after, policy }: { readonly after: number; readonly policy: DeskPolicy },
): Promise<CurrentPolicy> {
  requireRecentProof(actor, work.now);
  await lockTeam(work, actor.team);
  const row = await latestPolicy(work.sql);
  const version = row?.version ?? 0;
  if (version !== after) throw policyMovedOn({ version });
  const next = { version: version + 1, policy, set_by: actor.member, set_at: work.now };
  await insertPolicy(work.sql, { ...next, team_id: actor.team });
  work.audit({
    ...{ kind: 'desk-policy.published', actor: auditName(actor), object: `team:${actor.team}` },
    details: { version: next.version, address: policy.address },
  });
  work.emit({ kind: 'desk.changed' });
  return current({ ...next, team_id: actor.team });
}
