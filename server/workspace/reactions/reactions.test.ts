import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { archiveChannel, channelArchived, noSuchChannel } from '../channels/channels.ts';
import { addEmoji, removeEmoji, unknownEmoji } from '../emoji/emoji.ts';
import { deleteMessage, noSuchMessage, readMessage } from '../messages/messages.ts';
import { openTestWorkspace, placeOf } from '../testing/testing.ts';
import { react, tooManyReactions, unreact } from './reactions.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;

test('reactions show who reacted, in the order of first use, and each is an event', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const message = await team.post(team.owner, team.general, 'look');
  const at = placeOf(message);
  await team.run((work) => react(work, ada, team.general, at, 'tada'));
  await team.run((work) => react(work, team.owner, team.general, at, '👀'));
  await team.run((work) => react(work, team.owner, team.general, at, 'tada'));
  const [a, o] = [publicId('U', ada.member), publicId('U', team.owner.member)];
  const shown = await team.run((work) => readMessage(work, ada, team.general, at));
  assert.deepEqual(shown.reactions, [
    { emoji: 'tada', members: [a, o] },
    { emoji: '👀', members: [o] },
  ]);
  await team.run((work) => unreact(work, ada, team.general, at, 'tada'));
  await team.run((work) => unreact(work, team.owner, team.general, at, '👀'));
  const after = await team.run((work) => readMessage(work, ada, team.general, at));
  assert.deepEqual(after.reactions, [{ emoji: 'tada', members: [o] }]);
  const events = (await team.events(ada, team.general)).slice(-5);
  assert.deepEqual(
    events.map(({ kind, actor, emoji, ts }) => [kind, actor, emoji, ts]),
    [
      ['reaction.added', a, 'tada', message.ts],
      ['reaction.added', o, '👀', message.ts],
      ['reaction.added', o, 'tada', message.ts],
      ['reaction.removed', a, 'tada', message.ts],
      ['reaction.removed', o, '👀', message.ts],
    ],
  );
});

test('a reaction that is there, or is not, changes nothing a second time', async () => {
  const team = await workspace.team();
  const message = await team.post(team.owner, team.general, 'look');
  const at = placeOf(message);
  for (let n = 0; n < 2; n++) await team.run((work) => react(work, team.owner, team.general, at, 'tada'));
  for (let n = 0; n < 2; n++) await team.run((work) => unreact(work, team.owner, team.general, at, 'tada'));
  const events = (await team.events(team.owner, team.general)).filter(({ kind }) => kind.startsWith('reaction.'));
  assert.equal(events.length, 2);
  const { reactions } = await team.run((work) => readMessage(work, team.owner, team.general, at));
  assert.deepEqual(reactions, []);
});

test('nobody reacts to what is gone, archived, or not theirs to see', async () => {
  const [team, foreign] = [await workspace.team(), await workspace.team()];
  const ada = await team.person();
  const channel = await team.channel(team.owner);
  const gone = await team.post(team.owner, channel, 'gone');
  const stays = await team.post(team.owner, channel, 'stays');
  await team.run((work) => deleteMessage(work, team.owner, channel, placeOf(gone)));
  await refuses(noSuchMessage, () => team.run((work) => react(work, team.owner, channel, placeOf(gone), 'x')));
  for (const verb of [react, unreact]) {
    await refuses(noSuchChannel, () => team.run((work) => verb(work, ada, channel, placeOf(stays), 'x')));
    await refuses(noSuchChannel, () => foreign.run((work) => verb(work, foreign.owner, channel, placeOf(stays), 'x')));
  }
  await team.run((work) => archiveChannel(work, team.owner, channel));
  for (const verb of [react, unreact]) {
    await refuses(channelArchived, () => team.run((work) => verb(work, team.owner, channel, placeOf(stays), 'x')));
  }
});

test('a message holds only so many different reactions; those that are there can be joined', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const at = placeOf(await team.post(team.owner, team.general, 'look'));
  await team.run(async (work) => {
    for (let n = 0; n < limits.messages.reactionsPerMessageMax; n++) {
      await react(work, team.owner, team.general, at, String.fromCodePoint(0x1f400 + n));
    }
  });
  await refuses(tooManyReactions, () => team.run((work) => react(work, ada, team.general, at, 'rocket')));
  await team.run((work) => react(work, ada, team.general, at, '\u{1f400}'));
});

test('a reaction is a standard emoji or one of the team’s, or one that stands there already', async () => {
  const team = await workspace.team();
  const at = placeOf(await team.post(team.owner, team.general, 'look'));
  const add = (emoji: string) => team.run((work) => react(work, team.owner, team.general, at, emoji));
  for (const emoji of ['+1', 'wave::skin-tone-3', '❤️', '🇨🇭', '1️⃣']) await add(emoji);
  for (const emoji of ['shipit', '12', 'shipit::skin-tone-2']) await refuses(unknownEmoji, () => add(emoji));
  await team.run((work) => addEmoji(work, team.owner, 'shipit', { aliasOf: 'ship' }));
  await add('shipit');
  await team.run((work) => removeEmoji(work, team.owner, 'shipit'));
  const ada = await team.person();
  await team.run((work) => react(work, ada, team.general, at, 'shipit'));
});
