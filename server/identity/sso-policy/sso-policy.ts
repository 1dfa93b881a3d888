/**
 * Who must sign in by a provider. The danger: a way in that was forgotten, by which a password goes on opening what the
 * organisation believes to be closed. The principle: every way in ends in one admission, which asks here; those that
 * hash or mail ask before. The boundary: owners keep their passwords, or a provider that fails would lock the team.
 */
import type { Role } from '#contract/identity.ts';
import type { MemberId, TeamId } from '#contract/ids.ts';
import type { SsoMode } from '#contract/sso.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { deletePolicy, type PolicyRow, policyRow, putPolicy } from './sso-policy.sql.ts';

export const ssoRequired = problem(
  'sso/required',
  403,
  'Your team signs in by its own provider, not by a password. Nothing was changed; sign in on the page of the team.',
);

export interface SsoPolicy {
  readonly mode: SsoMode;
  readonly countsAsFactor: boolean;
}

/** Undefined: nobody signs in by a provider. */
export async function policyOf(work: Work): Promise<SsoPolicy | undefined> {
  const row: PolicyRow | undefined = await policyRow(work.sql);
  return row && { mode: row.mode, countsAsFactor: row.counts_as_factor };
}

const ROLES: Readonly<Record<SsoMode, readonly Role[]>> = {
  optional: [],
  required: ['admin', 'member', 'guest', 'single-guest'],
  'required-but-guests': ['admin', 'member'],
};

/** The roles that come in by a provider alone. */
export const rolesBound = (policy: SsoPolicy | undefined): readonly Role[] => (policy ? ROLES[policy.mode] : []);

/** Whether somebody in this role may sign in by a provider alone. */
export const isBound = async (work: Work, role: Role): Promise<boolean> =>
  rolesBound(await policyOf(work)).includes(role);

/** Refuses with `ssoRequired` who may sign in by a provider alone. */
export async function refuseBound(work: Work, role: Role): Promise<void> {
  if (await isBound(work, role)) throw ssoRequired();
}

/** For the rules that change it; who may, and whether the team can do so, is judged there. */
export const storePolicy = (
  work: Work,
  team: TeamId,
  by: MemberId,
  { mode, countsAsFactor }: SsoPolicy,
): Promise<void> =>
  putPolicy(work.sql, {
    ...{ team_id: team, mode, counts_as_factor: countsAsFactor },
    ...{ set_by: by, set_at: work.now },
  });

/** False if there was none. */
export const dropPolicy = (work: Work): Promise<boolean> => deletePolicy(work.sql);
