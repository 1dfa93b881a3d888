/**
 * One team in the browser: its state, and what can be done. The door of this folder; screens and hooks see nothing of
 * sockets, outboxes and pages. `sync.md` beside this tells what it promises.
 */
import type { ClientFrame } from '#contract/stream.ts';
import { type Api, createApi, Refusal, Unreachable } from './api.ts';
import { type Clock, deviceClock, SECOND_MS } from './clock.ts';
import { isLoaded } from './conversation.ts';
import { createDeeds, type Deeds } from './deeds.ts';
import { browser, type Device } from './device.ts';
import { type Keep, type KeptPost, keepInMemory } from './keep.ts';
import { createLoading, type Loading } from './loading.ts';
import { createOutbox } from './outbox.ts';
import { deviceRandom, type Random } from './random.ts';
import type { Frame } from './replica.ts';
import { openStream, type Stream } from './socket.ts';
import { placeKey, type State } from './state.ts';
import { createStore, type Store } from './store.ts';
import { rememberedTeam } from './teams.ts';
import { createUpkeep, type Upkeep } from './upkeep.ts';

export { type Api, Refusal, type RouteName, Unreachable } from './api.ts';
export type { Device } from './device.ts';
export * from './state.ts';

/** What is to be posted. */
export interface Post {
  readonly channel: string;
  readonly threadTs?: string | undefined;
  readonly text: string;
  /** Whole uploads, `F…`. */
  readonly files?: readonly string[] | undefined;
  /** A reply that stands in the timeline as well. */
  readonly alsoToChannel?: boolean | undefined;
}

export interface Workspace
  extends Omit<Loading, 'reload'>,
    Deeds,
    Pick<Upkeep, 'lookUp' | 'loadReminders' | 'loadScheduled'> {
  state(): State;
  /** Told after changes, at most once a frame. Returns how to end it. */
  subscribe(listener: () => void): () => void;
  readonly api: Api;
  /** Shows at once and is sent in its order; returns its `clientId`. */
  post(post: Post): string;
  /** Send again what failed. */
  retry(clientId: string): void;
  /** Take back what was not sent; gives its text, or undefined when it was sent meanwhile. */
  discard(channel: string, clientId: string): Promise<Post | undefined>;
  /** One types here; may be said with every key. */
  type(channel: string, threadTs?: string): void;
  /** These people are shown: their presence and status are followed until what it returns is called. */
  watch(members: readonly string[]): () => void;
  /** Tries for a connection now, and not only when it is due. */
  reconnect(): void;
  /** Whether this device is in use. */
  setActive(inUse: boolean): void;
  close(): void;
}

export interface Surroundings {
  readonly device?: Device;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly keep?: Keep;
  readonly origin?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The team's id; otherwise as it was remembered at the sign-in. */
  readonly team?: string;
}

const typingEveryMs = 2 * SECOND_MS;
const watchedMax = 200;
const watchMs = 200;
const enteringMsMax = 30 * SECOND_MS;

export function openWorkspace({ slug }: { readonly slug: string }, around: Surroundings = {}): Workspace {
  const { device = browser, clock = deviceClock, random = deviceRandom, keep = keepInMemory() } = around;
  const { origin = '', headers = {}, team = rememberedTeam(slug) } = around;
  const store = createStore(device.schedule);
  const session: Session = { slug, team, store, device, clock, random, stream: undefined, stopEntering: () => {} };
  const close = (): void => {
    session.stopEntering();
    session.stream?.close();
    outbox.close();
  };
  const signedOut = (): void => {
    close();
    store.put({ kind: 'connection', connection: { kind: 'signed-out' } });
  };
  const api = createApi({ team: () => session.team, origin, headers, fetch: device.fetch, onSignedOut: signedOut });
  const { reload, ...pages } = createLoading(api, store);
  const { after, ...upkeep } = createUpkeep({ api, store, clock, reload });
  const outbox = createOutbox({
    api,
    keep,
    clock,
    exclusively: (name, run) => device.exclusively(`wardroom/${session.team}/${name}`, run),
    tell: (post) => store.put({ kind: 'pending', post }),
  });
  const say = (frame: ClientFrame): void => session.stream?.send(frame);
  const people = watching(clock, (members) => say({ kind: 'watch', members: [...members] }));
  const heard = (frame: Frame): void => {
    store.put({ kind: 'frame', frame, at: clock.now() });
    after(frame);
    if (frame.kind === 'hello') void outbox.start();
    if (frame.kind !== 'ready') return;
    people.again();
    outbox.wake();
  };
  begin(session, { api, heard, signedOut, members: people.members });
  return {
    state: store.state,
    subscribe: store.subscribe,
    api,
    ...pages,
    ...upkeep,
    ...createDeeds(api, store),
    post(post) {
      const clientId = random.uuid();
      void outbox.post({ ...post, files: post.files ?? [], clientId, writtenAt: clock.now() });
      return clientId;
    },
    retry: (clientId) => void outbox.retry(clientId),
    async discard(channel, clientId) {
      const post = await outbox.discard(clientId);
      store.put({ kind: 'discarded', channel, clientId });
      return post && asPost(post);
    },
    type: typingIn(clock, (channel, threadTs) =>
      say({ kind: 'typing', channel, ...(threadTs === undefined ? {} : { threadTs }) }),
    ),
    watch: people.watch,
    reconnect: () => session.stream?.wake(),
    setActive: (inUse) => say({ kind: 'activity', inUse }),
    close,
  };
}

interface Session {
  readonly slug: string;
  team: string | undefined;
  readonly store: Store;
  readonly device: Device;
  readonly clock: Clock;
  readonly random: Random;
  stream: Stream | undefined;
  stopEntering: () => void;
}

interface Hearing {
  readonly api: Api;
  readonly heard: (frame: Frame) => void;
  readonly signedOut: () => void;
  readonly members: () => readonly string[];
}

/** Connects, and asks who one is: without the team's id nothing else can begin. */
function begin(session: Session, { api, heard, signedOut, members }: Hearing): void {
  const { slug, store, device, clock, random } = session;
  const connect = (): Stream =>
    openStream({
      connect: () => device.connect(`/v1/stream?team=${session.team}`),
      clock,
      random,
      onWake: device.onWake,
      numbers: () => loadedNumbers(store.state()),
      onFrame: heard,
      onConnection: (connection) =>
        connection.kind === 'signed-out' ? signedOut() : store.put({ kind: 'connection', connection }),
      question: () => ({ kind: 'watch', members: [...members()] }),
      askWhoIAm: () => void api.call('GET /v1/me').catch(isFailure),
    });
  const enter = async (attempt: number): Promise<void> => {
    try {
      const me = await api.call('GET /v1/me');
      if (me.team.slug !== slug) return signedOut();
      session.team = me.team.id;
      store.put({ kind: 'me', me });
      session.stream ??= connect();
    } catch (fault) {
      if (!isFailure(fault)) throw fault;
      if (store.state().connection.kind === 'signed-out') return;
      const waitMs = Math.min(enteringMsMax, 2 ** attempt * SECOND_MS);
      session.stopEntering = clock.after(waitMs, () => void enter(attempt + 1));
    }
  };
  if (session.team !== undefined) session.stream = connect();
  void enter(0);
}

const isFailure = (fault: unknown): boolean => fault instanceof Refusal || fault instanceof Unreachable;

/** Where the log goes on for what is loaded; undefined where nothing is, at the first start. */
function loadedNumbers(state: State): Record<string, number> | undefined {
  const loaded = [...state.conversations.values()].filter(isLoaded);
  return loaded.length === 0
    ? undefined
    : Object.fromEntries(loaded.map(({ channel, number }) => [channel.id, number]));
}

const asPost = ({ channel, threadTs, text, files, alsoToChannel }: KeptPost): Post => ({
  channel,
  threadTs,
  text,
  files,
  alsoToChannel,
});

/** Said at most every two seconds for a place; the server passes over more. */
function typingIn(clock: Clock, say: (channel: string, threadTs?: string) => void) {
  const said = new Map<string, number>();
  return (channel: string, threadTs?: string): void => {
    const key = placeKey(channel, threadTs);
    if (clock.now() - (said.get(key) ?? 0) < typingEveryMs) return;
    said.set(key, clock.now());
    say(channel, threadTs);
  };
}

/** Everybody that any screen shows, told to the server together. */
function watching(clock: Clock, say: (members: readonly string[]) => void) {
  const shown = new Set<readonly string[]>();
  let isDue = false;
  const members = (): readonly string[] => [...new Set([...shown].flat())].slice(0, watchedMax);
  const tell = (): void => {
    if (isDue) return;
    isDue = true;
    clock.after(watchMs, () => {
      isDue = false;
      say(members());
    });
  };
  return {
    members,
    again: tell,
    watch(these: readonly string[]) {
      const one = [...these];
      shown.add(one);
      tell();
      return () => {
        shown.delete(one);
        tell();
      };
    },
  };
}
