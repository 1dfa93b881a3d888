import Type, { type Static } from 'typebox';

export const UserGroupsBy = Type.Union([Type.Literal('admins'), Type.Literal('members')]);

/** What a team decides about its workspace. */
export const WorkspaceSettings = Type.Object({
  userGroupsBy: Type.String({ description: 'Who makes and changes user groups: admins (the default) or members.' }),
  invisible: Type.Boolean({ description: 'Whether a member may be connected and seem to be away. Not at first.' }),
});
export const ChangeWorkspaceSettings = Type.Object(
  { userGroupsBy: Type.Optional(UserGroupsBy), invisible: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
);

export type WorkspaceSettings = Static<typeof WorkspaceSettings>;
