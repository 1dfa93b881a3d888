/** The frames of the stream that are no events of a log. */
import type { Static } from 'typebox';
import type { DraftPlace, SavedItem } from '#contract/kept-aside.ts';
import type { Level, NotificationPreferences } from '#contract/notifications.ts';
import type { Person } from '#contract/presence.ts';
import type { Hello, ServerFrame } from '#contract/stream.ts';
import { emptied, isLoaded, newConversation } from './conversation.ts';
import { withStanding, withThreadStanding } from './standings.ts';
import { type ChannelSetting, type Conversation, type DraftMark, placeKey, type State } from './state.ts';

type ServerFrame_ = Static<typeof ServerFrame>;

/** Somebody who has stopped to type is forgotten after so long. */
const typingMs = 6_000;

export function withFrame(state: State, frame: ServerFrame_, at: number): State {
  switch (frame.kind) {
    case 'hello':
      return withHello(state, frame, at);
    case 'channel.opened': {
      const { conversation: channel, number } = frame;
      const standing = { channel: channel.id, number, unread: 0, mentions: 0 };
      const opened = { ...newConversation(channel, standing), isStandingInDoubt: true };
      return withConversation(state, opened);
    }
    case 'channel.reset': {
      const conversation = state.conversations.get(frame.channel);
      if (!conversation) return state;
      // What is passed over was not counted.
      const isPassedOver = frame.number !== conversation.standing.number;
      const isStandingInDoubt = conversation.isStandingInDoubt || isPassedOver;
      return withConversation(state, { ...emptied(conversation, frame.number), isStandingInDoubt });
    }
    case 'channel.listed': {
      const known = state.conversations.get(frame.conversation.id);
      const next = { ...state, listedVersion: state.listedVersion + 1 };
      return known ? withConversation(next, { ...known, channel: frame.conversation }) : next;
    }
    case 'marker.moved':
      return withStanding(state, frame.standing);
    case 'thread.standing':
      return withThreadStanding(state, frame.standing);
    case 'typing': {
      if (frame.member === state.me) return state;
      const key = placeKey(frame.channel, frame.threadTs);
      const others = (state.typing.get(key) ?? []).filter(({ member }) => member !== frame.member);
      const typists = [...others, { member: frame.member, until: at + typingMs }];
      return { ...state, typing: new Map(state.typing).set(key, typists) };
    }
    default:
      return withOwnFrame(state, frame);
  }
}

type OwnFrame = Exclude<
  ServerFrame_,
  {
    kind:
      | 'hello'
      | 'channel.opened'
      | 'channel.reset'
      | 'channel.listed'
      | 'marker.moved'
      | 'thread.standing'
      | 'typing';
  }
>;

/** What concerns oneself on all devices, and people. */
function withOwnFrame(state: State, frame: OwnFrame): State {
  switch (frame.kind) {
    case 'notifications.changed':
      return withNotifications(state, frame.notifications);
    case 'people':
      return withPeople(state, frame.people);
    case 'presence.changed':
      return withKnown(state, frame.member, ({ status }) => ({
        member: frame.member,
        presence: frame.presence,
        ...(status ? { status } : {}),
      }));
    case 'status.changed': {
      const own = frame.member === state.me ? { ...state, status: frame.status } : state;
      return withKnown(own, frame.member, ({ presence }) => ({
        member: frame.member,
        presence,
        ...(frame.status ? { status: frame.status } : {}),
      }));
    }
    case 'profile-fields.changed':
      return { ...state, profileFieldsVersion: state.profileFieldsVersion + 1 };
    case 'presence.chosen':
      return { ...state, presence: frame.choice };
    case 'draft.changed':
      return { ...state, drafts: new Map(state.drafts).set(...draftEntry(state, frame.draft)) };
    case 'draft.removed': {
      const drafts = new Map(state.drafts);
      drafts.delete(placeKey(frame.draft.channel, frame.draft.threadTs));
      return { ...state, drafts };
    }
    case 'sidebar.changed':
      // The answer to a change and what is told of it may come in any order.
      return frame.sidebar.version < state.sidebar.version ? state : { ...state, sidebar: frame.sidebar };
    case 'saved-item.changed':
      return withSaved(state, placeKey(frame.item.channel, frame.item.ts), frame.item);
    case 'saved-item.removed':
      return withSaved(state, placeKey(frame.channel, frame.ts), undefined);
    case 'reminder.changed':
    case 'reminder.removed':
    case 'scheduled-message.changed':
    case 'scheduled-message.removed':
    case 'member.changed':
    case 'user-group.changed':
    case 'emoji.changed':
    case 'ready':
    case 'desk.changed':
    case 'notice':
      // What these are about is read anew over HTTP.
      return state;
  }
}

/** Whoever is as before stays the same object: the connection is tried by asking for them again. */
function withPeople(state: State, people: readonly Person[]): State {
  const now = people.map((person) => {
    const known = state.people.get(person.member);
    return known && isSame(known, person) ? known : person;
  });
  const isUnchanged = now.length === state.people.size && now.every((one) => state.people.get(one.member) === one);
  return isUnchanged ? state : { ...state, people: new Map(now.map((person) => [person.member, person])) };
}

const isSame = (a: Person, b: Person): boolean =>
  a.presence === b.presence &&
  a.status?.text === b.status?.text &&
  a.status?.emoji === b.status?.emoji &&
  a.status?.expiresAt === b.status?.expiresAt;

function withKnown(state: State, member: string, change: (person: Person) => Person): State {
  const person = state.people.get(member);
  return person ? { ...state, people: new Map(state.people).set(member, change(person)) } : state;
}

function withConversation(state: State, conversation: Conversation): State {
  return { ...state, conversations: new Map(state.conversations).set(conversation.channel.id, conversation) };
}

function withSaved(state: State, key: string, item: SavedItem | undefined): State {
  const was = state.saved.get(key) === 'to-do' ? 1 : 0;
  const is = item?.state === 'to-do' ? 1 : 0;
  const saved = new Map(state.saved);
  if (item) saved.set(key, item.state as 'to-do');
  else saved.delete(key);
  return { ...state, saved, savedToDo: Math.max(0, state.savedToDo + is - was) };
}

function withNotifications(state: State, notifications: NotificationPreferences): State {
  const settings = notifications.channels.map(
    ({ channel, level, muted }) => [channel, { level: level as Level | undefined, muted }] as const,
  );
  return { ...state, notifications, settings: new Map<string, ChannelSetting>(settings) };
}

function draftEntry(state: State, { channel, threadTs, version }: DraftPlace): [string, DraftMark] {
  const key = placeKey(channel, threadTs);
  return [key, { channel, threadTs, version, rewritten: state.drafts.get(key)?.rewritten ?? 0 }];
}

/** The server's view of everything at this moment. What is loaded stays, and follows its log from its number on. */
function withHello(state: State, hello: Hello, at: number): State {
  const conversations = new Map(
    hello.channels.map(({ channel, standing }) => {
      const known = state.conversations.get(channel.id);
      return [channel.id, known ? again(known, channel, standing) : newConversation(channel, standing)] as const;
    }),
  );
  const drafts = new Map(hello.drafts.map((draft) => draftEntry(state, draft)));
  // What only this device has is on its way.
  for (const [key, mark] of state.drafts) if (mark.version === 0 && !drafts.has(key)) drafts.set(key, mark);
  return {
    ...withNotifications(state, hello.notifications),
    clockOffsetMs: Date.parse(hello.now) - at,
    me: hello.member,
    conversations,
    // What happened in threads meanwhile is not told: they are read anew.
    threadStandings: new Map(),
    unreadThreads: hello.unreadThreads,
    areThreadsKnown: false,
    myGroups: hello.userGroups,
    savedToDo: hello.savedToDo,
    drafts,
    sidebar: hello.sidebar,
    presence: hello.presence,
    status: hello.status,
    waiting: hello.waiting,
    typing: new Map(),
  };
}

function again(known: Conversation, channel: Conversation['channel'], standing: Conversation['standing']) {
  const told = { ...known, channel, standing, isStandingInDoubt: false };
  // Nothing of it is shown, so it starts where the server is; what was sent meanwhile is in the log.
  return isLoaded(known) ? told : emptied(told, standing.number);
}
