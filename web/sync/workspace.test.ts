import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createTestApp, type TestMember, type TestTeam } from '../../tests/app.ts';
import { type Device, openWorkspace, type State, type Workspace } from './workspace.ts';

const app = await createTestApp();
const team = await app.createTestTeam();

const deviceOf = (member: TestMember): Device => ({
  fetch: (...asked) => fetch(...asked),
  connect: (path) =>
    new WebSocket(`${app.base.replace('http', 'ws')}${path}`, {
      headers: { authorization: `Bearer ${member.token}` },
    } as never),
  onWake: () => () => {},
  schedule: (run) => queueMicrotask(run),
  exclusively: (name, run) => navigator.locks.request(`${member.id}/${name}`, run) as Promise<void>,
});

function open(t: TestContext, of: TestTeam, member: TestMember): Workspace {
  const workspace = openWorkspace(
    { slug: of.slug },
    { device: deviceOf(member), origin: app.base, headers: { authorization: `Bearer ${member.token}` }, team: 'T' },
  );
  t.after(() => workspace.close());
  return workspace;
}

/** Waits for a state, never for a time. */
function until<T>(workspace: Workspace, find: (state: State) => T | undefined): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  const stop = workspace.subscribe(() => look());
  const look = (): void => {
    const found = find(workspace.state());
    if (found === undefined) return;
    stop();
    resolve(found);
  };
  look();
  return promise;
}

const isOnline = (state: State) => (state.connection.kind === 'online' ? true : undefined);
const general = (state: State) => [...state.conversations.values()].find(({ channel }) => channel.general);
const texts = (state: State) => general(state)?.timeline?.messages.flatMap(({ text, note }) => (note ? [] : [text]));

test('what one member posts, the other sees: once, in order, and unread until it is read', async (t) => {
  const ada = await app.addTestMember(team);
  const [mine, hers] = [open(t, team, team.owner), open(t, team, ada)];
  await Promise.all([until(mine, isOnline), until(hers, isOnline)]);
  const channel = general(mine.state())?.channel.id ?? assert.fail('no general channel');
  await Promise.all([mine.openConversation(channel), hers.openConversation(channel)]);
  for (const text of ['one', 'two', `three <@${ada.id}>`]) mine.post({ channel, text });
  const expected = ['one', 'two', `three <@${ada.id}>`];
  for (const workspace of [mine, hers]) {
    await until(workspace, (state) => (texts(state)?.length === 3 ? true : undefined));
    assert.deepEqual(texts(workspace.state()), expected);
  }
  await until(mine, (state) => (general(state)?.pending.length === 0 ? true : undefined));
  const standing = general(hers.state())?.standing;
  assert.deepEqual([standing?.unread, standing?.mentions], [3, 1]);
  await hers.markRead(channel, standing?.lastTs ?? '');
  assert.equal(general(hers.state())?.standing.unread, 0);
});
