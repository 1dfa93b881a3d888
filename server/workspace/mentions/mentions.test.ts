import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { leaveChannel, myChannels } from '../channels/channels.ts';
import { openConversation } from '../direct-messages/direct-messages.ts';
import { deleteMessage, editMessage } from '../messages/messages.ts';
import { markRead } from '../read-markers/read-markers.ts';
import { naming, openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import { namedIn } from './mentions.ts';

const workspace = await openTestWorkspace();

const mentions = async (team: TestTeam, of: Actor): Promise<number | undefined> =>
  (await team.standing(of, team.general))?.mentions;

test('a text names the members of its tokens, and everybody by <!here>, <!channel> and <!everyone>', () => {
  const uuid = '01890000-0000-7000-8000-000000000001';
  const id = publicId('U', uuid);
  assert.deepEqual(namedIn(`hi <@${id}> and <@${id}>`), { members: [uuid], groups: [], everybody: undefined });
  for (const token of ['<!here>', '<!channel>', '<!everyone>']) {
    const everybody = token === '<!here>' ? 'here' : 'channel';
    assert.deepEqual(namedIn(token), { members: [], groups: [], everybody });
  }
  for (const text of [`@${id}`, '<@nobody>', '<!subteam>', `<#${id}>`, '< !here>', '<@>']) {
    assert.deepEqual(namedIn(text), { members: [], groups: [], everybody: undefined });
  }
});

test('a text names user groups by <!subteam^S…>, and who says <!here> and <!channel> means all', () => {
  const uuid = '01890000-0000-7000-8000-000000000002';
  const id = publicId('S', uuid);
  assert.deepEqual(namedIn(`<!subteam^${id}> <!here> <!channel> <!here>`), {
    members: [],
    groups: [uuid],
    everybody: 'channel',
  });
});

test('a text names only so many members', () => {
  const tokens = Array.from({ length: limits.messages.mentionsMax + 5 }, (_, n) => {
    const uuid = `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
    return `<@${publicId('U', uuid)}>`;
  });
  assert.equal(namedIn(tokens.join(' ')).members.length, limits.messages.mentionsMax);
});

test('a mention counts once for whom it names, however often the text does', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  await team.post(team.owner, team.general, `${naming(ada)} ${naming(ada)} <!here> <!channel>`);
  assert.equal(await mentions(team, ada), 1);
  assert.equal(await mentions(team, bob), 1);
  await team.post(team.owner, team.general, naming(ada));
  assert.equal(await mentions(team, ada), 2);
  assert.equal(await mentions(team, bob), 1);
});

test('nobody is told of what they wrote themselves, in a thread neither', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const root = await team.post(team.owner, team.general, 'root');
  await team.post(ada, team.general, `${naming(ada)} <!here>`, { threadTs: root.ts });
  assert.equal(await mentions(team, ada), 0);
  assert.equal(await mentions(team, team.owner), 1);
});

test('a reply that names somebody counts, although it makes nothing unread', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const root = await team.post(team.owner, team.general, 'root');
  const reply = await team.post(team.owner, team.general, naming(ada), { threadTs: root.ts });
  const { unread, mentions: named, lastTs } = (await team.standing(ada, team.general))!;
  assert.deepEqual([unread, named, lastTs], [1, 1, reply.ts]);
  await team.run((work) => markRead(work, ada, team.general, placeOf(reply)));
  assert.equal(await mentions(team, ada), 0);
});

test('an edit names anew, and a deletion names nobody', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const message = await team.post(team.owner, team.general, naming(ada));
  await team.run((work) => editMessage(work, team.owner, team.general, placeOf(message), naming(bob)));
  assert.deepEqual([await mentions(team, ada), await mentions(team, bob)], [0, 1]);
  await team.run((work) => deleteMessage(work, team.owner, team.general, placeOf(message)));
  assert.equal(await mentions(team, bob), 0);
});

test('a token of somebody who is not in the channel, or in another team, is text', async () => {
  const [team, foreign] = [await workspace.team(), await workspace.team()];
  const ada = await team.person();
  const channel = await team.channel(team.owner, { with: [ada] });
  await team.run((work) => leaveChannel(work, ada, channel));
  const message = await team.post(team.owner, channel, `${naming(ada)} ${naming(foreign.owner)}`);
  assert.equal(message.text, `${naming(ada)} ${naming(foreign.owner)}`);
  const { rows } = await workspace.database.pool.query('select from mentions where channel_id = $1', [channel]);
  assert.equal(rows.length, 0);
});

test('whoever writes in a direct conversation means the other', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  await team.run((work) => openConversation(work, team.owner, [ada.member]));
  const find = async () =>
    (await team.run((work) => myChannels(work, ada.member))).find(({ channel }) => channel.kind === 'direct')!;
  const direct = (await find()).row.id;
  const root = await team.post(team.owner, direct, 'hello');
  assert.deepEqual([(await find()).standing.unread, (await find()).standing.mentions], [1, 1]);
  await team.run((work) => markRead(work, ada, direct, placeOf(root)));
  await team.post(team.owner, direct, naming(ada), { threadTs: root.ts });
  assert.deepEqual([(await find()).standing.unread, (await find()).standing.mentions], [0, 1]);
});
