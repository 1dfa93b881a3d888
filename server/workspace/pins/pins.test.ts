import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId, type Ts } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { archiveChannel, channelArchived, noSuchChannel } from '../channels/channels.ts';
import { deleteMessage, noSuchMessage } from '../messages/messages.ts';
import { openTestWorkspace, placeOf } from '../testing/testing.ts';
import { listPins, pinMessage, tooManyPins, unpinMessage } from './pins.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;

test('what is pinned is listed, the latest first, with who pinned it; each is an event of the channel', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const [one, two] = [await team.post(team.owner, team.general, 'one'), await team.post(ada, team.general, 'two')];
  await team.run((work) => pinMessage(work, ada, team.general, placeOf(one)));
  await team.run((work) => pinMessage(work, team.owner, team.general, placeOf(two)));
  const pins = await team.run((work) => listPins(work, ada, team.general));
  assert.deepEqual(
    pins.map(({ message, pinnedBy }) => [message.text, pinnedBy]),
    [
      ['two', publicId('U', team.owner.member)],
      ['one', publicId('U', ada.member)],
    ],
  );
  await team.run((work) => unpinMessage(work, team.owner, team.general, placeOf(one)));
  assert.equal((await team.run((work) => listPins(work, ada, team.general))).length, 1);
  const log = (await team.events(ada, team.general)).slice(-3);
  assert.deepEqual(
    log.map(({ kind, ts, message }) => [kind, ts, message]),
    [
      ['pin.added', one.ts, undefined],
      ['pin.added', two.ts, undefined],
      ['pin.removed', one.ts, undefined],
    ],
  );
  assert.deepEqual(workspace.told(0).slice(-3), log);
});

test('pinning what is pinned, and unpinning what is not, changes nothing', async () => {
  const team = await workspace.team();
  const message = await team.post(team.owner, team.general, 'one');
  for (let n = 0; n < 2; n++) {
    await team.run((work) => pinMessage(work, team.owner, team.general, placeOf(message)));
  }
  for (let n = 0; n < 2; n++) {
    await team.run((work) => unpinMessage(work, team.owner, team.general, placeOf(message)));
  }
  const kinds = (await team.events(team.owner, team.general)).map(({ kind }) => kind);
  assert.deepEqual(kinds.slice(-2), ['pin.added', 'pin.removed']);
  assert.equal(kinds.filter((kind) => kind.startsWith('pin.')).length, 2);
});

test('a deleted message is pinned no more', async () => {
  const team = await workspace.team();
  const message = await team.post(team.owner, team.general, 'one');
  await team.run((work) => pinMessage(work, team.owner, team.general, placeOf(message)));
  await team.run((work) => deleteMessage(work, team.owner, team.general, placeOf(message)));
  assert.deepEqual(await team.run((work) => listPins(work, team.owner, team.general)), []);
  await refuses(noSuchMessage, () => team.run((work) => pinMessage(work, team.owner, team.general, placeOf(message))));
});

test('only those in the channel pin, only messages, and not in an archived channel', async () => {
  const team = await workspace.team();
  const [ada, guest] = [await team.person(), await team.person('guest')];
  const channel = await team.channel(team.owner);
  const at = placeOf(await team.post(team.owner, channel, 'one'));
  await refuses(noSuchChannel, () => team.run((work) => pinMessage(work, ada, channel, at)));
  await refuses(noSuchChannel, () => team.run((work) => unpinMessage(work, guest, channel, at)));
  await refuses(noSuchChannel, () => team.run((work) => listPins(work, guest, channel)));
  const note = (await team.events(team.owner, channel)).find(({ message }) => message?.note)?.ts ?? '';
  for (const ts of [placeOf({ ts: note }), 1 as Ts]) {
    await refuses(noSuchMessage, () => team.run((work) => pinMessage(work, team.owner, channel, ts)));
  }
  await team.run((work) => archiveChannel(work, team.owner, channel));
  await refuses(channelArchived, () => team.run((work) => pinMessage(work, team.owner, channel, at)));
});

test('a channel holds only so many pins', async () => {
  const team = await workspace.team();
  const at = placeOf(await team.post(team.owner, team.general, 'one more'));
  await workspace.database.pool.query(
    `insert into pins (channel_id, ts, team_id, pinned_by, pinned_at)
     select $1, n, $2, $3, now() from generate_series(1, $4::integer) n`,
    [team.general, team.id, team.owner.member, limits.pins.perChannelMax],
  );
  await refuses(tooManyPins, () => team.run((work) => pinMessage(work, team.owner, team.general, at)));
});
