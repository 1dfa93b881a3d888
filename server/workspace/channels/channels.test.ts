import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { publicId } from '#contract/ids.ts';
import type { Channel, ChannelEvent } from '#contract/workspace.ts';
import { noSuchMember } from '#identity/members/members.ts';
import { openConversation } from '../direct-messages/direct-messages.ts';
import { openTestWorkspace, type TestTeam } from '../testing/testing.ts';
import {
  archiveChannel,
  browseChannels,
  changeChannel,
  channelArchived,
  channelMembers,
  createChannel,
  inviteToChannel,
  joinChannel,
  leaveChannel,
  myChannels,
  nameTaken,
  noSuchChannel,
  notArchived,
  notForConversations,
  notYours,
  readableChannel,
  refuseForeignChannels,
  removeFromChannel,
  showOwnChannel,
  unarchiveChannel,
} from './channels.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;

const kinds = (events: readonly ChannelEvent[]): string[] => events.map(({ kind }) => kind);

test('who creates a channel is in it, and topic and purpose read as they were written', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const wanted = { kind: 'public', name: 'ops', topic: 'Pager: Ada 🚨', purpose: 'Keeping it up' } as const;
  const channel = await team.run((work) => createChannel(work, ada, wanted));
  assert.equal(channel.name, 'ops');
  assert.equal(channel.topic, wanted.topic);
  assert.equal(channel.purpose, wanted.purpose);
  const mine = await team.run((work) => myChannels(work, ada.member));
  const there = mine.find(({ channel: { id } }) => id === channel.id);
  assert.deepEqual(there?.channel, channel);
  assert.equal(there?.standing.unread, 0);
  assert.equal(there?.standing.number, 2);
});

test('what people write about a channel is stored sealed', async () => {
  const team = await workspace.team();
  const topic = 'the-secret-topic';
  await team.run((work) => createChannel(work, team.owner, { kind: 'public', name: 'sealed', topic }));
  const { rows } = await workspace.database.withConnection(({ sql: db }) =>
    sql<{ topic: Buffer }>`select topic from channels where name = 'sealed'`.execute(db),
  );
  assert.ok(rows[0]?.topic);
  assert.ok(!rows[0].topic.toString('latin1').includes(topic));
});

test('two channels of a team cannot have one name; two teams can', async () => {
  const team = await workspace.team();
  const other = await workspace.team();
  const create = (where: TestTeam) => () =>
    where.run((work) => createChannel(work, where.owner, { kind: 'private', name: 'same' }));
  await create(team)();
  await create(other)();
  await refuses(nameTaken, create(team));
});

test('of two who create a channel of one name at once, one succeeds', async () => {
  const team = await workspace.team();
  const both = [1, 2].map(() =>
    team
      .run((work) => createChannel(work, team.owner, { kind: 'public', name: 'race' }))
      .then(
        () => 'made',
        (error: { code: string }) => error.code,
      ),
  );
  assert.deepEqual((await Promise.all(both)).toSorted(), [nameTaken.code, 'made']);
});

test('a private channel does not exist for those who are not in it, admins included', async () => {
  const team = await workspace.team();
  const [ada, bob, admin] = [await team.person(), await team.person(), await team.person('admin')];
  const channel = await team.channel(ada, { kind: 'private' });
  for (const stranger of [bob, admin]) {
    const attempts: (() => Promise<unknown>)[] = [
      () => team.run((work) => joinChannel(work, stranger, channel)),
      () => team.run((work) => readableChannel(work, stranger, channel)),
      () => team.run((work) => showOwnChannel(work, stranger, channel)),
      () => team.run((work) => channelMembers(work, stranger, channel, undefined, 10)),
      () => team.run((work) => leaveChannel(work, stranger, channel)),
      () => team.run((work) => inviteToChannel(work, stranger, channel, stranger.member)),
      () => team.run((work) => removeFromChannel(work, stranger, channel, ada.member)),
      () => team.run((work) => changeChannel(work, stranger, channel, { topic: 'x' })),
      () => team.run((work) => archiveChannel(work, stranger, channel)),
      () => team.run((work) => unarchiveChannel(work, stranger, channel)),
      () => team.run((work) => refuseForeignChannels(work, stranger, [channel])),
    ];
    for (const attempt of attempts) await refuses(noSuchChannel, attempt);
  }
  const { channels } = await team.run((work) => browseChannels(work, undefined, 50));
  assert.ok(!channels.some(({ id }) => id === publicId('C', channel)));
});

test('the channels of another team do not exist', async () => {
  const [team, other] = [await workspace.team(), await workspace.team()];
  const theirs = await other.channel(other.owner);
  await refuses(noSuchChannel, () => team.run((work) => joinChannel(work, team.owner, theirs)));
  await refuses(noSuchChannel, () => team.run((work) => readableChannel(work, team.owner, theirs)));
  const ours = await team.channel(team.owner);
  await refuses(noSuchMember, () => team.run((work) => inviteToChannel(work, team.owner, ours, other.owner.member)));
  const { channels } = await team.run((work) => browseChannels(work, undefined, 50));
  assert.ok(!channels.some(({ id }) => id === publicId('C', theirs)));
});

test('a changed channel is an event with what it is now, and nothing when nothing changes', async () => {
  const team = await workspace.team();
  const channel = await team.channel(team.owner, { name: 'old-name' });
  const change = { name: 'new-name', topic: 'New topic' };
  const changed = await team.run((work) => changeChannel(work, team.owner, channel, change));
  assert.deepEqual([changed.name, changed.topic], ['new-name', 'New topic']);
  const events = await team.events(team.owner, channel);
  assert.deepEqual(kinds(events).slice(2), ['message.posted', 'message.posted', 'channel.changed']);
  assert.deepEqual(events[2]?.message?.note, { kind: 'renamed', text: 'new-name' });
  assert.deepEqual(events[3]?.message?.note, { kind: 'topic', text: 'New topic' });
  assert.deepEqual(events.at(-1)?.conversation, changed);
  assert.deepEqual(await team.run((work) => changeChannel(work, team.owner, channel, change)), changed);
  assert.equal((await team.events(team.owner, channel)).length, events.length);
  const cleared = await team.run((work) => changeChannel(work, team.owner, channel, { topic: '' }));
  assert.equal(cleared.topic, '');
});

test('a channel is not renamed to a name that is taken', async () => {
  const team = await workspace.team();
  await team.channel(team.owner, { name: 'taken' });
  const channel = await team.channel(team.owner);
  await refuses(nameTaken, () => team.run((work) => changeChannel(work, team.owner, channel, { name: 'taken' })));
});

test('an archived channel can be read and left, and comes back', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const channel = await team.channel(team.owner, { with: [ada] });
  await refuses(notArchived, () => team.run((work) => unarchiveChannel(work, team.owner, channel)));
  await team.run((work) => archiveChannel(work, team.owner, channel));
  const shown = await team.run((work) => showOwnChannel(work, ada, channel));
  assert.ok(shown.archivedAt);
  await refuses(channelArchived, () => team.run((work) => archiveChannel(work, team.owner, channel)));
  await refuses(channelArchived, () => team.run((work) => joinChannel(work, bob, channel)));
  await refuses(channelArchived, () => team.run((work) => inviteToChannel(work, team.owner, channel, bob.member)));
  await refuses(channelArchived, () => team.run((work) => changeChannel(work, team.owner, channel, { topic: 'x' })));
  await refuses(notYours, () => team.run((work) => unarchiveChannel(work, ada, channel)));
  await team.run((work) => leaveChannel(work, ada, channel));
  await team.run((work) => unarchiveChannel(work, team.owner, channel));
  assert.equal((await team.run((work) => showOwnChannel(work, bob, channel))).archivedAt, undefined);
  const events = await team.events(team.owner, channel);
  const ofArchive = kinds(events).filter((kind) => kind.includes('archived'));
  assert.deepEqual(ofArchive, ['channel.archived', 'channel.unarchived']);
});

test('direct conversations have no members to invite, no topic, no leaving and no archive', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  await team.run((work) => openConversation(work, team.owner, [ada.member]));
  const mine = await team.run((work) => myChannels(work, ada.member));
  const direct = mine.find(({ channel }) => channel.kind === 'direct')?.row.id ?? assert.fail('no conversation');
  const attempts: (() => Promise<unknown>)[] = [
    () => team.run((work) => leaveChannel(work, ada, direct)),
    () => team.run((work) => inviteToChannel(work, team.owner, direct, ada.member)),
    () => team.run((work) => removeFromChannel(work, team.owner, direct, ada.member)),
    () => team.run((work) => changeChannel(work, team.owner, direct, { topic: 'x' })),
    () => team.run((work) => archiveChannel(work, team.owner, direct)),
    () => team.run((work) => refuseForeignChannels(work, team.owner, [direct])),
  ];
  for (const attempt of attempts) await refuses(notForConversations, attempt);
});

test('public channels are listed by name, page by page, and their members by id', async () => {
  const team = await workspace.team();
  for (const name of ['b', 'a', 'ä', 'z-1']) await team.channel(team.owner, { name });
  const listed: (string | undefined)[] = [];
  let after: string | undefined;
  do {
    const page: { channels: Channel[]; next?: string } = await team.run((work) => browseChannels(work, after, 2));
    listed.push(...page.channels.map(({ name }) => name));
    after = page.next;
    assert.ok(listed.length < 50, 'the pages come to an end');
  } while (after !== undefined);
  assert.deepEqual(listed.toSorted(), ['a', 'b', 'general', 'z-1', 'ä']);

  const people = [team.owner, ...(await Promise.all([1, 2, 3].map(() => team.person())))];
  const first = await team.run((work) => channelMembers(work, team.owner, team.general, undefined, 3));
  assert.equal(first.next, first.members.at(-1)?.id);
  const ids = people.map(({ member }) => member).toSorted();
  const rest = await team.run((work) => channelMembers(work, team.owner, team.general, ids[2], 3));
  assert.deepEqual(
    [...first.members, ...rest.members].map(({ id }) => id),
    ids.map((id) => publicId('U', id)),
  );
  assert.ok(!JSON.stringify(first).includes('email'));
});

test('a public channel that came or changed is told to the lists, a private one is not', async () => {
  const team = await workspace.team();
  const told = () => workspace.facts.filter(({ kind }) => kind === 'channel.listed').length;
  const before = told();
  const channel = await team.channel(team.owner);
  await team.run((work) => changeChannel(work, team.owner, channel, { topic: 'told' }));
  assert.equal(told() - before, 2);
  await team.channel(team.owner, { kind: 'private' });
  assert.equal(told() - before, 2);
});
