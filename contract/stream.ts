/**
 * The frames of `GET /v1/stream`, JSON texts both ways. The server says `hello`; the client answers `start`, or
 * `resume` with the last number it has of each channel; the server sends every event after those numbers, each once and
 * in order of its channel, and says `ready` when it has sent what was missed. Events are `ChannelEvent`s; the other
 * frames below are about things that have no log.
 */
import Type, { type Static } from 'typebox';
import { DeskChanged } from './desk-news.ts';
import { Time } from './identity.ts';
import { ChannelIdSchema, MemberIdSchema, TeamIdSchema, UserGroupIdSchema } from './ids.ts';
import { DraftChanged, DraftPlace, DraftRemoved, SavedItemChanged, SavedItemRemoved } from './kept-aside.ts';
import { Notice } from './notices.ts';
import { NotificationPreferences, NotificationsChanged } from './notifications.ts';
import {
  Activity,
  People,
  PresenceChanged,
  PresenceChoice,
  PresenceChosen,
  Status,
  StatusChanged,
  Typing,
  TypingHere,
  Watch,
} from './presence.ts';
import { ProfileFieldsChanged } from './profiles.ts';
import { Sidebar, SidebarChanged } from './sidebar.ts';
import { ThreadStandingChanged } from './threads.ts';
import { ReminderChanged, ReminderRemoved, ScheduledChanged, ScheduledRemoved, Waiting } from './time.ts';
import { UserGroupChanged } from './user-groups.ts';
import { EmojiChanged } from './vocabulary.ts';
import { Channel, MyChannel, Standing } from './workspace.ts';

const closed = { additionalProperties: false } as const;

export const Hello = Type.Object({
  kind: Type.Literal('hello'),
  now: Time,
  team: TeamIdSchema,
  member: MemberIdSchema,
  channels: Type.Array(MyChannel),
  waiting: Waiting,
  unreadThreads: Type.Integer({ description: 'Followed threads with something unread, counted up to 1,000.' }),
  notifications: NotificationPreferences,
  userGroups: Type.Array(UserGroupIdSchema, { description: 'Those in use that you belong to.' }),
  savedToDo: Type.Integer({ description: 'Saved items that are to do, counted up to 1,000.' }),
  drafts: Type.Array(DraftPlace),
  sidebar: Sidebar,
  presence: PresenceChoice,
  status: Type.Optional(Status),
});

/**
 * Once, after `hello`: `start` or `resume`; then the others as often as needed. `numbers`: what the client has. A
 * channel that is left out starts where `hello` put it.
 */
export const ClientFrame = Type.Union([
  Type.Object({ kind: Type.Literal('start') }, closed),
  Type.Object(
    {
      kind: Type.Literal('resume'),
      numbers: Type.Record(Type.String({ pattern: '^[CDG][0-9A-Z]{26}$' }), Type.Integer({ minimum: 0 }), closed),
    },
    closed,
  ),
  Watch,
  Activity,
  TypingHere,
]);
export const Ready = Type.Object({ kind: Type.Literal('ready') });
/** A conversation that the member is in from now on; its events follow from `number` on. */
export const ChannelOpened = Type.Object({
  kind: Type.Literal('channel.opened'),
  conversation: Channel,
  number: Type.Integer(),
});
/** Too far behind: load the conversation anew, events follow from `number` on. */
export const ChannelReset = Type.Object({
  kind: Type.Literal('channel.reset'),
  channel: ChannelIdSchema,
  number: Type.Integer(),
});
export const ChannelListed = Type.Object({ kind: Type.Literal('channel.listed'), conversation: Channel });
export const MarkerMoved = Type.Object({ kind: Type.Literal('marker.moved'), standing: Standing });
/** Somebody joined the team, or changed name, profile, picture, role or state: read the member anew. */
export const MemberChanged = Type.Object({ kind: Type.Literal('member.changed'), member: MemberIdSchema });
/**
 * What the server may send, for whoever writes a client.
 * @public
 */
export const ServerFrame = Type.Union([
  Hello,
  Ready,
  ChannelOpened,
  ChannelReset,
  ChannelListed,
  MarkerMoved,
  MemberChanged,
  ProfileFieldsChanged,
  ScheduledChanged,
  ScheduledRemoved,
  ReminderChanged,
  ReminderRemoved,
  DraftChanged,
  DraftRemoved,
  NotificationsChanged,
  Notice,
  People,
  PresenceChanged,
  PresenceChosen,
  SavedItemChanged,
  SavedItemRemoved,
  SidebarChanged,
  StatusChanged,
  ThreadStandingChanged,
  Typing,
  UserGroupChanged,
  EmojiChanged,
  DeskChanged,
]);

export type Hello = Static<typeof Hello>;
export type ClientFrame = Static<typeof ClientFrame>;
