import Type, { type Static } from 'typebox';
import { PageSize, Time } from './identity.ts';
import { ChannelIdSchema, MemberIdSchema } from './ids.ts';

/** The channels of a team as its admins manage them: names and sizes, never what is in them. */
export const ChannelInventory = Type.Object({
  channels: Type.Array(
    Type.Object({
      id: ChannelIdSchema,
      kind: Type.String({ description: 'public or private.' }),
      name: Type.String(),
      general: Type.Boolean(),
      members: Type.Integer(),
      createdBy: Type.Optional(MemberIdSchema),
      createdAt: Time,
      archivedAt: Type.Optional(Time),
    }),
  ),
  next: Type.Optional(ChannelIdSchema),
});
export const ChannelInventoryQuery = Type.Object(
  { after: Type.Optional(ChannelIdSchema), limit: Type.Optional(PageSize) },
  { additionalProperties: false },
);
export type ChannelInventory = Static<typeof ChannelInventory>;
