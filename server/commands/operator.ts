import type { Role } from '#contract/identity.ts';
import type { MemberId, SessionId, TeamId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { findMembersByHandle, listMembers, type MemberRow } from '#identity/members/members.ts';
import { everyTeam, findTeam, noSuchTeam, type TeamRow } from '#identity/teams/teams.ts';
import type { Link } from '#operators/accounts/accounts.ts';
import { minuteInUtc } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import { DEPLOYMENT, type Work } from '#platform/work.ts';
import type { App } from '#server/main.ts';
import type { Typed } from './command.ts';

export const noOwner = problem<{ team: string }>(
  'cli/no-owner',
  409,
  'The team has no active owner in whose name somebody could be invited. Give a password file instead.',
);
export const nobodyCalled = problem<{ handle: string }>(
  'cli/nobody-called',
  404,
  'Nobody in this team has this short name.',
);

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

/** The member with this short name, or `nobodyCalled`. */
export async function memberCalled(work: Work, handle: string): Promise<MemberRow> {
  const [member] = await findMembersByHandle(work, [handle]);
  if (!member) throw nobodyCalled({ handle });
  return member;
}

/**
 * The owner in whose name the operator invites: the one who has been there longest, because an invitation counts only
 * while who made it may still invite. Refuses with `noOwner`.
 */
export async function ownerFor(work: Work, team: string): Promise<MemberRow> {
  let after: MemberId | undefined;
  do {
    const { members, next } = await listMembers(work, after, limits.page.max);
    const owner = members.find(({ role, deactivated_at }) => role === 'owner' && deactivated_at === null);
    if (owner) return owner;
    after = next;
  } while (after !== undefined);
  throw noOwner({ team });
}

/** What the commands about the operators' own accounts take. */
export const operatorTyped = async ({ options }: Typed): Promise<{ name: string }> => ({ name: String(options.name) });

/** The address of a one-time link: behind the hash sign it stays in the browser, and is in no log. */
export const enrolmentLink = (app: App, { token, expiresAt }: Link): { link: string; expiresAt: string } => ({
  link: `${app.consoleUrl()}/enrol#${token}`,
  expiresAt: expiresAt.toISOString(),
});

export const printedLink = ({ link, expiresAt }: { readonly link: string; readonly expiresAt: string }): string =>
  `  ${link}\n\nIt works until ${minuteInUtc(new Date(expiresAt))}, and opens the account for whoever has it.`;
