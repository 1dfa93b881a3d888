import Type, { type Static } from 'typebox';
import { AttachedFiles, MessageFile } from './files.ts';
import { PageSize, Time } from './identity.ts';
import { ChannelIdSchema, ClientMessageIdSchema, MemberIdSchema, TsSchema } from './ids.ts';
import { LinkCard } from './link-cards.ts';

const closed = { additionalProperties: false } as const;

export const ChannelName = Type.String({
  pattern: '^[\\p{Ll}\\p{Lo}\\p{N}][\\p{Ll}\\p{Lo}\\p{M}\\p{N}_-]{0,79}$',
  description: 'Lower-case letters of any script, digits, hyphens and underscores; at most 80.',
});
const Line = (characters: number) =>
  Type.String({
    maxLength: characters,
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]*$',
  });
export const Topic = Line(250);

export const Channel = Type.Object({
  id: ChannelIdSchema,
  kind: Type.String({ description: 'public, private, direct or group.' }),
  name: Type.Optional(Type.String()),
  topic: Type.String(),
  purpose: Type.String(),
  general: Type.Boolean(),
  createdAt: Time,
  archivedAt: Type.Optional(Time),
  members: Type.Optional(Type.Array(MemberIdSchema, { description: 'Who is in a direct or group conversation.' })),
});

/** Where a member stands in one conversation: the one truth about what is unread. */
export const Standing = Type.Object({
  channel: ChannelIdSchema,
  number: Type.Integer({ description: 'The number of the last event.' }),
  lastTs: Type.Optional(TsSchema),
  readTs: Type.Optional(TsSchema),
  unread: Type.Integer(),
  mentions: Type.Integer(),
});
export const MyChannel = Type.Object({ channel: Channel, standing: Standing });
export const MyStandings = Type.Object({ standings: Type.Array(Standing) });
export const MyChannels = Type.Object({ channels: Type.Array(MyChannel) });
export const ChannelPage = Type.Object({ channels: Type.Array(Channel), next: Type.Optional(Type.String()) });
export const ChannelQuery = Type.Object({ after: Type.Optional(ChannelName), limit: Type.Optional(PageSize) }, closed);
export const ChannelParams = Type.Object({ channel: ChannelIdSchema }, closed);
export const CreateChannel = Type.Object(
  {
    name: ChannelName,
    kind: Type.Union([Type.Literal('public'), Type.Literal('private')]),
    topic: Type.Optional(Topic),
    purpose: Type.Optional(Topic),
  },
  closed,
);
export const ChangeChannel = Type.Object(
  { name: Type.Optional(ChannelName), topic: Type.Optional(Topic), purpose: Type.Optional(Topic) },
  closed,
);
export const ChannelMemberParams = Type.Object({ channel: ChannelIdSchema, member: MemberIdSchema }, closed);
/** What the people in a conversation know of each other; no e-mail address. */
export const ChannelMember = Type.Object({
  id: MemberIdSchema,
  handle: Type.String(),
  name: Type.String(),
  role: Type.String(),
  deactivatedAt: Type.Optional(Time),
});
export const ChannelMemberPage = Type.Object({
  members: Type.Array(ChannelMember),
  next: Type.Optional(MemberIdSchema),
});
export const ChannelMemberQuery = Type.Object(
  { after: Type.Optional(MemberIdSchema), limit: Type.Optional(PageSize) },
  closed,
);
export const OpenConversation = Type.Object(
  {
    members: Type.Array(MemberIdSchema, {
      maxItems: 8,
      uniqueItems: true,
      description: 'The others; nobody for notes to oneself.',
    }),
  },
  closed,
);

export const Reaction = Type.Object({ emoji: Type.String(), members: Type.Array(MemberIdSchema) });
/** A line that the system wrote into the timeline, such as that somebody joined. */
export const Note = Type.Object({
  kind: Type.String({
    description: 'joined, left, added, removed, topic, purpose, renamed, archived, unarchived, notice.',
  }),
  member: Type.Optional(MemberIdSchema),
  text: Type.Optional(Type.String()),
});
export const Message = Type.Object({
  channel: ChannelIdSchema,
  ts: TsSchema,
  author: MemberIdSchema,
  text: Type.String({ description: 'Markdown with mention tokens; empty once deleted.' }),
  note: Type.Optional(Note),
  cards: Type.Optional(Type.Array(LinkCard)),
  files: Type.Optional(Type.Array(MessageFile)),
  threadTs: Type.Optional(TsSchema),
  inTimeline: Type.Boolean({ description: 'False for a reply that stays in its thread.' }),
  editedAt: Type.Optional(Time),
  deletedAt: Type.Optional(Time),
  replyCount: Type.Integer(),
  lastReplyTs: Type.Optional(TsSchema),
  reactions: Type.Array(Reaction),
  clientId: Type.Optional(ClientMessageIdSchema),
});
export const MessageParams = Type.Object({ channel: ChannelIdSchema, ts: TsSchema }, closed);
export const MessageText = Type.String({
  minLength: 1,
  maxLength: 40_000,
  pattern: '^[^\\u0000\\ud800-\\udfff]*[^\\s\\u0000\\ud800-\\udfff][^\\u0000\\ud800-\\udfff]*$',
});
export const PostMessage = Type.Object(
  {
    clientId: ClientMessageIdSchema,
    text: Type.Union([MessageText, Type.Literal('')], { description: 'Empty only with files.' }),
    files: Type.Optional(AttachedFiles),
    threadTs: Type.Optional(TsSchema),
    alsoToChannel: Type.Optional(Type.Boolean({ description: 'A reply that also stands in the main timeline.' })),
  },
  closed,
);
export const EditMessage = Type.Object({ text: MessageText }, closed);
export const HistoryQuery = Type.Object(
  {
    before: Type.Optional(TsSchema),
    after: Type.Optional(TsSchema),
    thread: Type.Optional(TsSchema),
    limit: Type.Optional(PageSize),
  },
  closed,
);
export const MessagePage = Type.Object({
  messages: Type.Array(Message, { description: 'Oldest first.' }),
  more: Type.Boolean({ description: 'There are more in the direction that was asked for.' }),
});
export const MessageEdit = Type.Object({ replacedAt: Time, text: Type.String() });
export const MessageEdits = Type.Object({
  edits: Type.Array(MessageEdit, { description: 'Earlier texts, oldest first.' }),
});
export const Emoji = Type.String({
  pattern:
    "^[a-z0-9_+'-]{1,80}(::skin-tone-[2-6])?$|^[\\p{Extended_Pictographic}\\p{Emoji_Component}\\u200d\\ufe0f]{1,24}$",
  description: 'A name such as thumbsup, or the emoji itself.',
});
export const ReactionParams = Type.Object({ channel: ChannelIdSchema, ts: TsSchema, emoji: Emoji }, closed);
export const MarkRead = Type.Object({ ts: TsSchema }, closed);

export const EventQuery = Type.Object(
  { after: Type.Integer({ minimum: 0 }), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) },
  closed,
);
/** What the first message of a thread shows of its replies. */
export const Thread = Type.Object({
  ts: TsSchema,
  replyCount: Type.Integer(),
  lastReplyTs: Type.Optional(TsSchema),
});
/**
 * One entry of a conversation's log. `message` is as it stands now, which may be later than the event; once deleted it
 * has no text. `thread` stands beside a reply: what the thread's first message says from now on.
 */
export const ChannelEvent = Type.Object({
  kind: Type.String(),
  channel: ChannelIdSchema,
  number: Type.Integer(),
  at: Time,
  actor: Type.Optional(MemberIdSchema),
  member: Type.Optional(MemberIdSchema),
  ts: Type.Optional(TsSchema),
  emoji: Type.Optional(Type.String()),
  message: Type.Optional(Message),
  thread: Type.Optional(Thread),
  conversation: Type.Optional(Channel),
});
export const EventPage = Type.Object({ events: Type.Array(ChannelEvent), number: Type.Integer() });

export type Channel = Static<typeof Channel>;
export type Standing = Static<typeof Standing>;
export type Message = Static<typeof Message>;
export type Note = Static<typeof Note>;
/** A file whose bytes stayed in the product that its message was imported from. */
export type FileReference = Pick<MessageFile, 'name' | 'type' | 'size'> & { readonly from: string };
export type Thread = Static<typeof Thread>;
export type ChannelEvent = Static<typeof ChannelEvent>;
export type ChannelMember = Static<typeof ChannelMember>;
