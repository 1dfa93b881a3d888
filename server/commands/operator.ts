import type { Role } from '#contract/identity.ts';
import type { SessionId, TeamId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import type { MemberRow } from '#identity/members/members.ts';
import { everyTeam, findTeam, noSuchTeam, type TeamRow } from '#identity/teams/teams.ts';
import { DEPLOYMENT } from '#platform/work.ts';
import type { App } from '#server/main.ts';

/** The name of who uses the command line, in the audit log. */
export const OPERATOR = 'operator';

/**
 * Somebody in whose name the operator acts, where a rule asks for a member. The session is nobody's: nothing that is
 * kept names it.
 */
export const onBehalfOf = (member: Pick<MemberRow, 'id' | 'team_id'> & { readonly role: Role }): Actor => ({
  team: member.team_id,
  member: member.id,
  role: member.role,
  by: { session: DEPLOYMENT as string as SessionId },
});

/** The team at this address, or `noSuchTeam`. */
export async function teamAt(app: App, slug: string): Promise<TeamRow> {
  const team = await app.units.open('deployment', (work) => findTeam(work, slug));
  if (!team) throw noSuchTeam({ slug });
  return team;
}

/** Whose records there are: the deployment's own, then each team's. */
export async function* scopes(app: App): AsyncGenerator<TeamId> {
  yield DEPLOYMENT;
  for await (const team of everyTeam(app.units)) yield team.id;
}
