/** Pins, saved items and drafts: what is kept aside of the messages, for a channel or for oneself. */
import Type, { type Static } from 'typebox';
import { PageSize, Time, Uuid } from './identity.ts';
import { ChannelIdSchema, MemberIdSchema, TsSchema } from './ids.ts';
import { Message, MessageText } from './workspace.ts';

const closed = { additionalProperties: false } as const;

export const Pin = Type.Object({ message: Message, pinnedBy: MemberIdSchema, pinnedAt: Time });
export const Pins = Type.Object({ pins: Type.Array(Pin, { description: 'The latest first.' }) });

export const SavedState = Type.Union([Type.Literal('to-do'), Type.Literal('done'), Type.Literal('archived')]);
export const SavedItem = Type.Object({
  channel: ChannelIdSchema,
  ts: TsSchema,
  state: Type.String({ description: 'to-do, done or archived.' }),
  savedAt: Time,
  message: Type.Optional(Message),
});
export const SavedItemPage = Type.Object({
  items: Type.Array(SavedItem, {
    description: 'The last saved first; without its message once that is deleted, or may not be read any more.',
  }),
  next: Type.Optional(Type.String()),
});
export const SavedItemParams = Type.Object({ channel: ChannelIdSchema, ts: TsSchema }, closed);
export const SavedItemQuery = Type.Object(
  { state: Type.Optional(SavedState), after: Type.Optional(Uuid), limit: Type.Optional(PageSize) },
  closed,
);
export const SaveItem = Type.Object({ state: Type.Optional(SavedState) }, closed);
/** For the member's own devices. */
export const SavedItemChanged = Type.Object({ kind: Type.Literal('saved-item.changed'), item: SavedItem });
export const SavedItemRemoved = Type.Object({
  kind: Type.Literal('saved-item.removed'),
  channel: ChannelIdSchema,
  ts: TsSchema,
});

/** A draft without its text: to see which of one's own copies are old. */
export const DraftPlace = Type.Object({
  channel: ChannelIdSchema,
  threadTs: Type.Optional(TsSchema),
  version: Type.Integer({ description: 'Rises with each change, also over removals.' }),
});
export const Draft = Type.Object({ ...DraftPlace.properties, changedAt: Time, text: Type.String() });
export const DraftPage = Type.Object({
  drafts: Type.Array(Draft, { description: 'The last changed first.' }),
  next: Type.Optional(Type.Integer()),
});
const basedOn = Type.Integer({
  minimum: 0,
  description: 'The version that this device had; 0 where it knew of none. Another one is refused.',
});
export const DraftQuery = Type.Object(
  { after: Type.Optional(Type.Integer({ minimum: 0 })), limit: Type.Optional(PageSize) },
  closed,
);
export const WriteDraft = Type.Object({ text: MessageText, threadTs: Type.Optional(TsSchema), basedOn }, closed);
export const RemoveDraft = Type.Object({ threadTs: Type.Optional(TsSchema), basedOn }, closed);
/** For the member's own devices. */
export const DraftChanged = Type.Object({ kind: Type.Literal('draft.changed'), draft: Draft });
export const DraftRemoved = Type.Object({ kind: Type.Literal('draft.removed'), draft: DraftPlace });

export type Pin = Static<typeof Pin>;
export type SavedState = Static<typeof SavedState>;
export type SavedItem = Static<typeof SavedItem>;
export type Draft = Static<typeof Draft>;
export type DraftPlace = Static<typeof DraftPlace>;
