/**
 * What the client knows, as values that never change: a change makes new objects of what it touches and leaves the rest
 * as it was, so that `===` tells whether something is to be drawn again.
 */
import type { Member, Team } from '#contract/identity.ts';
import type { SavedState } from '#contract/kept-aside.ts';
import type { Level, NotificationPreferences } from '#contract/notifications.ts';
import type { Person, PresenceChoice, Status } from '#contract/presence.ts';
import type { Sidebar } from '#contract/sidebar.ts';
import type { ThreadStanding } from '#contract/threads.ts';
import type { Reminder, ScheduledMessage } from '#contract/time.ts';
import type { UserGroup } from '#contract/user-groups.ts';
import type { EmojiList } from '#contract/vocabulary.ts';
import type { Channel, ChannelEvent, Message, Standing } from '#contract/workspace.ts';

/** `signed-out` is final: whoever wants to go on opens the workspace anew. Times: milliseconds of this device. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  | { readonly kind: 'offline'; readonly since: number; readonly retryAt: number | undefined }
  | { readonly kind: 'signed-out' };

/**
 * Messages without a hole between them, in the order of their ts. `from`: everything before this ts is not loaded;
 * `to`: everything after it is not. Undefined is the very beginning, and the living end.
 */
export interface Stretch {
  readonly messages: readonly Message[];
  readonly from: string | undefined;
  readonly to: string | undefined;
}
export const hasEarlier = (stretch: Stretch): boolean => stretch.from !== undefined;
export const hasLater = (stretch: Stretch): boolean => stretch.to !== undefined;

/** The first message, once it is known, and the replies. */
export interface Thread {
  readonly root: Message | undefined;
  readonly replies: Stretch;
}

/**
 * A post of one's own that the log has not told of yet. `waiting`: behind another one, or there is no connection;
 * `sending`; `slow`: for more than a second, which is worth showing; `failed`; `sent`: durable, to be told any moment.
 */
export interface PendingPost {
  readonly clientId: string;
  readonly channel: string;
  readonly threadTs?: string | undefined;
  readonly alsoToChannel?: boolean | undefined;
  readonly text: string;
  /** Ids, `F…`. */
  readonly files: readonly string[];
  readonly state: 'waiting' | 'sending' | 'slow' | 'failed' | 'sent';
  /** When it was written, in milliseconds of this device. */
  readonly writtenAt: number;
  /** Where it stands, once it is sent. */
  readonly ts?: string | undefined;
  /** Why it failed, to be shown. */
  readonly reason?: string | undefined;
}

/** One conversation. Its timeline and threads are there once they were asked for. */
export interface Conversation {
  readonly channel: Channel;
  readonly standing: Standing;
  /** The server has to be asked where one stands: an event did not say enough. */
  readonly isStandingInDoubt: boolean;
  /** The number of the last event that is in here. */
  readonly number: number;
  /** Rises when everything was thrown away and has to be loaded anew: pages asked for before are of no use. */
  readonly epoch: number;
  readonly timeline: Stretch | undefined;
  /** By the ts of the first message. */
  readonly threads: ReadonlyMap<string, Thread>;
  /** In the order in which they were written. */
  readonly pending: readonly PendingPost[];
  /** Events that came before one that is missing. */
  readonly held: readonly ChannelEvent[];
  /** Pages that were asked for and have not come, and what happened since the first of them was asked for. */
  readonly loads: number;
  readonly recent: readonly ChannelEvent[];
  /** The numbers of the last events that changed these lists, which are kept elsewhere. */
  readonly pinsNumber: number;
  readonly bookmarksNumber: number;
  readonly membersNumber: number;
}

/** Who writes in a conversation or thread; forgotten at `until`, milliseconds of this device. */
export interface Typist {
  readonly member: string;
  readonly until: number;
}

/** What differs for one conversation from what one wants to be told elsewhere. */
export interface ChannelSetting {
  readonly level?: Level | undefined;
  readonly muted: boolean;
}

/** That something is written and not sent; the text is asked for with `getDraft`. */
export interface DraftMark {
  readonly channel: string;
  readonly threadTs: string | undefined;
  /** What the server has; 0 while it knows of none. */
  readonly version: number;
  /** Rises when the text was changed by something else than `setDraft`: whoever shows it reads it anew. */
  readonly rewritten: number;
}

export interface State {
  readonly connection: Connection;
  /** How far the server's clock is ahead of this device's, in milliseconds. */
  readonly clockOffsetMs: number;
  readonly team: Team | undefined;
  /** One's own id; `members` has the rest. */
  readonly me: string | undefined;
  /** What one's role allows in general: nothing else is offered. */
  readonly permissions: readonly string[];
  readonly members: ReadonlyMap<string, Member>;
  readonly conversations: ReadonlyMap<string, Conversation>;
  /** Those that are known, by `placeKey`. */
  readonly threadStandings: ReadonlyMap<string, ThreadStanding>;
  /** Followed threads with something unread; as `hello` said until all of these are known. */
  readonly unreadThreads: number;
  readonly areThreadsKnown: boolean;
  /** As the server has it. */
  readonly sidebar: Sidebar;
  /** As it was changed here, until the server has that. */
  readonly sidebarWish: Pick<Sidebar, 'sections' | 'places'> | undefined;
  /** By `placeKey`. */
  readonly drafts: ReadonlyMap<string, DraftMark>;
  /** By `placeKey`: those that are known to be saved. */
  readonly saved: ReadonlyMap<string, SavedState>;
  readonly savedToDo: number;
  /** Presence and status of those who are watched. */
  readonly people: ReadonlyMap<string, Person>;
  /** By `placeKey`. */
  readonly typing: ReadonlyMap<string, readonly Typist[]>;
  readonly presence: PresenceChoice;
  readonly status: Status | undefined;
  readonly notifications: NotificationPreferences | undefined;
  /** By conversation; who is not in here has the setting of everywhere. */
  readonly settings: ReadonlyMap<string, ChannelSetting>;
  /** The user groups that one belongs to. */
  readonly myGroups: readonly string[];
  readonly userGroups: ReadonlyMap<string, UserGroup>;
  readonly emoji: EmojiList | undefined;
  /** Due reminders, and scheduled messages that could not be sent. */
  readonly waiting: { readonly reminders: number; readonly failedMessages: number };
  /** Both once they were asked for. */
  readonly reminders: readonly Reminder[] | undefined;
  readonly scheduled: readonly ScheduledMessage[] | undefined;
  /** This device keeps a copy of what is read, for reading without a network. */
  readonly isKeptOffline: boolean;
  /** These rise when the list of public channels, and the fields of profiles, are to be read anew. */
  readonly listedVersion: number;
  readonly profileFieldsVersion: number;
}

/** A conversation, or a thread in it, as the key of a map. */
export const placeKey = (channel: string, threadTs?: string): string =>
  threadTs === undefined ? channel : `${channel}/${threadTs}`;

/** As of two numbers: texts of fewer digits are earlier. */
export const compareTs = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

export const emptyState: State = {
  connection: { kind: 'connecting' },
  clockOffsetMs: 0,
  team: undefined,
  me: undefined,
  permissions: [],
  members: new Map(),
  conversations: new Map(),
  threadStandings: new Map(),
  unreadThreads: 0,
  areThreadsKnown: false,
  sidebar: {
    version: 0,
    sections: [
      { id: 'channels', sort: 'name' },
      { id: 'direct', sort: 'recent' },
    ],
    places: [],
  },
  sidebarWish: undefined,
  drafts: new Map(),
  saved: new Map(),
  savedToDo: 0,
  people: new Map(),
  typing: new Map(),
  presence: 'auto',
  status: undefined,
  notifications: undefined,
  settings: new Map(),
  myGroups: [],
  userGroups: new Map(),
  emoji: undefined,
  waiting: { reminders: 0, failedMessages: 0 },
  reminders: undefined,
  scheduled: undefined,
  isKeptOffline: false,
  listedVersion: 0,
  profileFieldsVersion: 0,
};
