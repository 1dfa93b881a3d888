/** What a team adds to its language: emoji of its own, and bookmarks at the top of its conversations. */
import Type, { type Static } from 'typebox';
import { Time } from './identity.ts';
import {
  BookmarkIdSchema,
  ChannelIdSchema,
  ClientMessageIdSchema,
  FileIdSchema,
  MemberIdSchema,
  TsSchema,
} from './ids.ts';
import { Emoji } from './workspace.ts';

const closed = { additionalProperties: false } as const;

const EmojiName = Type.String({
  pattern: '^[a-z0-9_+-]{1,64}$',
  description: 'Lower-case letters, digits, plus, hyphen and underscore, at most 64.',
});
export const CustomEmoji = Type.Object({
  name: Type.String(),
  aliasOf: Type.Optional(Type.String({ description: 'Another name of the team’s emoji, or of a standard one.' })),
  addedBy: MemberIdSchema,
  createdAt: Time,
});
export const EmojiListQuery = Type.Object(
  { version: Type.Optional(Type.Integer({ minimum: 0, description: 'The one that the caller has.' })) },
  closed,
);
export const EmojiList = Type.Object({
  version: Type.Integer(),
  addedBy: Type.String({ description: 'Who may add emoji: members or admins.' }),
  emoji: Type.Optional(Type.Array(CustomEmoji, { description: 'By name; absent when the version is still that one.' })),
});
export const EmojiParams = Type.Object({ name: EmojiName }, closed);
export const AddEmoji = Type.Union([
  Type.Object(
    {
      image: Type.String({
        pattern: '^[A-Za-z0-9+/]+={0,2}$',
        maxLength: 349_528,
        description: 'PNG, JPEG, GIF or WebP in base64, at most 256 KiB.',
      }),
    },
    closed,
  ),
  Type.Object({ aliasOf: EmojiName }, closed),
]);
export const EmojiRules = Type.Object(
  { addedBy: Type.Union([Type.Literal('members'), Type.Literal('admins')]) },
  closed,
);

const Title = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]*$',
});
const Address = Type.String({
  maxLength: 2_000,
  pattern: '^(https?://|mailto:)[^\\s\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]+$',
  description: 'A link of the web, or an address for mail.',
});
export const Bookmark = Type.Object({
  id: BookmarkIdSchema,
  channel: ChannelIdSchema,
  title: Type.String(),
  url: Type.Optional(Type.String()),
  ts: Type.Optional(TsSchema),
  file: Type.Optional(FileIdSchema),
  emoji: Type.Optional(Type.String()),
  addedBy: MemberIdSchema,
  createdAt: Time,
});
export const Bookmarks = Type.Object({ bookmarks: Type.Array(Bookmark, { description: 'In their order.' }) });
export const BookmarkParams = Type.Object({ channel: ChannelIdSchema, bookmark: BookmarkIdSchema }, closed);
/** It leads to one thing: a link, a message of the channel, or a file. */
export const AddBookmark = Type.Object(
  {
    clientId: ClientMessageIdSchema,
    title: Title,
    url: Type.Optional(Address),
    ts: Type.Optional(TsSchema),
    file: Type.Optional(FileIdSchema),
    emoji: Type.Optional(Emoji),
  },
  closed,
);
export const ChangeBookmark = Type.Object(
  { title: Type.Optional(Title), url: Type.Optional(Address), emoji: Type.Optional(Type.Union([Emoji, Type.Null()])) },
  closed,
);
export const OrderBookmarks = Type.Object(
  { bookmarks: Type.Array(BookmarkIdSchema, { maxItems: 100, uniqueItems: true }) },
  closed,
);

/** The team's emoji changed: read the list anew. */
export const EmojiChanged = Type.Object({ kind: Type.Literal('emoji.changed'), version: Type.Integer() });

export type EmojiList = Static<typeof EmojiList>;
export type Bookmark = Static<typeof Bookmark>;
