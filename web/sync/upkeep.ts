/** What the client does by itself after what it heard: holes are filled, doubts asked about, lists read anew. */
import type { ChannelEvent } from '#contract/workspace.ts';
import type { Api } from './api.ts';
import { type Clock, SECOND_MS } from './clock.ts';
import { createLists, type Lists } from './lists.ts';
import type { Frame } from './replica.ts';
import { placeKey } from './state.ts';
import type { Store } from './store.ts';
import { createTasks } from './tasks.ts';

export interface Upkeep {
  /** After a frame was put into the replica. */
  after(frame: Frame): void;
  /** Members whose names are to be shown, and may not be known. */
  lookUp(members: Iterable<string>): void;
  /** One's reminders, from then on kept in the state. */
  loadReminders(): Promise<void>;
  /** One's messages that wait for their time. */
  loadScheduled(): Promise<void>;
}

interface Means {
  readonly api: Api;
  readonly store: Store;
  readonly clock: Clock;
  readonly reload: () => void;
}

interface Doing extends Means {
  readonly lists: Lists;
  readonly task: ReturnType<typeof createTasks>;
  readonly lookUp: (members: Iterable<string>) => void;
  readonly forgetTyping: () => void;
}

const doubtMs = 300;

export function createUpkeep(means: Means): Upkeep {
  const { api, store, clock } = means;
  const lists = createLists(api, store);
  const task = createTasks();
  const asked = new Set<string>();
  const lookUp = (members: Iterable<string>): void => {
    for (const member of members) {
      if (asked.has(member) || store.state().members.has(member)) continue;
      asked.add(member);
      task(`member ${member}`, () => lists.member(member));
    }
  };
  const doing: Doing = { ...means, lists, task, lookUp, forgetTyping: typingEnds(store, clock) };
  return {
    after: (frame) => ('at' in frame ? afterEvent(doing, frame) : afterNews(doing, frame)),
    lookUp,
    loadReminders: lists.reminders,
    loadScheduled: lists.scheduled,
  };
}

function afterEvent(doing: Doing, { kind, channel, message }: ChannelEvent): void {
  const { store, lists, task, lookUp } = doing;
  const conversation = store.state().conversations.get(channel);
  if (conversation && conversation.held.length > 0) fillHole(doing, channel);
  settleDoubt(doing, channel);
  if (kind !== 'message.posted' || !message) return;
  lookUp([message.author]);
  const { threadTs } = message;
  if (threadTs === undefined || store.state().threadStandings.has(placeKey(channel, threadTs))) return;
  task(`thread ${placeKey(channel, threadTs)}`, () => lists.thread(channel, threadTs));
}

/** Reads the log until nothing is held back any more. */
function fillHole({ api, store, task }: Doing, channel: string): void {
  task(`fill ${channel}`, async () => {
    for (;;) {
      const conversation = store.state().conversations.get(channel);
      if (!conversation || conversation.held.length === 0) return;
      const asked = { params: { channel }, query: { after: conversation.number } };
      const { events } = await api.call('GET /v1/channels/:channel/events', asked);
      if (events.length === 0) return;
      store.put({ kind: 'events', events });
    }
  });
}

function settleDoubt(doing: Doing, channel: string): void {
  if (doing.store.state().conversations.get(channel)?.isStandingInDoubt) askStandings(doing);
}

/** A moment later, since doubts seldom come alone; again while an answer was overtaken by what happened. */
function askStandings({ store, clock, lists, task }: Doing): void {
  task('standings', async () => {
    do {
      await new Promise<void>((resolve) => void clock.after(doubtMs, resolve));
      await lists.standings();
    } while ([...store.state().conversations.values()].some(({ isStandingInDoubt }) => isStandingInDoubt));
  });
}

function afterNews(doing: Doing, frame: Exclude<Frame, ChannelEvent>): void {
  const { lists, task, lookUp } = doing;
  switch (frame.kind) {
    case 'ready':
      return afterStart(doing);
    case 'channel.opened':
      lookUp(frame.conversation.members ?? []);
      return askStandings(doing);
    case 'channel.reset':
      doing.reload();
      return settleDoubt(doing, frame.channel);
    case 'marker.moved':
      return settleDoubt(doing, frame.standing.channel);
    case 'member.changed':
      return task(`member ${frame.member}`, () => lists.member(frame.member));
    case 'user-group.changed':
      return task('groups', lists.groups);
    case 'emoji.changed':
      return task('emoji', lists.emoji);
    case 'reminder.changed':
    case 'reminder.removed':
      return task('reminders', lists.reminders);
    case 'scheduled-message.changed':
    case 'scheduled-message.removed':
      return task('scheduled', lists.scheduled);
    case 'typing':
      return doing.forgetTyping();
    default:
      return;
  }
}

/** What has no log is read anew after each connection. */
function afterStart({ store, lists, task, lookUp, reload }: Doing): void {
  reload();
  for (const name of ['members', 'groups', 'emoji', 'threads', 'saved'] as const) task(name, lists[name]);
  for (const { channel } of store.state().conversations.values()) lookUp(channel.members ?? []);
}

/** Looks every second, while somebody types, for who has stopped. */
function typingEnds(store: Store, clock: Clock): () => void {
  let isLooking = false;
  const look = (): void => {
    if (isLooking || store.state().typing.size === 0) return;
    isLooking = true;
    clock.after(SECOND_MS, () => {
      isLooking = false;
      store.put({ kind: 'time', at: clock.now() });
      look();
    });
  };
  return look;
}
