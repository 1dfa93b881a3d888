/**
 * Which teams there are, and how large. The danger: a list that grows one more column each year, until it is a way in.
 * The principle: what it may say is the head of one function in the database (`team_sizes`); the unit of work is the
 * deployment's and finds no row of any team. Each look is an entry in the deployment's audit log. The boundary: a name
 * of a team, its size and its growth are seen.
 */
import type { TeamId } from '#contract/ids.ts';
import { publicId } from '#contract/ids.ts';
import type { TeamSize } from '#contract/operators.ts';
import { limits } from '#platform/limits.ts';
import type { Work } from '#platform/work.ts';
import { type Operator, operatorName } from '../access/access.ts';
import { teamSizes } from './team-list.sql.ts';

/** A page in the order in which the teams were made; `after` is the last one of the page before. */
export async function lookAtTeams(
  work: Work,
  operator: Operator,
  after: TeamId | undefined,
): Promise<{ teams: TeamSize[]; next?: string }> {
  const { teamsPerPage } = limits.operators;
  const rows = await teamSizes(work.sql, after, teamsPerPage + 1);
  const page = rows.slice(0, teamsPerPage);
  const details = { teams: page.length };
  work.audit({ kind: 'teams.listed', actor: operatorName(operator.id), object: 'deployment', details });
  const last = page.at(-1);
  return {
    teams: page.map((row) => ({
      id: publicId('T', row.id),
      name: row.name,
      createdAt: row.created_at.toISOString(),
      members: row.members,
      storageBytes: row.bytes,
    })),
    ...(rows.length > page.length && last ? { next: publicId('T', last.id) } : {}),
  };
}
