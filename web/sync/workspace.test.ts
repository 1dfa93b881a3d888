import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createTestApp, type TestMember } from '../../tests/app.ts';
import type { PendingPost } from './state.ts';
import { until } from './testing.ts';
import { type Device, openWorkspace, placeKey, type State, type Workspace } from './workspace.ts';

const app = await createTestApp();
const team = await app.createTestTeam();

/** A line that can be cut, and that can lose what the server answers. */
interface Line {
  isCut: boolean;
  /** So many answers to posts are lost after the server has committed. */
  lostAnswers: number;
  readonly sockets: Set<WebSocket>;
  readonly wakes: Set<() => void>;
  cut(): void;
  mend(): void;
}

function lineOf(): Line {
  const line: Line = {
    isCut: false,
    lostAnswers: 0,
    sockets: new Set(),
    wakes: new Set(),
    cut() {
      line.isCut = true;
      for (const socket of line.sockets) socket.close();
    },
    mend() {
      line.isCut = false;
      for (const wake of line.wakes) wake();
    },
  };
  return line;
}

const deviceOf = (member: TestMember, line: Line): Device => ({
  async fetch(address, init) {
    if (line.isCut) throw new TypeError('no network');
    const answer = await fetch(address, init);
    if (init?.method !== 'POST' || line.lostAnswers === 0) return answer;
    line.lostAnswers -= 1;
    throw new TypeError('the connection was reset');
  },
  connect(path) {
    const address = line.isCut ? 'ws://127.0.0.1:1' : `${app.base.replace('http', 'ws')}${path}`;
    const socket = new WebSocket(address, { headers: { authorization: `Bearer ${member.token}` } } as never);
    line.sockets.add(socket);
    socket.addEventListener('close', () => line.sockets.delete(socket));
    return socket;
  },
  onWake(run) {
    line.wakes.add(run);
    return () => void line.wakes.delete(run);
  },
  onLeave: () => () => {},
  restart: () => {},
  schedule: (run) => queueMicrotask(run),
  async exclusively(name, run) {
    await navigator.locks.request(name, run);
  },
});

function open(t: TestContext, member: TestMember, line = lineOf()): Workspace {
  const workspace = openWorkspace(
    { slug: team.slug },
    {
      device: deviceOf(member, line),
      origin: app.base,
      headers: { authorization: `Bearer ${member.token}` },
      team: team.id,
    },
  );
  t.after(() => workspace.close());
  return workspace;
}

const isOnline = (state: State) => state.connection.kind === 'online' || undefined;
const general = (state: State) =>
  [...state.conversations.values()].find((one) => one.channel.general) ?? assert.fail('no general channel');
const texts = (state: State) => general(state).timeline?.messages.flatMap(({ text, note }) => (note ? [] : [text]));
const hasAll = (expected: readonly string[]) => (state: State) =>
  expected.every((text) => texts(state)?.includes(text)) || undefined;

/** Everybody who is given, in the general channel, which is opened. */
async function inGeneral(...workspaces: Workspace[]): Promise<string> {
  await Promise.all(workspaces.map((workspace) => until(workspace, isOnline)));
  const { id } = general(workspaces[0]!.state()).channel;
  await Promise.all(workspaces.map((workspace) => workspace.openConversation(id)));
  return id;
}

/** Slow, or by the time that somebody looks, failed. */
const isLate = ({ state }: PendingPost) => state === 'slow' || state === 'failed';

const posted = (id: string) => (state: State) =>
  general(state).timeline?.messages.some(({ clientId }) => clientId === id) || undefined;

test('what one posts, the other sees: once, in order, and unread until it is read', async (t) => {
  const ada = await app.addTestMember(team);
  const [mine, hers] = [open(t, team.owner), open(t, ada)];
  const channel = await inGeneral(mine, hers);
  const before = texts(mine.state())?.length ?? 0;
  const expected = ['one', 'two', `three <@${ada.id}>`];
  for (const text of expected) mine.post({ channel, text });
  for (const workspace of [mine, hers]) {
    await until(workspace, hasAll(expected));
    assert.deepEqual(texts(workspace.state())?.slice(before), expected);
  }
  await until(mine, (state) => general(state).pending.length === 0 || undefined);
  const { standing } = general(hers.state());
  assert.deepEqual([standing.unread, standing.mentions], [3, 1]);
  await hers.markRead(channel, standing.lastTs ?? '');
  assert.equal(general(hers.state()).standing.unread, 0);
});

test('answers that are lost and connections that are cut leave every post once, in order, for everybody', async (t) => {
  const [line, eve] = [lineOf(), await app.addTestMember(team)];
  const [mine, hers] = [open(t, team.owner, line), open(t, eve)];
  const channel = await inGeneral(mine, hers);
  const expected = Array.from({ length: 12 }, (_, n) => `cut ${n}`);
  for (const [n, text] of expected.entries()) {
    if (n === 2 || n === 9) line.lostAnswers = 2;
    const id = mine.post({ channel, text });
    if (n === 5) line.cut();
    if (n === 7) line.mend();
    if (n % 4 === 3) await until(mine, posted(id));
  }
  for (const workspace of [mine, hers]) {
    await until(workspace, hasAll(expected));
    assert.deepEqual(
      texts(workspace.state())?.filter((text) => text.startsWith('cut')),
      expected,
    );
  }
  await until(mine, (state) => general(state).pending.length === 0 || undefined);
});

test('a page that is left without a network sends what it kept when it is opened again', async (t) => {
  const [line, leo] = [lineOf(), await app.addTestMember(team)];
  const first = open(t, leo, line);
  const channel = await inGeneral(first);
  line.lostAnswers = 1;
  first.post({ channel, text: 'lost answer' });
  await until(first, hasAll(['lost answer']));
  line.cut();
  first.post({ channel, text: 'never left' });
  first.setDraft(channel, undefined, { text: 'half', caret: 2 });
  await until(first, (state) => state.drafts.has(channel) || undefined);
  await until(first, (state) => general(state).pending.some(isLate) || undefined);
  first.close();
  const second = open(t, leo);
  await inGeneral(second);
  const expected = ['lost answer', 'never left'];
  await until(second, hasAll(expected));
  assert.deepEqual(
    texts(second.state())?.filter((text) => expected.includes(text)),
    expected,
  );
  await until(second, () => second.getDraft(channel)?.text === 'half' || undefined);
  assert.equal(second.getDraft(channel)?.caret, 2);
});

test('a client that was away has what happened meanwhile, in timeline, thread and counts', async (t) => {
  const [line, kim] = [lineOf(), await app.addTestMember(team)];
  const [away, here] = [open(t, kim, line), open(t, team.owner)];
  const channel = await inGeneral(away, here);
  const root = await app.call(kim.token).post(`/v1/channels/${channel}/messages`, {
    clientId: crypto.randomUUID(),
    text: 'root',
  });
  const { ts } = root.body as { ts: string };
  await until(away, hasAll(['root']));
  await away.openThread(channel, ts);
  line.cut();
  await until(away, (state) => state.connection.kind === 'offline' || undefined);
  here.post({ channel, threadTs: ts, text: 'reply' });
  here.post({ channel, text: 'meanwhile' });
  await until(here, hasAll(['meanwhile']));
  line.mend();
  await until(away, hasAll(['meanwhile']));
  const thread = general(away.state()).threads.get(ts);
  assert.deepEqual([thread?.root?.replyCount, thread?.replies.messages.map(({ text }) => text)], [1, ['reply']]);
  assert.equal(general(away.state()).standing.unread, 1);
  await until(away, (state) => state.threadStandings.get(placeKey(channel, ts))?.unread === 1 || undefined);
  await until(away, (state) => state.areThreadsKnown || undefined);
  assert.equal(away.state().unreadThreads, 1);
});

test('earlier and later pages join without a hole, and a jump into the past finds its way back', async (t) => {
  const channel = await inGeneral(open(t, team.owner));
  const room = await app.call(team.owner.token).post('/v1/channels', { name: 'long', kind: 'public' });
  const { id } = room.body as { id: string };
  assert.notEqual(id, channel);
  const all: string[] = [];
  for (let n = 0; n < 130; n++) {
    const body = { clientId: crypto.randomUUID(), text: `${n}` };
    all.push(((await app.call(team.owner.token).post(`/v1/channels/${id}/messages`, body)).body as { ts: string }).ts);
  }
  const reader = open(t, team.owner);
  await until(reader, isOnline);
  const places = () =>
    reader
      .state()
      .conversations.get(id)
      ?.timeline?.messages.map(({ ts }) => ts) ?? [];
  await reader.openConversation(id);
  assert.deepEqual(places(), all.slice(80));
  await reader.loadEarlier(id);
  await reader.loadEarlier(id);
  assert.deepEqual(places().slice(-130), all);
  await reader.jumpToLatest(id);
  await reader.jumpTo(id, all[20]!);
  assert.deepEqual(places().slice(-70), all.slice(0, 70));
  await reader.loadLater(id);
  await reader.loadLater(id);
  assert.deepEqual(places().slice(-130), all);
  assert.equal(reader.state().conversations.get(id)?.timeline?.to, undefined);
});

test('a file is sent, posted and read', async (t) => {
  const workspace = open(t, team.owner);
  const channel = await inGeneral(workspace);
  const bytes = Object.assign(Buffer.alloc(100_000, 'x'), { name: 'notes.txt', size: 100_000, lastModified: 1 });
  const upload = workspace.upload(bytes as unknown as File);
  const { promise, resolve } = Promise.withResolvers<void>();
  upload.subscribe(() => (upload.state().kind === 'uploading' ? undefined : resolve()));
  await promise;
  const { kind, sent, file } = upload.state();
  assert.deepEqual([kind, sent], ['done', 100_000]);
  workspace.post({ channel, text: 'see', files: [file ?? ''] });
  const shown = await until(workspace, (state) => general(state).timeline?.messages.find(({ text }) => text === 'see'));
  assert.deepEqual([shown.files?.[0]?.name, shown.files?.[0]?.size], ['notes.txt', 100_000]);
});

test('who signed out elsewhere is told at once', async (t) => {
  const zoe = await app.addTestMember(team);
  const workspace = open(t, zoe);
  await until(workspace, isOnline);
  const { status } = await app.call(team.owner.token).post(`/v1/members/${zoe.id}/deactivation`);
  assert.equal(status, 200);
  await until(workspace, (state) => state.connection.kind === 'signed-out' || undefined);
});
