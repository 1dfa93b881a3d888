import type { Static, StaticDecode } from 'typebox';
import { FindMembers, RenameMember, TeamSeats } from '#contract/administration.ts';
import { ChangeMe, ChangeRole, Me, Member, MemberPage, MemberParams } from '#contract/identity.ts';
import { publicId } from '#contract/ids.ts';
import { Deactivation } from '#contract/profiles.ts';
import { limits } from '#platform/limits.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, allows, route } from '../access/access.ts';
import {
  changeProfile,
  type Meets,
  removePicture,
  showMe,
  showMember,
  showMembers,
  visibleMember,
} from '../profiles/profiles.ts';
import {
  changeRole,
  changeTimeZone,
  deactivateMember,
  listMembers,
  reactivateMember,
  renameMember,
  teamSeats,
  transferOwnership,
  type Welcome,
} from './members.ts';

export const memberRoutes = ({ welcome, meets }: { readonly welcome: Welcome; readonly meets: Meets }) => [
  ...openRoutes(meets),
  ...standingRoutes(welcome),
];

/** What members see of each other and how they are called. */
const openRoutes = (meets: Meets) => [
  route(
    'GET /v1/me',
    { may: 'signed-in', scope: 'any', says: 'Who you are, and in which team.', reply: Me },
    (work, { actor }) => showMe(work, actor),
  ),
  route(
    'PATCH /v1/me',
    {
      may: 'signed-in',
      scope: 'personal:write',
      says: 'Changes your name, short name, time zone or profile.',
      body: ChangeMe,
      reply: Me,
    },
    (work, { actor, body }) => changeMe(work, actor, body),
  ),
  route(
    'GET /v1/members',
    {
      may: 'members.read',
      says: 'The members of your team in the order in which they came, also those who left; or those asked for.',
      query: FindMembers,
      reply: MemberPage,
    },
    async (work, { actor, query }) => {
      const { after, limit = limits.page.default, ...filter } = query;
      const { members, next } = await listMembers(work, after, limit, {
        ...filter,
        seesEmails: allows(actor, 'emails.read'),
      });
      return {
        members: await showMembers(work, members, actor),
        ...(next ? { next: publicId('U', next) } : {}),
      };
    },
  ),
  route(
    'GET /v1/members/:member',
    {
      may: 'team.read',
      says: 'One member of your team. Guests see whom they share a conversation with.',
      params: MemberParams,
      reply: Member,
    },
    async (work, { actor, params }) =>
      await showMember(work, await visibleMember(work, meets, actor, params.member), actor),
  ),
  route(
    'PATCH /v1/members/:member',
    {
      may: 'members.manage',
      says: 'Changes how a member is called.',
      params: MemberParams,
      body: RenameMember,
      reply: Member,
    },
    async (work, { actor, params, body }) =>
      await showMember(work, await renameMember(work, actor, params.member, body), actor),
  ),
];

/** What admins decide about an account. */
const standingRoutes = (welcome: Welcome) => [
  route(
    'GET /v1/team/seats',
    {
      may: 'members.manage',
      says: 'How many members, guests and bots are active, and how many members there may be.',
      reply: TeamSeats,
    },
    (work, { actor }) => teamSeats(work, actor.team),
  ),
  route(
    'POST /v1/members/:member/ownership',
    {
      may: 'owners.manage',
      says: 'Hands the team over: the member becomes an owner, and you an admin.',
      params: MemberParams,
      reply: Member,
    },
    async (work, { actor, params }) =>
      await showMember(work, await transferOwnership(work, actor, params.member), actor),
  ),
  route(
    'PUT /v1/members/:member/role',
    {
      may: 'members.manage',
      scope: 'none',
      says: 'Gives a member another role. Only owners make or unmake owners.',
      params: MemberParams,
      body: ChangeRole,
      reply: Member,
    },
    async (work, { actor, params, body }) =>
      await showMember(work, await changeRole(work, welcome, actor, params.member, body.role), actor),
  ),
  route(
    'POST /v1/members/:member/deactivation',
    {
      may: 'members.manage',
      says: 'Closes an account: every device and token of the member stops working at once.',
      params: MemberParams,
      query: Deactivation,
      reply: Member,
    },
    async (work, { actor, params, query }) => {
      const member = await deactivateMember(work, actor, params.member);
      if (query.picture === 'delete') await removePicture(work, actor, member.id);
      return await showMember(work, member, actor);
    },
  ),
  route(
    'DELETE /v1/members/:member/deactivation',
    { may: 'members.manage', says: 'Opens a closed account again.', params: MemberParams, reply: Member },
    async (work, { actor, params }) =>
      await showMember(work, await reactivateMember(work, actor, params.member), actor),
  ),
];

async function changeMe(
  work: Work,
  actor: Actor,
  { name, handle, timeZone, ...profile }: StaticDecode<typeof ChangeMe>,
): Promise<Static<typeof Me>> {
  const names = { ...(name === undefined ? {} : { name }), ...(handle === undefined ? {} : { handle }) };
  await renameMember(work, actor, actor.member, names);
  if (timeZone !== undefined) await changeTimeZone(work, actor, timeZone);
  await changeProfile(work, actor, profile);
  return await showMe(work, actor);
}
