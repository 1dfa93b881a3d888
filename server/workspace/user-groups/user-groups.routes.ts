import {
  ChangeUserGroup,
  CreateUserGroup,
  SetUserGroupMembers,
  UserGroup,
  UserGroupMemberParams,
  UserGroupMembers,
  UserGroupPage,
  UserGroupParams,
  UserGroupQuery,
} from '#contract/user-groups.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import {
  addToGroup,
  changeGroup,
  createGroup,
  disableGroup,
  enableGroup,
  listGroups,
  removeFromGroup,
  setGroupMembers,
  showGroup,
  showGroupMembers,
} from './user-groups.ts';

const group = { may: 'user-groups.manage', params: UserGroupParams } as const;
const member = { may: 'user-groups.manage', params: UserGroupMemberParams } as const;

export const userGroupRoutes: Route[] = [
  route(
    'GET /v1/user-groups',
    { may: 'user-groups.read', says: 'The user groups that you see.', query: UserGroupQuery, reply: UserGroupPage },
    (work, { actor, query }) => listGroups(work, actor, query.after, query.limit ?? limits.page.default),
  ),
  route(
    'POST /v1/user-groups',
    { may: 'user-groups.manage', says: 'Make a user group.', body: CreateUserGroup, reply: UserGroup, status: 201 },
    (work, { actor, body }) => createGroup(work, actor, body),
  ),
  route(
    'GET /v1/user-groups/:group',
    { may: 'user-groups.read', says: 'One user group.', params: UserGroupParams, reply: UserGroup },
    (work, { actor, params }) => showGroup(work, actor, params.group),
  ),
  route(
    'PATCH /v1/user-groups/:group',
    { ...group, says: 'Change names, description or default channels.', body: ChangeUserGroup, reply: UserGroup },
    (work, { actor, params, body }) => changeGroup(work, actor, params.group, body),
  ),
  route(
    'GET /v1/user-groups/:group/members',
    { may: 'user-groups.read', says: 'Who belongs to it.', params: UserGroupParams, reply: UserGroupMembers },
    async (work, { actor, params }) => ({ members: await showGroupMembers(work, actor, params.group) }),
  ),
  route(
    'PUT /v1/user-groups/:group/members',
    { ...group, says: 'Make exactly these its members.', body: SetUserGroupMembers },
    (work, { actor, params, body }) => setGroupMembers(work, actor, params.group, body.members),
  ),
  route(
    'PUT /v1/user-groups/:group/members/:member',
    { ...member, says: 'Add somebody; the default channels are joined.' },
    (work, { actor, params }) => addToGroup(work, actor, params.group, params.member),
  ),
  route(
    'DELETE /v1/user-groups/:group/members/:member',
    { ...member, says: 'Take somebody out; the channels stay joined.' },
    (work, { actor, params }) => removeFromGroup(work, actor, params.group, params.member),
  ),
  route(
    'PUT /v1/user-groups/:group/disablement',
    { ...group, says: 'Let it name nobody.' },
    (work, { actor, params }) => disableGroup(work, actor, params.group),
  ),
  route(
    'DELETE /v1/user-groups/:group/disablement',
    { ...group, says: 'Let it name its members again.' },
    (work, { actor, params }) => enableGroup(work, actor, params.group),
  ),
];
