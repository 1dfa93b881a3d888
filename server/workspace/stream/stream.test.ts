import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { type ChannelId, publicId, uuidOf } from '#contract/ids.ts';
import type { Person } from '#contract/presence.ts';
import type { Actor } from '#identity/access/access.ts';
import { HOUR_MS, after as later } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import { changeChannel, inviteToChannel, joinChannel, leaveChannel } from '../channels/channels.ts';
import { openConversation } from '../direct-messages/direct-messages.ts';
import { deliverDue } from '../due-queue/due-queue.ts';
import { addEmoji } from '../emoji/emoji.ts';
import { deleteMessage, editMessage } from '../messages/messages.ts';
import { changeNotifications } from '../notifications/notifications.ts';
import { choosePresence } from '../presence/presence.ts';
import { react } from '../reactions/reactions.ts';
import { markRead } from '../read-markers/read-markers.ts';
import { remind } from '../reminders/reminders.ts';
import { changeSettings } from '../settings/settings.ts';
import { clearStatus, setStatus } from '../status/status.ts';
import { close, type Frame, openTestStream } from '../testing/stream.ts';
import { newClientId, placeOf } from '../testing/testing.ts';
import { followThread, unfollowThread } from '../threads/threads.ts';
import { createGroup } from '../user-groups/user-groups.ts';

const { workspace, units, connect, hold, laterOn, soon } = await openTestStream();

const numbersOf = (frames: readonly Frame[]): (number | undefined)[] => frames.map(({ number }) => number);

test('hello shows where one stands everywhere, and after the start events come as they happen', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  await team.post(team.owner, team.general, 'before');
  const client = connect(ada);
  const hello = await client.hello();
  assert.equal(hello.member, publicId('U', ada.member));
  assert.equal(hello.team, publicId('T', team.id));
  assert.deepEqual(
    hello.channels.map(({ channel, standing }) => [channel.name, standing.unread]),
    [['general', 1]],
  );
  const number = hello.channels[0]!.standing.number;
  await client.start();
  const message = await team.post(team.owner, team.general, 'now');
  await team.run((work) => editMessage(work, team.owner, team.general, placeOf(message), 'edited'));
  await team.run((work) => react(work, ada, team.general, placeOf(message), 'tada'));
  await team.run((work) => deleteMessage(work, team.owner, team.general, placeOf(message)));
  await client.kind('message.deleted');
  const events = client.eventsOf(team.general);
  assert.deepEqual(
    events.map((event) => [event.kind, (event.number ?? 0) - number, event.ts === message.ts]),
    [
      ['message.posted', 1, true],
      ['message.edited', 2, true],
      ['reaction.added', 3, true],
      ['message.deleted', 4, true],
    ],
  );
  await close(client);
});

test('who comes back with its numbers gets what it missed, each once and in order', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const other = await team.channel(ada, { with: [team.owner] });
  const first = connect(ada);
  await first.start();
  await team.post(team.owner, team.general, 'one');
  await first.text('one');
  const had = first.eventsOf(team.general).at(-1)!.number!;
  await close(first);
  for (const text of ['two', 'three']) await team.post(team.owner, team.general, text);
  const second = connect(ada);
  await second.hello();
  const posting = Array.from({ length: 20 }, (_, n) => team.post(team.owner, n % 2 ? team.general : other, `m${n}`));
  second.send({ kind: 'resume', numbers: { [publicId('C', team.general)]: had } });
  await Promise.all(posting);
  await team.post(team.owner, team.general, 'last');
  await team.post(team.owner, other, 'last there');
  await second.text('last');
  await second.text('last there');
  const got = numbersOf(second.eventsOf(team.general));
  assert.deepEqual(
    got,
    got.map((_, at) => had + 1 + at),
  );
  assert.equal(got.length, 2 + 10 + 1);
  const there = numbersOf(second.eventsOf(other));
  assert.deepEqual(
    there,
    there.map((_, at) => there[0]! + at),
  );
  await close(second);
});

test('a number that the log never gave out, or one too far back, means to load anew', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const number = (await team.events(ada, team.general)).length;
  const client = connect(ada);
  await client.start({ kind: 'resume', numbers: { [publicId('C', team.general)]: number + 7 } });
  const reset = await client.kind('channel.reset');
  assert.deepEqual([reset.channel, reset.number], [publicId('C', team.general), number]);
  await team.post(team.owner, team.general, 'after');
  assert.equal((await client.text('after')).number, number + 1);
  await close(client);
});

test('a conversation that opens while one is connected is told, and its events follow', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const client = connect(ada);
  await client.start();
  const channel = await team.channel(team.owner, { kind: 'private', name: `new-${ada.handle}` });
  await team.run((work) => inviteToChannel(work, team.owner, channel, ada.member));
  await team.post(team.owner, channel, 'welcome');
  await client.text('welcome');
  const opened = await client.kind('channel.opened');
  assert.equal(opened.conversation?.name, `new-${ada.handle}`);
  assert.deepEqual(
    client.eventsOf(channel).map((event) => [event.kind, event.number]),
    [
      ['member.joined', opened.number! + 1],
      ['message.posted', opened.number! + 2],
    ],
  );
  const direct = await team.run((work) => openConversation(work, team.owner, [ada.member]));
  const told = await client.until(
    ({ kind, conversation }) => kind === 'channel.opened' && conversation?.id === direct.id,
  );
  assert.deepEqual(told.conversation?.members?.length, 2);
  await team.post(team.owner, uuidOf(direct.id) as ChannelId, 'hi');
  await client.text('hi');
  await close(client);
});

test('a conversation that opens, or opens again, between hello and the start is not missed', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const [fresh, again] = [await team.channel(team.owner), await team.channel(team.owner, { with: [ada] })];
  const client = connect(ada);
  await client.hello();
  await team.run((work) => joinChannel(work, ada, fresh));
  await team.run((work) => leaveChannel(work, ada, again));
  await team.post(team.owner, again, 'unseen');
  await team.run((work) => joinChannel(work, ada, again));
  await client.start();
  for (const channel of [fresh, again]) await team.post(team.owner, channel, 'hello');
  for (const channel of [fresh, again]) {
    await client.until((frame) => frame.channel === publicId('C', channel) && frame.message?.text === 'hello');
    const events = client.eventsOf(channel);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['member.joined', 'message.posted'],
    );
  }
  assert.ok(!JSON.stringify(client.frames).includes('unseen'));
  await close(client);
});

test('hello comes first: what happens while it is prepared is told after it', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const gate = Promise.withResolvers<void>();
  hold(gate.promise);
  const checked = Promise.withResolvers<void>();
  const client = connect(ada, async () => {
    checked.resolve();
    return true;
  });
  await checked.promise;
  await team.run((work) => markRead(work, ada, team.general, placeOf({ ts: '1.000000' })));
  const channel = await team.channel(team.owner);
  await team.run((work) => joinChannel(work, ada, channel));
  gate.resolve();
  hold(undefined);
  await client.start();
  const kinds = client.frames.map(({ kind }) => kind).filter((kind) => !kind.startsWith('member.'));
  assert.deepEqual(kinds, ['hello', 'marker.moved', 'channel.listed', 'channel.opened', 'ready']);
  await team.post(team.owner, channel, 'seen');
  await client.text('seen');
  await close(client);
});

test('one’s own devices hear of moved markers, and others do not', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const message = await team.post(team.owner, team.general, 'read me');
  const [phone, laptop, other] = [connect(ada), connect(ada), connect(team.owner)];
  for (const client of [phone, laptop, other]) await client.start();
  await team.run((work) => markRead(work, ada, team.general, placeOf(message)));
  for (const client of [phone, laptop]) assert.equal((await client.kind('marker.moved')).standing?.unread, 0);
  await team.post(team.owner, team.general, 'done');
  await other.text('done');
  assert.ok(!other.frames.some(({ kind }) => kind === 'marker.moved'));
  await close(phone, laptop, other);
});

test('lists of channels and members are told to those who may browse, not to guests', async () => {
  const team = await workspace.team();
  const shared = await team.channel(team.owner, { name: `shared-${team.id.slice(-12)}` });
  const [ada, guest] = [await team.person(), await team.person('guest', [shared])];
  const clients = [connect(ada), connect(guest)] as const;
  for (const client of clients) await client.start();
  const other = await team.channel(team.owner);
  await team.run((work) => changeChannel(work, team.owner, other, { topic: 'new' }));
  await team.person();
  await team.post(team.owner, shared, 'for the guest');
  await team.post(team.owner, team.general, 'for the members');
  await clients[0].text('for the members');
  await clients[1].text('for the guest');
  assert.equal(clients[0].frames.filter(({ kind }) => kind === 'channel.listed').length, 2);
  assert.equal(clients[0].frames.filter(({ kind }) => kind === 'member.changed').length, 1);
  const guestKinds = new Set(clients[1].frames.map(({ kind }) => kind));
  assert.deepEqual([...guestKinds].toSorted(), ['hello', 'message.posted', 'ready']);
  await close(...clients);
});

test('hello shows what one wants to be told; the own devices hear of changes, and lists of groups', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const guest = await team.person('guest', [team.general]);
  const root = await team.post(ada, team.general, 'root');
  await team.post(bob, team.general, 'reply', { threadTs: root.ts });
  const clients = [connect(ada), connect(bob), connect(guest)] as const;
  for (const client of clients) await client.start();
  const hello = await clients[0].hello();
  assert.deepEqual([hello.unreadThreads, hello.notifications.level, hello.userGroups], [1, 'mentions', []]);
  await team.run((work) => changeNotifications(work, ada, { level: 'all' }));
  await team.run((work) => followThread(work, bob, team.general, placeOf(root)));
  await team.run((work) => unfollowThread(work, ada, team.general, placeOf(root)));
  const wanted = { handle: 'crew', name: 'Crew', members: [ada.member] };
  const { id } = await team.run((work) => createGroup(work, team.owner, wanted));
  await team.post(team.owner, team.general, 'the end');
  for (const client of clients) await client.text('the end');
  const heard = clients.map(({ frames }) => frames.map(({ kind }) => kind).slice(2, -1));
  assert.deepEqual(heard, [
    ['notifications.changed', 'thread.standing', 'user-group.changed'],
    ['user-group.changed'],
    [],
  ]);
  const again = connect(ada);
  const { unreadThreads, notifications, userGroups } = await again.hello();
  assert.deepEqual([unreadThreads, notifications.level, userGroups], [0, 'all', [id]]);
  await close(...clients, again);
});

const idOf = ({ member }: Pick<Actor, 'member'>): string => publicId('U', member);
const presences = ({ frames }: { frames: readonly Frame[] }): unknown[] =>
  frames.filter(({ kind }) => kind === 'presence.changed').map((frame) => (frame as { presence?: string }).presence);

test('who is watched is shown with presence and status, and each change of them', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  await team.run((work) => setStatus(work, ada, { text: 'at sea' }));
  const watcher = connect(bob);
  await watcher.start();
  watcher.send({ kind: 'watch', members: [idOf(ada)] });
  const { people } = (await watcher.kind('people')) as unknown as { people: Person[] };
  assert.deepEqual(people, [{ member: idOf(ada), presence: 'offline', status: { text: 'at sea' } }]);
  const [phone, laptop] = [connect(ada), connect(ada)];
  assert.deepEqual((await phone.hello()).status, { text: 'at sea' });
  await phone.start();
  await laptop.start();
  phone.send({ kind: 'activity', inUse: false });
  laptop.send({ kind: 'activity', inUse: false });
  await close(phone);
  laptop.send({ kind: 'watch', members: [] });
  await laptop.kind('people');
  soon();
  await team.run((work) => choosePresence(work, ada, 'away'));
  assert.equal((await laptop.kind('presence.chosen')).kind, 'presence.chosen');
  await team.run((work) => choosePresence(work, ada, 'auto'));
  laptop.send({ kind: 'activity', inUse: true });
  await watcher.until(() => presences(watcher).length === 3);
  await close(laptop);
  // The server hears of it in one of the next turns of the event loop.
  for (let turn = 0; turn < 10_000 && laterOn.size === 0; turn++) await new Promise(setImmediate);
  soon();
  await team.run((work) => clearStatus(work, ada));
  const gone = await watcher.kind('status.changed');
  assert.deepEqual(gone, { kind: 'status.changed', member: idOf(ada) });
  assert.deepEqual(presences(watcher), ['active', 'away', 'active', 'offline']);
  watcher.send({ kind: 'watch', members: [] });
  await watcher.until((frame) => frame.kind === 'people' && (frame as unknown as { people: [] }).people.length === 0);
  await team.run((work) => setStatus(work, ada, { text: 'unseen' }));
  await team.post(ada, team.general, 'the end');
  await watcher.text('the end');
  assert.equal(watcher.frames.filter(({ kind }) => kind === 'status.changed').length, 1);
  await close(watcher);
});

test('a guest hears only of people it meets, and no more when they meet no more', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const [shared, other] = [await team.channel(team.owner, { with: [ada] }), await team.channel(team.owner)];
  const guest = await team.person('guest', [shared, other]);
  const client = connect(guest);
  await client.start();
  const shown = async (count: number): Promise<string[]> => {
    const isIt = ({ kind }: Frame): boolean => kind === 'people';
    await client.until(() => client.frames.filter(isIt).length >= count);
    const { people } = client.frames.findLast(isIt) as unknown as { people: Person[] };
    return people.map(({ member }) => member);
  };
  client.send({ kind: 'watch', members: [idOf(ada), idOf(bob), publicId('U', team.id)] });
  assert.deepEqual(await shown(1), [idOf(ada)]);
  await team.run((work) => leaveChannel(work, ada, shared));
  assert.deepEqual(await shown(2), []);
  await team.run((work) => setStatus(work, ada, { text: 'unseen' }));
  await team.post(team.owner, other, 'the end');
  await client.text('the end');
  assert.ok(client.frames.every(({ kind }) => kind !== 'status.changed'));
  await close(client);
});

test('typing is told to the others who follow the conversation, now and then; of the invisible never', async () => {
  const team = await workspace.team();
  const [ada, bob, eve] = [await team.person(), await team.person(), await team.person()];
  const channel = await team.channel(team.owner, { kind: 'private', with: [ada, bob] });
  const clients = [connect(ada), connect(ada), connect(bob), connect(eve)] as const;
  for (const client of clients) await client.start();
  const typing = { kind: 'typing', channel: publicId('C', channel) };
  const heard = (at: number) => clients[at]!.frames.filter(({ kind }) => kind === 'typing');
  for (let n = 0; n < 3; n++) clients[0].send(typing);
  clients[3].send(typing);
  clients[0].send({ ...typing, threadTs: '1.000000' });
  await clients[2].until(() => heard(2).length === 2);
  soon();
  clients[0].send(typing);
  await clients[2].until(() => heard(2).length === 3);
  await team.run((work) => changeSettings(work, team.owner, { invisible: true }));
  await team.run((work) => choosePresence(work, ada, 'invisible'));
  soon();
  clients[0].send(typing);
  await team.post(ada, channel, 'the end');
  for (const client of [clients[0], clients[1], clients[2]]) await client.text('the end');
  const told = { kind: 'typing', channel: typing.channel, member: idOf(ada) };
  assert.deepEqual(heard(2), [told, { ...told, threadTs: '1.000000' }, told]);
  assert.deepEqual([heard(0), heard(1), heard(3)], [[], [], []]);
  await close(...clients);
});

test('a client may answer before hello has come', async () => {
  const team = await workspace.team();
  const client = connect(team.owner);
  await once(client.socket, 'open');
  client.send({ kind: 'start' });
  await client.kind('ready');
  assert.deepEqual(
    client.frames.map(({ kind }) => kind),
    ['hello', 'ready'],
  );
  await close(client);
});

test('a reminder that is due comes to its member alone, new emoji come to everybody', async () => {
  const team = await workspace.team();
  const [ada, guest] = [await team.person(), await team.person('guest', [team.general])];
  const [mine, other] = [connect(ada), connect(guest)];
  await Promise.all([mine.start(), other.start()]);
  const clientId = newClientId();
  const at = later(workspace.clock.at, HOUR_MS);
  const wanted = { clientId, text: 'tea', message: undefined, when: { at: at.toISOString() }, repeat: undefined };
  await team.run((work) => remind(work, ada, wanted));
  workspace.clock.at = at;
  await deliverDue(units, createLog('fatal'));
  await mine.until((frame) => (frame as { reminder?: { state: string } }).reminder?.state === 'due');
  await team.run((work) => addEmoji(work, ada, 'shipit', { aliasOf: 'ship' }));
  await Promise.all([mine.kind('emoji.changed'), other.kind('emoji.changed')]);
  assert.equal(
    other.frames.some(({ kind }) => kind === 'reminder.changed'),
    false,
  );
  const again = connect(ada);
  assert.deepEqual((await again.hello()).waiting, { reminders: 1, failedMessages: 0 });
});
