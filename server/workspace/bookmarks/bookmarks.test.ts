import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BookmarkId, type FileId, publicId, type Ts, uuidOf } from '#contract/ids.ts';
import type { Bookmark } from '#contract/vocabulary.ts';
import type { Actor } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { systemRandom } from '#platform/random.ts';
import { archiveChannel, channelArchived, noSuchChannel } from '../channels/channels.ts';
import { unknownEmoji } from '../emoji/emoji.ts';
import { noSuchFile } from '../files/files.ts';
import { clientIdReused, noSuchMessage } from '../messages/messages.ts';
import { newClientId, openTestWorkspace, placeOf } from '../testing/testing.ts';
import {
  addBookmark,
  changeBookmark,
  listBookmarks,
  noSuchBookmark,
  oneTarget,
  orderBookmarks,
  otherBookmarks,
  removeBookmark,
  tooManyBookmarks,
  type Wanted,
} from './bookmarks.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;
const team = await workspace.team();
const url = 'https://example.com/plan';
const idOf = ({ id }: Bookmark): BookmarkId => uuidOf(id) as BookmarkId;

async function scene() {
  const ada = await team.person();
  const channel = await team.channel(ada, { kind: 'private' });
  const add = (given: Partial<Wanted> = {}, by: Actor = ada) =>
    team.run((work) => addBookmark(work, by, channel, { clientId: newClientId(), title: 'Plan', url, ...given }));
  const change = (bookmark: Bookmark, what: Parameters<typeof changeBookmark>[4]) =>
    team.run((work) => changeBookmark(work, ada, channel, idOf(bookmark), what));
  const remove = (bookmark: Bookmark) => team.run((work) => removeBookmark(work, ada, channel, idOf(bookmark)));
  const order = (...bookmarks: Bookmark[]) =>
    team.run((work) => orderBookmarks(work, ada, channel, bookmarks.map(idOf)));
  const list = (by: Actor = ada) => team.run((work) => listBookmarks(work, by, channel));
  return { ada, channel, add, change, remove, order, list };
}

test('a conversation has bookmarks in an order that can be changed', async () => {
  const { ada, add, order, list } = await scene();
  const [one, two, three] = [
    await add({ title: '1' }),
    await add({ title: '2', emoji: 'tada' }),
    await add({ title: '3' }),
  ];
  assert.deepEqual(await list(), [one, two, three]);
  assert.deepEqual([two.emoji, two.url, two.addedBy], ['tada', url, publicId('U', ada.member)]);
  assert.deepEqual(await order(three, one, two), [three, one, two]);
  assert.deepEqual(await list(), [three, one, two]);
  const last = await add({ title: '4' });
  assert.deepEqual((await list()).at(-1), last);
  await refuses(otherBookmarks, () => order(one, two, three));
});

test('a bookmark may lead to a message of the conversation instead', async () => {
  const { ada, channel, add, change } = await scene();
  const message = await team.post(ada, channel, 'decided');
  const bookmark = await add({ url: undefined, ts: placeOf(message) });
  assert.deepEqual([bookmark.ts, bookmark.url], [message.ts, undefined]);
  await refuses(noSuchMessage, () => add({ url: undefined, ts: 5 as Ts }));
  await refuses(oneTarget, () => add({ ts: placeOf(message) }));
  await refuses(oneTarget, () => add({ url: undefined }));
  const file = systemRandom.uuid() as FileId;
  await refuses(oneTarget, () => add({ file }));
  await refuses(noSuchFile, () => add({ url: undefined, file }));
  await refuses(oneTarget, () => change(bookmark, { url }));
});

test('it is changed and removed, and each time the log of the conversation says so', async () => {
  const { ada, channel, add, change, remove, order, list } = await scene();
  const bookmark = await add({ emoji: '📌' });
  const changed = await change(bookmark, { title: 'The plan', url: 'https://example.org/', emoji: null });
  assert.deepEqual([changed.title, changed.url, changed.emoji], ['The plan', 'https://example.org/', undefined]);
  assert.deepEqual(await list(), [changed]);
  await order(changed);
  await remove(changed);
  await refuses(noSuchBookmark, () => remove(changed));
  await refuses(noSuchBookmark, () => change(changed, { title: 'x' }));
  const events = (await team.events(ada, channel)).filter(({ kind }) => kind === 'bookmarks.changed');
  assert.equal(events.length, 3, 'an order that is the same is no change');
  assert.equal(events[0]?.actor, publicId('U', ada.member));
});

test('added again with the same clientId it is the same one', async () => {
  const { add, list, ada, channel } = await scene();
  const clientId = newClientId();
  const [one, other] = await Promise.all([add({ clientId }), add({ clientId })]);
  assert.deepEqual(one, other);
  assert.equal((await list()).length, 1);
  const message = await team.post(ada, channel, 'x');
  await refuses(clientIdReused, () => add({ clientId, url: undefined, ts: placeOf(message) }));
});

test('they are of those in the conversation, until it is archived', async () => {
  const { ada, channel, add, list } = await scene();
  const stranger = await team.person();
  await refuses(noSuchChannel, () => add({}, stranger));
  await refuses(noSuchChannel, () => list(stranger));
  await refuses(unknownEmoji, () => add({ emoji: 'nothing' }));
  const bookmark = await add();
  await team.run((work) => archiveChannel(work, ada, channel));
  await refuses(channelArchived, () => add());
  assert.deepEqual(await list(), [bookmark]);
});

test('a conversation has so many bookmarks and no more', async () => {
  const { add, channel } = await scene();
  const bookmark = await add();
  await workspace.database.pool.query(
    `insert into bookmarks
       select gen_random_uuid(), team_id, channel_id, gen_random_uuid(), place, body, ts, created_by, created_at
       from bookmarks, generate_series(2, $2::integer) where id = $1`,
    [idOf(bookmark), limits.bookmarks.perChannelMax],
  );
  await refuses(tooManyBookmarks, () => add());
  await workspace.database.pool.query('delete from bookmarks where channel_id = $1', [channel]);
});
