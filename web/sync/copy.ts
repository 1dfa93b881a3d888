/** What of the state is kept for reading without a network, and the state that it gives back. Pure. */
import { newConversation } from './conversation.ts';
import { type Conversation, compareTs, hasLater, type State } from './state.ts';

/** By name, so that what did not change need not be written again; `source` tells whether it did. */
export interface Part {
  readonly name: string;
  readonly source: unknown;
  readonly content: unknown;
}

interface Self
  extends Required<Pick<State, 'permissions' | 'myGroups'>>,
    Pick<State, 'me' | 'team' | 'notifications' | 'presence' | 'status'>,
    Partial<Pick<State, 'sidebar'>> {
  /** When the server was last heard, in milliseconds of this device. */
  readonly savedAt: number;
  readonly settings: readonly (readonly [
    string,
    State['settings'] extends ReadonlyMap<string, infer One> ? One : never,
  ])[];
  readonly channels: readonly Pick<Conversation, 'channel' | 'standing'>[];
}
interface People {
  readonly members: readonly (readonly [string, NonNullable<ReturnType<State['members']['get']>>])[];
  readonly userGroups: readonly (readonly [string, NonNullable<ReturnType<State['userGroups']['get']>>])[];
  readonly emoji: State['emoji'];
}
type Timeline = Pick<Conversation, 'number'> & Pick<NonNullable<Conversation['timeline']>, 'messages' | 'from'>;

/** A copy as it was read; timelines by conversation. */
export interface Copy {
  readonly self: Self;
  readonly people: People;
  readonly timelines: ReadonlyMap<string, Timeline>;
}

const conversationsMost = 50;
const messagesMost = 100;

/** The newest messages of what was opened. Without `content`, as where the past is shown, what was kept stays. */
export function partsOf(state: State, savedAt: number): Part[] {
  const { me, team, permissions, myGroups, notifications, presence, status, settings, conversations, sidebar } = state;
  const channels = [...conversations.values()].map(({ channel, standing }) => ({ channel, standing }));
  const self: Self = {
    ...{ savedAt, me, team, permissions, myGroups, notifications, presence, status, channels, sidebar },
    settings: [...settings],
  };
  const people: People = { members: [...state.members], userGroups: [...state.userGroups], emoji: state.emoji };
  const opened = [...conversations.values()]
    .filter(({ timeline }) => timeline !== undefined)
    .sort((a, b) => compareTs(b.standing.lastTs ?? '', a.standing.lastTs ?? ''))
    .slice(0, conversationsMost);
  return [
    { name: 'self', source: self, content: self },
    { name: 'people', source: state.members, content: people },
    ...opened.map(timelinePart),
  ];
}

function timelinePart({ channel, timeline, number }: Conversation): Part {
  const isPast = timeline === undefined || hasLater(timeline);
  const messages = timeline?.messages.slice(-messagesMost) ?? [];
  const from = messages.length === timeline?.messages.length ? timeline.from : messages[0]?.ts;
  return { name: channel.id, source: timeline, content: isPast ? undefined : { number, messages, from } };
}

/** As it was kept; undefined where it is not whole. */
export function copyOf(kept: ReadonlyMap<string, unknown>): Copy | undefined {
  const { self, people, ...timelines } = Object.fromEntries(kept) as { self?: Self; people?: People };
  if (!self || !people) return undefined;
  return { self, people, timelines: new Map(Object.entries(timelines as Record<string, Timeline>)) };
}

/** Until the server has been heard; from then on its log goes on from what is here. */
export function withCopy(state: State, { self, people, timelines }: Copy): State {
  const { savedAt: _, settings, channels, sidebar = state.sidebar, ...own } = self;
  if (state.notifications !== undefined || (state.me !== undefined && state.me !== own.me)) return state;
  const conversations = channels.map(({ channel, standing }) => {
    const bare = newConversation(channel, standing);
    const kept = timelines.get(channel.id);
    if (!kept) return bare;
    const { number, messages, from } = kept;
    return { ...bare, number, timeline: { messages, from, to: undefined } };
  });
  return {
    ...state,
    ...own,
    sidebar,
    settings: new Map(settings),
    members: new Map(people.members),
    userGroups: new Map(people.userGroups),
    emoji: people.emoji,
    conversations: new Map(conversations.map((one) => [one.channel.id, one])),
  };
}
