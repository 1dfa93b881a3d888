import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChannelId, publicId, publicPlace, uuidOf } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { changeTimeZone } from '#identity/members/members.ts';
import { openConversation } from '../direct-messages/direct-messages.ts';
import { react } from '../reactions/reactions.ts';
import { findTexts } from '../testing/search.ts';
import { naming, openTestWorkspace, placeOf } from '../testing/testing.ts';
import { search } from './search.ts';

const workspace = await openTestWorkspace();

test('from: takes short names, ids and me; in: takes names and ids', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const ops = await team.channel(team.owner, { name: 'ops', with: [ada] });
  await team.post(ada, ops, 'word by ada in ops');
  await team.post(ada, team.general, 'word by ada in general');
  await team.post(team.owner, ops, 'word by owner in ops');
  const adas = ['word by ada in general', 'word by ada in ops'];
  for (const who of [
    ada.handle,
    `@${ada.handle.toUpperCase()}`,
    publicId('U', ada.member),
    `<@${publicId('U', ada.member)}>`,
  ]) {
    assert.deepEqual(await findTexts(team, team.owner, `word from:${who}`), adas, who);
  }
  assert.deepEqual(await findTexts(team, ada, 'from:me word'), adas);
  const there = ['word by owner in ops', 'word by ada in ops'];
  for (const where of ['ops', '#Ops', publicId('C', ops), `<#${publicId('C', ops)}|ops>`]) {
    assert.deepEqual(await findTexts(team, team.owner, `word in:${where}`), there, where);
  }
  assert.deepEqual(await findTexts(team, team.owner, `from:${ada.handle} in:ops`), ['word by ada in ops']);
  assert.deepEqual(await findTexts(team, team.owner, 'word from:nobody'), []);
  assert.deepEqual(await findTexts(team, team.owner, 'word in:nowhere'), []);
});

test('before: and after: count days in UTC; the day itself belongs to neither', async () => {
  const team = await workspace.team();
  const at = workspace.clock.at;
  for (const day of ['2027-01-30T23:59:58Z', '2027-01-30T23:59:59Z', '2027-01-31T12:00:00Z', '2027-01-31T23:59:59Z']) {
    workspace.clock.at = new Date(day);
    await team.post(team.owner, team.general, `day ${day}`);
  }
  workspace.clock.at = at;
  const days = async (query: string) =>
    (await findTexts(team, team.owner, `day ${query}`)).map((text) => text.slice(4)).toReversed();
  // The post is a second later than the clock was set to.
  assert.deepEqual(await days('before:2027-01-31'), ['2027-01-30T23:59:58Z']);
  assert.deepEqual(await days('after:2027-01-30'), [
    '2027-01-30T23:59:59Z',
    '2027-01-31T12:00:00Z',
    '2027-01-31T23:59:59Z',
  ]);
});

test('has: finds links, reactions and threads', async () => {
  const team = await workspace.team();
  const plain = await team.post(team.owner, team.general, 'plain thing');
  const link = await team.post(team.owner, team.general, 'thing at https://example.org/x');
  const reacted = await team.post(team.owner, team.general, 'liked thing');
  await team.run((work) => react(work, team.owner, team.general, placeOf(reacted), 'tada'));
  await team.post(team.owner, team.general, 'reply thing', { threadTs: plain.ts });
  assert.deepEqual(await findTexts(team, team.owner, 'thing has:link'), [link.text]);
  assert.deepEqual(await findTexts(team, team.owner, 'has:reaction'), [reacted.text]);
  assert.deepEqual(await findTexts(team, team.owner, 'thing has:thread'), [plain.text]);
  assert.deepEqual(await findTexts(team, team.owner, 'has:thread'), [plain.text]);
});

test('what is excluded with a minus is not found: words, people, channels, threads', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const ops = await team.channel(team.owner, { name: 'minus', with: [ada] });
  const root = await team.post(team.owner, team.general, 'needle one');
  await team.post(ada, team.general, 'needle two');
  await team.post(team.owner, ops, 'needle three');
  await team.post(team.owner, team.general, 'needle reply', { threadTs: root.ts });
  assert.deepEqual(await findTexts(team, team.owner, 'needle -two -reply'), ['needle three', 'needle one']);
  assert.deepEqual(await findTexts(team, team.owner, `needle -from:${ada.handle} -is:thread`), ['needle three']);
  assert.deepEqual(await findTexts(team, team.owner, 'needle -in:minus -is:thread'), ['needle two']);
  assert.deepEqual(await findTexts(team, team.owner, 'needle -has:thread'), [
    'needle reply',
    'needle three',
    'needle two',
  ]);
  assert.deepEqual(await findTexts(team, team.owner, 'needle is:thread -is:thread'), []);
});

test('is:thread finds replies and what they answer; thread: looks in one thread alone', async () => {
  const team = await workspace.team();
  const root = await team.post(team.owner, team.general, 'needle root');
  await team.post(team.owner, team.general, 'needle alone');
  await team.post(team.owner, team.general, 'needle reply', { threadTs: root.ts });
  await team.post(team.owner, team.general, 'another reply', { threadTs: root.ts });
  const there = ['needle reply', 'needle root'];
  assert.deepEqual(await findTexts(team, team.owner, 'needle is:thread'), there);
  assert.deepEqual(await findTexts(team, team.owner, 'needle in:thread'), there);
  const place = publicPlace({ channel_id: team.general, ts: placeOf(root) });
  assert.deepEqual(await findTexts(team, team.owner, `needle thread:${place}`), there);
  assert.deepEqual(await findTexts(team, team.owner, `thread:${place} -needle`), ['another reply']);
  assert.deepEqual(await findTexts(team, team.owner, `alone thread:${place}`), []);
  const foreign = await workspace.team();
  assert.deepEqual(await findTexts(foreign, foreign.owner, `needle thread:${place}`), []);
});

test('with:, to: and in:@ look in direct and group conversations', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const direct = uuidOf((await team.run((work) => openConversation(work, team.owner, [ada.member]))).id) as ChannelId;
  const group = uuidOf(
    (await team.run((work) => openConversation(work, team.owner, [ada.member, bob.member]))).id,
  ) as ChannelId;
  await team.post(team.owner, team.general, 'needle for all');
  await team.post(team.owner, direct, 'needle to ada');
  await team.post(ada, direct, 'needle to owner');
  await team.post(bob, group, 'needle to both');
  const by = (typed: string) => findTexts(team, team.owner, typed);
  assert.deepEqual(await by(`needle with:${ada.handle}`), ['needle to both', 'needle to owner', 'needle to ada']);
  assert.deepEqual(await by(`needle with:${ada.handle} with:@${bob.handle}`), ['needle to both']);
  assert.deepEqual(await by(`needle with:me -with:${bob.handle}`), ['needle to owner', 'needle to ada']);
  assert.deepEqual(await by('needle to:me'), ['needle to both', 'needle to owner']);
  assert.deepEqual(await by(`needle to:${ada.handle} from:me`), ['needle to ada']);
  assert.deepEqual(await by(`needle in:@${ada.handle}`), ['needle to owner', 'needle to ada']);
  assert.deepEqual(await by(`needle -in:@${ada.handle} -in:general`), ['needle to both']);
  assert.deepEqual(await findTexts(team, bob, `needle with:${ada.handle}`), ['needle to both']);
});

test('mentions: finds whom a text names, by short name, id and me', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const text = `needle for ${naming(ada)}`;
  await team.post(team.owner, team.general, text);
  await team.post(team.owner, team.general, 'needle for nobody');
  for (const who of [ada.handle, publicId('U', ada.member), naming(ada)]) {
    assert.deepEqual(await findTexts(team, team.owner, `mentions:${who}`), [text], who);
  }
  assert.deepEqual(await findTexts(team, ada, 'needle mentions:me'), [text]);
  assert.deepEqual(await findTexts(team, ada, 'needle -mentions:me'), ['needle for nobody']);
  assert.deepEqual(await findTexts(team, team.owner, `mentions:me mentions:${ada.handle}`), []);
});

test('names that mean nobody and nothing are told; guests are not told who is in the team', async () => {
  const team = await workspace.team();
  const [ada, guest] = [await team.person(), await team.person('guest')];
  const closed = await team.channel(ada, { kind: 'private', name: 'closed' });
  const told = async (by: Actor, typed: string) =>
    (await team.run((work) => search(work, by, typed, { before: undefined, limit: 5 }))).notUnderstood;
  assert.deepEqual(await told(team.owner, 'from:nobody x in:#nowhere mentions:noone in:@nobody'), [
    'from:nobody',
    'mentions:noone',
    'in:#nowhere',
    'in:@nobody',
  ]);
  assert.deepEqual(await told(team.owner, `in:closed in:${publicId('C', closed)}`), [
    'in:closed',
    `in:${publicId('C', closed)}`,
  ]);
  assert.deepEqual(await told(guest, 'from:nobody'), []);
  assert.deepEqual(await told(guest, `from:${ada.handle}`), []);
});

test('days are those of the member who asks', async () => {
  const team = await workspace.team();
  const at = workspace.clock.at;
  workspace.clock.at = new Date('2027-03-27T23:30:00Z');
  await team.post(team.owner, team.general, 'needle');
  assert.deepEqual(await findTexts(team, team.owner, 'needle on:2027-03-27'), ['needle']);
  await team.run((work) => changeTimeZone(work, team.owner, 'Europe/Zurich'));
  assert.deepEqual(await findTexts(team, team.owner, 'needle on:2027-03-27'), []);
  assert.deepEqual(await findTexts(team, team.owner, 'needle on:2027-03-28 during:2027-03 on:today'), ['needle']);
  workspace.clock.at = new Date('2027-03-28T23:30:00Z');
  assert.deepEqual(await findTexts(team, team.owner, 'needle on:yesterday'), ['needle']);
  workspace.clock.at = at;
});
