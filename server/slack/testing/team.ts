import type { MemberId, TeamId } from '#contract/ids.ts';
import { addMember } from '#identity/members/members.ts';
import { createTeam } from '#identity/teams/teams.ts';
import type { Units } from '#platform/work.ts';
import { createGeneralChannel, welcome } from '#workspace/channels/channels.ts';

/** A team into which something is imported: its owner, and the general channel. */
export const addTeam = (
  units: Units,
  team: TeamId,
  { slug = 'team', email = null }: { readonly slug?: string; readonly email?: string | null } = {},
): Promise<MemberId> =>
  units.open({ team }, async (work) => {
    await createTeam(work, { id: team, slug, name: slug });
    const named = { role: 'owner', handle: 'owner', name: 'Owner' } as const;
    const { id: member } = await addMember(work, welcome, { ...named, team, email, passwordHash: null, channels: [] });
    await createGeneralChannel(work, { team, member, role: 'owner', by: { token: '' as never } }, 'general');
    return member;
  });
