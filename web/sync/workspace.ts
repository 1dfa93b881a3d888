/**
 * One team in the browser: its state, and what can be done. The door of this folder; screens and hooks see nothing of
 * sockets, outboxes and pages. `sync.md` beside this tells what it promises.
 */
import type { DeskChanged } from '#contract/desk-news.ts';
import type { Notice } from '#contract/notices.ts';
import type { ClientFrame } from '#contract/stream.ts';
import type { ChannelEvent } from '#contract/workspace.ts';
import { type Api, createApi, Refusal, Unreachable } from './api.ts';
import { forgetCaseDrafts } from './case-drafts.ts';
import { type Clock, deviceClock, SECOND_MS } from './clock.ts';
import { isLoaded } from './conversation.ts';
import { createDeeds, type Deeds } from './deeds.ts';
import { browser, type Device } from './device.ts';
import { createDrafts, type Drafts, type WrittenDraft } from './drafts.ts';
import { type Keep, type KeptPost, keepOnceOpen, openKeep } from './keep.ts';
import { createLoading, type Loading } from './loading.ts';
import { createOfflineCopy } from './offline-copy.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createProofs } from './proofs.ts';
import { disablePush } from './push.ts';
import { deviceRandom, type Random } from './random.ts';
import type { Frame } from './replica.ts';
import { openStream, type Stream } from './socket.ts';
import { type Connection, placeKey, type State } from './state.ts';
import { createStore, type Store } from './store.ts';
import { forgetTeam, rememberedTeam } from './teams.ts';
import { createUpkeep, type Upkeep } from './upkeep.ts';
import { createUploads, type Upload, type Uploads } from './uploads.ts';

export { type Api, Refusal, type RouteName, Unreachable } from './api.ts';
export type { Device } from './device.ts';
export type { WrittenDraft } from './drafts.ts';
export * from './state.ts';
export type { Upload, UploadState } from './uploads.ts';

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
  /**
   * Told after changes, at most once a frame, and of a burst of what others say a few times a second. Returns its end.
   */
  subscribe(listener: () => void): () => void;
  /** Told of messages that one wants to be told of, some seconds after each. Returns how to end it. */
  onNotice(listener: (notice: Notice) => void): () => void;
  /** Something changed at the security desk; after each connection anything may have. */
  onDeskChange(listener: (change: DeskChanged | 'all') => void): () => void;
  readonly api: Api;
  /** Shows at once and is sent in its order; returns its `clientId`. */
  post(post: Post): string;
  /** Send again what failed. */
  retry(clientId: string): void;
  /** Take back what was not sent; gives its text, or undefined when it was sent meanwhile. */
  discard(channel: string, clientId: string): Promise<Post | undefined>;
  /** What is written there and not sent; ask again when `rewritten` of its mark in `State.drafts` has changed. */
  getDraft(channel: string, threadTs?: string): WrittenDraft | undefined;
  /** With every key; an empty text removes it, as after sending. */
  setDraft(channel: string, threadTs: string | undefined, written: WrittenDraft): void;
  /** Keeps it on this device now; whether it is there. */
  keepDraft(channel: string, threadTs: string | undefined): Promise<boolean>;
  /** Begins to send a file, which a post can carry once it is whole. */
  upload(file: File): Upload;
  /** One types here; may be said with every key. */
  type(channel: string, threadTs?: string): void;
  /** These people are shown: their presence and status are followed until what it returns is called. */
  watch(members: readonly string[]): () => void;
  /** `ask` is called when a deed needs a proof of who sits here, until what it returns is called. */
  askedForProof(ask: () => Promise<boolean>): () => void;
  /** Tries for a connection now, and not only when it is due. */
  reconnect(): void;
  /** Whether this device is in use. */
  setActive(inUse: boolean): void;
  /** Whether this device keeps a copy of what is read, for reading without a network; off deletes it. */
  keepOffline(isWanted: boolean): Promise<void>;
  /** Ends the session of this device; what was not sent, all drafts and the copy here are gone. */
  /** Where the browser goes then, if a provider is to sign it out too. */
  signOut(): Promise<string | undefined>;
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
  const { device = browser, clock = deviceClock, random = deviceRandom } = around;
  const { origin = '', headers = {}, team = rememberedTeam(slug) } = around;
  const store = createStore(device.schedule, clock);
  const session: Session = { slug, team, store, device, clock, random, stream: undefined, ends: [] };
  const { close, signedOut, offline, proofs, api } = doors(session, { origin, headers });
  const { reload, ...pages } = createLoading(api, store, device.schedule);
  const { after, ...upkeep } = createUpkeep({ api, store, clock, reload });
  const known = Promise.withResolvers<string>();
  const keep = around.keep ?? keepOnceOpen(known.promise.then((member) => openKeep(session.team ?? '', member)));
  const { outbox, drafts, uploads } = writing(session, api, keep, { origin, headers });
  const say = (frame: ClientFrame): void => session.stream?.send(frame);
  const caseDrafts = { clear: async () => forgetCaseDrafts(store.state().me ?? '') };
  const people = watching(clock, (members) => say({ kind: 'watch', members: [...members] }));
  const notices = listening<Notice>();
  const deskNews = listening<DeskChanged | 'all'>();
  const isSomebodyElse = (member: string): boolean => startsAnew(session, member, close, offline.clear);
  let isBegun = false;
  const heard = (frame: Frame): void => {
    if (!('at' in frame) && frame.kind === 'hello' && isSomebodyElse(frame.member)) return;
    store.put({ kind: 'frame', frame, at: clock.now() });
    after(frame);
    if ('at' in frame) return toldOwn(frame, store, outbox);
    if (frame.kind === 'hello') begun(frame.member);
    if (frame.kind === 'notice') notices.tell(frame);
    if (frame.kind === 'desk.changed') deskNews.tell(frame);
    if (frame.kind === 'draft.changed' || frame.kind === 'draft.removed') drafts.heard(frame);
    if (frame.kind !== 'ready') return;
    deskNews.tell('all');
    people.again();
    outbox.wake();
    uploads.wake();
    drafts.align().catch(ignoreFailure);
  };
  const begun = (member: string): void => {
    if (isBegun) return;
    isBegun = true;
    known.resolve(member);
    void outbox.start();
    void drafts.start();
  };
  begin(session, { api, heard, signedOut, isSomebodyElse, members: people.members });
  // What is written before the server was heard is kept as well.
  void offline.start().then((member) => member !== undefined && member === store.state().me && begun(member));
  return {
    state: store.state,
    subscribe: store.subscribe,
    onNotice: notices.listen,
    onDeskChange: deskNews.listen,
    api,
    ...pages,
    ...upkeep,
    ...createDeeds(api, store),
    ...posting(session, outbox),
    getDraft: drafts.get,
    setDraft: drafts.set,
    keepDraft: drafts.keep,
    upload: uploads.begin,
    type: typingIn(clock, say),
    watch: people.watch,
    askedForProof: proofs.askedBy,
    reconnect: () => session.stream?.wake(),
    keepOffline: offline.keep,
    setActive: (inUse) => say({ kind: 'activity', inUse }),
    signOut: () => leave(slug, api, signedOut, [keep, offline, caseDrafts]),
    close,
  };
}

async function leave(
  slug: string,
  api: Api,
  signedOut: () => void,
  kept: readonly { clear(): Promise<void> }[],
): Promise<string | undefined> {
  await disablePush(api);
  const { location } = await api.call('GET /v1/sso/sign-out');
  await api.call('POST /v1/sign-out');
  signedOut();
  forgetTeam(slug);
  await Promise.all(kept.map((one) => one.clear()));
  return location;
}

/** What is shown was kept for another member: nothing of it may be mixed with what is this one's. */
function startsAnew(
  { store, device }: Session,
  member: string,
  close: () => void,
  clear: () => Promise<void>,
): boolean {
  const { me } = store.state();
  if (me === undefined || me === member) return false;
  close();
  void clear().then(device.restart);
  return true;
}

function listening<T>() {
  const listeners = new Set<(one: T) => void>();
  return {
    tell(one: T): void {
      for (const listener of [...listeners]) listener(one);
    },
    listen(listener: (one: T) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** How one reaches the server in this session, and what ends it. */
function doors(
  session: Session,
  { origin, headers }: { readonly origin: string; readonly headers: Readonly<Record<string, string>> },
) {
  const { slug, store, device, clock } = session;
  const close = (): void => {
    for (const end of session.ends.splice(0)) end();
    session.stream?.close();
  };
  const signedOut = (): void => {
    close();
    store.put({ kind: 'connection', connection: { kind: 'signed-out' } });
    void offline.clear();
  };
  const offline = createOfflineCopy({ store, clock, slug, team: () => session.team });
  session.ends.push(device.onLeave(offline.flush), offline.close);
  const proofs = createProofs();
  const api = createApi({
    team: () => session.team,
    origin,
    headers,
    fetch: device.fetch,
    onSignedOut: signedOut,
    onProofNeeded: proofs.needed,
  });
  return { close, signedOut, offline, proofs, api };
}

/** The author's own post came back, maybe before the answer to it. */
function toldOwn({ message }: ChannelEvent, store: Store, outbox: Outbox): void {
  if (message?.clientId !== undefined && message.author === store.state().me) outbox.told(message.clientId);
}

interface Session {
  readonly slug: string;
  team: string | undefined;
  readonly store: Store;
  readonly device: Device;
  readonly clock: Clock;
  readonly random: Random;
  stream: Stream | undefined;
  /** What ends with it. */
  readonly ends: (() => void)[];
}

/** Outbox, drafts and uploads. */
function writing(
  session: Session,
  api: Api,
  keep: Keep,
  { origin, headers }: { readonly origin: string; readonly headers: Readonly<Record<string, string>> },
): { outbox: Outbox; drafts: Drafts; uploads: Uploads } {
  const { store, device, clock, ends } = session;
  const outbox = createOutbox({
    api,
    keep,
    clock,
    exclusively: (name, run) => device.exclusively(`wardroom/${session.team}/${store.state().me}/${name}`, run),
    tell: (post) => store.put({ kind: 'pending', post }),
  });
  const drafts = createDrafts({ api, keep, clock, store });
  const uploads = createUploads({
    keep,
    endpoint: () => `${origin === '' ? globalThis.location.origin : origin}/v1/uploads`,
    headers: () => ({ ...(session.team === undefined ? {} : { 'wardroom-team': session.team }), ...headers }),
  });
  ends.push(outbox.close, drafts.close, uploads.close, device.onLeave(drafts.flush));
  return { outbox, drafts, uploads };
}

const posting = ({ store, clock, random }: Session, outbox: Outbox): Pick<Workspace, 'post' | 'retry' | 'discard'> => ({
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
});

interface Hearing {
  readonly api: Api;
  readonly heard: (frame: Frame) => void;
  readonly signedOut: () => void;
  readonly isSomebodyElse: (member: string) => boolean;
  readonly members: () => readonly string[];
}

/** Connects, and asks who one is: without the team's id nothing else can begin. */
function begin(session: Session, { api, heard, signedOut, isSomebodyElse, members }: Hearing): void {
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
      askWhoIAm: () => void api.call('GET /v1/me').catch(ignoreFailure),
    });
  const enter = async (attempt: number): Promise<void> => {
    try {
      const me = await api.call('GET /v1/me');
      if (me.team.slug !== slug) return signedOut();
      if (isSomebodyElse(me.member.id)) return;
      session.team = me.team.id;
      store.put({ kind: 'me', me });
      session.stream ??= connect();
    } catch (fault) {
      if (!isFailure(fault)) throw fault;
      const { connection } = store.state();
      if (connection.kind === 'signed-out') return;
      const waitMs = Math.min(enteringMsMax, 2 ** attempt * SECOND_MS);
      const since = connection.kind === 'offline' ? connection.since : clock.now();
      const offline: Connection = { kind: 'offline', since, retryAt: clock.now() + waitMs };
      // With a stream it is the stream that knows.
      if (!session.stream) store.put({ kind: 'connection', connection: offline });
      session.ends.push(clock.after(waitMs, () => void enter(attempt + 1)));
    }
  };
  if (session.team !== undefined) session.stream = connect();
  void enter(0);
}

/** What the server refuses or does not answer is asked for again after the next connection. */
function ignoreFailure(fault: unknown): void {
  if (!isFailure(fault)) throw fault;
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
function typingIn(clock: Clock, say: (frame: ClientFrame) => void) {
  const said = new Map<string, number>();
  return (channel: string, threadTs?: string): void => {
    const key = placeKey(channel, threadTs);
    if (clock.now() - (said.get(key) ?? 0) < typingEveryMs) return;
    said.set(key, clock.now());
    say({ kind: 'typing', channel, ...(threadTs === undefined ? {} : { threadTs }) });
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
