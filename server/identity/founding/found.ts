import type { TeamId } from '#contract/ids.ts';
import { DEPLOYMENT, type Units, type Work } from '#platform/work.ts';
import type { Actor } from '../access/access.ts';
import { addMember, changeTimeZone, type MemberRow, type Welcome } from '../members/members.ts';
import { createTeam, type TeamRow, takeUnrecorded } from '../teams/teams.ts';
import { endSetup } from './founding.sql.ts';

/** What a new team gets from the rooms above when it is made: the channel that belongs to everybody. */
export type Furnish = (work: Work, owner: Actor) => Promise<void>;

export interface NewTeam {
  readonly id: TeamId;
  readonly slug: string;
  readonly name: string;
  readonly owner: { readonly name: string; readonly email: string; readonly passwordHash: string };
  readonly timeZone?: string;
}

/** Who makes a team: whoever runs the machine, by the command line or by the link that the server prints there. */
const OPERATOR = 'operator';

/** Makes a team with its first owner; with it the first run has ended. Throws `slugTaken`. */
export async function foundTeam(
  work: Work,
  { welcome, furnish }: { readonly welcome: Welcome; readonly furnish: Furnish },
  { id: team, slug, name, owner, timeZone }: NewTeam,
): Promise<{ team: TeamRow; owner: MemberRow }> {
  await endSetup(work.sql);
  const row = await createTeam(work, { id: team, slug, name });
  work.audit({ kind: 'team.created', actor: OPERATOR, object: `team:${team}` });
  const wanted = { ...owner, team, role: 'owner', handle: handleFrom(owner.email), channels: [] } as const;
  const member = await addMember(work, welcome, wanted, OPERATOR);
  // The session is nobody's: nothing that is kept names it.
  const actor: Actor = { team, member: member.id, role: 'owner', by: { session: DEPLOYMENT as string as never } };
  await furnish(work, actor);
  if (timeZone === undefined) return { team: row, owner: member };
  await changeTimeZone(work, actor, timeZone);
  return { team: row, owner: { ...member, time_zone: timeZone } };
}

/**
 * Enters the teams that were made into the deployment's own log, which is another scope and says so of each once. Who
 * made one does it right after; a job does it where that was stopped in between.
 */
export const recordFoundings = (units: Units): Promise<void> =>
  units.open('deployment', async (work) => {
    for (const team of await takeUnrecorded(work)) {
      work.audit({ kind: 'team.created', actor: OPERATOR, object: `team:${team}` });
    }
  });

/** A short name from the address: `Ada.Lovelace+x@…` → `ada.lovelace-x`. It can be changed later. */
export function handleFrom(email: string): string {
  const handle = (email.split('@')[0] ?? '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, 32);
  return handle === '' ? 'owner' : handle;
}
