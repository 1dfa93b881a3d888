import type { Static } from 'typebox';
import type { Me, Member } from '#contract/identity.ts';
import type { MemberId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, allows, permissionsOf } from '../access/access.ts';
import { type MemberRow, noSuchMember, requireMember, showAccount } from '../members/members.ts';
import { ownTeam, showTeam } from '../teams/teams.ts';
import { profilesOf } from './values.ts';

type Viewer = Pick<Actor, 'member' | 'role'>;

/** The members with their profiles, in the given order. The caller knows whom the viewer may see at all. */
export async function showMembers(work: Work, members: readonly MemberRow[], viewer: Viewer): Promise<Member[]> {
  const ids = members.map(({ id }) => id);
  const profiles = await profilesOf(work, ids, viewer);
  return members.map((member) => ({ ...showAccount(member, viewer), ...profiles.get(member.id) }));
}

export async function showMember(work: Work, member: MemberRow, viewer: Viewer): Promise<Member> {
  const [shown] = await showMembers(work, [member], viewer);
  if (!shown) throw new Error('A member was not shown.');
  return shown;
}

/** Those of the others with whom a member shares a conversation; the rooms above identity implement it. */
export type Meets = (work: Work, member: MemberId, others: readonly MemberId[]) => Promise<readonly MemberId[]>;

/** A member that the actor may see: for guests, one that it meets. Any other is not there. */
export async function visibleMember(work: Work, meets: Meets, actor: Actor, id: MemberId): Promise<MemberRow> {
  const member = await requireMember(work, id);
  if (id === actor.member || allows(actor, 'members.read')) return member;
  if (!(await meets(work, actor.member, [id])).includes(id)) throw noSuchMember();
  return member;
}

/** Who calls, and in which team. */
export const showMe = async (work: Work, actor: Actor): Promise<Static<typeof Me>> => ({
  team: showTeam(await ownTeam(work, actor.team)),
  member: await showMember(work, await requireMember(work, actor.member), actor),
  permissions: permissionsOf(actor),
});
