import Type, { type Static } from 'typebox';
import { DisplayName, Handle, PageSize, Time } from './identity.ts';
import { ChannelIdSchema, MemberIdSchema, UserGroupIdSchema } from './ids.ts';
import { Topic } from './workspace.ts';

const closed = { additionalProperties: false } as const;

/** Members who are named together by `<!subteam^S…>`. */
export const UserGroup = Type.Object({
  id: UserGroupIdSchema,
  handle: Type.String(),
  name: Type.String(),
  description: Type.String(),
  channels: Type.Array(ChannelIdSchema, {
    description: 'Joined by whoever becomes a member; those among them that you may read.',
  }),
  memberCount: Type.Integer({ description: 'Of active members that you may see.' }),
  createdAt: Time,
  disabledAt: Type.Optional(Time),
});
export const UserGroupPage = Type.Object({
  groups: Type.Array(UserGroup),
  next: Type.Optional(UserGroupIdSchema),
});
export const UserGroupQuery = Type.Object(
  { after: Type.Optional(UserGroupIdSchema), limit: Type.Optional(PageSize) },
  closed,
);
export const UserGroupParams = Type.Object({ group: UserGroupIdSchema }, closed);
export const UserGroupMemberParams = Type.Object({ group: UserGroupIdSchema, member: MemberIdSchema }, closed);
const DefaultChannels = Type.Array(ChannelIdSchema, { maxItems: 20, uniqueItems: true });
const GroupMembers = Type.Array(MemberIdSchema, { maxItems: 1_000, uniqueItems: true });
export const CreateUserGroup = Type.Object(
  {
    handle: Handle,
    name: DisplayName,
    description: Type.Optional(Topic),
    channels: Type.Optional(DefaultChannels),
    members: Type.Optional(GroupMembers),
  },
  closed,
);
export const ChangeUserGroup = Type.Object(
  {
    handle: Type.Optional(Handle),
    name: Type.Optional(DisplayName),
    description: Type.Optional(Topic),
    channels: Type.Optional(DefaultChannels),
  },
  closed,
);
export const SetUserGroupMembers = Type.Object({ members: GroupMembers }, closed);
export const UserGroupMembers = Type.Object({ members: Type.Array(MemberIdSchema) });

/** A user group came or changed, or its members did: read it anew. */
export const UserGroupChanged = Type.Object({ kind: Type.Literal('user-group.changed'), group: UserGroupIdSchema });

export type UserGroup = Static<typeof UserGroup>;
